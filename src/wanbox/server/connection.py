"""One connection of a caller, with an end to everything that a caller can draw out or pile up.

uvicorn speaks HTTP and trusts whoever it speaks with: it waits for the end of a request for ever, keeps headers of any
size, and holds an answer for a reader that never reads. All of that comes before any key is looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import sys
import termios
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from wanbox.wire.errors import Fault, WireError

from .log import log
from .replies import failure

#: A clock that is so late tells of a process that was stopped, or of a machine that was.
_ASLEEP_SECONDS = 1.0
#: Another server answers, or this one is there again.
_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a connection may take. Whoever is beyond them loses it."""

    #: The request line and the headers, a little more where they come in one piece; and what is no content in a body:
    #: chunk marks and trailers, beside eight times the content.
    head_bytes: int = 64 << 10
    #: From the connection, or the first byte of a further request, to the end of the headers.
    head_seconds: float = 20.0
    #: A body may begin slowly, and comes with so many bytes a second after that.
    body_seconds: float = 60.0
    body_rate: int = 512
    #: A body that nobody wants any more, for the answer is given, is read for so long: cut off at once, its sender
    #: would often not see the answer.
    linger_seconds: float = 20.0
    #: A reader of an answer takes something of it within that time.
    write_seconds: float = 120.0
    #: How often a body is looked at.
    tick: float = 5.0


class _Body:
    """What is known of the body that comes in."""

    __slots__ = ("answered", "began", "fed", "size")

    def __init__(self, now: float) -> None:
        self.began = now
        #: When it was first seen that the answer has been given, or 0.
        self.answered = 0.0
        self.size = 0
        #: Bytes that came for it, framing and all.
        self.fed = 0


