"""A server in this process, over the real ledger and storage, with a clock to turn and a worker to command."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from wanbox.ledger import open_ledger
from wanbox.ledger.contract import Artefact, Claim, Ledger, PartRow, Result
from wanbox.server.app import create_app
from wanbox.settings import Settings
from wanbox.storage import Storage, open_storage
from wanbox.wire.sse import Event, EventParser

START = dt.datetime(2026, 3, 1, 2, 0, 0, 101_000, dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


class World:
    """A running application and everything around it."""

    BASE = "http://wan.test"
    VIDEO = "/api/v1/services/aigc/video-generation/video-synthesis"
    PICTURES = "/api/v1/services/aigc/multimodal-generation/generation"
    PICTURE_TASKS = "/api/v1/services/aigc/image-generation/generation"
    ASYNC = {"X-DashScope-Async": "enable"}  # noqa: RUF012 - never changed
    SSE = {"X-DashScope-SSE": "enable"}  # noqa: RUF012
    RESOLVE = {"X-DashScope-OssResourceResolve": "enable"}  # noqa: RUF012
    USAGE = {  # noqa: RUF012
        "duration": 5,
        "size": "1280*720",
        "input_video_duration": 0,
        "output_video_duration": 5,
        "video_count": 1,
        "SR": 720,
    }

    def __init__(self, app: FastAPI, settings: Settings, ledger: Ledger, storage: Storage, clock: Clock, folder: Path):
        self.app, self.settings, self.ledger, self.storage, self.clock = app, settings, ledger, storage, clock
        self._folder = folder
        self._transport = httpx2.ASGITransport(app)
        self.alice = self.caller("sk-alice")
        self.bob = self.caller("sk-bob")
        self.operator = self.caller("sk-operator")
        self.nobody = httpx2.AsyncClient(transport=self._transport, base_url=self.BASE)

    def caller(self, key: str) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.AsyncClient(transport=self._transport, base_url=self.BASE, headers=headers)

    @staticmethod
    def video_body(**changes: Any) -> dict[str, Any]:
        body = {
            "model": "wan2.6-t2v",
            "input": {"prompt": "a paper boat"},
            "parameters": {"size": "1280*720", "duration": 5},
        }
        return body | changes

    @staticmethod
    def edit_body(image: str = "https://example.com/a.png", **parameters: Any) -> dict[str, Any]:
        content = [{"text": "make it winter"}, {"image": image}]
        messages = [{"role": "user", "content": content}]
        return {"model": "wan2.6-image", "input": {"messages": messages}, "parameters": parameters}

    @staticmethod
    def interleave_body(**parameters: Any) -> dict[str, Any]:
        messages = [{"role": "user", "content": [{"text": "how to fry peppers"}]}]
        parameters = {"enable_interleave": True, "max_images": 2} | parameters
        return {"model": "wan2.6-image", "input": {"messages": messages}, "parameters": parameters}

    async def submit(self, **changes: Any) -> str:
        """The id of a new video task of Alice's."""
        answer = await self.alice.post(self.VIDEO, json=self.video_body(**changes), headers=self.ASYNC)
        assert answer.status_code == 200, answer.text
        task_id: str = answer.json()["output"]["task_id"]
        return task_id

    async def poll(self, task_id: str) -> dict[str, Any]:
        answer = await self.alice.get(f"/api/v1/tasks/{task_id}")
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    async def upload(self, content: bytes, name: str) -> str:
        """Upload a file of Alice's as the official SDKs do; what follows `oss://`."""
        query = {"action": "getPolicy", "model": "wan2.6-i2v"}
        data = (await self.alice.get("/api/v1/uploads", params=query)).json()["data"]
        answer = await self.nobody.post(
            data["upload_host"], data=self.form(data, name), files={"file": (name, content)}
        )
        assert (200, b"") == (answer.status_code, answer.content)
        return f"{data['upload_dir']}/{name}"

    @staticmethod
    def form(data: dict[str, Any], name: str) -> dict[str, str]:
        """The fields that the official SDKs send (spec 8)."""
        return {
            "OSSAccessKeyId": data["oss_access_key_id"],
            "Signature": data["signature"],
            "policy": data["policy"],
            "key": f"{data['upload_dir']}/{name}",
            "x-oss-object-acl": data["x_oss_object_acl"],
            "x-oss-forbid-overwrite": data["x_oss_forbid_overwrite"],
            "success_action_status": "200",
            "x-oss-content-type": "image/png",
        }

    async def counts(self) -> dict[str, int]:
        return {status: count for status, count in (await self.ledger.counts()).items() if count}

    async def content(self, key: str) -> bytes:
        return b"".join([chunk async for chunk in self.storage.read(key)])

    @staticmethod
    def events(text: str) -> list[dict[str, Any]]:
        """The data of each event of a stream."""
        lines = [line for line in text.splitlines() if line.startswith("data:")]
        return [json.loads(line.removeprefix("data:")) for line in lines]

    @staticmethod
    def text(text: str) -> PartRow:
        return PartRow(text=text)

    # --- the worker

    async def claim(self) -> Claim:
        claim = await self.ledger.claim("worker", engines=["storyboard"], lease=15)
        assert claim is not None, "there is nothing to do"
        return claim

    async def claimed_soon(self) -> Claim:
        """The next task, which somebody else is about to submit."""
        async with asyncio.timeout(30):
            while (claim := await self.ledger.claim("worker", engines=["storyboard"], lease=15)) is None:
                await self.ledger.changed(0.2)
        return claim

    async def stored(self, content: bytes, media_type: str, **facts: Any) -> PartRow:
        path = self._folder / "result"
        path.write_bytes(content)
        file = await self.storage.put(path, media_type=media_type)
        return PartRow(artefact=Artefact(key=file.key, media_type=file.media_type, bytes=file.bytes, **facts))

    async def picture(self, content: bytes = b"PNG picture") -> PartRow:
        return await self.stored(content, "image/png", width=1280, height=1280)

    async def finish_video(self, content: bytes = b"0123456789") -> None:
        claim = await self.claim()
        part = await self.stored(content, "video/mp4", width=1280, height=720, seconds=5.0, frames=150)
        await self.ledger.finish(
            claim, Result(parts=[part], usage=self.USAGE, report={"engine": "storyboard", "parameters": {}})
        )

    async def finish_pictures(self, claim: Claim, parts: list[PartRow]) -> None:
        count = sum(part.artefact is not None for part in parts)
        usage = {"image_count": count, "size": "1280*1280", "input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
        await self.ledger.finish(
            claim, Result(parts=parts, usage=usage, report={"engine": "storyboard", "parameters": {}})
        )


class Exchange:
    """One request spoken to the application by hand, to see what it sends when, and to hang up on it."""

    def __init__(
        self, world: World, path: str, body: dict[str, Any] | None, headers: dict[str, str], method: str, query: str
    ) -> None:
        named = {"authorization": "Bearer sk-alice", "host": "wan.test"} | headers
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 1),
            "server": ("wan.test", 80),
        }
        self._incoming = [
            {"type": "http.request", "body": b"" if body is None else json.dumps(body).encode(), "more_body": False}
        ]
        self._gone = asyncio.Event()
        self.answering = asyncio.Event()
        self._sent = asyncio.Event()
        self.status = 0
        self.body = b""
        self.serving = asyncio.create_task(world.app(self._scope, self._receive, self._send))  # type: ignore[arg-type]

    async def hang_up(self) -> None:
        """Returns when the application is done with the request."""
        self._gone.set()
        await self.serving

    async def _receive(self) -> dict[str, Any]:
        if self._incoming:
            return self._incoming.pop()
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        if self.body:
            self.answering.set()
        self._sent.set()

    async def sent(self, text: bytes) -> None:
        """Returns when this is part of the answer."""
        while text not in self.body:
            self._sent.clear()
            await self._sent.wait()

    async def told(self, count: int) -> list[Event]:
        """The events of the stream as soon as there are so many."""
        async with asyncio.timeout(30):
            while len(events := EventParser().feed(self.body)) < count and not self.serving.done():
                self._sent.clear()
                await self._sent.wait()
        return events


