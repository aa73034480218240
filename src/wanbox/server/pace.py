"""How long tasks take: learnt from past runs, and before the first of its kind from a rough table."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from wanbox.ledger.contract import Ledger, Task
from wanbox.wire.requests import ImageMode, ImageRequest, Request, VideoRequest
from wanbox.wire.status import TaskStatus

T = TypeVar("T")

#: What was asked of the ledger is believed for so many seconds; a poll asks nothing.
_FRESH_SECONDS = 1.0
_REMEMBERED = 2_000
#: A worker that was silent for longer has gone.
_SEEN_SECONDS = 60.0
#: The vendor's advice is a poll every 15 seconds.
LONGEST_PAUSE = 15


def shape_of(request: Request) -> str:
    """What the run time depends on besides engine and model, such as "1280*720 5s": tasks alike are timed together."""
    if isinstance(request, VideoRequest):
        return f"{request.size or f'{request.tier}P'} {request.seconds}s{' silent' * (not request.sound)}"
    where = request.size or request.tier or "1K"
    count = request.max_images if request.mode is ImageMode.INTERLEAVE else request.n
    return f"{where} {request.mode} x{count}"


class Rough(NamedTuple):
    """Seconds of a run: a beginning, and a share for each second of a clip or each picture."""

    begin: float
    clip_second: float
    picture: float

    def seconds(self, request: Request) -> float:
        if isinstance(request, ImageRequest):
            count = request.max_images if request.mode is ImageMode.INTERLEAVE else request.n
            return self.begin + self.picture * count
        return self.begin + self.clip_second * request.seconds * _share(request)


#: By engine; of a 720P clip and a picture of 1K. Others are taken for a large model on one accelerator.
_ROUGH: Mapping[str, Rough] = {"storyboard": Rough(0.5, 0.45, 0.6), "cloud": Rough(40.0, 16.0, 12.0)}
_UNKNOWN_ENGINE = Rough(10.0, 15.0, 6.0)


def _share(request: VideoRequest) -> float:
    """Of the work for 720P."""
    pixels = request.size.width * request.size.height if request.size else 2_073_600 if request.tier > 720 else 921_600
    return pixels / 921_600


class Ahead(NamedTuple):
    """What stands between a waiting task and its turn."""

    #: Tasks that go before it.
    position: int
    #: Workers that take such tasks.
    hands: int
    #: Whether all of them are at work now.
    busy: bool


def waiting_seconds(run: float, ahead: Ahead) -> float:
    """Until a task that waits has ended: those ahead are taken for tasks like it, and those that run for half done."""
    before = ahead.position + (ahead.hands / 2 if ahead.busy else 0)
    # Fewer tasks than free hands keep nobody waiting.
    queued = before if ahead.busy or ahead.position >= ahead.hands else 0.0
    return run * (1 + queued / ahead.hands)


def running_seconds(run: float, elapsed: float, progress: float) -> float:
    """Until a task that runs has ended. The further it is, the more its own speed counts, and less what others took."""
    progress = min(max(progress, 0.0), 1.0)
    by_others = max(run - elapsed, 0.05 * run)
    if progress <= 0:
        return by_others
    by_itself = elapsed * (1 - progress) / progress
    return progress * by_itself + (1 - progress) * min(by_others, run * (1 - progress))


def retry_after(eta: float, age: float) -> int:
    """Whole seconds until a poll is worth while: half of the rest, so that the end is met closely.

    It is never much more than the task's age either: what was thought to take long may be done at once.
    """
    return min(max(math.ceil(min(eta / 2, 1 + age)), 1), LONGEST_PAUSE)


@dataclass(slots=True)
class Paces:
    """Tells how long tasks will still take. What the ledger said is kept for a second."""

    ledger: Ledger
    #: Workers that this process started itself; None where others look after them.
    own_hands: Callable[[], int] | None = None
    #: Monotonic seconds.
    clock: Callable[[], float] = time.monotonic
    _kept: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)

    async def eta(self, task: Task, *, position: int, elapsed: float, delay: float) -> float:
        """Seconds until an unfinished task ends.

        Args:
            task: It.
            position: Tasks that go before it.
            elapsed: Seconds since it was first begun.
            delay: Seconds until it may begin.
        """
        run = await self._run(task)
        if task.status is TaskStatus.RUNNING:
            # When a later attempt began is not told: only its progress is.
            known = elapsed if task.attempt == 1 else run * task.progress
            return running_seconds(run, known, task.progress)
        if delay > 0:
            return delay + run
        return waiting_seconds(run, await self._ahead(task.engine, position))

    async def _run(self, task: Task) -> float:
        key = (task.engine, task.model, task.shape)
        pace = await self._lately(key, lambda: self.ledger.pace(*key))
        if pace is not None and task.shape:
            return max(pace.seconds, 0.05)
        return _ROUGH.get(task.engine, _UNKNOWN_ENGINE).seconds(_request_of(task))

    async def _ahead(self, engine: str, position: int) -> Ahead:
        seen = await self._lately("workers", lambda: self.ledger.workers(within=_SEEN_SECONDS))
        able = [worker for worker in seen if not worker.draining and (not worker.engines or engine in worker.engines)]
        if able:
            return Ahead(position, len(able), busy=all(worker.task_id for worker in able))
        hands = max(self.own_hands() if self.own_hands and not seen else 0, 1)
        counts = await self._lately("counts", self.ledger.counts)
        return Ahead(position, hands, busy=counts.get(TaskStatus.RUNNING, 0) >= hands)

    async def _lately(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        now = self.clock()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < _FRESH_SECONDS:
            value: T = kept[1]
            return value
        value = await ask()
        if len(self._kept) >= _REMEMBERED:
            self._kept.clear()
        self._kept[key] = now, value
        return value


def _request_of(task: Task) -> Request:
    from wanbox.wire import codec

    try:
        return codec.from_json(task.request)
    except ValueError:  # one with a defect, of which only the prompt was kept
        return VideoRequest(model=task.model, prompt="")
