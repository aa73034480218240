"""Streams of what happens to tasks: of one task until it has ended, and of all of an account (ours).

Whoever was cut off says where it was (`Last-Event-ID`, or `after`) and misses nothing: the numbers are the ledger's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wanbox.ledger.contract import Event, LedgerError, Scope, Task
from wanbox.wire import notices, sse
from wanbox.wire.answers import ImageItem, TextItem
from wanbox.wire.errors import Fault
from wanbox.wire.notices import Place
from wanbox.wire.status import TaskStatus

from . import docs
from .auth import Reader, still_opens
from .boards import Follower
from .context import Context, base_of, context_of
from .log import log
from .replies import request_id_of
from .views import answer_of, extras, item
from .waiting import Patience

router = APIRouter(tags=["events"])

#: Something is sent at least this often, so that proxies keep the line open.
_SILENCE_SECONDS = 15.0
#: Then a reader has to show its key again.
_LONGEST_SECONDS = 15 * 60.0
#: A key that was revoked is found out after so long.
_TRUST_SECONDS = 15.0
_RETRY_MS = 1_000
_PAGE = 100
#: What of `output.wanbox` is worth an event when it changes.
_TOLD = ("progress", "phase", "queue_position")

Send = AsyncIterator[bytes]


@router.get("/events", **docs.EVENTS)
async def account_events(request: Request, caller: Reader) -> Response:
    """Every change of state of every task of the account, from now on or from a place on."""
    telling = _begun(request, caller.account)
    last = await telling.context.ledger.last_event(caller.account)
    place = _place(request)
    telling.place = Place(last) if place is None else _within(place, last)
    return _streamed(telling.of_account())


@router.get("/tasks/{task_id}/events", **docs.TASK_EVENTS)
async def task_events(request: Request, caller: Reader) -> Response:
    """States, progress and parts of one task, from its first state or from a place on, until it has ended."""
    telling = _begun(request, caller.account)
    task = await telling.context.ledger.read(request.path_params["task_id"], account=caller.account)
    if task is None:
        raise Fault.NOT_FOUND.error()
    last = await telling.context.ledger.last_event(caller.account)
    telling.place = _within(_place(request) or Place(0), last)
    if task.status.terminal and not await telling.news_of(task.id):
        return Response(status_code=204)  # the sign for a browser not to connect again
    return _streamed(telling.of_task(task))


def _begun(request: Request, account: str) -> _Telling:
    """Raises `Throttling.RateQuota` where an account has too many streams."""
    context_of(request).check_waiting(account)
    return _Telling(request, account)


def _streamed(content: Send) -> StreamingResponse:
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(_until_trouble(content), media_type=sse.CONTENT_TYPE, headers=headers)


async def _until_trouble(content: Send) -> Send:
    """Keep the line open through rounds without news (empty pieces).

    A stream that cannot go on ends: its reader comes back, and then gets an error with a status of its own.
    """
    silence = Patience(_SILENCE_SECONDS)
    try:
        async for piece in content:
            if piece or not silence.left:
                yield piece or sse.HEARTBEAT
                silence = Patience(_SILENCE_SECONDS)
    except LedgerError:
        log.warning("a stream of events ended, for the ledger cannot be read at present")


def _place(request: Request) -> Place | None:
    """The header goes first: a browser repeats the query it began with."""
    text = request.headers.get("last-event-id") or request.query_params.get("after")
    try:
        return notices.parse_place(text) if text else None
    except ValueError:
        raise Fault.WRONG_TYPE.error(type="number of an event", field="after") from None


def _within(place: Place, last: int) -> Place:
    """A place beyond the end is one of another installation, or of a database that was put back."""
    return place if place.number <= last else Place(last)


class _Telling:
    """One stream."""

    def __init__(self, request: Request, account: str) -> None:
        self.context: Context = context_of(request)
        self.place = Place(0)
        self._request = request
        self._account = account
        self._base = base_of(request)
        self._request_id = request_id_of(request)
        self._told: dict[str, Any] = {}

    async def of_account(self) -> Send:
        yield self._opening()
        async for news in self._rounds(None):
            full = True
            while full and not news.closing:
                events = await self.context.ledger.events(self._account, after=self.place.number, limit=_PAGE)
                for event in events:
                    yield await self._state(event, await self._read(event.task_id) if event.status.terminal else None)
                full = len(events) == _PAGE
            yield b""

    async def of_task(self, task: Task) -> Send:
        yield self._opening()
        async for news in self._rounds(task.id):
            # In this order: when the task has ended, the event that says so is among those read after it.
            current = await self._read(task.id)
            for event in await self.news_of(task.id):
                async for piece in self._change(event):
                    yield piece
            if current is None or current.status.terminal:
                return
            async for piece in self._between(current):
                yield piece
            news.restless = current.status is TaskStatus.RUNNING
            yield b""

    async def news_of(self, task_id: str) -> Sequence[Event]:
        """Changes of the task's state that were not told yet."""
        ledger = self.context.ledger
        return await ledger.events(self._account, after=self.place.number, task_id=task_id, limit=1_000)

    async def _read(self, task_id: str) -> Task | None:
        return await self.context.ledger.read(task_id, account=self._account)

    def _opening(self) -> bytes:
        head = sse.encode(notices.OPEN, {"after": str(self.place)}, str(self.place))
        return sse.encode_retry(_RETRY_MS) + head

    async def _rounds(self, task_id: str | None) -> AsyncIterator[Follower]:
        """Once at first, then after each change.

        Ends when the server stops, when the reader has to come back, and when its key opens no more.
        """
        patience, trust = Patience(_LONGEST_SECONDS), Patience(_TRUST_SECONDS)
        async with self.context.watch.following(self._account, task_id) as news:
            while patience.left and not news.closing:
                if not trust.left:
                    if not await still_opens(self._request, Scope.READ):
                        return
                    trust = Patience(_TRUST_SECONDS)
                yield news
                await news.wait(min(_SILENCE_SECONDS, patience.left, trust.left))

    async def _change(self, event: Event) -> Send:
        """A change of state, and before the last one what is left of the result."""
        task = await self._read(event.task_id) if event.status.terminal else None
        if task is not None:
            async for part in self._parts(task):
                yield part
        yield await self._state(event, task)

    async def _state(self, event: Event, task: Task | None) -> bytes:
        self.place = Place(event.number, self.place.parts)
        answer = await answer_of(self.context, task, self._base, self._request_id) if task else None
        data = notices.state_data(event.task_id, event.status, event.attempt, event.at, answer)
        return sse.encode(notices.name_of(event.status), data, str(self.place))

    async def _between(self, task: Task) -> Send:
        """What goes on within a state."""
        if task.status is TaskStatus.RUNNING:
            async for part in self._parts(task):
                yield part
        now = dict(await extras(self.context, task))
        told = {name: now[name] for name in _TOLD if name in now}
        if not task.status.terminal and told != self._told:
            self._told = told
            yield sse.encode(notices.PROGRESS, {"task_id": task.id, **told, "eta_seconds": now["eta_seconds"]})

    async def _parts(self, task: Task) -> Send:
        """Parts of the result that were not told yet."""
        if task.status not in {TaskStatus.RUNNING, TaskStatus.SUCCEEDED}:
            return
        for index, part in list(enumerate(task.parts))[self.place.parts :]:
            told = item(self.context, task, index, part, self._base)
            self.place = Place(self.place.number, index + 1)
            yield sse.encode(notices.PART, {"task_id": task.id, "index": index, **_content(told)}, str(self.place))


def _content(told: TextItem | ImageItem) -> dict[str, str]:
    return {"text": told.text} if isinstance(told, TextItem) else {"image": told.url}
