"""The loop of a worker process: take the next task, perform it, again; one task at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from wanbox.engines import registry
from wanbox.engines.contract import Engine, Preparing
from wanbox.ledger.contract import Claim, Ledger, LedgerError, LedgerUnavailable
from wanbox.settings import Settings
from wanbox.storage.contract import Storage

from .attempt import perform
from .folders import sweep
from .house import House
from .log import log
from .reporting import REPORT_SECONDS, Reporter

#: How long an idle worker waits for a hint before it looks by itself.
POLL_SECONDS = 1.0
CLEAN_SECONDS = 300.0
#: How long a worker has no task before it prepares for later ones.
REST_SECONDS = 0.4

#: Below the data folder: who of this machine is alive.
SEATS = "workers"


class WorkGivenBack(Exception):  # noqa: N818 - reads as the sentence it is
    """A task did not end in time after a drain and waits for another worker. Its engine may still be running."""


class Worker:
    """Claims and performs tasks of its engines until `drain` is called."""

    def __init__(
        self, name: str, *, settings: Settings, ledger: Ledger, storage: Storage, engines: Mapping[str, Engine]
    ) -> None:
        self._name = name
        self._settings = settings
        self._ledger = ledger
        self._storage = storage
        self._engines = engines
        self._draining = asyncio.Event()
        #: Whether the operator asked for the drain, through the ledger.
        self.dismissed = False
        self._performing: asyncio.Task[Claim | None] | None = None
        self._out_of_time = False
        self._clean_at = 0.0
        self._rested = False
        self._unprepared = [(name, engine) for name, engine in engines.items() if isinstance(engine, Preparing)]

    def drain(self) -> None:
        """Take nothing new, and finish what is running, if it ends in time."""
        self._draining.set()
        asyncio.get_running_loop().call_later(self._settings.drain_seconds, self._give_up)

    def dismiss(self) -> None:
        """Drain for good: whoever starts workers should not start another one in the place of this one."""
        if not self._draining.is_set():
            log.info("worker is to drain", worker=self._name)
            self.dismissed = True
            # What the operator asks for is an end in good order, however long the task takes.
            self._draining.set()

    async def run(self) -> None:
        """Work until drained. Raises EngineStuck and WorkGivenBack, after which the process must end."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="engine")
        house = House(self._ledger, self._storage, self._settings, self._engines, executor)
        reporter = Reporter(
            self._name,
            self._engines,
            ledger=self._ledger,
            seats=self._settings.data / SEATS,
            every=min(REPORT_SECONDS, self._settings.lease_seconds),
        )
        try:
            await self._warm(executor)
            async with reporter.reporting(self.dismiss):
                log.info("worker ready", worker=self._name, engines=sorted(self._engines))
                await self._work(house, reporter)
        finally:
            # Not waited for: an engine that is stuck would hold the process.
            executor.shutdown(wait=False)
            await house.decoder.aclose()

    async def _work(self, house: House, reporter: Reporter) -> None:
        claim: Claim | None = None
        while claim is not None or not self._draining.is_set():
            await self._clean(house)
            claim = claim or await self._next(house.executor)
            if claim is not None:
                with reporter.busy_with(claim.task.id):
                    claim = await self._perform(claim, house)

    async def _perform(self, claim: Claim, house: House) -> Claim | None:
        """The next task, if it came with the end of this one."""
        self._performing = asyncio.create_task(perform(claim, house, more=lambda: not self._draining.is_set()))
        if self._out_of_time:
            self._give_up()
        try:
            return await self._performing
        except asyncio.CancelledError:
            if not self._out_of_time:
                raise
            log.warning("task given back", task_id=claim.task.id, attempt=claim.attempt)
            # The ledger may be away: then its neighbours, or the end of the lease, give the task back.
            with contextlib.suppress(LedgerError):
                await self._ledger.release(self._name, spare=True)
            raise WorkGivenBack from None
        except LedgerUnavailable as error:
            log.error("end of task not written", task_id=claim.task.id, attempt=claim.attempt, error=str(error))
            return None
        finally:
            self._performing = None

    def _give_up(self) -> None:
        self._out_of_time = True
        if self._performing is not None:
            self._performing.cancel()

    async def _clean(self, house: House) -> None:
        """Now and then, remove what dead workers left behind."""
        if (now := asyncio.get_running_loop().time()) >= self._clean_at:
            self._clean_at = now + CLEAN_SECONDS
            await asyncio.to_thread(sweep, house.work_root)

    async def _warm(self, executor: Executor) -> None:
        for name, engine in self._engines.items():
            try:
                await asyncio.get_running_loop().run_in_executor(executor, engine.warm)
            except Exception:  # noqa: BLE001 - whatever it is, the first task will say it again
                log.exception("engine did not warm up", engine=name)

    async def _prepare(self, executor: Executor) -> bool:
        """Use idle time for one step of what later tasks need; False when every engine is done."""
        if not self._unprepared:
            return False
        name, engine = self._unprepared[0]
        try:
            more = await asyncio.get_running_loop().run_in_executor(executor, engine.prepare)
        except Exception:  # noqa: BLE001 - whatever it is, the task that needs it will say it again
            log.exception("engine did not prepare", engine=name)
            more = False
        if not more:
            del self._unprepared[0]
        return True

    async def _next(self, executor: Executor) -> Claim | None:
        """The next task, or None after a while without one."""
        try:
            claim = await self._ledger.claim(
                self._name, engines=sorted(self._engines), lease=self._settings.lease_seconds
            )
            if claim is None and not (self._rested and await self._prepare(executor)):
                await self._idle(self._ledger.changed(REST_SECONDS if self._unprepared else POLL_SECONDS))
            # Whoever hands in one task after another, or stops the server after one, does not meet a step half done.
            self._rested = claim is None
        except LedgerUnavailable as error:
            log.warning("nothing can be claimed", error=str(error))
            await self._idle(asyncio.sleep(POLL_SECONDS))
            return None
        return claim

    async def _idle(self, until: Any) -> None:
        """Wait, but not past a drain."""
        waiting = asyncio.ensure_future(until)
        draining = asyncio.ensure_future(self._draining.wait())
        try:
            await asyncio.wait((waiting, draining), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (waiting, draining):
                task.cancel()
            await asyncio.gather(waiting, draining, return_exceptions=True)


def load_engines(settings: Settings, names: Sequence[str] = ()) -> Mapping[str, Engine]:
    """The engines of these names, or else every engine that a route names. Raises UnknownEngine."""
    return {name: registry.load(name) for name in dict.fromkeys(names or (engine for _, engine in settings.routes))}
