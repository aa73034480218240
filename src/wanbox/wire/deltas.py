"""The chunks of an interleaved stream: deltas, cumulative usage, `"null"` until the last `"stop"` (spec 4.3)."""

from __future__ import annotations

from typing import Any

from .answers import EXTRAS, ImageItem, Item, TextItem, choice
from .errors import WireError, flat_body
from .requests import ImageRequest, Size
from .sse import encode_error, encode_result
from .usage import estimate_tokens, image_usage, token_usage

#: `finish_reason` while the stream goes on: a string, not JSON null.
NOT_YET = "null"


def delta(item: Item, usage: dict[str, Any], request_id: str) -> dict[str, Any]:
    """One chunk with one piece of text, or one picture."""
    return _chunk(item, NOT_YET, usage, request_id, finished=False)


def text_delta(text: str, usage: dict[str, Any], request_id: str) -> dict[str, Any]:
    return delta(TextItem(text), usage, request_id)


def picture_delta(url: str, usage: dict[str, Any], request_id: str) -> dict[str, Any]:
    return delta(ImageItem(url), usage, request_id)


def last_chunk(usage: dict[str, Any], request_id: str, extras: dict[str, Any] | None = None) -> dict[str, Any]:
    """The end: an empty text, since readers take `content[0]` for granted."""
    chunk = _chunk(TextItem(""), "stop", usage, request_id, finished=True)
    if extras:
        chunk["output"][EXTRAS] = extras
    return chunk


def _chunk(item: Item, finish_reason: str, usage: dict[str, Any], request_id: str, *, finished: bool) -> dict[str, Any]:
    output = {"choices": [choice([item.to_json()], finish_reason)], "finished": finished}
    return {"output": output, "usage": usage, "request_id": request_id}


class DeltaStream:
    """The bytes of one interleaved answer, event by event: numbers them and adds up the usage."""

    def __init__(self, request: ImageRequest, request_id: str) -> None:
        self._request = request
        self._request_id = request_id
        self._events = 0
        self._pictures = 0
        self._output_tokens = 0
        self._size: Size | None = request.size

    @property
    def usage(self) -> dict[str, Any]:
        """Usage so far."""
        counted = image_usage(self._request, image_count=self._pictures, size=self._size)
        return counted | token_usage(counted["input_tokens"], self._output_tokens)

    def text(self, text: str) -> bytes:
        self._output_tokens += estimate_tokens(text)
        return self._result(text_delta(text, self.usage, self._request_id))

    def picture(self, url: str, size: Size | None = None) -> bytes:
        self._pictures += 1
        self._size = size or self._size
        return self._result(picture_delta(url, self.usage, self._request_id))

    def end(self, extras: dict[str, Any] | None = None) -> bytes:
        return self._result(last_chunk(self.usage, self._request_id, extras))

    def error(self, error: WireError) -> bytes:
        """The stream fails; nothing may follow."""
        return encode_error(self._next(), error.status, flat_body(error, self._request_id))

    def _result(self, data: dict[str, Any]) -> bytes:
        return encode_result(self._next(), data)

    def _next(self) -> int:
        self._events += 1
        return self._events
