"""The PostgreSQL database itself: upgrade, check."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from ..contract import LedgerError
from ..contract.database import Finding
from ..differences import missing_migrations, schema_differences
from ..sql import check
from ..sql.work import CHECKING, Work
from . import schema
from .connection import Connection, connect, unavailable
from .statements import Statements


class PostgresDatabase:
    """Implements `ledger.contract.database.Database`."""

    def __init__(self, url: str, now: int) -> None:
        self._url = url
        self._now = now

    def upgrade(self) -> Sequence[str]:
        with self._opened() as connection:
            return [f"{one.number:04} {one.name}" for one in schema.upgrade(connection)]

    def check(self, *, repair: bool = False) -> Sequence[Finding]:
        with self._opened() as connection:
            if found := missing_migrations(schema.missing(connection)):
                return found
            with connection.transaction():
                # One moment for all that is compared; those who write go on, unless it is to be written anew.
                mode = "READ COMMITTED" if repair else "REPEATABLE READ READ ONLY"
                connection.execute(f"SET TRANSACTION ISOLATION LEVEL {mode}")
                if repair:
                    connection.execute("SET LOCAL lock_timeout = '30s'")
                    connection.execute("LOCK TABLE task, tenant, part, upload IN SHARE ROW EXCLUSIVE MODE")
                work = Work(Statements(connection), self._now, CHECKING)
                rows = check.mend(work) if repair else check.findings(work)
            return [*_differences(connection), *rows]

    def backup(self, target: Path) -> None:  # noqa: ARG002 - the contract's
        raise LedgerError("A PostgreSQL database is backed up with pg_dump, or with the tools of whoever runs it.")

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Connection]:
        try:
            with connect(self._url, patient=True) as connection:
                yield connection
        except psycopg.Error as error:
            raise unavailable(error) from None


def _differences(connection: Connection) -> Sequence[Finding]:
    try:
        return schema_differences(schema.described(connection), schema.fresh(connection))
    except psycopg.errors.InsufficientPrivilege:
        return []  # whoever may not make a schema cannot have changed this one
