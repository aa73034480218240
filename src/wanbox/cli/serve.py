"""`wanbox serve`: the server and its workers."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on (WANBOX_HOST).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on (WANBOX_PORT).")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Worker processes (WANBOX_WORKERS).", min=0)] = None,
) -> None:
    """Start the server and leave it running; Ctrl-C drains and stops it."""
    import os
    from pathlib import Path

    from .exits import reported

    with reported():
        from wanbox.settings import load

        named = {"WANBOX_HOST": host, "WANBOX_PORT": port, "WANBOX_WORKERS": workers}
        environ = dict(os.environ) | {name: str(value) for name, value in named.items() if value is not None}
        settings = load(environ, Path.cwd())

        from wanbox.server.main import run

        run(settings)
