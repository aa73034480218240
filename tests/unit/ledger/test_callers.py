"""What callers do: submit, read, list, cancel, stop."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid

import pytest

from wanbox.ledger.contract import IdempotencyConflict, Result, TaskQuery
from wanbox.wire.status import TaskStatus


def window(clock, **values):
    return TaskQuery(start=clock.now - dt.timedelta(days=1), end=clock.now, **values)


# --- submit


async def test_a_submitted_task_is_read_back_as_it_was_answered(ledger, new):
    task = await ledger.submit(new(request={"prompt": "猫", "n": 1}, priority=3))

    assert task == await ledger.read(task.id, account="alice")


async def test_a_task_id_is_a_uuid(ledger, new):
    """Spec 3: `task_id` is a UUID string."""
    task = await ledger.submit(new())

    assert task.id == str(uuid.UUID(task.id))


async def test_submit_says_pending_at_the_time_of_the_clock(ledger, new, clock):
    task = await ledger.submit(new())

    assert (TaskStatus.PENDING, clock.now, None, None) == (task.status, task.submitted, task.scheduled, task.ended)


async def test_another_account_does_not_see_the_task(ledger, new):
    """Spec 6.1: UNKNOWN for a task of another account."""
    task = await ledger.submit(new())

    assert await ledger.read(task.id, account="bob") is None


async def test_an_id_that_was_never_issued_reads_none(ledger):
    assert await ledger.read("no-such-task", account="alice") is None


# --- idempotency


async def test_the_same_key_and_body_give_the_same_task(ledger, new):
    first = await ledger.submit(new(idempotency_key="k", body_hash="1"))
    second = await ledger.submit(new(idempotency_key="k", body_hash="1"))

    assert (first.id, False, True) == (second.id, first.repeated, second.repeated)


async def test_the_same_key_with_another_body_conflicts(ledger, new):
    await ledger.submit(new(idempotency_key="k", body_hash="1"))

    with pytest.raises(IdempotencyConflict):
        await ledger.submit(new(idempotency_key="k", body_hash="2"))


async def test_a_conflict_stores_nothing(ledger, new):
    await ledger.submit(new(idempotency_key="k", body_hash="1"))
    with pytest.raises(IdempotencyConflict):
        await ledger.submit(new(idempotency_key="k", body_hash="2"))

    assert 1 == (await ledger.counts())["PENDING"]


async def test_the_same_key_of_another_account_is_another_key(ledger, new):
    first = await ledger.submit(new(idempotency_key="k", body_hash="1"))
    second = await ledger.submit(new(account="bob", idempotency_key="k", body_hash="2"))

    assert first.id != second.id


async def test_tasks_without_a_key_are_never_the_same(ledger, new):
    assert (await ledger.submit(new())).id != (await ledger.submit(new())).id


async def test_a_hundred_submits_at_once_with_one_key_make_one_task(ledger, new):
    tasks = await asyncio.gather(*(ledger.submit(new(idempotency_key="k", body_hash="1")) for _ in range(100)))

    assert (1, 99) == (len({task.id for task in tasks}), sum(task.repeated for task in tasks))


async def test_a_repeat_tells_how_far_the_task_is(ledger, new, claim):
    await ledger.submit(new(idempotency_key="k", body_hash="1"))
    await claim()

    assert TaskStatus.RUNNING is (await ledger.submit(new(idempotency_key="k", body_hash="1"))).status


async def test_a_key_is_free_again_when_its_task_is_forgotten(ledger, new, clock):
    first = await ledger.submit(new(idempotency_key="k", body_hash="1"))
    await ledger.cancel(first.id, account="alice")
    clock.forward(days=31)
    second = await ledger.submit(new(idempotency_key="k", body_hash="2"))

    assert (True, False) == (first.id != second.id, second.repeated)


# --- cancel (spec 7.2) and stop


async def test_a_pending_task_is_cancelled(ledger, new, clock):
    task = await ledger.submit(new())
    clock.forward(seconds=3)

    assert await ledger.cancel(task.id, account="alice")
    after = await ledger.read(task.id, account="alice")
    assert (TaskStatus.CANCELED, clock.now) == (after.status, after.ended)


async def test_a_running_task_is_not_cancelled(ledger, new, claim):
    task = await ledger.submit(new())
    await claim()

    assert not await ledger.cancel(task.id, account="alice")
    assert TaskStatus.RUNNING is (await ledger.read(task.id, account="alice")).status


async def test_a_cancelled_task_is_not_cancelled_again(ledger, new):
    task = await ledger.submit(new())
    await ledger.cancel(task.id, account="alice")

    assert not await ledger.cancel(task.id, account="alice")


async def test_nobody_cancels_the_task_of_another(ledger, new):
    task = await ledger.submit(new())

    assert not await ledger.cancel(task.id, account="bob")
    assert not await ledger.stop(task.id, account="bob")


async def test_a_cancelled_task_is_never_claimed(ledger, new, claim):
    task = await ledger.submit(new())
    await ledger.cancel(task.id, account="alice")

    assert await claim() is None


async def test_stop_ends_what_runs(ledger, new, claim):
    task = await ledger.submit(new())
    await claim()

    assert await ledger.stop(task.id, account="alice")
    assert TaskStatus.CANCELED is (await ledger.read(task.id, account="alice")).status


async def test_stop_drops_what_was_shown_so_far(ledger, new, claim, picture):
    task = await ledger.submit(new())
    await ledger.publish(await claim(), 0, picture("a"))
    await ledger.stop(task.id, account="alice")

    assert () == (await ledger.parts_since(task.id, 0))


# --- list (spec 7.1)


async def test_the_list_is_newest_first(ledger, new, clock):
    ids = []
    for _ in range(3):
        ids.append((await ledger.submit(new())).id)
        clock.forward(seconds=1)

    assert ids[::-1] == [task.id for task in (await ledger.list("alice", window(clock))).tasks]


async def test_pages_follow_each_other_and_the_total_counts_all(ledger, new, clock):
    ids = [(await ledger.submit(new())).id for _ in range(5)][::-1]
    pages = [await ledger.list("alice", window(clock, page=page, page_size=2)) for page in (1, 2, 3, 4)]

    assert [ids[:2], ids[2:4], ids[4:], []] == [[task.id for task in page.tasks] for page in pages]
    assert {5} == {page.total for page in pages}


async def test_the_list_filters_by_status_and_model(ledger, new, clock):
    wanted = await ledger.submit(new(model="wan2.6-i2v"))
    await ledger.submit(new())
    other = await ledger.submit(new(model="wan2.6-i2v"))
    await ledger.cancel(other.id, account="alice")
    found = await ledger.list("alice", window(clock, model="wan2.6-i2v", status=TaskStatus.PENDING))

    assert (1, [wanted.id]) == (found.total, [task.id for task in found.tasks])


async def test_the_list_keeps_to_its_window(ledger, new, clock):
    await ledger.submit(new())
    clock.forward(days=1, seconds=1)
    inside = await ledger.submit(new())

    assert [inside.id] == [task.id for task in (await ledger.list("alice", window(clock))).tasks]


async def test_the_list_shows_only_the_accounts_own(ledger, new, clock):
    await ledger.submit(new(account="bob"))

    assert 0 == (await ledger.list("alice", window(clock))).total


async def test_the_list_by_id_finds_one_task(ledger, new, clock):
    task = await ledger.submit(new())
    await ledger.submit(new())

    assert [task.id] == [found.id for found in (await ledger.list("alice", window(clock, task_id=task.id))).tasks]


@pytest.mark.parametrize(
    "filters", [{"model": "wan2.6-i2v"}, {"status": TaskStatus.FAILED}, {"end": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}]
)
async def test_the_list_by_id_applies_the_other_filters_too(ledger, new, clock, filters):
    task = await ledger.submit(new())
    values = {"start": clock.now - dt.timedelta(days=1), "end": clock.now} | filters

    assert 0 == (await ledger.list("alice", TaskQuery(task_id=task.id, **values))).total


async def test_the_list_forgets_with_the_retention(make_ledger, new, clock):
    async with make_ledger(clock, retention=dt.timedelta(hours=1)) as ledger:
        task = await ledger.submit(new())
        await ledger.cancel(task.id, account="alice")
        clock.forward(hours=1)

        assert 0 == (await ledger.list("alice", window(clock))).total


# --- queue position


async def test_the_position_counts_older_tasks_of_the_account(ledger, new):
    tasks = [await ledger.submit(new()) for _ in range(3)]

    assert [0, 1, 2] == [await ledger.queue_position(task) for task in tasks]


async def test_the_position_counts_all_of_a_higher_priority(ledger, new):
    task = await ledger.submit(new())
    await ledger.submit(new(account="bob", priority=1))

    assert 1 == await ledger.queue_position(task)


async def test_the_position_ignores_other_engines(ledger, new):
    await ledger.submit(new(engine="cloud", priority=5))

    assert 0 == await ledger.queue_position(await ledger.submit(new()))


async def test_a_running_task_has_no_position(ledger, new, claim):
    task = await ledger.submit(new())
    await ledger.submit(new())
    await claim()

    assert 0 == await ledger.queue_position(task)


async def test_positions_are_the_order_in_which_one_worker_takes_the_tasks(ledger, new, claim):
    accounts = ["alice"] * 4 + ["bob"] * 2 + ["carol"] * 3
    tasks = [await ledger.submit(new(account=account)) for account in accounts]
    promised = {task.id: await ledger.queue_position(task) for task in tasks}
    taken = []
    while held := await claim():
        taken.append(held.task.id)
        await ledger.finish(held, Result())

    assert sorted(promised, key=promised.__getitem__) == taken


# --- metrics


async def test_counts_follow_every_step(ledger, new, claim):
    for _ in range(3):
        await ledger.submit(new())
    await ledger.finish(await claim(), Result())
    await claim()

    assert {"PENDING": 1, "RUNNING": 1, "SUCCEEDED": 1} == await ledger.counts()
