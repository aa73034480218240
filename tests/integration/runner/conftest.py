"""A worker in this process, over a real ledger and a real storage."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from kit.tasks import new_task
from wanbox.ledger import open_ledger
from wanbox.runner.worker import Worker, load_engines
from wanbox.settings import Settings
from wanbox.storage import open_storage
from wanbox.wire import codec
from wanbox.wire.requests import Size, VideoRequest

ENGINE = "wanbox.testing.engine"


def clip(prompt, **changes):
    """The cheapest clip that the wire knows: 2 s, small enough to be made in no time."""
    return VideoRequest(
        model="wan2.6-t2v", prompt=prompt, seconds=2, **({"size": Size(160, 96), "tier": 720} | changes)
    )


class House:
    """What tests do with a ledger, a storage and workers."""

    def __init__(self, folder):
        self.settings = Settings(data=folder, routes=(("*", ENGINE),), lease_seconds=1.5, allow_private_urls=True)
        self.ledger = open_ledger(self.settings)
        self.storage = None

    async def open(self):
        await self.ledger.open()
        self.storage = open_storage(self.settings)

    async def submit(self, request, engine=ENGINE):
        new = new_task(account="ann", model=request.model, engine=engine, request=codec.to_json(request))
        return (await self.ledger.submit(new)).id

    async def read(self, task_id):
        return await self.ledger.read(task_id, account="ann")

    async def until(self, task_id, ready):
        """The task, as soon as `ready` says yes to it."""
        async with asyncio.timeout(20):
            while not ready(task := await self.read(task_id)):
                await self.ledger.changed(0.2)
        return task

    async def ended(self, task_id):
        return await self.until(task_id, lambda task: task.status.terminal)

    @contextlib.asynccontextmanager
    async def working(self, **engines):
        worker = Worker(
            "w",
            settings=self.settings,
            ledger=self.ledger,
            storage=self.storage,
            engines={**load_engines(self.settings), **engines},
        )
        running = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.drain()
            await running

    async def do_next(self, make):
        """One more task for the worker that is already there."""
        return await self.ended(await self.submit(make("fine")))

    async def do(self, request):
        """Submit and work until the task has ended."""
        task_id = await self.submit(request)
        async with self.working():
            return await self.ended(task_id)


@pytest.fixture
async def house(tmp_path):
    house = House(tmp_path / "data")
    await house.open()
    yield house
    await house.ledger.close()


@pytest.fixture
def make_clip():
    return clip
