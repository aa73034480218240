"""The heartbeat of an attempt: a longer lease, progress for those who watch, and word of a cancel."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from wanbox.ledger.contract import Claim, Ledger, LedgerUnavailable, StaleAttempt
from wanbox.logs import Trouble

from .job import Stop, TaskJob
from .log import log

#: Progress is written at most this often, in seconds; without any, a third of the lease passes between heartbeats.
PROGRESS_SECONDS = 0.5


class Pulse:
    """Beats for as long as it is open, or until the job must stop. One that ends before the first costs nothing."""

    def __init__(self, claim: Claim, job: TaskJob, *, ledger: Ledger, lease: float) -> None:
        self._claim = claim
        self._job = job
        self._ledger = ledger
        self._lease = lease
        self._step = min(PROGRESS_SECONDS, lease / 3)
        self._beating: asyncio.Task[None] | None = None
        self._trouble = Trouble()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._due, self._told = loop.time() + self._lease / 3, self._job.state
        self._timer = loop.call_later(self._step, self._begin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    def _begin(self) -> None:
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._job.stopped is None:
            if self._job.state != self._told or clock() >= self._due - self._step / 2:
                self._due, self._told = clock() + self._lease / 3, self._job.state
                await self._say()
            await asyncio.sleep(self._step)

    async def _say(self) -> None:
        fraction, phase = self._told
        try:
            wanted = await self._ledger.heartbeat(self._claim, lease=self._lease, progress=fraction, phase=phase)
        except StaleAttempt:
            self._job.stop(Stop.LOST)
        except LedgerUnavailable as error:
            if self._trouble.begins(error):
                log.warning("heartbeats not written", error=str(error))
            self._due = asyncio.get_running_loop().time()
        else:
            if self._trouble.ends():
                log.info("heartbeats written again")
            if not wanted:
                self._job.stop(Stop.CANCELLED)
