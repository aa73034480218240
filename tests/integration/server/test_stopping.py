"""A server that stops: who is still sending or reading is told, or let go, and the log has no alarm of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from types import SimpleNamespace

import pytest

from wanbox.server import serving
from wanbox.server.orders import Orders
from wanbox.server.watch import Watch

DEADLINE = 10.0


class Application:
    """Reads a body, or sends one without an end."""

    def __init__(self):
        self.state = SimpleNamespace(context=SimpleNamespace(watch=Watch(None)))
        self.asked = asyncio.Event()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            for _ in range(2):
                await send({"type": (await receive())["type"] + ".complete"})
            return
        self.asked.set()
        if scope["path"] == "/read":
            await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await self._step(scope["path"], receive, send))["type"] != "http.disconnect":
            pass

    async def _step(self, path, receive, send):
        if path == "/read":
            await send({"type": "http.response.body", "body": bytes(1 << 20), "more_body": True})
        return await receive()


@pytest.fixture
async def stopping(monkeypatch):
    """Ask a server for something that does not end, and stop it: what it says until its end."""
    monkeypatch.setattr(serving, "_DRAIN_SECONDS", 0.05)
    monkeypatch.setattr(serving, "_READ_SECONDS", 0.1)
    application = Application()
    server = serving.Server(application, lambda: None, Orders(), None)
    server.capture_signals = contextlib.nullcontext
    listener = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(server.serve([listener]))

    async def asked(request):
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(request)
        await asyncio.wait_for(application.asked.wait(), DEADLINE)
        server.should_exit = True
        said = b""
        with contextlib.suppress(ConnectionError):
            while piece := await asyncio.wait_for(reader.read(1 << 16), DEADLINE):
                said += piece
        writer.close()
        await asyncio.wait_for(asyncio.shield(running), DEADLINE)
        return said

    yield asked
    server.should_exit = True
    await asyncio.wait_for(running, DEADLINE)
    listener.close()


async def test_whose_body_is_still_coming_can_send_it_to_another_server(stopping):
    said = await stopping(b"POST /a HTTP/1.1\r\nContent-Length: 100\r\n\r\nbegin")

    assert said.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"retry-after: 2" in said


@pytest.mark.parametrize(
    "request_",
    [b"POST /a HTTP/1.1\r\nContent-Length: 100\r\n\r\nbegin", b"POST /read HTTP/1.1\r\nContent-Length: 9\r\n\r\n"],
    ids=["sends", "reads"],
)
async def test_who_does_not_end_is_let_go_without_an_alarm(stopping, caplog, request_):
    await stopping(request_)

    assert [] == [record.message for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_connection_outlives_the_minute_for_which_balancers_keep_it():
    server = serving.Server(Application(), lambda: None, Orders(), None)

    assert server.config.timeout_keep_alive > 60
