"""What is told of tasks: the record of an account, and deliveries to its hooks."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.ledger.contract import Result
from wanbox.wire.status import TaskStatus

ENDS = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELED})
URL = "https://example.com/told"


async def finish(ledger, held):
    await ledger.finish(held, Result())


# --- the record


async def test_every_state_is_told_once_and_in_order(ledger, new, claim):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.heartbeat(held, lease=15, progress=0.5, phase="x")
    await finish(ledger, held)

    told = [(event.number, event.task_id, event.status) for event in await ledger.events("alice", after=0)]
    assert [(1, task.id, "PENDING"), (2, task.id, "RUNNING"), (3, task.id, "SUCCEEDED")] == told


async def test_an_event_has_its_moment_and_its_attempt(ledger, new, claim, clock):
    await ledger.submit(new())
    clock.forward(seconds=3)
    await claim()
    event = (await ledger.events("alice", after=1))[0]

    assert (clock.now, 1) == (event.at, event.attempt)


async def test_a_lost_worker_is_told_as_waiting_again(ledger, new, claim):
    await ledger.submit(new())
    await claim("w")
    await ledger.release("w")

    assert ["PENDING", "RUNNING", "PENDING"] == [event.status for event in await ledger.events("alice", after=0)]


async def test_accounts_have_records_of_their_own(ledger, new):
    await ledger.submit(new())
    await ledger.submit(new(account="bob"))

    assert [1, 1, 0] == [await ledger.last_event(account) for account in ("alice", "bob", "carol")]
    assert ["bob"] == [event.account for event in await ledger.events("bob", after=0)]


async def test_numbers_have_no_gaps_whoever_writes_at_once(ledger, new, claim):
    await asyncio.gather(*(ledger.submit(new(account=f"a{n % 2}")) for n in range(30)))

    assert list(range(1, 16)) == [event.number for event in await ledger.events("a0", after=0)]


async def test_a_refused_step_is_not_told(ledger, new, claim):
    task = await ledger.submit(new())
    await ledger.cancel(task.id, account="alice")
    await ledger.cancel(task.id, account="alice")

    assert 2 == await ledger.last_event("alice")


async def test_events_go_with_their_task(ledger, new, claim, clock):
    task = await ledger.submit(new(webhook=URL))
    await ledger.cancel(task.id, account="alice")
    clock.forward(days=31)
    await ledger.sweep()
    await ledger.submit(new())

    assert [3] == [event.number for event in await ledger.events("alice", after=0)]
    assert () == await ledger.deliveries("alice")


# --- hooks and deliveries


@pytest.fixture
def take(ledger):
    async def deliveries(limit=10, lease=30.0):
        return await ledger.take_deliveries(limit=limit, lease=lease)

    return deliveries


async def test_a_hook_is_told_of_the_states_it_asked_for(ledger, new, claim, take):
    hook = await ledger.add_hook("alice", URL, ENDS)
    await ledger.submit(new())
    await finish(ledger, await claim())
    (one,) = await take()

    assert (hook.id, URL, "SUCCEEDED", 3, 1) == (one.hook_id, one.url, one.event.status, one.event.number, one.attempt)


async def test_a_hook_of_another_account_is_not_told(ledger, new, take):
    await ledger.add_hook("bob", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())

    assert () == await take()


async def test_a_task_names_an_address_of_its_own(ledger, new, claim, take):
    await ledger.submit(new(webhook=URL))
    await finish(ledger, await claim())
    (one,) = await take()

    assert (None, URL, "SUCCEEDED") == (one.hook_id, one.url, one.event.status)


async def test_a_delivery_is_held_by_one_process_and_free_again_after_its_lease(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    first, none = await take(), await take()
    clock.forward(seconds=30)
    (second,) = await take()

    assert (1, (), first[0].id, 2) == (len(first), none, second.id, second.attempt)


async def test_what_arrived_is_over(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (one,) = await take()
    await ledger.delivered(one)
    clock.forward(hours=1)
    (kept,) = await ledger.deliveries("alice")

    assert () == await take()
    assert (False, None) == (kept.dead, kept.due)
    assert kept.delivered is not None


async def test_what_did_not_arrive_is_tried_again_when_it_is_due(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (one,) = await take()
    await ledger.undelivered(one, error="500", retry_in=5)
    early = await take()
    clock.forward(seconds=5)
    (again,) = await take()

    assert ((), one.id, 2, "500") == (early, again.id, again.attempt, again.error)


async def test_a_process_that_slept_past_its_lease_changes_nothing(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (slow,) = await take()
    clock.forward(seconds=30)
    (quick,) = await take()
    await ledger.undelivered(slow, error="late", retry_in=None)
    await ledger.delivered(quick)

    assert [False] == [one.dead for one in await ledger.deliveries("alice")]


async def test_what_was_given_up_is_listed_and_can_be_sent_again(ledger, new, take):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (one,) = await take()
    await ledger.undelivered(one, error="gone", retry_in=None)
    dead = await ledger.deliveries("alice", dead=True)
    replayed = await ledger.replay("alice")
    (again,) = await take()

    assert ([one.id], 1, one.id) == ([each.id for each in dead], replayed, again.id)


async def test_what_is_sent_again_has_the_time_of_a_new_message(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    for _ in range(2):
        await ledger.submit(new())
    for one in await take():
        await ledger.undelivered(one, error="gone", retry_in=None)
    clock.forward(hours=5)
    await ledger.replay("alice")
    await ledger.replay("alice", delivery_id=one.id)

    assert [(clock.now, 1, "")] * 2 == [
        (each.created, each.attempt, each.error) for each in await ledger.deliveries("alice")
    ]


async def test_the_fence_outlives_a_replay(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (slow,) = await take()
    await ledger.replay("alice", delivery_id=slow.id)
    (again,) = await take()
    await ledger.undelivered(slow, error="late", retry_in=None)

    assert (2, [""]) == (again.attempt, [one.error for one in await ledger.deliveries("alice")])


async def test_who_is_still_sending_holds_on_to_a_delivery(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    held = await take()
    clock.forward(seconds=20)
    await ledger.hold_deliveries(held, lease=30)
    clock.forward(seconds=29)
    during = await take()
    clock.forward(seconds=1)

    assert ((), 2) == (during, (await take())[0].attempt)


async def test_nobody_holds_what_has_ended_or_is_anothers(ledger, new, take, clock):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    for _ in range(2):
        await ledger.submit(new())
    ended, lost = await take()
    await ledger.delivered(ended)
    clock.forward(seconds=30)
    await take()
    await ledger.hold_deliveries((ended, lost), lease=900)
    clock.forward(seconds=30)

    assert [lost.id] == [one.id for one in await take()]


async def test_one_delivery_can_be_sent_again_even_if_it_arrived(ledger, new, take):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (one,) = await take()
    await ledger.delivered(one)

    assert [0, 0, 1] == [
        await ledger.replay("bob", delivery_id=one.id),
        await ledger.replay("alice", delivery_id="msg_x"),
        await ledger.replay("alice", delivery_id=one.id),
    ]
    assert [one.id] == [each.id for each in await take()]


async def test_the_id_of_a_message_is_never_given_out_again(ledger, new, take, clock):
    """Receivers leave out ids that they know, and a database that was put back counts again from where it was."""
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    clock.forward(seconds=0.001)
    await ledger.submit(new())

    suffixes = [one.id.split("_")[2] for one in await take()]
    assert 2 == len(suffixes) == len(set(suffixes))


async def test_an_id_from_before_a_database_was_put_back_names_no_message(ledger, new, take):
    await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    (one,) = await take()
    number = one.id.split("_")[1]

    assert [0, 0] == [
        await ledger.replay("alice", delivery_id=other) for other in (f"msg_{number}", f"msg_{number}_5f5e100")
    ]


async def test_a_removed_hook_is_told_no_more(ledger, new, take):
    hook = await ledger.add_hook("alice", URL, frozenset({TaskStatus.PENDING}))
    await ledger.submit(new())
    foreign = await ledger.remove_hook(hook.id, account="bob")
    removed = await ledger.remove_hook(hook.id, account="alice")

    assert (False, True, (), ()) == (foreign, removed, await take(), await ledger.hooks("alice"))


async def test_the_record_of_one_task_holds_no_other(ledger, new):
    first, _ = await ledger.submit(new()), await ledger.submit(new())
    await ledger.cancel(first.id, account="alice")

    events = await ledger.events("alice", after=0, task_id=first.id)

    assert [(1, "PENDING"), (3, "CANCELED")] == [(event.number, event.status) for event in events]
    assert [3] == [event.number for event in await ledger.events("alice", after=1, task_id=first.id)]
    assert () == tuple(await ledger.events("bob", after=0, task_id=first.id))
