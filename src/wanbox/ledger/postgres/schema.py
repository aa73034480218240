"""Bringing a database up to date: numbered files in `migrations/`, each applied once and recorded.

All of it is one transaction under a lock, so that processes which start at the same time wait for one another.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg

from ..contract import LedgerError, LedgerUnavailable
from ..migrations import Migration, load
from ..states import STEPS
from .connection import unavailable
from .statements import Statements


def migrations() -> tuple[Migration, ...]:
    """All that this version knows, in order."""
    return load(__package__)


def upgrade(connection: psycopg.Connection[Any]) -> None:
    """Apply what is missing. Raises LedgerError if the database was made by a newer version."""
    try:
        with connection.transaction():
            Statements(connection).lock("migration")
            _apply_missing(connection)
            _copy_steps(connection)
    except psycopg.Error as error:
        raise LedgerUnavailable(f"The database cannot be brought up to date: {unavailable(error)}") from None


def missing(connection: psycopg.Connection[Any]) -> tuple[Migration, ...]:
    """What `upgrade` would apply. Raises LedgerError if the database was made by a newer version."""
    done: set[int] = set()
    if connection.execute("SELECT to_regclass('migration')").fetchall()[0][0] is not None:
        done = {int(row[0]) for row in connection.execute("SELECT number FROM migration").fetchall()}
    known = migrations()
    if unknown := done - {migration.number for migration in known}:
        raise LedgerError(f"The database was made by a newer version of wanbox (migration {max(unknown)}).")
    return tuple(migration for migration in known if migration.number not in done)


def _apply_missing(connection: psycopg.Connection[Any]) -> None:
    wanted = missing(connection)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)"
    )
    for migration in wanted:
        connection.execute(migration.sql.encode())
        row = (migration.number, migration.name, int(time.time() * 1e6))
        connection.execute("INSERT INTO migration VALUES (%s, %s, %s)", row)


def _copy_steps(connection: psycopg.Connection[Any]) -> None:
    """Write the state table into the database, where the triggers read it; None is the empty text."""
    wanted = {(source or "", target or "") for source, target in STEPS}
    present = {tuple(row) for row in connection.execute("SELECT source, target FROM step").fetchall()}
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM step WHERE source = %s AND target = %s", sorted(present - wanted))
        cursor.executemany("INSERT INTO step VALUES (%s, %s)", sorted(wanted - present))
