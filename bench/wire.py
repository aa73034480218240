"""A lean HTTP/1.1 client on asyncio streams, so that the load generator does not become what is measured.

It speaks only what the servers measured here answer: keep-alive, `Content-Length`, no redirects.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

_LIMIT = 1 << 20


class Answer(NamedTuple):
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def encode(self) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode() + self.body


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=_LIMIT))

    async def send(self, request: bytes) -> Answer:
        self._writer.write(request)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next(int(line.partition(":")[2]) for line in head if line.lower().startswith("content-length:"))
        return Answer(int(head[0].split()[1]), await self._reader.readexactly(length))

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


@asynccontextmanager
async def connected(port: int):
    connection = await Connection.open(port)
    try:
        yield connection
    finally:
        await connection.close()


async def one_by_one(port: int, make: Callable[[int], Request], count: int) -> list[float]:
    """Milliseconds of requests sent one after the other over one connection."""
    async with connected(port) as connection:
        return [await _timed(connection, make(number).encode()) for number in range(count)]


async def at_rate(port: int, make: Callable[[int], Request], *, rate: float, seconds: float) -> list[float]:
    """Milliseconds of requests sent at a steady rate, whether or not the earlier ones have been answered.

    The wait for a free connection counts, so that a server which stops answering for a while cannot hide it.
    """
    connections: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for _ in range(64):
        connections.put_nowait(await Connection.open(port))
    times: list[float] = []

    async def send(number: int) -> None:
        request = make(number).encode()
        began = time.perf_counter()
        connection = await connections.get()
        await _timed(connection, request)
        times.append((time.perf_counter() - began) * 1000)
        connections.put_nowait(connection)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            group.create_task(send(number))
    while not connections.empty():
        await connections.get_nowait().close()
    return times


async def in_parallel(port: int, make: Callable[[int], Request], *, count: int, connections: int) -> None:
    """Send as fast as so many connections can."""
    numbers = iter(range(count))

    async def work() -> None:
        async with connected(port) as connection:
            for number in numbers:
                await _timed(connection, make(number).encode())

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(work())


async def _timed(connection: Connection, request: bytes) -> float:
    began = time.perf_counter()
    answer = await connection.send(request)
    spent = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise AssertionError(f"HTTP {answer.status}: {answer.body[:200]!r}")
    return spent
