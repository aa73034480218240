"""Answers as JSON: flat, with a `request_id` at the top (spec 1.5, 9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import orjson
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire import headers
from wanbox.wire.errors import WireError, flat_body


class Reply(Response):
    """A JSON answer; its `request_id` goes out as `x-request-id` too."""

    media_type = "application/json"

    def __init__(self, content: Mapping[str, Any], status_code: int = 200) -> None:
        super().__init__(orjson.dumps(content), status_code)
        if request_id := content.get("request_id"):
            self.headers["x-request-id"] = request_id


def failure(error: WireError, request_id: str) -> Reply:
    reply = Reply(flat_body(error, request_id), error.status)
    if error.retry_after is not None:
        reply.headers.update(headers.retry(error.retry_after))
    return reply


def store_failure(request: Request, status: int, code: str, message: str) -> Response:
    """An error in the object store's own form, XML, as a client of the real result links meets it."""
    request_id = request_id_of(request)
    if "application/json" in request.headers.get("accept", ""):
        return Reply({"code": code, "message": message, "request_id": request_id}, status)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        f"<RequestId>{escape(request_id)}</RequestId></Error>\n"
    )
    return Response(text, status, media_type="application/xml")


def request_id_of(request: Request) -> str:
    request_id: str = request.state.request_id
    return request_id
