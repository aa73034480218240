"""`wanbox worker`: one more worker on the same ledger."""

from __future__ import annotations

from typing import Annotated

import typer


def worker(
    engine: Annotated[
        list[str] | None,
        typer.Option(
            "--engine",
            metavar="<engine>",
            help="Take only tasks of this engine; may be said more than once. Without it: of every engine that a route "
            "names.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar="<name>",
            help="How `wanbox admin` shows it; no other worker may have the same. Without it: a new one.",
        ),
    ] = None,
) -> None:
    """Run one more worker process until it is stopped.

    `wanbox serve` starts workers of its own: this is for more of them, here or on other machines.
    """
    import os
    import sys
    from pathlib import Path

    from .exits import reported

    with reported():
        from wanbox.runner.__main__ import main

        from .installation import warn_of_misspelt

        warn_of_misspelt(os.environ)
        # Engines of one's own load from the current folder, as they do under `wanbox serve`.
        if not {"", str(Path.cwd())} & set(sys.path):
            sys.path.insert(0, str(Path.cwd()))
        main(engines=engine or (), name=name)
