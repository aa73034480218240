"""Polls that wait for news, what they tell of the time it takes, and tasks for later (ours; the vendor has none)."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from wanbox.ledger.contract import Result

WAITS = "/api/v1/tasks/{}?wait={}"


class Reads:
    """Counts what is read of the ledger."""

    def __init__(self, ledger, monkeypatch):
        self.tasks = self.records = 0
        read, events = ledger.read, ledger.events

        async def counted_read(task_id, *, account):
            self.tasks += 1
            return await read(task_id, account=account)

        async def counted_events(account, **options):
            self.records += 1
            return await events(account, **options)

        monkeypatch.setattr(ledger, "read", counted_read)
        monkeypatch.setattr(ledger, "events", counted_events)


async def followed(world, count=1):
    """Returns when so many callers wait for news."""
    boards = world.app.state.context.watch._boards
    async with asyncio.timeout(20):
        while len(boards._all()) < count:  # noqa: ASYNC110 - a subscription has no event to wait for
            await asyncio.sleep(0.001)


@pytest.fixture(params=["sqlite", "postgresql"])
async def any_world(request, make_world):
    """A server over either database."""
    changes = {"database_url": request.getfixturevalue("postgres_url")} if request.param == "postgresql" else {}
    async with make_world(**changes) as world:
        yield world


# --- waiting


async def test_a_waiting_poll_is_answered_when_the_task_begins(any_world):
    task_id = await any_world.submit()
    waiting = asyncio.create_task(any_world.alice.get(WAITS.format(task_id, 30)))
    await followed(any_world)
    await any_world.claim()

    async with asyncio.timeout(15):
        assert "RUNNING" == (await waiting).json()["output"]["task_status"]


async def test_a_waiting_poll_is_answered_with_the_result(any_world):
    task_id = await any_world.submit()
    claim = await any_world.claim()
    waiting = asyncio.create_task(any_world.alice.get(WAITS.format(task_id, 30)))
    await followed(any_world)
    await any_world.ledger.finish(claim, Result(usage=any_world.USAGE))

    async with asyncio.timeout(15):
        assert "SUCCEEDED" == (await waiting).json()["output"]["task_status"]


async def test_another_attempt_is_news(world):
    task_id = await world.submit()
    await world.claim()
    waiting = asyncio.create_task(world.alice.get(WAITS.format(task_id, 30)))
    await followed(world)
    await world.ledger.release("worker")

    async with asyncio.timeout(15):
        assert "PENDING" == (await waiting).json()["output"]["task_status"]


async def test_progress_is_no_news_but_told_when_the_wait_is_over(world):
    task_id = await world.submit()
    claim = await world.claim()
    waiting = asyncio.create_task(world.alice.get(WAITS.format(task_id, 1.5)))
    await followed(world)
    await world.ledger.heartbeat(claim, lease=15, progress=0.5, phase="drawing")
    output = (await waiting).json()["output"]

    assert ("RUNNING", 0.5) == (output["task_status"], output["wanbox"]["progress"])


async def test_what_has_ended_is_answered_at_once(world):
    task_id = await world.submit()
    await world.finish_video()

    async with asyncio.timeout(15):
        answer = await world.alice.get(WAITS.format(task_id, 60))
    assert "SUCCEEDED" == answer.json()["output"]["task_status"]


async def test_a_foreign_task_is_unknown_at_once(world):
    task_id = await world.submit()

    async with asyncio.timeout(15):
        answer = await world.bob.get(WAITS.format(task_id, 60))
    assert {"task_id": task_id, "task_status": "UNKNOWN"} == answer.json()["output"]


@pytest.mark.parametrize("wait", ["61", "-1", "long", "1e1", "nan", "", "0x10", "٣"])
async def test_a_wait_out_of_range_is_refused_in_the_vendors_words(world, wait):
    answer = await world.alice.get("/api/v1/tasks/t", params={"wait": wait})

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
    assert answer.json()["message"] == "Range of wait should be [0, 60]"


async def test_a_server_that_stops_answers_at_once(world):
    task_id = await world.submit()
    waiting = asyncio.create_task(world.alice.get(WAITS.format(task_id, 60)))
    await followed(world)
    world.app.state.context.watch.dismiss()

    async with asyncio.timeout(15):
        assert "PENDING" == (await waiting).json()["output"]["task_status"]


async def test_nobody_is_waited_for_who_hung_up(world, exchange):
    task_id = await world.submit()
    held = exchange(f"/api/v1/tasks/{task_id}", None, method="GET", query="wait=60")
    await followed(world)

    async with asyncio.timeout(15):
        await held.hang_up()
    assert not world.app.state.context.watch._boards._boards


async def test_idle_callers_cost_no_reads_of_their_own_and_a_change_wakes_only_whom_it_concerns(world, monkeypatch):
    ids = [await world.submit() for _ in range(100)]
    waiting = [asyncio.create_task(world.alice.get(WAITS.format(task_id, 30))) for task_id in ids]
    await followed(world, 100)
    await asyncio.sleep(0)
    reads = Reads(world.ledger, monkeypatch)
    await world.ledger.cancel(ids[7], account="alice")
    async with asyncio.timeout(15):
        done, idle = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    assert [ids[7]] == [answer.result().json()["output"]["task_id"] for answer in done]
    assert 1 == reads.tasks
    assert 1 <= reads.records < 10

    world.app.state.context.watch.dismiss()
    await asyncio.gather(*idle)


async def test_those_who_wait_for_one_task_read_it_once_together(world, monkeypatch):
    task_id = await world.submit()
    waiting = [asyncio.create_task(world.alice.get(WAITS.format(task_id, 30))) for _ in range(50)]
    await followed(world, 50)
    await asyncio.sleep(0)
    reads = Reads(world.ledger, monkeypatch)
    await world.ledger.cancel(task_id, account="alice")
    async with asyncio.timeout(15):
        answers = await asyncio.gather(*waiting)

    assert {"CANCELED"} == {answer.json()["output"]["task_status"] for answer in answers}
    assert 1 == reads.tasks


# --- what a poll tells of time


async def test_an_unfinished_task_tells_when_it_will_end_and_when_to_ask_again(world):
    task_id = await world.submit()
    answer = await world.alice.get(f"/api/v1/tasks/{task_id}")

    assert 0 < answer.json()["output"]["wanbox"]["eta_seconds"] < 60
    assert 1 <= int(answer.headers["retry-after"]) <= 15


async def test_an_ended_task_tells_neither(world):
    task_id = await world.submit()
    await world.finish_video()
    answer = await world.alice.get(f"/api/v1/tasks/{task_id}")

    assert "eta_seconds" not in answer.json()["output"]["wanbox"]
    assert "retry-after" not in answer.headers


async def test_the_eta_is_learnt_from_runs_of_the_same_kind(world, clock):
    for _ in range(3):
        await world.submit()
        claim = await world.claim()
        clock.advance(seconds=10)
        await world.ledger.finish(claim, Result(usage=world.USAGE))

    same = await world.poll(await world.submit())
    longer = await world.poll(await world.submit(parameters={"size": "1280*720", "duration": 10}))

    assert 10.0 == same["output"]["wanbox"]["eta_seconds"]
    assert 20.0 != longer["output"]["wanbox"]["eta_seconds"]


async def test_the_eta_falls_while_a_task_runs(world, clock):
    task_id = await world.submit()
    claim = await world.claim()
    told = []
    for step in range(5):
        await world.ledger.heartbeat(claim, lease=60, progress=step / 5, phase="drawing")
        told.append((await world.poll(task_id))["output"]["wanbox"]["eta_seconds"])
        clock.advance(seconds=1)

    assert sorted(told, reverse=True) == told


# --- tasks for later


def later(world, **span):
    moment = world.clock() + dt.timedelta(**span)
    return world.ASYNC | {"X-Wanbox-Not-Before": moment.isoformat()}


async def test_a_task_for_later_is_not_begun_before_its_moment(world, clock):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=later(world, hours=1))
    task_id = answer.json()["output"]["task_id"]
    assert await world.ledger.claim("w", engines=["storyboard"], lease=15) is None

    clock.advance(hours=1)
    claim = await world.claim()
    assert task_id == claim.task.id


async def test_a_task_for_later_tells_its_moment(world):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=later(world, hours=1))
    told = (await world.poll(answer.json()["output"]["task_id"]))["output"]["wanbox"]

    assert "2026-03-01T03:00:00.101Z" == told["not_before"]
    assert 3600 < told["eta_seconds"] < 3700


async def test_a_moment_that_has_passed_means_at_once(world):
    await world.alice.post(world.VIDEO, json=world.video_body(), headers=later(world, hours=-1))

    assert await world.claim()


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-03-01", "2026-03-01T10:00:00", "2026-13-01T10:00:00Z", "1772330400"]
)
async def test_a_moment_of_another_form_is_refused(world, text):
    headers = world.ASYNC | {"X-Wanbox-Not-Before": text}
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
    assert {} == await world.counts()


async def test_a_moment_more_than_thirty_days_ahead_is_refused(world):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=later(world, days=30, seconds=1))

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])


async def test_an_answer_cannot_be_asked_for_later(world):
    headers = {"X-Wanbox-Not-Before": "2026-03-01T10:00:00Z"}
    answer = await world.alice.post(world.PICTURES, json=world.edit_body(), headers=headers)

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
