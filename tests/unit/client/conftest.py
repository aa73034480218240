"""A server of canned answers, and both faces of the client over it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx2
import pytest

from wanbox.client import AsyncClient, Client

BASE = "http://127.0.0.1:9/api/v1"
KEY = "sk-client-test"


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, pieces: Iterable[bytes], breaks: bool) -> None:
        self._pieces, self._breaks = pieces, breaks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._breaks:
            raise httpx2.ReadError("the line broke")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@dataclass
class FakeServer:
    """Answers each request with the next of `answers`; an exception is raised instead."""

    answers: list[object] = field(default_factory=list)
    requests: list[httpx2.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    moment: float = 0.0
    #: It takes as long as a poll allows it to.
    holds: bool = False

    def say(self, status: int, payload: object, headers: dict[str, str] | None = None) -> None:
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.answers.append(httpx2.Response(status, content=content, headers=headers))

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._next(request)

    async def handle_async(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._next(request)

    def _next(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self.holds:
            self.moment += float(request.url.params.get("wait", "0"))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stream(
        self,
        *pieces: bytes,
        breaks: bool = False,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        endless: Iterable[bytes] = (),
    ) -> None:
        """An answer in pieces, and in as many more as `endless` has; `breaks` if the line does at the end."""
        content = Pieces(itertools.chain(pieces, endless), breaks)
        self.answers.append(httpx2.Response(status, stream=content, headers=headers))

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.moment += seconds

    async def pause_async(self, seconds: float) -> None:
        self.pause(seconds)

    def clock(self) -> float:
        return self.moment


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are as long as they are at least."""
    monkeypatch.setattr("wanbox.client.retry.random.random", lambda: 0.0)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture(params=["sync", "async"])
def call(request, server) -> Callable[..., object]:
    """`call("poll", "id")` runs a method of the sync or the async face: every test holds for both."""

    def sync(method: str, *args: object, **options: object) -> object:
        transport = httpx2.MockTransport(server.handle)
        with Client(KEY, base_url=BASE, transport=transport, sleep=server.pause, clock=server.clock) as client:
            return getattr(client, method)(*args, **options)

    def awaited(method: str, *args: object, **options: object) -> object:
        async def run() -> object:
            transport = httpx2.MockTransport(server.handle_async)
            async with AsyncClient(
                KEY, base_url=BASE, transport=transport, sleep=server.pause_async, clock=server.clock
            ) as client:
                return await getattr(client, method)(*args, **options)

        return asyncio.run(run())

    return sync if request.param == "sync" else awaited


@pytest.fixture(params=["sync", "async"])
def follow(request, server) -> Callable[..., list[object]]:
    """All notices of `events`, by the sync or the async face."""

    def sync(**options: object) -> list[object]:
        transport = httpx2.MockTransport(server.handle)
        with Client(KEY, base_url=BASE, transport=transport, sleep=server.pause, clock=server.clock) as client:
            return list(client.events(**options))

    def awaited(**options: object) -> list[object]:
        async def run() -> list[object]:
            transport = httpx2.MockTransport(server.handle_async)
            async with AsyncClient(
                KEY, base_url=BASE, transport=transport, sleep=server.pause_async, clock=server.clock
            ) as client:
                return [notice async for notice in client.events(**options)]

        return asyncio.run(run())

    return sync if request.param == "sync" else awaited
