"""The ledger in one SQLite file: reads on the caller's thread, writes through one writer thread per process."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..contract import LedgerUnavailable
from ..sql import rows
from ..sql.ledger import SqlLedger
from ..sql.work import Rules, Work
from . import place, schema
from .changes import Changes
from .connection import connect
from .statements import Statements
from .writer import Writer

T = TypeVar("T")


class SqliteLedger(SqlLedger):
    """Implements `ledger.contract.Ledger`. Several processes may have the same file open."""

    def __init__(self, path: Path, *, rules: Rules, clock: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._rules = rules
        self._clock = clock
        self._reader: sqlite3.Connection | None = None
        self._lister: sqlite3.Connection | None = None
        #: Held while a long look is under way in a thread, so that nobody closes its connection.
        self._listing = threading.Lock()
        self._writer: Writer | None = None
        self._changes = Changes(self._data_version)

    async def open(self) -> None:
        if self._writer is not None:
            return
        writing, self._reader, self._lister = await asyncio.to_thread(self._connect)
        self._changes.open()
        self._writer = Writer(writing, wrote=self._changes.announce)

    async def close(self) -> None:
        self._changes.close()
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
            self._writer = None
        if self._reader is not None and self._lister is not None:
            self._reader.close()
            with self._listing:
                self._lister.close()
            self._reader = self._lister = None

    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        await self._changes.wait(timeout)

    def _connect(self) -> tuple[sqlite3.Connection, sqlite3.Connection, sqlite3.Connection]:
        place.check(self._path)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        writing = connect(self._path)
        schema.upgrade(writing)
        return writing, connect(self._path), connect(self._path)

    async def _read(self, step: Callable[[Work], T], *, long: bool = False) -> T:
        # A look costs microseconds, less than a change of thread; a long one has the time for it.
        return await asyncio.to_thread(self._look_long, step) if long else self._look(step, self._reader)

    def _look_long(self, step: Callable[[Work], T]) -> T:
        with self._listing:
            return self._look(step, self._lister)

    def _look(self, step: Callable[[Work], T], connection: sqlite3.Connection | None) -> T:
        if connection is None:
            raise LedgerUnavailable("The ledger is not open.")
        try:
            return step(self._work(connection))
        except sqlite3.Error as error:
            raise LedgerUnavailable(f"The database cannot be read: {error}.") from error

    async def _write(self, step: Callable[[Work], T], group: str | None = None) -> T:  # noqa: ARG002 - all are one
        if self._writer is None:
            raise LedgerUnavailable("The ledger is not open.")
        return await self._writer.write(lambda connection: step(self._work(connection)))

    def _work(self, connection: sqlite3.Connection) -> Work:
        return Work(Statements(connection), rows.micros(self._clock()), self._rules)

    def _data_version(self) -> int:
        if self._reader is None:
            raise LedgerUnavailable("The ledger is not open.")
        try:
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise LedgerUnavailable(f"The database cannot be read: {error}.") from error
