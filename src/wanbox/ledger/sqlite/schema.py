"""Bringing a database up to date: numbered files in `migrations/`, each applied once and recorded.

All of it is one transaction under the write lock, so that processes which start at the same time wait for one another.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from ..contract import LedgerError, LedgerUnavailable
from ..states import STEPS
from .connection import patiently


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str


def migrations() -> tuple[Migration, ...]:
    """All that this version knows, in order."""
    found = (
        Migration(int(match[1]), match[2], file.read_text("utf-8"))
        for file in resources.files(__package__).joinpath("migrations").iterdir()
        if (match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name))
    )
    return tuple(sorted(found, key=lambda migration: migration.number))


def upgrade(connection: sqlite3.Connection) -> None:
    """Apply what is missing. Raises LedgerError if the database was made by a newer version."""
    try:
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
        try:
            _apply_missing(connection)
            _copy_steps(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise LedgerUnavailable(f"The database cannot be brought up to date: {error}.") from error


def _apply_missing(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration "
        "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL)"
    )
    done = {number for (number,) in connection.execute("SELECT number FROM migration")}
    known = migrations()
    if unknown := done - {migration.number for migration in known}:
        raise LedgerError(f"The database was made by a newer version of wanbox (migration {max(unknown)}).")
    for migration in known:
        if migration.number not in done:
            for statement in statements(migration.sql):
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (migration.number, migration.name, int(time.time() * 1e6))
            )


def _copy_steps(connection: sqlite3.Connection) -> None:
    """Write the state table into the database, where the triggers read it; None is the empty text."""
    wanted = {(source or "", target or "") for source, target in STEPS}
    present = {tuple(row) for row in connection.execute("SELECT source, target FROM step")}
    connection.executemany("DELETE FROM step WHERE source = ? AND target = ?", sorted(present - wanted))
    connection.executemany("INSERT INTO step VALUES (?, ?)", sorted(wanted - present))


def statements(script: str) -> Iterator[str]:
    """The single statements of a script; `executescript` would commit the transaction that we are in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert not statement.strip(), "the script ends within a statement"
