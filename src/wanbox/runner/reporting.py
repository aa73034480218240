"""A worker says of itself that it is there, what it works on, and asks whether it should end."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wanbox.ledger.contract import Ledger, LedgerError, WorkerRow

from . import seats
from .log import log

#: A worker reports at least this often, and at each beginning and end of a task, but not more often than that.
REPORT_SECONDS = 3.0
REST_SECONDS = 0.5
#: The last word to the ledger must not hold the process.
GOODBYE_SECONDS = 2.0


class Reporter:
    """Reports one worker to the ledger, and gives back what dead neighbours held."""

    def __init__(self, name: str, engines: Iterable[str], *, ledger: Ledger, seats: Path, every: float) -> None:
        now = dt.datetime.now(dt.UTC)
        self._row = WorkerRow(
            name=name, host=socket.gethostname(), pid=os.getpid(), engines=frozenset(engines), started=now, seen=now
        )
        self._ledger = ledger
        self._seats = seats
        self._every = every
        self._task_id: str | None = None
        self._changed = asyncio.Event()

    @contextlib.asynccontextmanager
    async def reporting(self, drain: Callable[[], None]) -> AsyncIterator[None]:
        """Report while this lasts; `drain` is called when the operator wants the worker to end."""
        await self._report(drain)
        running = asyncio.create_task(self._run(drain))
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            with contextlib.suppress(LedgerError, TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self._ledger.drop_worker(self._row.name)

    @contextlib.contextmanager
    def busy_with(self, task_id: str) -> Iterator[None]:
        self._now_on(task_id)
        try:
            yield
        finally:
            self._now_on(None)

    def _now_on(self, task_id: str | None) -> None:
        self._task_id = task_id
        self._changed.set()

    async def _run(self, drain: Callable[[], None]) -> None:
        while True:
            # Where one short task follows another, reports of each would cost more than the tasks.
            await asyncio.sleep(min(REST_SECONDS, self._every))
            # Not `wait_for`: it may swallow the cancel that comes together with a change.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._every - REST_SECONDS)):
                    await self._changed.wait()
            self._changed.clear()
            await self._report(drain)

    async def _report(self, drain: Callable[[], None]) -> None:
        try:
            if await self._ledger.report_worker(replace(self._row, task_id=self._task_id)):
                drain()
            if released := await seats.clear(self._seats, self._ledger):
                log.info("tasks of dead workers released", tasks=released)
        except LedgerError as error:
            log.warning("worker not reported", error=str(error))
        except OSError as error:
            log.warning("seats of workers cannot be read", error=str(error))
