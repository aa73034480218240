"""A PostgreSQL server for the length of a measurement: that of the tests, flushing every commit."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SERVERS = Path(__file__).parents[1] / "tests" / "kit" / "servers.py"


@contextmanager
def postgres(folder: Path) -> Iterator[Any]:
    """A started server with its data in `folder`; see `PostgresServer` in the tests' kit."""
    spec = importlib.util.spec_from_file_location("wanbox_test_servers", _SERVERS)
    assert spec is not None
    assert spec.loader is not None
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    # The server may run as another user, who must be able to reach its folder.
    for above in (folder, folder.parent):
        above.chmod(0o755)
    (folder / "postgres").mkdir()
    server = servers.PostgresServer(folder / "postgres", durable=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()
