"""One attempt at one task, from the claim to the end that the ledger writes down.

    claim → fetch inputs → complete the geometry → engine → measure → store the files → finish, in this order

What a caller could fetch is stored before the ledger says that it is there. Whatever fails says itself whether another
attempt may help; what nobody foresaw is our fault, is logged with its trace, and is told to the caller in the vendor's
words for that. After a lost lease or a cancel nothing is written: the task is no longer ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from wanbox.engines.contract import Engine, EngineFault, JobCancelled, Outcome, Part, RequestRefused
from wanbox.fetch.decoder import Decoder
from wanbox.fetch.inputs import fetch_inputs, references
from wanbox.ledger.contract import Claim, Ledger, LedgerUnavailable, PartRow, StaleAttempt
from wanbox.settings import Settings
from wanbox.storage.contract import Storage, StorageError
from wanbox.wire import codec, sizes
from wanbox.wire.errors import Fault
from wanbox.wire.requests import Request, Size

from . import measures
from .chronicle import Chronicle, End, chronicle
from .folders import WorkFolder, work_folder
from .job import Stop, TaskJob, store_part
from .log import log
from .results import measure, report_json, usage_of

#: Progress is written at most this often, in seconds; without any, a third of the lease passes between heartbeats.
PROGRESS_SECONDS = 0.5
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


async def perform(claim: Claim, house: House) -> None:
    """Take a claimed task to its end, or leave it to whoever owns it now.

    Raises EngineStuck, and LedgerUnavailable if the end could not be written for as long as a lease lasts.
    """
    root, name = house.work_root, f"{claim.task.id}-{claim.attempt}"
    with chronicle(claim) as told, work_folder(root, name) as folder:
        job = TaskJob(claim, folder=folder.results, ledger=house.ledger, storage=house.storage)
        async with _heartbeat(claim, job, house):
            try:
                await _produce(claim, job, folder, house, told)
                told.end = End.SUCCEEDED
            except (StaleAttempt, JobCancelled) as error:
                told.end = End.LOST
                await _let_go(claim, job, house, error)
            except Exception as error:  # noqa: BLE001 - every failure must end in the ledger
                if isinstance(error, RequestRefused):
                    told.end = End.REFUSED
                await _fail(claim, house, error)


async def _produce(claim: Claim, job: TaskJob, folder: WorkFolder, house: House, told: Chronicle) -> None:
    request = codec.from_json(claim.task.request)
    if references(request):
        with told.step("fetch"):
            await _fetch(request, claim, job, folder, house)
    pictures = [Size(file.width, file.height) for file in job.inputs if file.role == "image"]
    request = sizes.complete(request, pictures)
    with told.step("generate"):
        outcome = await _generate(house.engines[claim.task.engine], request, job, house)
    with told.step("measure"):
        parts = await asyncio.to_thread(measure, request, outcome, folder.results)
    with told.step("store"):
        rows = await _store(parts, job, house)
    usage, report = usage_of(request, parts), report_json(outcome.report)
    with told.step("finish"):
        await _persist(lambda: house.ledger.finish(claim, parts=rows, usage=usage, report=report), house)
    log.info("task done", engine=claim.task.engine)


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


async def _generate(engine: Engine, request: Request, job: TaskJob, house: House) -> Outcome:
    """Run the engine on its thread, within the task's time limit."""
    job.raise_if_cancelled()
    loop = asyncio.get_running_loop()
    # The names in its log lines go with it.
    here = contextvars.copy_context()
    future = loop.run_in_executor(house.executor, here.run, engine.generate, request, job)
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
    outcome = await future
    job.raise_if_cancelled()
    return outcome


async def _store(parts: Sequence[Part], job: TaskJob, house: House) -> Sequence[PartRow]:
    try:
        rows = [await store_part(part, house.storage) for part in parts]
    except StorageError as error:
        raise ResultNotStored(str(error)) from error
    job.raise_if_cancelled()
    return rows


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
    import stamina

    async for attempt in stamina.retry_context(
        on=LedgerUnavailable, attempts=None, timeout=house.settings.lease_seconds, wait_max=1.0
    ):
        with attempt:
            await step()


@contextlib.asynccontextmanager
async def _heartbeat(claim: Claim, job: TaskJob, house: House) -> AsyncIterator[None]:
    beating = asyncio.create_task(_beat(claim, job, house))
    try:
        yield
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating


async def _beat(claim: Claim, job: TaskJob, house: House) -> None:
    """Extend the lease and carry progress until the job must stop."""
    lease = house.settings.lease_seconds
    step = min(PROGRESS_SECONDS, lease / 3)
    clock = asyncio.get_running_loop().time
    due, told = clock() + lease / 3, job.state
    while job.stopped is None:
        await asyncio.sleep(step)
        if job.state == told and clock() < due - step / 2:
            continue
        due, told = clock() + lease / 3, job.state
        try:
            wanted = await house.ledger.heartbeat(claim, lease=lease, progress=told[0], phase=told[1])
        except StaleAttempt:
            job.stop(Stop.LOST)
        except LedgerUnavailable as error:
            log.warning("heartbeat not written", error=str(error))
            due = clock()
        else:
            if not wanted:
                job.stop(Stop.CANCELLED)
