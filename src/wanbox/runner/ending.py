"""How an attempt ends, as the ledger keeps it.

Whatever fails says itself whether another attempt may help; what nobody foresaw is our fault, is logged with its trace,
and is told to the caller in the vendor's words for that. After a lost lease or a cancel nothing is written: the task is
no longer ours.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from wanbox.engines.contract import EngineFault, JobCancelled, RequestRefused
from wanbox.ledger.contract import Claim, LedgerUnavailable, Result, StaleAttempt
from wanbox.storage.contract import StorageError
from wanbox.wire.errors import Fault
from wanbox.wire.status import TaskStatus

from .house import House
from .job import Stop
from .log import log

T = TypeVar("T")


class EngineStuck(Exception):  # noqa: N818 - reads as the sentence it is
    """The engine did not stop when told to. Its thread cannot be ended, so the process must be."""


class ResultNotStored(Exception):  # noqa: N818
    """The result is made, but the storage did not take it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the caller is told of a failure, and whether another attempt may help."""

    code: str
    message: str
    retry: bool

    @classmethod
    def of(cls, fault: Fault, *, retry: bool) -> Self:
        return cls(fault.code, fault.message, retry)


def verdict_of(error: Exception) -> Verdict:
    match error:
        case RequestRefused():
            return Verdict(error.code, error.message, retry=False)
        case EngineFault():
            return Verdict.of(Fault.ALGORITHM, retry=error.retry)
        case EngineStuck():
            return Verdict.of(Fault.INTERNAL_TIMEOUT, retry=False)
        case ResultNotStored():
            return Verdict.of(Fault.UPLOAD_FAILED, retry=True)
        case _:
            passing = isinstance(error, OSError | MemoryError | LedgerUnavailable | StorageError)
            return Verdict.of(Fault.ALGORITHM, retry=passing)


class Ending:
    """The last word on one attempt. It gets lost neither to a database that is busy nor to an answer that is lost."""

    def __init__(self, claim: Claim, house: House) -> None:
        self._claim = claim
        self._ledger = house.ledger
        self._engines = sorted(house.engines)
        self._lease = house.settings.lease_seconds

    async def succeed(self, result: Result, *, more: Callable[[], bool]) -> Claim | None:
        """Hand in the result. Where `more` says so, the same step may claim the next task.

        That is one transaction and one wait for the disk instead of two.
        """
        unsure = False
        if more():
            try:
                return await _uncut(
                    self._ledger.finish_and_claim(self._claim, result, engines=self._engines, lease=self._lease)
                )
            except LedgerUnavailable:
                unsure = True
        try:
            await self._persist(lambda: self._ledger.finish(self._claim, result))
        except StaleAttempt:
            # Or it was heard, and only the answer was lost.
            if not await self._is_done():
                raise
        finally:
            if unsure:
                await self._hold_nothing()
        return None

    async def let_go(self, error: Exception, stopped: Stop | None) -> None:
        """Leave the task to whoever owns it now, unless that is nobody else."""
        log.info("task let go", why=str(error))
        if stopped is Stop.TIMEOUT:
            await self._write(Verdict.of(Fault.INTERNAL_TIMEOUT, retry=False))
        elif stopped is None and isinstance(error, JobCancelled):
            # The engine left of its own accord: nobody else will end the task.
            await self._write(Verdict.of(Fault.ALGORITHM, retry=True))

    async def fail(self, error: Exception) -> None:
        """Write a failure down; one that the heartbeat has overtaken is refused by the ledger, and that is well."""
        self._log(error)
        await self._write(verdict_of(error))

    def _log(self, error: Exception) -> None:
        engine = self._claim.task.engine
        match error:
            case RequestRefused():
                log.info("task refused", code=error.code, engine=engine)
            case EngineStuck():
                log.error("engine stuck", error=str(error), engine=engine)
            case ResultNotStored():
                log.error("result not stored", error=str(error), engine=engine)
            case LedgerUnavailable():
                log.warning("attempt not settled", error=str(error), engine=engine)
            case _:
                log.error("task failed", exc_info=error, engine=engine)

    async def _write(self, verdict: Verdict) -> None:
        with contextlib.suppress(StaleAttempt):
            await self._persist(
                lambda: self._ledger.fail(self._claim, code=verdict.code, message=verdict.message, retry=verdict.retry)
            )

    async def _is_done(self) -> bool:
        task = await self._ledger.find(self._claim.task.id)
        return task is not None and (task.status, task.attempt) == (TaskStatus.SUCCEEDED, self._claim.attempt)

    async def _hold_nothing(self) -> None:
        """A task may have been claimed without an answer to tell of it: it is given back, for nobody works on it."""
        with contextlib.suppress(LedgerUnavailable):
            await self._persist(lambda: self._ledger.release(self._claim.worker, spare=True))

    async def _persist(self, step: Callable[[], Awaitable[object]]) -> None:
        """Within the lease nobody else takes the task: so long is tried again."""
        try:
            await step()
        except LedgerUnavailable:
            await self._insist(step)

    async def _insist(self, step: Callable[[], Awaitable[object]]) -> None:
        import stamina
        from stamina.instrumentation import StructlogOnRetryHook, set_on_retry_hooks

        # Logged, and not counted in files, as the library would: a full disk would end what is insisted on.
        set_on_retry_hooks((StructlogOnRetryHook,))
        async for attempt in stamina.retry_context(
            on=LedgerUnavailable, attempts=None, timeout=self._lease, wait_max=1.0
        ):
            with attempt:
                await step()


async def _uncut(step: Coroutine[Any, Any, T]) -> T:
    """A cancel waits for its end: who gives work back afterwards must have all that this worker claimed."""
    running = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait((running,))
        raise
