"""One attempt at one task, from the claim to the end that the ledger writes down.

    claim → fetch inputs → complete the geometry → engine → measure → store the files → finish, in this order

The step that finishes a short task may claim the next one: one transaction and one wait for the disk instead of two.

What a caller could fetch is stored before the ledger says that it is there. Whatever fails says itself whether another
attempt may help; what nobody foresaw is our fault, is logged with its trace, and is told to the caller in the vendor's
words for that. After a lost lease or a cancel nothing is written: the task is no longer ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wanbox.engines.contract import Engine, EngineFault, JobCancelled, Part, Report, RequestRefused
from wanbox.fetch.decoder import Decoder
from wanbox.fetch.inputs import fetch_inputs, references
from wanbox.ledger.contract import Claim, Ledger, LedgerUnavailable, PartRow, Result, StaleAttempt
from wanbox.settings import Settings
from wanbox.storage.contract import Storage, StorageError
from wanbox.wire import codec, sizes
from wanbox.wire.errors import Fault
from wanbox.wire.requests import Request, Size
from wanbox.wire.status import TaskStatus

from . import measures
from .chronicle import Chronicle, End, chronicle
from .folders import WorkFolder, work_folder
from .job import Stop, TaskJob, store_part
from .log import log
from .patience import Patience
from .pulse import PROGRESS_SECONDS, Pulse
from .results import measure, report_json, usage_of

T = TypeVar("T")

#: A task that took less is short: what is around it counts.
SHORT_SECONDS = 0.05
#: A result waits so long for a store that is away; then the attempt is over, and another one may have better luck.
STORE_SECONDS = 120.0
#: An engine that was told to stop gets this long to say another word.
STOP_SECONDS = 10.0


class EngineStuck(Exception):  # noqa: N818 - reads as the sentence it is
    """The engine did not stop when told to. Its thread cannot be ended, so the process must be."""


class ResultNotStored(Exception):  # noqa: N818
    """The result is made, but the storage did not take it."""


@dataclass(frozen=True, slots=True)
class House:
    """What a worker works with; the same for all its attempts."""

    ledger: Ledger
    storage: Storage
    settings: Settings
    engines: Mapping[str, Engine]
    #: One thread, in which the engine runs.
    executor: Executor
    #: Reads what callers sent; whoever makes a house closes it.
    decoder: Decoder = field(default_factory=Decoder)

    @property
    def work_root(self) -> Path:
        return self.settings.data / "work"


async def perform(claim: Claim, house: House, *, more: Callable[[], bool] = lambda: False) -> Claim | None:
    """Take a claimed task to its end, or leave it to whoever owns it now. Raises EngineStuck.

    Where `more` says that another one is wanted, it may be claimed together with the end of this one, and is returned.
    """
    with chronicle(claim) as told, work_folder(house.work_root, f"{claim.task.id}-{claim.attempt}") as folder:
        job = TaskJob(claim, folder=folder, ledger=house.ledger, storage=house.storage)
        async with Pulse(claim, job, ledger=house.ledger, lease=house.settings.lease_seconds):
            try:
                result, short = await _produce(claim, job, folder, house, told)
                with told.step("finish"):
                    following = await _hand_in(claim, result, house, more=lambda: short and more())
            except (StaleAttempt, JobCancelled) as error:
                told.end = End.LOST
                await _let_go(claim, job, house, error)
            except Exception as error:  # noqa: BLE001 - every failure must end in the ledger
                if isinstance(error, RequestRefused):
                    told.end = End.REFUSED
                await _fail(claim, house, error)
            else:
                told.end = End.SUCCEEDED
                log.info("task done", engine=claim.task.engine)
                return following
    return None


async def _produce(
    claim: Claim, job: TaskJob, folder: WorkFolder, house: House, told: Chronicle
) -> tuple[Result, bool]:
    """What the task came to; and whether that took so little that the step which ends it counts."""
    began = time.monotonic()
    request = codec.from_json(claim.task.request)
    if references(request):
        with told.step("fetch"):
            await _fetch(request, claim, job, folder, house)
    pictures = [Size(file.width, file.height) for file in job.inputs if file.role == "image"]
    request = sizes.complete(request, pictures)
    engine = house.engines[claim.task.engine]
    parts, report = await _run(lambda: _make(engine, request, job, folder, told), job, house)
    with told.step("store"):
        rows = await _store(parts, job, house)
    short = time.monotonic() - began < SHORT_SECONDS
    return Result(parts=rows, usage=usage_of(request, parts), report=report_json(report)), short


async def _fetch(request: Request, claim: Claim, job: TaskJob, folder: WorkFolder, house: House) -> None:
    try:
        inputs = await fetch_inputs(
            request,
            account=claim.task.account,
            folder=folder.make_inputs(),
            ledger=house.ledger,
            storage=house.storage,
            settings=house.settings,
            decoder=house.decoder,
        )
    except RequestRefused as error:
        measures.input_refused(error.code)
        raise
    job.give_inputs(inputs)


def _make(
    engine: Engine, request: Request, job: TaskJob, folder: WorkFolder, told: Chronicle
) -> tuple[Sequence[Part], Report]:
    """What is done on the engine's thread."""
    with told.step("generate"):
        outcome = engine.generate(request, job)
    job.raise_if_cancelled()
    with told.step("measure"):
        return measure(request, outcome, folder.path), outcome.report


