"""`wanbox serve`: the server and its workers."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="<address>", help="Address to listen on (WANBOX_HOST).")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="<number>", help="Port to listen on (WANBOX_PORT).")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="<number>", help="Worker processes; 0 for none (WANBOX_WORKERS).", min=0),
    ] = None,
    owned: Annotated[bool, typer.Option("--owned", help="Stop when standard input ends.", hidden=True)] = False,
) -> None:
    """Start the server and leave it running.

    The first start makes a key and prints it. Ctrl-C stops it: running tasks end first, or go back to the queue.
    """
    import os
    from pathlib import Path

    from .exits import reported

    with reported():
        from wanbox.settings import load

        named = {"WANBOX_HOST": host, "WANBOX_PORT": port, "WANBOX_WORKERS": workers}
        environ = dict(os.environ) | {name: str(value) for name, value in named.items() if value is not None}
        settings = load(environ, Path.cwd())

        from wanbox.server.main import run

        from .installation import warn_of_misspelt

        warn_of_misspelt(environ)
        if owned:
            _stop_with_owner()
        run(settings)


def _stop_with_owner() -> None:
    """Whoever started this server holds the other end of its input: that end closes however the owner ends."""
    import os
    import signal
    import sys
    import threading

    def watch() -> None:
        # Not through sys.stdin: its lock, held while waiting, would break the interpreter's own end.
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="owner", daemon=True).start()
