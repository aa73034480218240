"""The SQLite file itself: upgrade, check, backup."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from wanbox import durable

from ..contract import LedgerError, LedgerUnavailable
from ..contract.database import Finding
from ..differences import missing_migrations, schema_differences
from ..sql import check
from ..sql.work import CHECKING, Work
from . import schema
from .connection import connect, patiently
from .statements import Statements

#: Pages that are copied at a time; others write in between.
_PAGES = 1024


class SqliteDatabase:
    """Implements `ledger.contract.database.Database`."""

    def __init__(self, path: Path, now: int) -> None:
        self._path = path
        self._now = now

    def upgrade(self) -> Sequence[str]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.closing(connect(self._path)) as connection:
            return [f"{one.number:04} {one.name}" for one in schema.upgrade(connection)]

    def check(self, *, repair: bool = False) -> Sequence[Finding]:
        with self._opened() as connection:
            patiently(lambda: connection.execute("BEGIN IMMEDIATE" if repair else "BEGIN"))
            damage = _damage(connection)
            found = missing_migrations(schema.missing(connection))
            if damage or found:
                return [*damage, *found]
            work = Work(Statements(connection), self._now, CHECKING)
            rows = check.mend(work) if repair else check.findings(work)
            differences = schema_differences(schema.described(connection), _fresh())
            connection.execute("COMMIT")
            return [*differences, *rows]

    def backup(self, target: Path) -> None:
        if target.exists():
            raise LedgerError(f"{target} is there already: name a file that is not.")
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with self._opened() as source, contextlib.closing(sqlite3.connect(unfinished)) as copy:
                source.backup(copy, pages=_PAGES, sleep=0.01)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            unfinished.chmod(0o600)
            durable.flush(unfinished)
            unfinished.rename(target)
            durable.flush(target.absolute().parent)
        except OSError as error:
            raise LedgerUnavailable(f"The copy cannot be written: {error.strerror}.") from error
        finally:
            unfinished.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            raise LedgerError(
                f"There is no database {self._path}. Run this in the server's folder, or set WANBOX_DATA as the server "
                "has it."
            )
        try:
            with contextlib.closing(connect(self._path)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise LedgerUnavailable(f"The database cannot be used: {error}.") from error


def _damage(connection: sqlite3.Connection) -> Sequence[Finding]:
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if said == ["ok"] else [Finding(what="The file is damaged.", examples=said)]


def _fresh() -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.upgrade(connection)
        return schema.described(connection)
