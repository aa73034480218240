"""One attempt at one task, from the claim to its end.

    claim → fetch inputs → complete the geometry → engine → measure → store the files → end, in this order

What a caller could fetch is stored before the ledger says that it is there.
"""

from __future__ import annotations

import asyncio
import contextvars
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from wanbox.engines.contract import Engine, InputFile, JobCancelled, Part, Report, RequestRefused
from wanbox.fetch.inputs import fetch_inputs, references
from wanbox.ledger.contract import Claim, PartRow, Result, StaleAttempt
from wanbox.storage.contract import NotStored, StorageError
from wanbox.wire import codec, sizes
from wanbox.wire.requests import Request, Size

from . import measures
from .chronicle import Chronicle, End, chronicle
from .ending import Ending, EngineStuck, ResultNotStored
from .folders import WorkFolder, work_folder
from .house import House
from .job import Stop, TaskJob, store_part
from .log import log
from .patience import Patience
from .pulse import PROGRESS_SECONDS, Pulse
from .results import measure, report_json, usage_of

T = TypeVar("T")

#: A task that took less is short: what is around it counts.
SHORT_SECONDS = 0.05
#: Inputs and results wait so long for a store that is away; then the attempt is over, and the next may be luckier.
STORE_SECONDS = 120.0
#: An engine that was told to stop gets this long to say another word.
STOP_SECONDS = 10.0


async def perform(claim: Claim, house: House, *, more: Callable[[], bool] = lambda: False) -> Claim | None:
    """Take a claimed task to its end, or leave it to whoever owns it now. Raises EngineStuck.

    Where `more` says that another one is wanted, it may be claimed together with the end of this one, and is returned.
    """
    with chronicle(claim) as told, work_folder(house.work_root, f"{claim.task.id}-{claim.attempt}") as folder:
        job = TaskJob(claim, folder=folder, ledger=house.ledger, storage=house.storage)
        ending = Ending(claim, house)
        async with Pulse(claim, job, ledger=house.ledger, lease=house.settings.lease_seconds):
            try:
                result, short = await _produce(claim, job, folder, house, told)
                with told.step("finish"):
                    following = await ending.succeed(result, more=lambda: short and more())
            except (StaleAttempt, JobCancelled) as error:
                told.end = End.LOST
                await ending.let_go(error, job.stopped)
            except RequestRefused as error:
                told.end = End.REFUSED
                await ending.fail(error)
            except EngineStuck as error:
                await ending.fail(error)
                raise
            except Exception as error:  # noqa: BLE001 - every failure must end in the ledger
                await ending.fail(error)
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
    async def fetch() -> list[InputFile]:
        return await fetch_inputs(
            request,
            account=claim.task.account,
            # Another try meets nothing of the one before it.
            folder=Path(tempfile.mkdtemp(dir=folder.make_inputs())),
            ledger=house.ledger,
            storage=house.storage,
            settings=house.settings,
            decoder=house.decoder,
        )

    try:
        inputs = await _patiently(fetch, job, Patience(STORE_SECONDS), told="inputs wait for the store")
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
    try:
        return await _patiently(
            lambda: store_part(part, house.storage), job, patience, told="result waits for the store"
        )
    except StorageError as error:
        raise ResultNotStored(str(error)) from error


async def _patiently(step: Callable[[], Awaitable[T]], job: TaskJob, patience: Patience, *, told: str) -> T:
    """Try it again while the store is away. Raises StorageError, and JobCancelled if the task is another's by then."""
    while True:
        try:
            return await step()
        except StorageError as error:
            if isinstance(error, NotStored) or not patience.left:
                raise
            if not patience.waits:
                log.warning(told, error=str(error))
        await patience.pause()
        job.raise_if_cancelled()
