"""What workers do, and what a worker that has lost its task cannot do any more."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.ledger import states
from wanbox.ledger.contract import PartRow, Result, StaleAttempt
from wanbox.wire.status import TaskStatus


async def status(ledger, task):
    return (await ledger.read(task.id, account=task.account)).status


# --- claims


async def test_a_claim_begins_the_first_attempt(ledger, new, claim, clock):
    task = await ledger.submit(new())
    clock.forward(seconds=2)
    held = await claim()

    assert (task.id, 1, TaskStatus.RUNNING, clock.now) == (
        held.task.id,
        held.attempt,
        held.task.status,
        held.task.scheduled,
    )


async def test_an_empty_queue_gives_nothing(claim):
    assert await claim() is None


async def test_a_task_is_given_to_one_worker_only(ledger, new, claim):
    await ledger.submit(new())
    claims = await asyncio.gather(*(claim(f"w{number}") for number in range(20)))

    assert 1 == sum(held is not None for held in claims)


async def test_a_worker_takes_only_what_its_engines_can_do(ledger, new, claim):
    await ledger.submit(new(engine="cloud"))

    assert await claim(engines=("storyboard", "remote")) is None
    assert await claim(engines=("storyboard", "cloud")) is not None


async def test_a_higher_priority_goes_first(ledger, new, claim):
    await ledger.submit(new())
    urgent = await ledger.submit(new(priority=1))

    assert urgent.id == (await claim()).task.id


async def test_a_lower_priority_goes_last(ledger, new, claim):
    patient = await ledger.submit(new(priority=-1))
    await ledger.submit(new())

    assert patient.id != (await claim()).task.id


async def test_of_one_account_the_oldest_goes_first(ledger, new, claim):
    ids = [(await ledger.submit(new())).id for _ in range(3)]

    assert ids == [(await claim()).task.id for _ in range(3)]


async def test_one_task_does_not_wait_behind_the_many_of_another_account(ledger, new, claim):
    for _ in range(10):
        await ledger.submit(new(account="alice"))
    await ledger.submit(new(account="bob"))

    assert ["alice", "bob", "alice"] == [(await claim()).task.account for _ in range(3)]


async def test_accounts_are_served_in_turn(ledger, new, claim):
    for _ in range(3):
        for account in ("alice", "bob", "carol"):
            await ledger.submit(new(account=account))
    served = []
    while held := await claim():
        served.append(held.task.account)
        await ledger.finish(held, Result())

    assert ["alice", "bob", "carol"] * 3 == served


async def test_who_has_less_running_goes_first(ledger, new, claim):
    for account in ("alice", "alice", "bob", "bob"):
        await ledger.submit(new(account=account))
    await claim()
    bobs = await claim()
    await ledger.finish(bobs, Result())

    # Bob was served last, but Alice is the one who has something running.
    assert "bob" == (await claim()).task.account


async def test_fairness_never_overrules_priority(ledger, new, claim):
    for _ in range(3):
        await ledger.submit(new(account="alice", priority=1))
    await ledger.submit(new(account="bob"))

    assert ["alice", "alice", "alice", "bob"] == [(await claim()).task.account for _ in range(4)]


# --- heartbeats, notes, parts


async def test_a_heartbeat_shows_progress(ledger, new, claim):
    task = await ledger.submit(new())
    assert await ledger.heartbeat(await claim(), lease=15, progress=0.25, phase="draw")

    after = await ledger.read(task.id, account="alice")
    assert (0.25, "draw") == (after.progress, after.phase)


@pytest.mark.parametrize(("expected", "told"), [(0.0, -1.0), (1.0, 7.0)])
async def test_progress_stays_between_nothing_and_all(ledger, new, claim, expected, told):
    task = await ledger.submit(new())
    await ledger.heartbeat(await claim(), lease=15, progress=told, phase="")

    assert expected == (await ledger.read(task.id, account="alice")).progress


async def test_a_heartbeat_extends_the_lease(ledger, new, claim, clock):
    task = await ledger.submit(new())
    held = await claim(lease=15)
    clock.forward(seconds=10)
    await ledger.heartbeat(held, lease=15, progress=0, phase="")
    clock.forward(seconds=10)
    await ledger.sweep()

    assert TaskStatus.RUNNING is await status(ledger, task)


async def test_a_late_heartbeat_counts_while_nobody_has_noticed(ledger, new, claim, clock):
    task = await ledger.submit(new())
    held = await claim(lease=15)
    clock.forward(seconds=20)

    assert await ledger.heartbeat(held, lease=15, progress=0, phase="")
    await ledger.sweep()
    assert TaskStatus.RUNNING is await status(ledger, task)


async def test_a_heartbeat_says_stop_when_the_task_was_stopped(ledger, new, claim):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.stop(task.id, account="alice")

    assert not await ledger.heartbeat(held, lease=15, progress=0, phase="")


async def test_notes_survive_the_attempt(ledger, new, claim):
    await ledger.submit(new())
    first = await claim()
    await ledger.remember(first, "cloud.task", "t-1")
    await ledger.remember(first, 'odd "key" $.x', "ü")
    await ledger.fail(first, code="InternalError", message="", retry=True)

    assert {"cloud.task": "t-1", 'odd "key" $.x': "ü"} == (await claim()).task.notes


async def test_a_note_is_replaced_by_its_newer_self(ledger, new, claim):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.remember(held, "k", "1")
    await ledger.remember(held, "k", "2")

    assert {"k": "2"} == (await ledger.read(task.id, account="alice")).notes


async def test_parts_are_shown_as_they_come(ledger, new, claim, picture):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.publish(held, 0, PartRow(text="Once"))
    await ledger.publish(held, 1, picture("a", width=8, height=6))

    assert (PartRow(text="Once"), picture("a", width=8, height=6)) == (await ledger.parts_since(task.id, 0))
    assert (picture("a", width=8, height=6),) == (await ledger.parts_since(task.id, 1))


async def test_the_next_attempt_replaces_parts_rather_than_doubling_them(ledger, new, claim, picture):
    task = await ledger.submit(new())
    first = await claim()
    await ledger.publish(first, 0, picture("a"))
    await ledger.fail(first, code="InternalError", message="", retry=True)
    await ledger.publish(await claim(), 0, picture("b"))

    assert (picture("b"),) == (await ledger.parts_since(task.id, 0))


# --- results


async def test_a_result_is_read_as_it_was_handed_in(ledger, new, claim, picture, clock):
    task = await ledger.submit(new())
    held = await claim()
    clock.forward(seconds=9)
    parts = (PartRow(text="Once"), picture("a", width=8, height=6, seconds=5.0, frames=150))
    await ledger.finish(held, Result(parts=parts, usage={"duration": 5}, report={"engine": "storyboard"}))

    after = await ledger.read(task.id, account="alice")
    assert (TaskStatus.SUCCEEDED, parts, {"duration": 5}, {"engine": "storyboard"}, clock.now, 1.0) == (
        after.status,
        after.parts,
        after.usage,
        after.report,
        after.ended,
        after.progress,
    )


async def test_the_result_replaces_what_was_shown_early(ledger, new, claim, picture):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.publish(held, 0, picture("a"))
    await ledger.publish(held, 1, picture("b"))
    await ledger.finish(held, Result(parts=(picture("c"),)))

    assert (picture("c"),) == (await ledger.read(task.id, account="alice")).parts


async def test_a_failure_keeps_code_message_and_report(ledger, new, claim, clock):
    task = await ledger.submit(new())
    after = await ledger.fail(await claim(), code="InvalidURL", message="Bad.", retry=False, report={"engine": "x"})

    stored = await ledger.read(task.id, account="alice")
    assert TaskStatus.FAILED is after
    assert (TaskStatus.FAILED, "InvalidURL", "Bad.", {"engine": "x"}, clock.now) == (
        stored.status,
        stored.code,
        stored.message,
        stored.report,
        stored.ended,
    )


async def test_a_failure_that_may_pass_puts_the_task_back(ledger, new, claim):
    task = await ledger.submit(new())
    after = await ledger.fail(await claim(), code="InternalError", message="", retry=True)

    assert (TaskStatus.PENDING, TaskStatus.PENDING, None) == (
        after,
        await status(ledger, task),
        (await ledger.read(task.id, account="alice")).code,
    )


async def test_scheduled_is_the_time_of_the_first_attempt(ledger, new, claim, clock):
    await ledger.submit(new())
    first = await claim()
    clock.forward(seconds=5)
    await ledger.fail(first, code="InternalError", message="", retry=True)

    assert first.task.scheduled == (await claim()).task.scheduled


async def test_the_last_attempt_fails_for_good(ledger, new, claim):
    task = await ledger.submit(new())
    outcomes = [await ledger.fail(await claim(), code="C", message="M", retry=True) for _ in range(3)]

    assert [TaskStatus.PENDING, TaskStatus.PENDING, TaskStatus.FAILED] == outcomes
    after = await ledger.read(task.id, account="alice")
    assert ("C", "M") == (after.code, after.message)


# --- lost workers


async def test_an_expired_lease_gives_the_task_to_another(ledger, new, claim, clock):
    task = await ledger.submit(new())
    await claim("w1", lease=15)
    clock.forward(seconds=15)
    again = await claim("w2")

    assert (task.id, 2, "w2") == (again.task.id, again.attempt, again.worker)


async def test_a_running_lease_is_not_given_away(ledger, new, claim, clock):
    await ledger.submit(new())
    await claim("w1", lease=15)
    clock.forward(seconds=14.9)
    await ledger.sweep()

    assert await claim("w2") is None


async def test_a_sweep_puts_back_what_was_lost(ledger, new, claim, clock):
    task = await ledger.submit(new())
    await claim(lease=15)
    clock.forward(seconds=15)
    await ledger.sweep()

    assert TaskStatus.PENDING is await status(ledger, task)


async def test_a_task_that_kills_its_workers_fails_in_the_vendors_words(ledger, new, claim, clock):
    """Spec 9: InternalError."""
    task = await ledger.submit(new())
    for _ in range(3):
        assert await claim(lease=15) is not None
        clock.forward(seconds=15)
    await ledger.sweep()

    after = await ledger.read(task.id, account="alice")
    assert (
        TaskStatus.FAILED,
        "InternalError",
        "An internal error has occured, please try again later or contact service support.",
    ) == (after.status, after.code, after.message)


async def test_a_dead_workers_tasks_are_given_back_at_once(ledger, new, claim):
    tasks = [await ledger.submit(new()) for _ in range(3)]
    for worker in ("dead", "dead", "alive"):
        await claim(worker)

    assert 2 == await ledger.release("dead")
    assert [TaskStatus.PENDING, TaskStatus.PENDING, TaskStatus.RUNNING] == [
        await status(ledger, task) for task in tasks
    ]


async def test_a_release_counts_as_an_attempt(ledger, new, claim):
    task = await ledger.submit(new())
    for _ in range(3):
        await claim("dead")
        await ledger.release("dead")

    assert TaskStatus.FAILED is await status(ledger, task)


async def test_a_stop_in_good_order_never_makes_a_task_fail(ledger, new, claim):
    task = await ledger.submit(new())
    for _ in range(5):
        await claim("stopped")
        await ledger.release("stopped", spare=True)

    assert TaskStatus.PENDING is await status(ledger, task)


# --- fences


WRITES = {
    "heartbeat": lambda ledger, held: ledger.heartbeat(held, lease=15, progress=0.9, phase="late"),
    "remember": lambda ledger, held: ledger.remember(held, "late", "note"),
    "publish": lambda ledger, held: ledger.publish(held, 0, PartRow(text="late")),
    "finish": lambda ledger, held: ledger.finish(held, Result(parts=(PartRow(text="late"),), usage={"late": 1})),
    "finish and claim": lambda ledger, held: ledger.finish_and_claim(
        held, Result(parts=(PartRow(text="late"),), usage={"late": 1}), engines=["storyboard"], lease=15
    ),
    "fail": lambda ledger, held: ledger.fail(held, code="Late", message="late", retry=False),
    "fail and retry": lambda ledger, held: ledger.fail(held, code="Late", message="late", retry=True),
}


@pytest.fixture(params=WRITES.values(), ids=WRITES.keys())
def write(request):
    return request.param


async def test_a_stale_attempt_changes_nothing_of_the_next(ledger, new, claim, clock, write):
    task = await ledger.submit(new())
    stale = await claim("w1", lease=15)
    clock.forward(seconds=15)
    await claim("w2")
    before = await ledger.read(task.id, account="alice")
    with pytest.raises(StaleAttempt):
        await write(ledger, stale)

    assert before == await ledger.read(task.id, account="alice")


async def test_a_stale_attempt_changes_nothing_while_the_task_waits(ledger, new, claim, clock, write):
    task = await ledger.submit(new())
    stale = await claim("w1", lease=15)
    clock.forward(seconds=15)
    await ledger.sweep()
    before = await ledger.read(task.id, account="alice")
    with pytest.raises(StaleAttempt):
        await write(ledger, stale)

    assert before == await ledger.read(task.id, account="alice")


async def test_nothing_is_written_after_the_end(ledger, new, claim, write):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.finish(held, Result(parts=(PartRow(text="result"),), usage={"duration": 5}))
    before = await ledger.read(task.id, account="alice")
    with pytest.raises(StaleAttempt):
        await write(ledger, held)

    assert before == await ledger.read(task.id, account="alice")


async def test_nothing_is_written_for_a_forgotten_task(ledger, new, claim, clock, write):
    await ledger.submit(new())
    held = await claim()
    await ledger.finish(held, Result())
    clock.forward(days=31)
    await ledger.sweep()

    with pytest.raises(StaleAttempt):
        await write(ledger, held)


@pytest.mark.parametrize("name", sorted(set(WRITES) - {"heartbeat"}))
async def test_nothing_is_written_for_a_stopped_task(ledger, new, claim, name):
    task = await ledger.submit(new())
    held = await claim()
    await ledger.stop(task.id, account="alice")
    before = await ledger.read(task.id, account="alice")
    with pytest.raises(StaleAttempt):
        await WRITES[name](ledger, held)

    assert before == await ledger.read(task.id, account="alice")


async def test_a_stop_and_a_result_leave_one_outcome(ledger, new, claim):
    for _ in range(50):
        task = await ledger.submit(new())
        held = await claim()
        result = ledger.finish(held, Result(parts=(PartRow(text="done"),)))
        stopped, finished = await asyncio.gather(ledger.stop(task.id, account="alice"), result, return_exceptions=True)
        after = await ledger.read(task.id, account="alice")
        if stopped:
            assert (TaskStatus.CANCELED, (), True) == (after.status, after.parts, isinstance(finished, StaleAttempt))
        else:
            assert (TaskStatus.SUCCEEDED, 1, None) == (after.status, len(after.parts), finished)


# --- defects (spec 3.1)


async def test_a_defect_shows_pending_first(ledger, new, clock):
    task = await ledger.submit(new(defect=("InvalidParameter", "Field required: input.prompt")))
    await ledger.settle_defects()

    assert TaskStatus.PENDING is await status(ledger, task)


async def test_a_defect_fails_within_a_second_without_a_worker(ledger, new, clock):
    task = await ledger.submit(new(defect=("InvalidParameter", "Field required: input.prompt")))
    clock.forward(seconds=states.DEFECT_DELAY_SECONDS)

    assert 1 == await ledger.settle_defects()
    after = await ledger.read(task.id, account="alice")
    assert (TaskStatus.FAILED, "InvalidParameter", "Field required: input.prompt") == (
        after.status,
        after.code,
        after.message,
    )
    assert states.DEFECT_DELAY_SECONDS < 1


async def test_a_defective_task_never_reaches_a_worker(ledger, new, claim, clock):
    task = await ledger.submit(new(defect=("InvalidParameter", "no")))

    assert await claim() is None
    clock.forward(seconds=1)
    assert await claim() is None
    assert (TaskStatus.FAILED, 0) == (await status(ledger, task), (await ledger.read(task.id, account="alice")).attempt)


async def test_a_defect_is_settled_once(ledger, new, clock):
    await ledger.submit(new(defect=("InvalidParameter", "no")))
    clock.forward(seconds=1)

    assert [1, 0] == [await ledger.settle_defects(), await ledger.settle_defects()]


async def test_a_cancelled_defect_stays_cancelled(ledger, new, clock):
    task = await ledger.submit(new(defect=("InvalidParameter", "no")))
    await ledger.cancel(task.id, account="alice")
    clock.forward(seconds=1)
    await ledger.settle_defects()

    assert TaskStatus.CANCELED is await status(ledger, task)


async def test_defects_stand_in_nobodys_way(ledger, new):
    await ledger.submit(new(defect=("InvalidParameter", "no")))

    assert 0 == await ledger.queue_position(await ledger.submit(new()))
