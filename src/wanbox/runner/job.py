"""What an engine sees of its surroundings while it works: the runner's side of `engines.contract.Job`."""

from __future__ import annotations

import asyncio
import enum
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from wanbox.engines.contract import FilePart, InputFile, JobCancelled, Part, TextPart
from wanbox.ledger.contract import Artefact, Claim, Ledger, PartRow, StaleAttempt
from wanbox.storage.contract import Storage

from .folders import WorkFolder

T = TypeVar("T")


class Stop(enum.StrEnum):
    """Why a job was told to stop."""

    CANCELLED = "cancelled"
    #: The lease was lost: the task belongs to another attempt, or has ended.
    LOST = "lost"
    TIMEOUT = "timeout"


class TaskJob:
    """Implements `engines.contract.Job` over a claim. Made on the event loop; the engine calls it from its threads."""

    def __init__(self, claim: Claim, *, folder: WorkFolder, ledger: Ledger, storage: Storage) -> None:
        self.stopped: Stop | None = None
        self._claim = claim
        self._folder = folder
        self._ledger = ledger
        self._storage = storage
        self._loop = asyncio.get_running_loop()
        self._inputs: Sequence[InputFile] = ()
        self._state = (0.0, "")
        self._notes = dict(claim.task.notes)
        self._published = 0
        self._publishing = threading.Lock()

    # --- the engine's side

    @property
    def task_id(self) -> str:
        return self._claim.task.id

    @property
    def attempt(self) -> int:
        return self._claim.attempt

    @property
    def folder(self) -> Path:
        return self._folder.results

    @property
    def inputs(self) -> Sequence[InputFile]:
        return self._inputs

    def progress(self, fraction: float, phase: str) -> None:
        # One assignment of a pair: the heartbeat on the other thread never sees half of it.
        self._state = (min(max(fraction, 0.0), 1.0), phase)
        self.raise_if_cancelled()

    def raise_if_cancelled(self) -> None:
        if self.stopped is not None:
            raise JobCancelled(f"The job was stopped: {self.stopped}.")

    def remember(self, key: str, value: str) -> None:
        self._wait(self._ledger.remember(self._claim, key, value))
        self._notes[key] = value

    def recall(self, key: str) -> str | None:
        return self._notes.get(key)

    def publish(self, part: Part) -> None:
        # Parts are numbered in the order in which they are shown, also when several threads show them.
        with self._publishing:
            self._wait(self._publish(part, self._published))
            self._published += 1

    # --- the runner's side

    @property
    def state(self) -> tuple[float, str]:
        """Progress and phase, as last said."""
        return self._state

    def give_inputs(self, inputs: Sequence[InputFile]) -> None:
        self._inputs = tuple(inputs)

    def stop(self, reason: Stop) -> None:
        """Have the engine leave at its next word; the first reason counts."""
        self.stopped = self.stopped or reason

    async def _publish(self, part: Part, index: int) -> None:
        row = await store_part(part, self._storage)
        await self._ledger.publish(self._claim, index, row)

    def _wait(self, step: Coroutine[Any, Any, T]) -> T:
        """Run a step on the event loop from the engine's thread."""
        if self.stopped is not None:
            step.close()
            self.raise_if_cancelled()
        try:
            return asyncio.run_coroutine_threadsafe(step, self._loop).result()
        except StaleAttempt as error:
            self.stop(Stop.LOST)
            raise JobCancelled("The job was stopped: the lease was lost.") from error


async def store_part(part: Part, storage: Storage) -> PartRow:
    """Keep a part's file, durably, and say where. Raises StorageError."""
    if isinstance(part, TextPart):
        return PartRow(text=part.text)
    return PartRow(artefact=await _store_file(part, storage))


async def _store_file(part: FilePart, storage: Storage) -> Artefact:
    stored = await storage.put(part.path, media_type=part.media_type)
    return Artefact(
        key=stored.key,
        media_type=part.media_type,
        bytes=stored.bytes,
        width=part.width,
        height=part.height,
        seconds=part.seconds,
        frames=part.frames,
    )
