"""`wanbox worker`: one more worker on the same ledger."""

from __future__ import annotations

from typing import Annotated

import typer


def worker(
    engine: Annotated[
        list[str] | None,
        typer.Option(
            "--engine", help="Take only tasks of this engine; may be said more than once (all that are routed)."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="How the ledger knows it; no other worker may have it (a new one).")
    ] = None,
) -> None:
    """Run one worker process until it is stopped; the server's own workers need no call of this."""
    import sys
    from pathlib import Path

    from .exits import reported

    with reported():
        from wanbox.runner.__main__ import main

        # Engines of one's own load from the current folder, as they do under `wanbox serve`.
        if not {"", str(Path.cwd())} & set(sys.path):
            sys.path.insert(0, str(Path.cwd()))
        main(engines=engine or (), name=name)
