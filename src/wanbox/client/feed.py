"""A stream of events over lines that break: where it was, what came, and when to come back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2

from wanbox.wire import notices, sse
from wanbox.wire.errors import WireError
from wanbox.wire.notices import Notice
from wanbox.wire.read import Unreadable

from . import retry
from .brain import refusal
from .errors import AnswerUnreadable, ApiError, ConnectionFailed
from .steps import Call, Reply

#: A server says something every 15 seconds; one that is silent for three times as long has gone.
TIMEOUT = httpx2.Timeout(connect=10, read=45, write=30, pool=30)

_ATTEMPTS = 8
#: Seconds before a line that the server closed in good order is opened again.
_PAUSE = 0.5


class Feed:
    """What both faces share of a stream of events.

    Args:
        task_id: Of this task until it has ended; None for all tasks of the account.
        after: Only what follows this place.
    """

    def __init__(self, task_id: str | None, after: str | None) -> None:
        self._path = "/events" if task_id is None else f"/tasks/{task_id}/events"
        self._one_task = task_id is not None
        self._place = after
        self._attempts = retry.Attempts(_ATTEMPTS)
        self._parser = sse.EventParser()
        #: All was told.
        self.over = False
        #: Seconds until the next call.
        self.pause = 0.0

    def call(self) -> Call:
        """The next line, from where the last one broke."""
        self._parser = sse.EventParser()
        self.pause = _PAUSE
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": self._place} if self._place is not None else {})
        return Call(method="GET", url=self._path, headers=headers)

    def take(self, chunk: bytes) -> Iterator[Notice]:
        """The events that these bytes complete. Raises AnswerUnreadable and ApiError."""
        for event in self._parser.feed(chunk):
            notice = _understood(event)
            self._attempts.succeeded()
            self._place = notice.place or self._place
            self.over = self._one_task and notice.status is not None and notice.status.terminal
            if notice.name != notices.OPEN:
                yield notice

    def refused(self, reply: Reply) -> None:
        """An answer that is no stream: come back later, or raise ApiError."""
        if reply.status == 204:
            self.over = True
            return
        if not retry.worth_it(reply):
            raise refusal(reply)
        self.pause = self._attempts.failed(refusal(reply), retry.advised(reply))

    def broken(self, error: ConnectionFailed) -> None:
        """The line broke: come back, or raise the error if that has happened too often in a row."""
        self.pause = self._attempts.failed(error)


def _understood(event: sse.Event) -> Notice:
    try:
        return notices.read_notice(event)
    except WireError as error:
        raise ApiError(200, error.code, error.message) from None
    except Unreadable as error:
        raise AnswerUnreadable(f"This is no stream of a wanbox server: {error}.") from None
