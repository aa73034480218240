"""The ledger in a PostgreSQL database that many machines share."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

import psycopg

from ..contract import Claim, LedgerError, LedgerUnavailable, Result
from ..sql import rows, upkeep
from ..sql.ledger import SqlLedger, micros_of
from ..sql.work import Rules, Work
from . import procedures, schema
from .changes import Changes
from .clock import DatabaseClock
from .connection import connect, unavailable
from .pool import Pool
from .session import Session
from .statements import Statements

T = TypeVar("T")

#: Connections of one process for its work; two more listen and notify.
POOL_SIZE = 8


class PostgresLedger(SqlLedger):
    """Implements `ledger.contract.Ledger`.

    Args:
        url: `postgresql://user:password@host:port/database`, as libpq reads it.
        rules: The installation's own.
        clock: The present; None for the database's own clock, which all machines share.
        size: Connections for work.
    """

    _claim = staticmethod(procedures.claim)
    _finish = staticmethod(procedures.finish)

    def __init__(
        self, url: str, *, rules: Rules, clock: Callable[[], dt.datetime] | None = None, size: int = POOL_SIZE
    ) -> None:
        self._url = url
        self._rules = rules
        self._clock = clock
        self._database_clock = DatabaseClock()
        self._size = size
        self._pool: Pool | None = None
        self._changes = Changes(url)

    async def open(self) -> None:
        if self._pool is not None:
            return
        await asyncio.to_thread(self._upgrade)
        pool = Pool(self._url, size=self._size, connected=self._database_clock.forget)
        try:
            await self._recognise(pool)
        except BaseException:
            await pool.close()
            raise
        self._changes.open()
        self._pool = pool

    async def _recognise(self, pool: Pool) -> None:
        if not await pool.transact(lambda connection: upkeep.installation(self._work(connection))):
            raise LedgerError(
                "The database belongs to an installation with another secret. "
                "Give this machine the WANBOX_SECRET of the others, or the file `secret` of their data folder."
            )

    async def close(self) -> None:
        await self._changes.close()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.close()

    async def finish_and_claim(
        self, claim: Claim, result: Result, *, engines: Sequence[str], lease: float
    ) -> Claim | None:
        found, following = await self._open_pool().call(
            lambda connection: procedures.finish_and_claim(
                self._work(connection), claim, result, engines, micros_of(lease)
            )
        )
        self._changes.announce()
        if not found:
            return await self.claim(claim.worker, engines=engines, lease=lease)
        self._found = following is not None
        return following

    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        await self._changes.wait(timeout)

    def _upgrade(self) -> None:
        try:
            with connect(self._url, patient=True) as connection:
                schema.upgrade(connection)
        except psycopg.Error as error:
            raise unavailable(error) from None

    async def _read(self, step: Callable[[Work], T], *, long: bool = False) -> T:  # noqa: ARG002 - nothing waits for it
        return await self._open_pool().look(lambda connection: step(self._work(connection)))

    async def _write(self, step: Callable[[Work], T], group: str | None = None) -> T:
        result = await self._open_pool().transact(lambda connection: step(self._work(connection)), group)
        self._changes.announce()
        return result

    def _open_pool(self) -> Pool:
        if self._pool is None:
            raise LedgerUnavailable("The ledger is not open.")
        return self._pool

    def _work(self, connection: Session) -> Work:
        now = self._database_clock.now(connection) if self._clock is None else rows.micros(self._clock())
        return Work(Statements(connection), now, self._rules)
