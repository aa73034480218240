"""Which server a command talks to, and with which key.

Keys come from the environment or an ignored local file. The vendor's key goes to the vendor alone, the key of a server
on this machine stays on this machine, and the vendor, whose work costs money, is reached only where `--base-url` names
it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wanbox.client import Client, ConnectionFailed
from wanbox.client.hosts import is_local, is_vendor, resolve
from wanbox.testing import LocalServer

if TYPE_CHECKING:
    from wanbox.settings import Settings


@contextmanager
def connect(base_url: str | None, api_key: str | None) -> Iterator[Client]:
    """A client for the named server, or for a server of this command's own."""
    if api_key:
        print(
            "wanbox: warning: --api-key stays in the shell's history; set WANBOX_API_KEY or DASHSCOPE_API_KEY instead.",
            file=sys.stderr,
        )
    from wanbox.settings import load

    settings = load(os.environ, Path.cwd())
    address = base_url or settings.base_url
    if not address:
        with LocalServer() as server, Client(server.key, base_url=server.base_url) as client:
            yield client
        return
    resolved = resolve(address)
    if is_vendor(resolved) and base_url is None:
        raise ValueError(
            "WANBOX_BASE_URL names the vendor's cloud, which costs money: name it with --base-url instead."
        )
    with Client(api_key or key_for(resolved, settings), base_url=resolved) as client, named_if_unreached(resolved):
        yield client


@contextmanager
def named_if_unreached(base_url: str) -> Iterator[None]:
    """Whoever reaches no server is told which one was tried."""
    try:
        yield
    except ConnectionFailed as error:
        if error.sent:
            raise
        raise ConnectionFailed(f"{error}. Is a server running at {base_url}?", sent=False) from error


def key_for(base_url: str, settings: Settings) -> str:
    if is_vendor(base_url):
        if settings.dashscope_api_key:
            return settings.dashscope_api_key
        raise ValueError("Set DASHSCOPE_API_KEY to use the vendor's cloud.")
    key = settings.api_key or (_own_key(settings) if is_local(base_url) else None)
    if key is None:
        raise ValueError(f"Set WANBOX_API_KEY to a key of the server at {base_url}.")
    return key


def _own_key(settings: Settings) -> str | None:
    """A key of the server that runs here: as configured, or as its first start left it."""
    configured = (entry.rpartition(":")[2] for entry in settings.api_keys)
    return next(configured, None) or _stored_secret(settings.data)


def _stored_secret(data: Path) -> str | None:
    """The key that the first start of a server left in the data folder."""
    try:
        return (data / "api-key").read_text(encoding="ascii").strip() or None
    except OSError:
        return None
