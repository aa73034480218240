from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from kit.clock import Clock
from wanbox.storage.bucket import Item, NoObject
from wanbox.storage.s3 import S3Storage

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class MemoryBucket:
    """A store whose clock the test moves; every call can be held up before it takes effect and before it answers."""

    def __init__(self, clock):
        self.objects = {}
        self.calls = []
        self._clock = clock
        #: Called before and after each call; a test may wait in it.
        self.gate = None

    async def _pass(self, call):
        if self.gate is not None:
            await self.gate(call)
        await asyncio.sleep(0)

    async def list(self, folder, *, after="", limit=1000):
        await self._pass("list")
        found = [
            Item(name, len(data), written)
            for name, (data, written) in sorted(self.objects.items())
            if name.startswith(f"{folder}/") and name > after
        ]
        await self._pass("listed")
        return found[:limit]

    async def put(self, name, content, *, media_type):
        self.calls.append("put")
        data = content.read_bytes() if isinstance(content, Path) else bytes(content)
        await self._pass("put")
        self.objects[name] = (data, self._clock().replace(microsecond=0))
        await self._pass("was put")

    async def copy(self, source, target):
        self.calls.append("copy")
        await self._pass("copy")
        if source not in self.objects:
            raise NoObject("There is no such file.")
        self.objects[target] = (self.objects[source][0], self._clock().replace(microsecond=0))
        await self._pass("copied")

    async def get(self, name, start, end):
        self.calls.append("get")
        await self._pass("get")
        if name not in self.objects:
            raise NoObject("There is no such file.")
        return self._stream(self.objects[name][0][start:end])

    async def _stream(self, data):
        yield data

    async def delete(self, name):
        self.calls.append("delete")
        await self._pass("delete")
        self.objects.pop(name, None)
        await self._pass("deleted")

    async def end_uploads(self, folder, *, before):
        return 0

    async def sign(self, name, *, seconds, disposition):
        return f"https://store/{name}?{seconds}&{disposition}"


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture
def bucket(clock):
    return MemoryBucket(clock)


@pytest.fixture
def open_bucket(bucket, clock):
    """Opens the storage as one more process would."""
    return lambda **values: S3Storage(bucket, secret=b"s" * 32, clock=clock, **values)
