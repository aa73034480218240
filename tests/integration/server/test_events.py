"""Streams of what happens to tasks: nothing lost, nothing told twice, wherever a reader comes back (ours)."""

from __future__ import annotations

import asyncio
import itertools
import re

import pytest

from wanbox.server import events as module
from wanbox.wire.notices import read_notice

ALL = "/api/v1/events"


def of(task_id):
    return f"/api/v1/tasks/{task_id}/events"


@pytest.fixture(params=["sqlite", "postgresql"])
def changes(request):
    """Settings of either database."""
    return {"database_url": request.getfixturevalue("postgres_url")} if request.param == "postgresql" else {}


def names(events):
    return [event.name for event in events]


# --- of an account


async def test_every_change_is_told_in_order_as_it_comes(make_world, changes, exchange_with):
    async with make_world(**changes) as world:
        stream = exchange_with(world, ALL)
        await stream.told(1)
        task_id = await world.submit()
        await world.finish_video()
        told = [read_notice(event) for event in await stream.told(4)]
        await stream.hang_up()

    assert ["open", "task.pending", "task.running", "task.succeeded"] == [notice.name for notice in told]
    assert ["0", "1", "2", "3"] == [notice.place for notice in told]
    assert [task_id] * 3 == [notice.task_id for notice in told[1:]]
    assert ["", 0, 1, 1] == ["", *(notice.attempt for notice in told[1:])]


async def test_an_end_comes_with_what_a_poll_would_answer(world, exchange_with):
    stream = exchange_with(world, ALL)
    await stream.told(1)
    task_id = await world.submit()
    await world.finish_video(b"clip")
    told = await stream.told(4)
    await stream.hang_up()

    answer = told[-1].json()["answer"]
    polled = await world.poll(task_id)
    assert polled["output"].keys() == answer["output"].keys()
    assert b"clip" == (await world.nobody.get(answer["output"]["video_url"])).content


async def test_a_stream_begins_now_unless_it_is_told_where(world, exchange_with):
    await world.submit()
    stream = exchange_with(world, ALL)
    assert {"after": "1"} == (await stream.told(1))[0].json()
    await world.submit()
    told = await stream.told(2)
    await stream.hang_up()

    assert ["1", "2"] == [event.id for event in told]


@pytest.mark.parametrize("way", ["header", "query", "both"])
async def test_who_comes_back_goes_on_where_it_was(world, exchange_with, way):
    for _ in range(3):
        await world.submit()
    query = {"header": "", "query": "after=1", "both": "after=3"}[way]
    headers = {} if way == "query" else {"Last_Event_ID": "1"}
    stream = exchange_with(world, ALL, query, **headers)
    told = await stream.told(3)
    await stream.hang_up()

    assert ["1", "2", "3"] == [event.id for event in told]


async def test_nothing_is_lost_or_doubled_over_lost_lines_and_restarts(make_world, changes, exchange_with):
    seen = ["0"]
    for _ in range(3):  # servers
        async with make_world(**changes) as world:
            for _ in range(3):  # lines
                await world.submit()
                stream = exchange_with(world, ALL, f"after={seen[-1]}")
                await stream.told(1)
                await asyncio.gather(*(world.submit() for _ in range(4)))
                events = await stream.told(3)
                await stream.hang_up()
                seen += [event.id for event in events if event.name != "open"]
    async with make_world(**changes) as world:
        stream = exchange_with(world, ALL, f"after={seen[-1]}")
        last = await world.ledger.last_event("alice")
        seen += [event.id for event in (await stream.told(1 + last - int(seen[-1])))[1:]]
        await stream.hang_up()

    assert 45 == last
    assert [str(number) for number in range(46)] == seen


async def test_a_long_record_is_told_whole(world, exchange_with, monkeypatch):
    monkeypatch.setattr(module, "_PAGE", 7)
    for _ in range(30):
        await world.submit()
    stream = exchange_with(world, ALL, "after=0")
    told = await stream.told(31)
    await stream.hang_up()

    assert [str(number) for number in range(31)] == [event.id for event in told]


async def test_events_of_other_accounts_are_not_told(world, exchange_with):
    stream = exchange_with(world, ALL, "after=0", authorization="Bearer sk-bob")
    await world.submit()
    await world.bob.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)
    told = await stream.told(2)
    await stream.hang_up()

    assert ["open", "task.pending"] == names(told)
    assert "1" == told[1].id


async def test_a_place_beyond_the_end_is_the_end(world, exchange_with):
    stream = exchange_with(world, ALL, "after=1000")
    await stream.told(1)
    await world.submit()
    told = await stream.told(2)
    await stream.hang_up()

    assert ["0", "1"] == [event.id for event in told]


@pytest.mark.parametrize("after", ["x", "-1", "1.2.3", "1e3", "9" * 30, "٣"])
@pytest.mark.parametrize("path", [ALL, "task"])
async def test_a_place_of_another_form_is_refused(world, path, after):
    path = of(await world.submit()) if path == "task" else path
    answer = await world.alice.get(path, params={"after": after})

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])


async def test_the_line_is_kept_open_and_readers_are_told_how_soon_to_come_back(world, exchange_with, monkeypatch):
    monkeypatch.setattr(module, "_SILENCE_SECONDS", 0.05)
    stream = exchange_with(world, ALL)
    async with asyncio.timeout(20):
        await stream.sent(b":heartbeat\n\n:heartbeat\n\n")
    await stream.hang_up()

    assert stream.body.startswith(b"retry:1000\n\n")


