"""`wanbox db`: the database that the settings name, for its operator."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from wanbox.ledger.contract.database import Database, Finding

app = typer.Typer(help="Bring the database up to date, check it, copy it.", no_args_is_help=True, rich_markup_mode=None)


@app.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date.

    Servers and workers do so at their start, too.
    """
    with _database() as database:
        applied = database.upgrade()
    for name in applied:
        print(f"applied {name}")
    print("The database is up to date.")


@app.command("check")
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Correct counters and other rows that follow from the rest.")
    ] = False,
    json_output: options.Json = False,
) -> None:
    """Look for faults in tables and counters.

    Exit code 1 if something is wrong and was not repaired.
    """
    with _database(as_json=json_output) as database:
        found = database.check(repair=repair)
    if json_output:
        rows = [{"what": one.what, "examples": list(one.examples), "repaired": one.repaired} for one in found]
        print(json.dumps({"findings": rows}, ensure_ascii=False))
    else:
        _show(found)
    if not all(finding.repaired for finding in found):
        raise typer.Exit(Exit.FAILED)


@app.command("backup")
def backup(target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")]) -> None:
    """Copy a SQLite database while servers and workers go on.

    PostgreSQL has pg_dump for that.
    """
    with _database() as database:
        database.backup(target)
    print(f"The database is in {target}.")


def _show(found: Sequence[Finding]) -> None:
    for finding in found:
        print(f"{finding.what}{' Repaired.' if finding.repaired else ''}")
        for example in finding.examples:
            print(f"  {example}")
    if not found:
        print("The database is in order.")


@contextmanager
def _database(*, as_json: bool = False) -> Iterator[Database]:
    from .exits import reported

    with reported(as_json=as_json):
        from wanbox.ledger import database

        from .installation import settings

        yield database(settings())
