"""Workers as they say of themselves, chores, paces, and the operator's calls."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from wanbox.ledger.contract import Backlog, NewKey, Pace, Result, Scope, StaleAttempt, WorkerRow
from wanbox.wire.status import TaskStatus


@pytest.fixture
def worker(clock):
    return WorkerRow(
        name="w", host="h", pid=7, engines=frozenset({"storyboard"}), started=clock.now, seen=clock.now, task_id="t"
    )


async def test_a_worker_is_seen_for_a_while_after_it_reported(ledger, worker, clock):
    drain = await ledger.report_worker(worker)
    now = await ledger.workers(within=10)
    clock.forward(seconds=11)

    assert (False, (worker,), ()) == (drain, now, await ledger.workers(within=10))


async def test_a_worker_that_is_told_to_drain_hears_of_it_when_it_reports(ledger, worker):
    await ledger.report_worker(worker)
    told = await ledger.drain_worker("w"), await ledger.drain_worker("nobody")

    assert ((True, False), True) == (told, await ledger.report_worker(worker))


async def test_a_new_process_of_the_same_name_is_not_draining(ledger, worker, clock):
    await ledger.report_worker(worker)
    await ledger.drain_worker("w")
    later = dataclasses.replace(worker, started=clock.now + dt.timedelta(seconds=1))

    assert False is await ledger.report_worker(later)


async def test_a_worker_that_ended_is_gone(ledger, worker):
    await ledger.report_worker(worker)
    await ledger.drop_worker("w")

    assert () == await ledger.workers(within=10)


async def test_a_chore_is_done_once_in_its_time(ledger, clock):
    begun = [await ledger.begin_chore("sweep", every=60) for _ in range(2)]
    clock.forward(seconds=60)

    assert ([True, False], True) == (begun, await ledger.begin_chore("sweep", every=60))


async def test_the_pace_of_a_kind_is_learnt_from_what_ended(ledger, new, claim, clock):
    for seconds in (10, 20):
        await ledger.submit(new(shape="1280*720 5s"))
        held = await claim()
        clock.forward(seconds=seconds)
        await ledger.finish(held, Result())

    assert Pace(2, 15) == await ledger.pace("storyboard", "wan2.6-t2v", "1280*720 5s")
    assert None is await ledger.pace("storyboard", "wan2.6-t2v", "720*1280 5s")


async def test_the_backlog_tells_how_long_the_oldest_task_waits_that_can_be_begun(ledger, new, claim, clock):
    empty = await ledger.backlog()
    await ledger.submit(new(not_before=clock.now + dt.timedelta(hours=1)))
    clock.forward(seconds=5)
    await ledger.submit(new())
    await ledger.submit(new(key_id="another"))
    clock.forward(seconds=7)
    waiting = await ledger.backlog()
    await claim()
    await claim()

    assert (Backlog(0, 0, 0), 7, 0) == (empty, waiting.oldest, (await ledger.backlog()).oldest)


async def test_the_backlog_tells_what_is_to_be_sent_and_what_was_given_up(ledger, new):
    await ledger.add_hook("alice", "https://example.com/told", frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    before = await ledger.backlog()
    (one,) = await ledger.take_deliveries(limit=10, lease=60)
    await ledger.undelivered(one, error="gone", retry_in=None)
    after = await ledger.backlog()

    assert ((1, 0), (0, 1)) == ((before.due, before.dead), (after.due, after.dead))


async def test_the_operator_takes_a_task_from_its_worker(ledger, new, claim):
    task = await ledger.submit(new())
    held = await claim()
    taken = await ledger.requeue(task.id)
    with pytest.raises(StaleAttempt):
        await ledger.finish(held, Result())

    assert (True, TaskStatus.PENDING, False) == (
        taken,
        (await ledger.find(task.id)).status,
        await ledger.requeue(task.id),
    )


# --- keys


async def test_a_key_keeps_what_it_was_made_with(ledger, clock):
    new = NewKey(
        account="alice", name="ci", scopes=frozenset({Scope.READ}), expires=clock.now + dt.timedelta(days=1),
        rate=2.5, running=3, quota=100,
    )  # fmt: skip
    made = await ledger.create_key("sk-" + "a" * 32, new)

    assert made == await ledger.find_key("sk-" + "a" * 32)
    assert new == NewKey(**{f.name: getattr(made, f.name) for f in dataclasses.fields(NewKey)})


async def test_a_key_ends_when_its_time_is_over(ledger, clock):
    await ledger.create_key("sk-" + "a" * 32, NewKey(account="alice", expires=clock.now + dt.timedelta(days=1)))
    clock.forward(days=1)

    assert None is await ledger.find_key("sk-" + "a" * 32)
    assert ([], 1) == (list(await ledger.keys()), len(await ledger.keys(everything=True)))


async def test_a_rotated_key_works_beside_the_new_one_for_a_while(ledger, clock):
    old, new = "sk-" + "a" * 32, "sk-" + "b" * 32
    first = await ledger.create_key(old, NewKey(account="alice", name="ci", quota=5))
    second = await ledger.rotate_key(first.id, new, grace=dt.timedelta(hours=1))
    both = [await ledger.find_key(secret) is not None for secret in (old, new)]
    clock.forward(hours=1)
    later = [await ledger.find_key(secret) is not None for secret in (old, new)]

    assert ("ci", 5, "alice") == (second.name, second.quota, second.account)
    assert ([True, True], [False, True]) == (both, later)


@pytest.mark.parametrize("key_id", ["99", "c0ffee", "", "9" * 30, "-1"])
async def test_a_key_that_is_not_there_cannot_be_rotated_or_revoked(ledger, key_id):
    assert None is await ledger.rotate_key(key_id, "sk-" + "b" * 32, grace=dt.timedelta())
    assert False is await ledger.revoke_key(key_id)


async def test_the_list_says_when_a_key_was_last_used(ledger, new, clock):
    key = await ledger.create_key("sk-" + "a" * 32, NewKey(account="alice"))
    before = (await ledger.keys())[0].used
    clock.forward(minutes=5)
    await ledger.submit(new(key_id=key.id))

    assert (None, clock.now) == (before, (await ledger.keys())[0].used)


# --- files


async def test_named_files_are_listed_in_pages(ledger, new):
    await ledger.submit(new(files=["b", "a", "c"]))
    await ledger.submit(new(files=["b"]))

    assert (["a", "b"], ["c"]) == (
        list(await ledger.named_files(after="", limit=2)),
        list(await ledger.named_files(after="b", limit=2)),
    )


async def test_a_stored_file_that_no_row_names_becomes_stale(ledger, new, clock):
    await ledger.submit(new(files=["a"]))
    found = await ledger.loosen_files(["a", "orphan"])
    clock.forward(hours=1)

    assert (1, ["orphan"]) == (found, list(await ledger.stale_files(10)))