async def test_a_server_that_stops_ends_streams_at_once(world, exchange_with):
    streams = [exchange_with(world, ALL), exchange_with(world, of(await world.submit()))]
    for stream in streams:
        await stream.told(1)
    world.app.state.context.watch.dismiss()

    async with asyncio.timeout(20):
        await asyncio.gather(*(stream.serving for stream in streams))


async def test_a_reader_has_to_show_its_key_again_now_and_then(world, exchange_with, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_SECONDS", 0.05)
    stream = exchange_with(world, ALL)

    async with asyncio.timeout(20):
        await stream.serving
    assert ["open"] == names(await stream.told(1))


async def test_a_database_that_goes_away_ends_the_stream_without_noise(world, exchange_with, monkeypatch):
    stream = exchange_with(world, ALL)
    await stream.told(1)
    await world.submit()
    await stream.told(2)

    async def away(*_, **__):
        from wanbox.ledger.contract import LedgerUnavailable

        raise LedgerUnavailable("away")

    events = world.ledger.events
    monkeypatch.setattr(world.ledger, "events", away)
    world.app.state.context.watch._boards._boards["alice"].followers[None].copy().pop().wake()
    async with asyncio.timeout(20):
        await stream.serving
    monkeypatch.setattr(world.ledger, "events", events)

    assert ["open", "task.pending"] == names(await stream.told(2))


# --- of a task


async def test_a_task_tells_its_states_and_ends(make_world, changes, exchange_with):
    async with make_world(**changes) as world:
        stream = exchange_with(world, of(await world.submit()))
        await stream.told(2)
        await world.finish_video()
        async with asyncio.timeout(20):
            await stream.serving
        told = await stream.told(0)

    assert ["task.pending", "task.running", "part", "task.succeeded"] == [
        name for name in names(told) if name not in {"open", "progress"}
    ]


async def test_other_tasks_are_not_told(world, exchange_with):
    task_id = await world.submit()
    await world.submit()
    stream = exchange_with(world, of(task_id))
    await world.ledger.cancel(task_id, account="alice")
    async with asyncio.timeout(20):
        await stream.serving

    told = [event for event in await stream.told(0) if event.name.startswith("task.")]
    assert [("1", "task.pending"), ("3", "task.canceled")] == [(event.id, event.name) for event in told]


async def test_progress_is_told_while_it_goes_on(world, exchange_with):
    task_id = await world.submit()
    claim = await world.claim()
    stream = exchange_with(world, of(task_id))
    told = await stream.told(4)
    await world.ledger.heartbeat(claim, lease=15, progress=0.5, phase="drawing")
    last = (await stream.told(len(told) + 1))[-1]
    await stream.hang_up()

    assert "progress" == last.name
    assert (0.5, "drawing") == (last.json()["progress"], last.json()["phase"])
    assert "" == last.id


async def test_parts_are_told_once_each_also_over_a_lost_line(world, exchange_with):
    headers = world.ASYNC
    body = world.interleave_body()
    answer = await world.alice.post(world.PICTURE_TASKS, json=body, headers=headers)
    task_id = answer.json()["output"]["task_id"]
    claim = await world.claim()
    parts = [world.text("First"), await world.picture(b"one"), world.text("Then"), await world.picture(b"two")]
    for index, part in enumerate(parts[:2]):
        await world.ledger.publish(claim, index, part)

    first = exchange_with(world, of(task_id))
    told = [event for event in await first.told(6) if event.name == "part"]
    await first.hang_up()
    assert ["2.1", "2.2"] == [event.id for event in told]

    second = exchange_with(world, of(task_id), Last_Event_ID=told[-1].id)
    await second.told(1)
    await world.finish_pictures(claim, parts)
    async with asyncio.timeout(20):
        await second.serving
    rest = [event for event in await second.told(0) if event.name != "progress"]

    assert ["open", "part", "part", "task.succeeded"] == names(rest)
    assert [2, 3] == [event.json()["index"] for event in rest[1:3]]
    assert "Then" == rest[1].json()["text"]
    assert b"two" == (await world.nobody.get(rest[2].json()["image"])).content
    assert "3.4" == rest[-1].id


async def test_every_place_of_a_finished_task_leads_to_the_rest_of_its_story(world, exchange_with):
    task_id = await world.submit()
    await world.finish_video()
    whole = exchange_with(world, of(task_id))
    await whole.serving
    story = [(event.id, event.name) for event in await whole.told(0)]

    for index, (place, _) in enumerate(story[:-1]):
        again = exchange_with(world, of(task_id), Last_Event_ID=place)
        await again.serving
        told = [(event.id, event.name) for event in await again.told(0)]
        assert [(place, "open"), *itertools.dropwhile(lambda one: one[1] == "open", story[index + 1 :])] == told


async def test_after_the_end_there_is_nothing_and_a_browser_stays_away(world):
    task_id = await world.submit()
    await world.finish_video()
    answer = await world.alice.get(of(task_id), headers={"Last-Event-ID": "3.1"})

    assert (204, b"") == (answer.status_code, answer.content)


async def test_a_foreign_task_has_no_stream(world):
    answer = await world.bob.get(of(await world.submit()))

    assert (404, "NotFound") == (answer.status_code, answer.json()["code"])


async def test_a_key_is_needed(world):
    for path in (ALL, of("t")):
        assert 401 == (await world.nobody.get(path)).status_code


async def test_the_framing_is_the_vendors(world, exchange_with):
    stream = exchange_with(world, ALL)
    await stream.told(1)
    await world.submit()
    await stream.told(2)
    await stream.hang_up()

    assert re.search(rb"\n\nid:1\nevent:task.pending\ndata:\{[^\n]*\}\n\n$", stream.body)
