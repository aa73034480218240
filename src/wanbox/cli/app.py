"""The command tree. Command modules import what they need only when they run, so that `--help` is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from .admin import app as admin
from .db import app as db
from .demo import demo
from .doctor import doctor
from .events import app as events
from .image import image
from .keys import app as keys
from .serve import serve
from .storage import app as storage
from .tasks import app as tasks
from .video import video
from .worker import worker

# Plain help: the rich one costs half a second on every start.
app = typer.Typer(
    name="wanbox",
    help="The Wan 2.6 API in a box.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("video")(video)
app.command("image")(image)
app.command("serve")(serve)
app.command("worker")(worker)
app.command("demo")(demo)
app.command("doctor")(doctor)
app.add_typer(tasks, name="tasks")
app.add_typer(events, name="events")
app.add_typer(admin, name="admin")
app.add_typer(db, name="db")
app.add_typer(storage, name="storage")
app.add_typer(keys, name="keys")


def _version(wanted: bool) -> None:
    if wanted:
        from wanbox import __version__

        print(f"wanbox {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass
