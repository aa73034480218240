"""Callers who open streams and read them slowly, or not at all, or hang up: the server stays small and answers others."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import random
import socket
import time
from pathlib import Path

import psutil
import pytest
from rig.crowd import Crowd

SLOW, FLEETING, TASKS = 40, 60, 40
#: What all of them together may cost the server, in bytes.
ROOM = 40 << 20
#: Longest wait of a poll meanwhile, on cores that others use too.
PATIENCE = 20.0
STREAM = {"X-DashScope-SSE": "enable"}


@pytest.fixture
def wire(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3]))
    return importlib.import_module("bench.wire")


def opened(server, path, *, method="GET", body=b"", **headers):
    """A connection that has asked and read nothing, with as little room for the answer as the system gives."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", server.port))
    named = {"Host": "wan.test", "Authorization": f"Bearer {server.user}", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    return line


def pictures():
    """The body of a synchronous call whose answer is streamed."""
    content = [{"text": "one word"}]
    parameters = {"enable_interleave": True, "max_images": 1, "stream": True}
    body = {
        "model": "wan2.6-image",
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": parameters,
    }
    return json.dumps(body).encode()


async def fleeting(server, rng):
    """Comes, asks for a stream, reads a little or nothing, and is gone."""
    if rng.random() < 0.5:
        line = await asyncio.to_thread(opened, server, "/api/v1/events?after=0")
    else:
        path = "/api/v1/services/aigc/multimodal-generation/generation"
        kind = {"Content-Type": "application/json"}
        line = await asyncio.to_thread(opened, server, path, method="POST", body=pictures(), **STREAM, **kind)
    with line:
        line.settimeout(0.05)
        if rng.random() < 0.5:
            with contextlib.suppress(TimeoutError):
                await asyncio.to_thread(line.recv, 10)


async def slow_readers(server, request):
    """Many who ask for all events and read none; what makes them hang up."""
    lines = contextlib.ExitStack()
    request.addfinalizer(lines.close)
    for _ in range(SLOW):
        lines.enter_context(await asyncio.to_thread(opened, server, "/api/v1/events?after=0"))
    return lines.close


@pytest.mark.slow
async def test_slow_and_fleeting_readers_cost_little_and_hold_up_nobody(server, wire, request):
    program = psutil.Process(server.programs["api-1"].pid)
    crowd, rng = Crowd(wire, server.port, key=server.user, connections=8), random.Random(3)
    await crowd.work(range(40))
    before, handles = program.memory_info().rss, program.num_fds()

    hang_up = await slow_readers(server, request)
    waits = []
    async with asyncio.TaskGroup() as group:
        working = group.create_task(crowd.work(range(40, 40 + TASKS)))
        for _ in range(FLEETING):
            group.create_task(fleeting(server, rng))
            await asyncio.sleep(0.005)
        async with wire.connected(server.port) as connection:
            question = wire.Request("GET", "/api/v1/tasks", {"Authorization": f"Bearer {server.user}"}).encode()
            while not (working.done() and waits):
                began = time.monotonic()
                assert (await connection.send(question)).status == 200
                waits.append(time.monotonic() - began)
                await asyncio.sleep(0.05)
    grown = program.memory_info().rss - before
    hang_up()

    figures = {"grown": grown, "longest wait": max(waits), "ended": crowd.ended}
    assert grown <= ROOM, figures
    assert max(waits) <= PATIENCE, figures
    async with asyncio.timeout(30):
        while program.num_fds() > handles + 4:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        while server.ask("SELECT count(*) FROM task WHERE status IN ('PENDING', 'RUNNING')")[0][0]:  # noqa: ASYNC110 - same
            await asyncio.sleep(0.05)
    assert "Traceback" not in server.log()
