"""Server-sent events: the vendor's exact framing, and a reader that is more tolerant than that (spec 4.3).

No space follows `id:`, `event:` and `data:`, because official readers compare the whole line `event:error`. The HTTP
status stands in a comment, and there is no `[DONE]`: a stream ends by closing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

CONTENT_TYPE = "text/event-stream;charset=UTF-8"
#: A comment that every reader skips; keeps proxies from closing an idle stream.
HEARTBEAT = b":heartbeat\n\n"

_DONE = "[DONE]"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_STATUS = re.compile(r"HTTP_STATUS/(\d{3})")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream; `status` is that of the comment, None if there was none."""

    id: str
    name: str
    data: str
    status: int | None = None

    @property
    def failed(self) -> bool:
        return self.name == "error"

    def json(self) -> Any:
        """The data decoded; raises ValueError."""
        return orjson.loads(self.data)


def encode_result(event_id: int, data: Mapping[str, Any]) -> bytes:
    """One `event:result` with its blank line."""
    return _encode(event_id, "result", 200, data)


def encode_error(event_id: int, status: int, data: Mapping[str, Any]) -> bytes:
    """One `event:error`; `data` is the flat error body."""
    return _encode(event_id, "error", status, data)


def encode(name: str, data: Mapping[str, Any], event_id: str = "") -> bytes:
    """An event of our own streams; one without an id does not move the reader's place."""
    place = f"id:{event_id}\n" if event_id else ""
    return f"{place}event:{name}\ndata:".encode() + orjson.dumps(data) + b"\n\n"


def encode_retry(milliseconds: int) -> bytes:
    """How long a reader should wait before it connects again."""
    return f"retry:{milliseconds}\n\n".encode()


def _encode(event_id: int, name: str, status: int, data: Mapping[str, Any]) -> bytes:
    head = f"id:{event_id}\nevent:{name}\n:HTTP_STATUS/{status}\ndata:".encode()
    return head + orjson.dumps(data) + b"\n\n"


class EventParser:
    """Bytes in, events out; borders between chunks may lie anywhere, even within a character or a CR LF."""

    def __init__(self) -> None:
        self._rest = b""
        self._clear()

    def feed(self, chunk: bytes) -> list[Event]:
        """Events that this chunk completes."""
        *lines, self._rest = self._split(self._rest + chunk)
        return [event for line in lines if (event := self._line(line)) is not None]

    def close(self) -> list[Event]:
        """What a stream that ended without its last blank line still holds."""
        rest, self._rest = self._rest, b""
        events = [event for line in (rest.rstrip(b"\r"), b"") if (event := self._line(line)) is not None]
        self._clear()
        return events

    @staticmethod
    def _split(buffer: bytes) -> list[bytes]:
        # A CR at the very end may be the first half of CR LF: it waits for the next chunk.
        held = buffer.endswith(b"\r")
        lines = _LINE_END.split(buffer[:-1] if held else buffer)
        if held:
            lines[-1] += b"\r"
        return lines

    def _clear(self) -> None:
        self._id, self._name = "", ""
        self._status: int | None = None
        self._data: list[str] = []

    def _line(self, raw: bytes) -> Event | None:
        line = raw.decode("utf-8", "replace").removeprefix("\ufeff")
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name.strip():
            case "":
                self._comment(value)
            case "id":
                self._id = value.strip()
            case "event":
                self._name = value.strip()
            case "data":
                self._data.append(value)
            case "status":
                self._status = int(value) if value.strip().isdecimal() else self._status
        return None

    def _comment(self, text: str) -> None:
        if found := _STATUS.match(text):
            self._status = int(found[1])

    def _dispatch(self) -> Event | None:
        data = "\n".join(self._data)
        event = Event(self._id, self._name or "result", data, self._status)
        self._clear()
        return event if data.strip() not in ("", _DONE) else None