@pytest.fixture
def exchange(world: World) -> Callable[..., Exchange]:
    return lambda path, body, method="POST", query="", **headers: Exchange(world, path, body, headers, method, query)


@pytest.fixture
def exchange_with() -> Callable[..., Exchange]:
    """A GET by hand, with a world of the test's choice."""
    return lambda world, path, query="", **headers: Exchange(
        world, path, None, {name.replace("_", "-"): value for name, value in headers.items()}, "GET", query
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


MakeWorld = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def make_world(tmp_path: Path, clock: Clock) -> MakeWorld:
    @asynccontextmanager
    async def make(**changes: Any) -> AsyncIterator[World]:
        workers_alive, trouble = changes.pop("workers_alive", None), changes.pop("workers_trouble", None)
        settings = Settings(
            data=tmp_path / "data",
            api_keys=("alice:sk-alice", "bob:sk-bob", "house[submit+read+admin]:sk-operator"),
            retention=dt.timedelta(hours=24),
        )
        settings = dataclasses.replace(settings, **changes)
        ledger, storage = open_ledger(settings, clock=clock), open_storage(settings, clock=clock)
        app = create_app(
            settings, ledger=ledger, storage=storage, clock=clock, workers_alive=workers_alive, workers_trouble=trouble
        )
        async with app.router.lifespan_context(app):
            yield World(app, settings, ledger, storage, clock, tmp_path)

    return make


@pytest.fixture
async def world(make_world: MakeWorld) -> AsyncIterator[World]:
    async with make_world() as made:
        yield made
