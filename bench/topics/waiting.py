"""A thousand callers who wait for news: what they cost while there is none, and how soon they hear of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import processes, servers, wire
from ..rows import Row, median
from ..servers import Server
from ..wire import Connection, Request

TOPIC = "waiting"
CALLERS = 1_000
_ROUNDS = 3
_IDLE_SECONDS = 5.0
_BODY = json.dumps(build.video_body("wan2.6-t2v", "A boat", size="1280*720", duration=5)).encode()


class _Idle(NamedTuple):
    """What a thousand open connections cost."""

    memory: float
    #: Processor milliseconds a second.
    busy: float


def measure() -> list[Row]:
    with servers.data_folder() as data, servers.bare() as bare, servers.wanbox(data, workers="0") as ours:
        together = [asyncio.run(_all_on_one(ours)) for _ in range(_ROUNDS)]
        alone = asyncio.run(_bare_wake(bare))
        polls, one = asyncio.run(_each_on_its_own(ours))
        streams = asyncio.run(_streams(ours))
    return [
        _row(f"{CALLERS} long polls of one task, from its end to the last answer", median(together), "ms", 1000.0,
             alone, "an event of asyncio, the same answer"),
        _row(f"one of {CALLERS} long polls of as many tasks, from the end of its task to its answer", one, "ms"),
        _row(f"memory of the API with {CALLERS} long polls", polls.memory, "MB", 150.0),
        _row(f"memory of the API with {CALLERS} streams of events", streams.memory, "MB", 150.0),
        _row(f"processor time of the API with {CALLERS} idle long polls", polls.busy, "ms/s"),
        _row(f"processor time of the API with {CALLERS} idle streams", streams.busy, "ms/s"),
    ]  # fmt: skip


def _row(
    what: str, figure: float, unit: str, target: float | None = None, bare: float | None = None, beside: str = ""
) -> Row:
    return Row(topic=TOPIC, what=what, figure=figure, unit=unit, target=target, bare=bare, beside=beside)


async def _all_on_one(server: Server) -> float:
    task_id = await _submitted(server.port)
    async with AsyncExitStack() as stack:
        callers = await _connected(stack, server.port)
        waiting = _ask(callers, [_poll(task_id)] * CALLERS)
        await _settled(server)
        began = time.perf_counter()
        await _stop(server.port, task_id)
        await waiting
        return (time.perf_counter() - began) * 1000


async def _each_on_its_own(server: Server) -> tuple[_Idle, float]:
    ids = [await _submitted(server.port) for _ in range(CALLERS)]
    async with AsyncExitStack() as stack:
        callers = await _connected(stack, server.port)
        waiting = [asyncio.ensure_future(one.send(_poll(id_))) for one, id_ in zip(callers, ids, strict=True)]
        idle = await _idle(server)
        spans = []
        for number in range(0, CALLERS, CALLERS // 20):
            began = time.perf_counter()
            await _stop(server.port, ids[number])
            await waiting[number]
            spans.append((time.perf_counter() - began) * 1000)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    return idle, median(spans)


async def _streams(server: Server) -> _Idle:
    async with AsyncExitStack() as stack:
        for _ in range(CALLERS):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            stack.callback(writer.close)
            writer.write(Request("GET", f"{servers.API}/events", _AUTHORIZED).encode())
            await reader.readuntil(b"event:open")
        return await _idle(server)


async def _bare_wake(server: Server) -> float:
    async with AsyncExitStack() as stack:
        callers = await _connected(stack, server.port)
        waiting = _ask(callers, [Request("GET", "/wait/t").encode()] * CALLERS)
        await _settled(server)
        began = time.perf_counter()
        async with wire.connected(server.port) as other:
            await other.send(Request("POST", "/news").encode())
        await waiting
        return (time.perf_counter() - began) * 1000


_AUTHORIZED = {"Authorization": f"Bearer {servers.KEY}"}


def _poll(task_id: str) -> bytes:
    return Request("GET", f"{servers.API}/tasks/{task_id}?wait=60", _AUTHORIZED).encode()


async def _submitted(port: int) -> str:
    async with wire.connected(port) as connection:
        answer = await connection.send(servers.submit(Endpoint.VIDEO.path, _BODY).encode())
        return answer.json()["output"]["task_id"]


async def _stop(port: int, task_id: str) -> None:
    async with wire.connected(port) as connection:
        answer = await connection.send(Request("DELETE", f"{servers.API}/tasks/{task_id}", _AUTHORIZED).encode())
        assert answer.status == 200, answer


async def _connected(stack: AsyncExitStack, port: int) -> list[Connection]:
    return [await stack.enter_async_context(wire.connected(port)) for _ in range(CALLERS)]


def _ask(callers: Sequence[Connection], requests: Sequence[bytes]) -> asyncio.Future[list[wire.Answer]]:
    return asyncio.gather(*(one.send(request) for one, request in zip(callers, requests, strict=True)))


async def _settled(server: Server) -> None:
    """All requests have been taken in."""
    await asyncio.sleep(0.5)
    await asyncio.to_thread(server.settle, quiet_for=0.6, patience=10.0)


async def _idle(server: Server) -> _Idle:
    await _settled(server)
    before = processes.cpu_seconds(server.pid)
    await asyncio.sleep(_IDLE_SECONDS)
    spent = processes.cpu_seconds(server.pid) - before
    return _Idle(processes.rss(server.pid) / 1e6, spent * 1000 / _IDLE_SECONDS)
