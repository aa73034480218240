"""The outermost layer: every request gets an id, every answer carries it, nothing unexpected leaks out."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wanbox.wire.errors import Fault

from .log import log
from .replies import failure


class Edge:
    """ASGI middleware around the whole application.

    It drops trailing slashes below the API (spec 1.2), sets `x-request-id` where the answer did not, turns an exception
    into the vendor's 500, and writes one line per request that changed something or failed.
    """

    def __init__(self, app: ASGIApp, *, ids: Callable[[], str]) -> None:
        self._app = app
        self._ids = ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._ids())
        try:
            await self._app(scope, receive, exchange.send)
        except ClientDisconnect:
            exchange.status = exchange.status or 499
        except Exception:
            log.exception("request failed", request_id=exchange.request_id, path=scope["path"])
            if exchange.status:
                raise  # the answer has begun: closing the connection is all that is left to say
            await failure(Fault.INTERNAL.error(), exchange.request_id)(scope, receive, exchange.send)
        finally:
            exchange.log()


class _Exchange:
    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        scope.setdefault("state", {})["request_id"] = request_id
        if scope["path"].startswith("/api/v1/"):
            scope["path"] = scope["path"].rstrip("/")
        self.request_id = request_id
        self.status = 0
        self._scope = scope
        self._send = send
        self._began = time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            headers.setdefault("x-request-id", self.request_id)
        await self._send(message)

    def log(self) -> None:
        reading = self._scope["method"] in {"GET", "HEAD"}
        # What is asked every few seconds, and says no for as long as something is down, is told by `readiness`.
        quiet = reading and (0 < self.status < 500 or self._scope["path"] == "/readyz")
        write = log.debug if quiet else log.info
        write(
            "request",
            request_id=self.request_id,
            method=self._scope["method"],
            path=self._scope["path"],
            status=self.status,
            ms=round((time.perf_counter() - self._began) * 1000, 1),
        )
