"""The end of one task and the claim of the next, as one step of both databases."""

from __future__ import annotations

import pytest

from wanbox.ledger.contract import PartRow, Result, StaleAttempt
from wanbox.wire.status import TaskStatus


@pytest.fixture
def turn(ledger):
    """Hands in a result and takes what comes next."""

    async def take(held, *parts, usage=None, engines=("storyboard",), lease=15.0):
        return await ledger.finish_and_claim(
            held, Result(parts=parts, usage=usage or {}, report={"engine": "e"}), engines=engines, lease=lease
        )

    return take


async def served(claim, turn):
    """Accounts, or ids of one, in the order in which one worker takes all that waits."""
    held, seen = await claim(), []
    while held is not None:
        seen.append(held.task)
        held = await turn(held)
    return seen


async def test_the_result_is_there_and_the_next_task_is_held(ledger, new, claim, turn, picture, clock):
    first, second = [await ledger.submit(new()) for _ in range(2)]
    held = await claim("w7")
    clock.forward(seconds=3)
    following = await turn(held, PartRow(text="a\0b"), picture("c", width=4, seconds=1.5), usage={"duration": 5})
    after = await ledger.read(first.id, account="alice")

    assert (second.id, "w7", 1, TaskStatus.RUNNING) == (
        following.task.id,
        following.worker,
        following.attempt,
        following.task.status,
    )
    assert (TaskStatus.SUCCEEDED, clock.now, 1.0) == (after.status, after.ended, after.progress)
    assert ({"duration": 5}, {"engine": "e"}) == (after.usage, after.report)
    assert (picture("c", width=4, seconds=1.5), "b") == (after.parts[1], after.parts[0].text[-1])
    assert following.task == await ledger.read(second.id, account="alice")


async def test_the_last_result_brings_no_task(ledger, new, claim, turn):
    task = await ledger.submit(new())

    assert await turn(await claim()) is None
    assert TaskStatus.SUCCEEDED is (await ledger.read(task.id, account="alice")).status


async def test_what_was_shown_before_gives_way_to_the_result(ledger, new, claim, turn, picture, count_rows):
    task = await ledger.submit(new())
    held = await claim()
    for place, letter in enumerate("ab"):
        await ledger.publish(held, place, picture(letter))
    await turn(held, PartRow(text="done"))

    assert (PartRow(text="done"),) == (await ledger.read(task.id, account="alice")).parts
    assert (0, 2) == (count_rows("file_use"), count_rows("loose_file"))


async def test_inputs_are_no_longer_named(ledger, new, claim, turn, count_rows):
    await ledger.submit(new(files=("in.png",)))
    await turn(await claim())

    assert (0, 1) == (count_rows("file_use"), count_rows("loose_file"))


async def test_a_stale_result_takes_no_task(ledger, new, claim, turn):
    first = await ledger.submit(new())
    held = await claim()
    await ledger.stop(first.id, account="alice")
    second = await ledger.submit(new())
    with pytest.raises(StaleAttempt):
        await turn(held, PartRow(text="late"))

    assert TaskStatus.PENDING is (await ledger.read(second.id, account="alice")).status


async def test_priority_and_turns_hold(ledger, new, claim, turn):
    for account in ("alice", "alice", "bob", "carol"):
        await ledger.submit(new(account=account))
    await ledger.submit(new(account="alice", priority=1))

    # Alice's urgent one goes first, and uses up her turn.
    assert ["alice", "bob", "carol", "alice", "alice"] == [task.account for task in await served(claim, turn)]


async def test_of_one_account_the_oldest_goes_first(ledger, new, claim, turn):
    ids = [(await ledger.submit(new())).id for _ in range(4)]

    assert ids == [task.id for task in await served(claim, turn)]


async def test_only_the_worker_s_engines_and_none_that_is_paused(ledger, new, claim, turn):
    for engine in ("storyboard", "storyboard", "cloud", "remote"):
        await ledger.submit(new(engine=engine))
    await ledger.pause("cloud", paused=True)
    held = await claim()
    held = await turn(held, engines=("cloud", "storyboard"))

    assert "storyboard" == held.task.engine
    assert await turn(held, engines=("cloud", "storyboard")) is None


async def test_a_limit_has_room_for_what_takes_the_place_of_the_ended(make_ledger, clock, new):
    async with make_ledger(clock, key_running=1, model_running=1) as ledger:
        ids = [(await ledger.submit(new())).id for _ in range(3)]
        held = await ledger.claim("w1", engines=["storyboard"], lease=15)
        assert await ledger.claim("w2", engines=["storyboard"], lease=15) is None
        following = await ledger.finish_and_claim(held, Result(), engines=["storyboard"], lease=15)

        assert ids[1] == following.task.id
        assert await ledger.claim("w2", engines=["storyboard"], lease=15) is None


async def test_a_lease_that_ran_out_meanwhile_is_taken_up(ledger, new, claim, turn, clock):
    await ledger.submit(new())
    lost = await claim("dead", lease=15)
    await ledger.submit(new())
    held = await claim("w1", lease=60)
    clock.forward(seconds=15)
    following = await turn(held)

    assert (lost.task.id, 2) == (following.task.id, following.attempt)


async def test_a_task_that_was_tried_before_comes_with_what_it_showed(ledger, new, claim, turn):
    await ledger.submit(new())
    first = await claim("dead")
    await ledger.publish(first, 0, PartRow(text="so far"))
    await ledger.remember(first, "paid", "yes")
    await ledger.release("dead")
    await ledger.submit(new(priority=1))
    following = await turn(await claim())

    assert ((PartRow(text="so far"),), {"paid": "yes"}, 2) == (
        following.task.parts,
        following.task.notes,
        following.attempt,
    )


async def test_the_time_that_it_took_is_learnt(ledger, new, claim, turn, clock):
    await ledger.submit(new(shape="s"))
    held = await claim()
    clock.forward(seconds=4)
    await turn(held)

    pace = await ledger.pace("storyboard", "wan2.6-t2v", "s")
    assert (1, 4.0) == (pace.runs, pace.seconds)


async def test_every_step_is_told_in_order(ledger, new, claim, turn):
    first, second = [await ledger.submit(new()) for _ in range(2)]
    await turn(await claim())
    told = [(event.task_id, event.status.value) for event in await ledger.events("alice", after=2)]

    assert [(first.id, "RUNNING"), (first.id, "SUCCEEDED"), (second.id, "RUNNING")] == told
