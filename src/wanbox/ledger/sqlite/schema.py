"""Bringing a database up to date: numbered files in `migrations/`, each applied once and recorded.

All of it is one transaction under the write lock, so that processes which start at the same time wait for one another.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

from ..contract import LedgerError, LedgerUnavailable
from ..migrations import Migration, load
from ..states import STEPS
from .connection import patiently


def migrations() -> tuple[Migration, ...]:
    """All that this version knows, in order."""
    return load(__package__)


def upgrade(connection: sqlite3.Connection) -> tuple[Migration, ...]:
    """Apply what is missing, and say what that was. Raises LedgerError if a newer version made the database."""
    try:
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
        try:
            applied = _apply_missing(connection)
            _copy_steps(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise LedgerUnavailable(f"The database cannot be brought up to date: {error}.") from error
    return applied


def described(connection: sqlite3.Connection) -> dict[str, str]:
    """What the schema consists of, by name, as text that is the same for equal schemas."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {f"{kind} {name}": " ".join(sql.split()) for kind, name, sql in found if not name.startswith("sqlite_")}


def _apply_missing(connection: sqlite3.Connection) -> tuple[Migration, ...]:
    wanted = missing(connection)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration "
        "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL)"
    )
    for migration in wanted:
        for statement in statements(migration.sql):
            connection.execute(statement)
        row = (migration.number, migration.name, int(time.time() * 1e6))
        connection.execute("INSERT INTO migration VALUES (?, ?, ?)", row)
    return wanted


def missing(connection: sqlite3.Connection) -> tuple[Migration, ...]:
    """What `upgrade` would apply. Raises LedgerError if the database was made by a newer version."""
    done: set[int] = set()
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").fetchone():
        done = {number for (number,) in connection.execute("SELECT number FROM migration")}
    known = migrations()
    if unknown := done - {migration.number for migration in known}:
        raise LedgerError(f"The database was made by a newer version of wanbox (migration {max(unknown)}).")
    return tuple(migration for migration in known if migration.number not in done)


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
