"""One short task after the other: the next is claimed with the end of the one before, and nothing is lost by that."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from wanbox.engines.contract import Outcome, Report, TextPart
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.runner import attempt
from wanbox.runner.worker import WorkGivenBack
from wanbox.testing import engine as testing_engine
from wanbox.wire.requests import ImageMode, ImageRequest
from wanbox.wire.status import TaskStatus


class Brief(testing_engine.TestEngine):
    """Says one word, at once."""

    def generate(self, request, job):
        return Outcome([TextPart("Done.")], Report("brief", {}))


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However slow the machine is, these tasks are short."""
    monkeypatch.setattr(attempt, "SHORT_SECONDS", 60.0)


@pytest.fixture
def working(house):
    return lambda: house.working(**{testing_engine.NAME: Brief()})


@pytest.fixture
def submit(house):
    async def some(count):
        request = ImageRequest(model="wan2.6-image", mode=ImageMode.INTERLEAVE, prompt="x")
        return [await house.submit(request) for _ in range(count)]

    return some


@pytest.fixture
def calls(house, monkeypatch):
    """Calls of the ledger, and what each gave."""
    seen = []

    def watch(name):
        original = getattr(house.ledger, name)

        async def watched(*args, **more):
            seen.append((name, given := await original(*args, **more)))
            return given

        monkeypatch.setattr(house.ledger, name, watched)

    for name in ("claim", "finish", "finish_and_claim"):
        watch(name)
    return seen


async def test_each_end_brings_the_next_task(house, submit, working, calls):
    ids = await submit(3)
    async with working():
        await house.ended(ids[-1])
    found = [(name, given.task.id) for name, given in calls if given is not None]

    assert [("claim", ids[0]), ("finish_and_claim", ids[1]), ("finish_and_claim", ids[2])] == found


async def test_a_task_that_takes_longer_ends_by_itself(house, submit, working, calls, monkeypatch):
    monkeypatch.setattr(attempt, "SHORT_SECONDS", 0.0)
    ids = await submit(2)
    async with working():
        await house.ended(ids[-1])

    assert ["claim", "finish", "claim", "finish"] == [name for name, _ in calls][:4]


async def test_no_folder_is_made_for_a_task_without_files(house, submit, working):
    (task_id,) = await submit(1)
    async with working():
        await house.ended(task_id)

    assert not (house.settings.data / "work").exists()


async def test_a_task_that_ends_in_a_drain_brings_no_other(house, submit, working, monkeypatch):
    ids = await submit(2)
    async with working() as worker:
        original = Brief.generate

        def drained(self, request, job):
            loop.call_soon_threadsafe(worker.drain)
            return original(self, request, job)

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(Brief, "generate", drained)
        await house.ended(ids[0])

    assert [TaskStatus.SUCCEEDED, TaskStatus.PENDING] == [(await house.read(one)).status for one in ids]


async def test_a_database_that_is_busy_costs_neither_the_result_nor_the_next_task(house, submit, working, monkeypatch):
    async def busy(*_args, **_more):
        raise LedgerUnavailable("busy")

    monkeypatch.setattr(house.ledger, "finish_and_claim", busy)
    ids = await submit(2)
    async with working():
        await house.ended(ids[-1])

    done = [await house.read(one) for one in ids]
    assert [(TaskStatus.SUCCEEDED, 1)] * 2 == [(task.status, task.attempt) for task in done]


async def test_a_task_that_was_stopped_costs_the_next_nothing(house, submit, working, monkeypatch):
    ids = await submit(2)
    original = house.ledger.finish_and_claim

    async def stopped(*args, **more):
        await house.ledger.stop(ids[0], account="ann")
        return await original(*args, **more)

    monkeypatch.setattr(house.ledger, "finish_and_claim", stopped)
    async with working():
        await house.ended(ids[1])

    assert [TaskStatus.CANCELED, TaskStatus.SUCCEEDED] == [(await house.read(one)).status for one in ids]


async def test_what_came_with_an_end_is_given_back_when_the_time_is_over(house, submit, working, monkeypatch):
    """The worker must end at once while the database is taking the result and handing out the next task."""
    house.settings = dataclasses.replace(house.settings, drain_seconds=0.0)
    ids = await submit(2)
    original, over, worker = house.ledger.finish_and_claim, asyncio.Event(), None

    async def slow(*args, **more):
        worker.drain()
        await over.wait()
        return await original(*args, **more)

    monkeypatch.setattr(house.ledger, "finish_and_claim", slow)

    async def work():
        nonlocal worker
        async with working() as worker:
            asyncio.get_running_loop().call_later(0.05, over.set)
            await house.ended(ids[0])

    with pytest.raises(WorkGivenBack):
        await work()

    assert [TaskStatus.SUCCEEDED, TaskStatus.PENDING] == [(await house.read(one)).status for one in ids]


async def test_an_answer_that_is_lost_costs_neither_the_result_nor_the_next_task(house, submit, working, monkeypatch):
    """What was claimed without an answer to tell of it is not held by a worker that lives and knows nothing of it."""
    original, lost = house.ledger.finish_and_claim, []

    async def mute(*args, **more):
        given = await original(*args, **more)
        if not lost:
            lost.append(given)
            raise LedgerUnavailable("The connection was lost.")
        return given

    monkeypatch.setattr(house.ledger, "finish_and_claim", mute)
    ids = await submit(2)
    async with working():
        await house.ended(ids[-1])
    done = [await house.read(one) for one in ids]

    assert [ids[1]] == [claim.task.id for claim in lost]
    assert [(TaskStatus.SUCCEEDED, 1), (TaskStatus.SUCCEEDED, 2)] == [(task.status, task.attempt) for task in done]
