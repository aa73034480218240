"""Real worker processes, started by a real supervisor, over a ledger that the test has open as the server would."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

import pytest

from kit.tasks import new_task
from wanbox.ledger import open_ledger
from wanbox.runner.supervisor import Supervisor
from wanbox.settings import Settings
from wanbox.wire import codec
from wanbox.wire.requests import Size, VideoRequest

ENGINE = "wanbox.testing.engine"


class Held:
    def __init__(self, file):
        self.prompt = f"[until={file}]"
        self.let_go = file.touch


class Office:
    """The lease is ten minutes: whoever waited for its end would not see the end of a test."""

    def __init__(self, folder):
        self.settings = Settings(data=folder, routes=(("*", ENGINE),), lease_seconds=600.0)
        self.ledger = open_ledger(self.settings)

    async def submit(self, prompt):
        request = VideoRequest(model="wan2.6-t2v", prompt=prompt, seconds=2, size=Size(160, 96), tier=720)
        new = new_task(account="ann", model=request.model, engine=ENGINE, request=codec.to_json(request))
        return (await self.ledger.submit(new)).id

    async def read(self, task_id):
        return await self.ledger.read(task_id, account="ann")

    async def until(self, task_id, ready):
        async with asyncio.timeout(60):
            while not ready(task := await self.read(task_id)):
                await self.ledger.changed(0.1)
        return task

    async def ended(self, task_id):
        return await self.until(task_id, lambda task: task.status.terminal)

    async def begun(self, task_id, attempt=1):
        """The task, once its engine is at work under that attempt."""
        return await self.until(task_id, lambda task: task.attempt >= attempt and task.progress > 0)

    @contextlib.contextmanager
    def workers(self, count=1, **more):
        supervisor = Supervisor(self.settings, workers=count, **more)
        supervisor.start()
        try:
            yield supervisor
        finally:
            supervisor.stop()


@pytest.fixture
def short_leases(office):
    """For those who wait for one to end; a worker on a busy machine may lose its task by them."""
    office.settings = dataclasses.replace(office.settings, lease_seconds=1.0)


@pytest.fixture
def held(tmp_path):
    """A prompt for work that goes on until `held.let_go()`."""
    return Held(tmp_path / "go on")


@pytest.fixture
async def office(tmp_path):
    office = Office(tmp_path / "data")
    await office.ledger.open()
    yield office
    await office.ledger.close()
