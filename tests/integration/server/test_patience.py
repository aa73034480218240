"""How many may wait, and for how long a key that was revoked is still believed by a stream that is open (ours)."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.ledger.contract import NewKey
from wanbox.server import events as module
from wanbox.server import video

ALL = "/api/v1/events"


def of(task_id):
    return f"/api/v1/tasks/{task_id}/events"


@pytest.fixture
async def narrow(make_world):
    """A server where an account may wait twice at a time."""
    async with make_world(account_waiting=2) as world:
        yield world


async def full(world, exchange_with, **headers):
    """Streams that take all the room of an account."""
    streams = [exchange_with(world, ALL, **headers) for _ in range(2)]
    for stream in streams:
        await stream.told(1)
    return streams


async def hang_up(streams):
    for stream in streams:
        await stream.hang_up()


@pytest.mark.parametrize("one", [True, False])
async def test_one_stream_too_many_is_told_to_come_back_later(narrow, exchange_with, one):
    path = of(await narrow.submit()) if one else ALL
    streams = await full(narrow, exchange_with)

    answer = await narrow.alice.get(path)
    await hang_up(streams)

    assert (429, "Throttling.RateQuota", "5") == (
        answer.status_code,
        answer.json()["code"],
        answer.headers["retry-after"],
    )


async def test_one_poll_too_many_is_answered_at_once_and_not_refused(narrow, exchange_with):
    task_id = await narrow.submit()
    streams = await full(narrow, exchange_with)

    async with asyncio.timeout(20):
        answer = await narrow.alice.get(f"/api/v1/tasks/{task_id}?wait=50")
    await hang_up(streams)

    assert (200, "PENDING") == (answer.status_code, answer.json()["output"]["task_status"])


@pytest.mark.parametrize("stream", [True, False])
async def test_synchronous_pictures_are_counted_too(narrow, stream):
    headers = narrow.SSE if stream else {}
    waiting = [asyncio.create_task(narrow.alice.post(narrow.PICTURES, json=narrow.edit_body())) for _ in range(2)]
    async with asyncio.timeout(20):
        while 2 != narrow.app.state.context.watch.waiting("alice"):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)

    answer = await narrow.alice.post(narrow.PICTURES, json=narrow.edit_body(), headers=headers)
    tasks = await narrow.counts()
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert (429, "Throttling.RateQuota") == (answer.status_code, answer.json()["code"])
    assert {"PENDING": 2} == tasks


async def test_another_account_still_has_room(narrow, exchange_with):
    streams = await full(narrow, exchange_with)
    other = exchange_with(narrow, ALL, authorization="Bearer sk-bob")

    assert ["open"] == [event.name for event in await other.told(1)]
    await hang_up([*streams, other])


async def test_who_hangs_up_makes_room(narrow, exchange_with):
    streams = await full(narrow, exchange_with)
    await hang_up(streams)

    again = await full(narrow, exchange_with)
    await hang_up(again)

    assert [200, 200] == [stream.status for stream in again]


async def test_a_revoked_key_sees_no_more_of_a_stream_that_is_open(world, exchange_with, monkeypatch):
    monkeypatch.setattr(module, "_TRUST_SECONDS", 0.05)
    secret = "sk-" + "5" * 32
    key = await world.ledger.create_key(secret, NewKey(account="alice"))
    stream = exchange_with(world, ALL, authorization=f"Bearer {secret}")
    await stream.told(1)
    kept = exchange_with(world, ALL)
    await kept.told(1)

    await world.ledger.revoke_key(key.id)

    async with asyncio.timeout(20):
        await stream.serving
    await world.submit()
    assert ["open", "task.pending"] == [event.name for event in await kept.told(2)]
    assert ["open"] == [event.name for event in await stream.told(1)]
    await kept.hang_up()


async def test_large_bodies_wait_for_room_and_small_ones_do_not(make_world, exchange_with):
    """Each takes more than twice its size in memory, and nobody can be kept from sending many at a time."""
    image = "data:image/png;base64," + "A" * 900_000
    async with make_world(max_body=1 << 20) as world:
        room, body = world.app.state.context.room, world.video_body(model="wan2.6-i2v", input={"img_url": image})
        async with room.taken("alice", 1 << 20), room.taken("alice", 1 << 20):
            large = asyncio.create_task(world.alice.post(world.VIDEO, json=body, headers=world.ASYNC))
            await world.submit()
            others = await world.bob.post(world.VIDEO, json=body, headers=world.ASYNC)
            waited = not large.done()

        assert (True, 200, 200) == (waited, others.status_code, (await large).status_code)


@pytest.mark.parametrize("parameters", [{}, {"duration": 99}], ids=["good", "defective"])
async def test_what_was_accepted_holds_no_body(world, monkeypatch, parameters):
    """A caller may wait for a picture for minutes; what it is made from lies in the storage meanwhile."""
    accepted, accept = [], video.accept

    async def looked(*args):
        assert 0 == world.app.state.context.room._taken
        accepted.append(await accept(*args))
        assert 0 == world.app.state.context.room._taken
        return accepted[0]

    monkeypatch.setattr(video, "accept", looked)
    image = "data:image/png;base64," + "A" * 900_000
    await world.submit(model="wan2.6-i2v", input={"img_url": image, "prompt": "a boat"}, parameters=parameters)

    assert "a boat" in repr(accepted[0].submission)
    assert "AAAA" not in repr(accepted[0].submission)