async def _run(make: Callable[[], T], job: TaskJob, house: House) -> T:
    """Run it on the engine's thread, within the task's time limit."""
    job.raise_if_cancelled()
    loop = asyncio.get_running_loop()
    # The names in its log lines go with it.
    future = loop.run_in_executor(house.executor, contextvars.copy_context().run, make)
    deadline = loop.time() + house.settings.task_seconds
    stopping_since: float | None = None
    while not future.done():
        await asyncio.wait((future,), timeout=PROGRESS_SECONDS)
        if loop.time() > deadline:
            job.stop(Stop.TIMEOUT)
        if job.stopped is not None:
            stopping_since = stopping_since or loop.time()
            if not future.done() and loop.time() - stopping_since > STOP_SECONDS:
                future.add_done_callback(lambda done: done.exception())  # nobody waits for it any more
                raise EngineStuck(f"The engine went on for {STOP_SECONDS:g} s after it was told to stop.")
    made = await future
    job.raise_if_cancelled()
    return made


async def _store(parts: Sequence[Part], job: TaskJob, house: House) -> Sequence[PartRow]:
    patience = Patience(STORE_SECONDS)
    rows = [await _stored(part, job, house, patience) for part in parts]
    job.raise_if_cancelled()
    return rows


async def _stored(part: Part, job: TaskJob, house: House, patience: Patience) -> PartRow:
    """What was made must not be made again because the store is away for a moment. Raises ResultNotStored."""
    while True:
        try:
            return await store_part(part, house.storage)
        except StorageError as error:
            if not patience.left:
                raise ResultNotStored(str(error)) from error
            if not patience.waits:
                log.warning("result waits for the store", error=str(error))
        await patience.pause()
        job.raise_if_cancelled()


async def _hand_in(claim: Claim, result: Result, house: House, *, more: Callable[[], bool]) -> Claim | None:
    unsure = False
    if more():
        try:
            return await _uncut(
                house.ledger.finish_and_claim(
                    claim, result, engines=sorted(house.engines), lease=house.settings.lease_seconds
                )
            )
        except LedgerUnavailable:
            unsure = True
    try:
        await _persist(lambda: house.ledger.finish(claim, result), house)
    except StaleAttempt:
        # Or it was heard, and only the answer was lost.
        if not await _is_done(claim, house):
            raise
    finally:
        if unsure:
            await _hold_nothing(claim, house)
    return None


async def _is_done(claim: Claim, house: House) -> bool:
    task = await house.ledger.find(claim.task.id)
    return task is not None and (task.status, task.attempt) == (TaskStatus.SUCCEEDED, claim.attempt)


async def _hold_nothing(claim: Claim, house: House) -> None:
    """A task may have been claimed without an answer to tell of it: it is given back, for nobody works on it."""
    with contextlib.suppress(LedgerUnavailable):
        await _persist(lambda: house.ledger.release(claim.worker, spare=True), house)


async def _uncut(step: Coroutine[Any, Any, T]) -> T:
    """A cancel waits for its end: who gives work back afterwards must have all that this worker claimed."""
    running = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait((running,))
        raise


async def _let_go(claim: Claim, job: TaskJob, house: House, error: Exception) -> None:
    log.info("task let go", why=str(error))
    if job.stopped is Stop.TIMEOUT:
        await _write_failure(claim, house, Fault.INTERNAL_TIMEOUT.code, Fault.INTERNAL_TIMEOUT.message, retry=False)
    elif job.stopped is None and isinstance(error, JobCancelled):
        # The engine left of its own accord: nobody else will end the task.
        await _write_failure(claim, house, Fault.ALGORITHM.code, Fault.ALGORITHM.message, retry=True)


async def _fail(claim: Claim, house: House, error: Exception) -> None:
    about = {"engine": claim.task.engine}
    match error:
        case RequestRefused():
            log.info("task refused", code=error.code, **about)
            code, message, retry = error.code, error.message, False
        case ResultNotStored():
            log.error("result not stored", error=str(error), **about)
            code, message, retry = Fault.UPLOAD_FAILED.code, Fault.UPLOAD_FAILED.message, True
        case EngineStuck():
            # The heartbeat may have told it to stop for a reason that leaves nothing to write; then this is refused.
            log.error("engine stuck", error=str(error), **about)
            code, message, retry = Fault.INTERNAL_TIMEOUT.code, Fault.INTERNAL_TIMEOUT.message, False
        case _:
            known = error if isinstance(error, EngineFault) else None
            log.error("task failed", exc_info=error, **about)
            code, message = Fault.ALGORITHM.code, Fault.ALGORITHM.message
            retry = (
                known.retry if known else isinstance(error, OSError | MemoryError | LedgerUnavailable | StorageError)
            )
    await _write_failure(claim, house, code, message, retry=retry)
    if isinstance(error, EngineStuck):
        raise error


async def _write_failure(claim: Claim, house: House, code: str, message: str, *, retry: bool) -> None:
    with contextlib.suppress(StaleAttempt):
        await _persist(lambda: house.ledger.fail(claim, code=code, message=message, retry=retry), house)


async def _persist(step: Callable[[], Awaitable[object]], house: House) -> None:
    """A last word must not get lost to a database that is busy; within the lease nobody else takes the task."""
    try:
        await step()
    except LedgerUnavailable:
        await _insist(step, house)


async def _insist(step: Callable[[], Awaitable[object]], house: House) -> None:
    import stamina
    from stamina.instrumentation import StructlogOnRetryHook, set_on_retry_hooks

    # Logged, and not counted in files, as the library would: a full disk would end what is insisted on.
    set_on_retry_hooks((StructlogOnRetryHook,))
    async for attempt in stamina.retry_context(
        on=LedgerUnavailable, attempts=None, timeout=house.settings.lease_seconds, wait_max=1.0
    ):
        with attempt:
            await step()
