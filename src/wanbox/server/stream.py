"""The answer of E2 as a stream of events: each part as soon as it is published (spec 4.3)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence

from starlette.requests import Request
from starlette.responses import StreamingResponse

from wanbox.ledger.contract import PartRow, Task
from wanbox.wire import sse
from wanbox.wire.answers import TextItem
from wanbox.wire.deltas import DeltaStream
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.requests import ImageRequest, Size
from wanbox.wire.status import TaskStatus

from .context import base_of, context_of
from .faults import from_task
from .submit import Accepted
from .views import extras, item
from .waiting import Patience, reread, unless_gone
from .watch import Changes

#: So long the answer waits for the first part, so that an early failure still gets its own HTTP status.
_FIRST_NEWS_SECONDS = 2.0
_HEARTBEAT_SECONDS = 15.0
#: Words, or a few characters where a language has no spaces.
_PIECE = re.compile(r"\s*(?:[^\s\u3040-\u9fff]{1,24}|[\u3040-\u9fff]{1,4})\s*|\s+")


async def answer(request: Request, accepted: Accepted, seconds: float) -> StreamingResponse:
    """A stream of the task's parts; raises WireError if the task fails before the first of them."""
    telling = _Telling(request, accepted, seconds)
    await unless_gone(request, telling.first_news())
    return StreamingResponse(telling.events(), media_type=sse.CONTENT_TYPE, headers={"cache-control": "no-cache"})


class _Telling:
    def __init__(self, request: Request, accepted: Accepted, seconds: float) -> None:
        assert isinstance(accepted.submission.request, ImageRequest)
        self._context = context_of(request)
        self._base = base_of(request)
        self._accepted = accepted
        self._task = accepted.task
        self._patience = Patience(seconds)
        self._deltas = DeltaStream(accepted.submission.request, accepted.task.request_id)
        self._seen = 0

    async def first_news(self) -> None:
        patience = Patience(_FIRST_NEWS_SECONDS)
        async with self._context.watch.watching(self._task.account) as changes:
            while patience.left and not changes.closing:
                task, parts = await self._news()
                if task.status.terminal and task.status is not TaskStatus.SUCCEEDED:
                    raise from_task(task)
                if parts or task.status.terminal:
                    return
                await changes.wait(patience.left)

    async def events(self) -> AsyncIterator[bytes]:
        ended = False
        try:
            async with self._context.watch.watching(self._task.account) as changes:
                async for event in self._told(changes):
                    yield event
            ended = True
        except WireError as error:
            yield self._deltas.error(error)
        finally:
            if not ended:
                self._stop()

    async def _told(self, changes: Changes) -> AsyncIterator[bytes]:
        silence = Patience(_HEARTBEAT_SECONDS)
        while True:
            task, parts = await self._news()
            for part in parts:
                for event in self._part(part):
                    yield event
            if task.status is TaskStatus.SUCCEEDED:
                yield self._deltas.end(dict(await extras(self._context, task)))
                return
            self._raise_if_over(task, changes)
            await changes.wait(min(silence.left, self._patience.left))
            if not silence.left:
                yield sse.HEARTBEAT
                silence = Patience(_HEARTBEAT_SECONDS)

    async def _news(self) -> tuple[Task, Sequence[PartRow]]:
        """The task as it is, and the parts that were not told yet."""
        task = await reread(self._context, self._task)
        if task.status is TaskStatus.SUCCEEDED:
            return task, task.parts[self._seen :]
        return task, await self._context.ledger.parts_since(task.id, self._seen)

    def _part(self, part: PartRow) -> Iterator[bytes]:
        told = item(self._context, self._task, self._seen, part, self._base)
        self._seen += 1
        if isinstance(told, TextItem):
            yield from map(self._deltas.text, _PIECE.findall(told.text))
        else:
            assert part.artefact is not None
            yield self._deltas.picture(told.url, Size(part.artefact.width, part.artefact.height))

    def _raise_if_over(self, task: Task, changes: Changes) -> None:
        if task.status.terminal:
            raise from_task(task)
        if changes.closing:
            raise Fault.MODEL_UNAVAILABLE.error()
        if not self._patience.left:
            raise Fault.REQUEST_TIMEOUT.error()

    def _stop(self) -> None:
        if not self._accepted.repeatable:
            self._context.run_errand(self._context.ledger.stop(self._task.id, account=self._task.account))