class Connection(HttpToolsProtocol):
    """uvicorn's protocol within `bounds`; an `Upgrade` is ignored (RFC 9110, 7.8), and nothing of its request lost."""

    bounds = Bounds()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head = 0
        #: Whether a request has begun whose headers are not over.
        self._in_head = False
        #: Whether a request began within the piece that is read now: what else is in the piece is not counted for it.
        self._begun = False
        self._body: _Body | None = None
        self._upgraded = False
        #: Whether the last word was said; what still comes is not looked at.
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._timed_body: _Body | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._cycles: list[RequestResponseCycle] = []

    def dismiss(self) -> None:
        """The server is stopping: whoever is still sending, and has no answer yet, can send it to another one."""
        if self._body is not None and self._answering and not self.cycle.response_started:
            self._refuse(Fault.MODEL_UNAVAILABLE.error().after(_AGAIN_SECONDS))

    def hang_up(self) -> None:
        """The server has stopped."""
        self._abort("the server stops")

    # --- the transport's calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._untime()
        self._forsake()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._refused:
            return
        self._begun = False
        body = self._body
        try:
            self._feed(data)
        except httptools.HttpParserError:
            log.debug("what came is no HTTP")
            self.send_400_response("Invalid HTTP request received.")
            return
        if self._is_endless(len(data), body):
            log.debug("a request's headers have no end")
            self._refuse(Fault.TOO_LARGE.error())
        else:
            self._time()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stall is None:
            self._await_reader()

    def resume_writing(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()

    # --- the parser's calls

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._begun = True
        self._head = 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._body = _Body(self.loop.time())
        self._upgraded = self.parser.should_upgrade()
        if not self._upgraded:
            super().on_headers_complete()
            self._cycles = [*self._unanswered, self.cycle]

    def on_body(self, body: bytes) -> None:
        if self._body is not None:
            self._body.size += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._body = None
        if not self._upgraded:
            super().on_message_complete()

    # --- what is read

    def _feed(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as upgrade:
                self._begin_anew()
                rest = rest[upgrade.args[0] :]
            else:
                return

    def _begin_anew(self) -> None:
        """Read the head again as if it had not asked: the parser stops before the body. Raises HttpParserError."""
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise httptools.HttpParserError("This is no proxy.")
        kept = [name + b": " + value for name, value in self.headers if name not in {b"upgrade", b"http2-settings"}]
        head = b"\r\n".join([method + b" " + self.url + b" HTTP/" + version, *kept, b"", b""])
        self.parser = httptools.HttpRequestParser(self)
        self.parser.feed_data(head)

    def _is_endless(self, size: int, body: _Body | None) -> bool:
        """Whether more was piled up than a request needs, counting a piece of `size` that began within `body`."""
        if self._in_head and not self._begun:
            self._head += size
        if body is None or body is not self._body:
            return self._head > self.bounds.head_bytes
        body.fed += size
        return body.fed > 8 * body.size + self.bounds.head_bytes

    def send_400_response(self, msg: str) -> None:
        self._refuse(WireError(400, Fault.OUT_OF_RANGE.code, msg))

    def _refuse(self, error: WireError) -> None:
        """The last word on this connection, unless an answer is under way."""
        self._untime()
        if not self._answering or not (self.pipeline or self.cycle.response_started):
            reply = failure(error, str(uuid.uuid4()))
            reason = HTTPStatus(error.status).phrase.encode()
            head = [b"HTTP/1.1 %d %s" % (error.status, reason), *(b"%s: %s" % pair for pair in reply.raw_headers)]
            self.transport.write(b"\r\n".join([*head, b"connection: close", b"", bytes(reply.body)]))
        if self._answering:
            self._forsake()
            self.transport.close()
        else:
            # Closed while more comes in, the connection would take the answer along before it is read.
            self._refused = True
            self.transport.write_eof()
            self._timer = self.loop.call_later(self.bounds.linger_seconds, self._end, "a refusal was not heard")

    # --- time

    @property
    def _answering(self) -> bool:
        """Whether an answer is still to come to its end; before the first request there is no cycle."""
        return not getattr(self.cycle, "response_complete", True)

    def _time(self) -> None:
        """See to it that what is awaited from the caller has an end."""
        if self._body is not None:
            if self._timed_body is not self._body:
                self._untime()
                self._timed_body = self._body
                self._timer = self.loop.call_later(self.bounds.tick, self._look, self._body)
        elif self._answering:
            self._untime()  # it is our turn
        elif self._timer is None or self._timed_body is not None:
            self._untime()
            self._time_head()

    def _time_head(self) -> None:
        end = self.loop.time() + self.bounds.head_seconds
        self._timer = self.loop.call_at(end, self._end_head, end)

    def _end_head(self, end: float) -> None:
        if self.loop.time() - end > _ASLEEP_SECONDS:
            self._time_head()  # we could not listen: what is there already has not been read yet
        else:
            self._end("a request did not come to its end")

    def _untime(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timed_body = None

    def _look(self, body: _Body) -> None:
        """At a body, now and then."""
        bounds, now = self.bounds, self.loop.time()
        if not self._answering:
            body.answered = body.answered or now
            late = now - body.answered >= bounds.linger_seconds
        else:
            if self.flow.read_paused:
                body.began += bounds.tick  # we are the slow ones
            late = body.size < (now - body.began - bounds.body_seconds) * bounds.body_rate
        if late:
            self._end("a body came too slowly")
        else:
            self._timer = self.loop.call_later(bounds.tick, self._look, body)

    def _await_reader(self) -> None:
        self._stall = self.loop.call_later(self.bounds.write_seconds, self._look_at_reader, self._unread())

    def _look_at_reader(self, before: int) -> None:
        if self._unread() < before:
            self._await_reader()  # slow, but reading
        else:
            self._abort("an answer was not read")

    def _unread(self) -> int:
        """Bytes of the answer that the caller's machine has not taken, those in the system's hands included."""
        unread = self.transport.get_write_buffer_size()
        with contextlib.suppress(OSError):  # not every system tells
            handle = self.transport.get_extra_info("socket").fileno()
            unread += int.from_bytes(fcntl.ioctl(handle, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
        return unread

    def _end(self, reason: str) -> None:
        log.debug("a connection was closed", reason=reason)
        self._untime()
        if not self.transport.is_closing():
            self.transport.close()

    def _abort(self, reason: str) -> None:
        log.debug("a connection was closed", reason=reason)
        self._stall = None
        self._forsake()
        self.transport.abort()

    @property
    def _unanswered(self) -> list[RequestResponseCycle]:
        """Requests whose answers have not come to their end; of several in a row uvicorn knows the last."""
        return [cycle for cycle in self._cycles if not cycle.response_complete]

    def _forsake(self) -> None:
        """Have whoever answers find nobody there: writing to a connection that was closed is an error, and logged."""
        for cycle in self._unanswered:
            cycle.disconnected = True
            cycle.message_event.set()
