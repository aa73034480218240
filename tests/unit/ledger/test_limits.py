"""Limits: what a key may hand in, and what may run at a time."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from wanbox.ledger.contract import NewKey, QuotaExceeded, RateExceeded, Result


@pytest.fixture
def key(ledger):
    """Makes a key with limits; returns its id."""

    async def make(**limits):
        return (await ledger.create_key("sk-" + "k" * 30, NewKey(account="alice", **limits))).id

    return make


# --- submissions


async def test_five_may_come_at_once_and_then_the_rate_holds(ledger, new, key, clock):
    key_id = await key(rate=5)
    for _ in range(5):
        await ledger.submit(new(key_id=key_id))
    with pytest.raises(RateExceeded) as refused:
        await ledger.submit(new(key_id=key_id))
    clock.forward(seconds=refused.value.retry_after)
    await ledger.submit(new(key_id=key_id))

    assert 0.2 == pytest.approx(refused.value.retry_after)


async def test_a_slow_rate_lets_one_come_at_a_time(ledger, new, key, clock):
    key_id = await key(rate=0.1)
    await ledger.submit(new(key_id=key_id))
    with pytest.raises(RateExceeded) as refused:
        await ledger.submit(new(key_id=key_id))

    assert 10 == pytest.approx(refused.value.retry_after)


async def test_a_refused_submission_leaves_nothing_behind(ledger, new, key, count_rows):
    key_id = await key(rate=1)
    await ledger.submit(new(key_id=key_id))
    with pytest.raises(RateExceeded):
        await ledger.submit(new(key_id=key_id, idempotency_key="k", files=["f"]))

    assert [1, 0, 0, 1] == [count_rows(table) for table in ("task", "idempotency", "file_use", "event")]
    assert {"PENDING": 1} == await ledger.counts()


async def test_a_repeat_under_an_idempotency_key_is_not_counted(ledger, new, key):
    key_id = await key(rate=1)
    first = await ledger.submit(new(key_id=key_id, idempotency_key="k"))
    again = await ledger.submit(new(key_id=key_id, idempotency_key="k"))

    assert (first.id, True) == (again.id, again.repeated)


async def test_many_at_once_do_not_slip_through(ledger, new, key):
    key_id = await key(rate=5)
    outcomes = await asyncio.gather(*(ledger.submit(new(key_id=key_id)) for _ in range(40)), return_exceptions=True)

    assert 5 == sum(not isinstance(outcome, Exception) for outcome in outcomes)


async def test_a_quota_is_full_again_the_next_day(ledger, new, key, clock):
    key_id = await key(quota=2)
    for _ in range(2):
        await ledger.submit(new(key_id=key_id))
    with pytest.raises(QuotaExceeded) as refused:
        await ledger.submit(new(key_id=key_id))
    clock.forward(hours=12)
    await ledger.submit(new(key_id=key_id))

    assert 12 * 3600 == refused.value.retry_after  # the test's day begins at noon


async def test_submissions_of_a_key_without_limits_are_counted_all_the_same(ledger, new, key, clock):
    key_id = await key()
    used, start = [], clock()
    for _ in range(2):
        await ledger.submit(new(key_id=key_id, limited=False))
        used.append((await ledger.keys())[0].used)
        clock.forward(days=1)

    assert [start, start + dt.timedelta(days=1)] == used


async def test_a_quota_counts_what_the_key_handed_in_before_anybody_looked(ledger, new, key):
    key_id = await key(quota=2)
    for _ in range(2):
        await ledger.submit(new(key_id=key_id, limited=False))

    with pytest.raises(QuotaExceeded):
        await ledger.submit(new(key_id=key_id))


async def test_the_vendors_rate_holds_for_keys_without_limits(make_ledger, new, clock):
    async with make_ledger(clock, model_rate=1.0) as ledger:
        await ledger.submit(new(limited=False))
        with pytest.raises(RateExceeded):
            await ledger.submit(new(limited=False))


@pytest.mark.parametrize(
    ("limited", "limits"), [(False, {}), (True, {"rate": 1.0}), (True, {"running": 1}), (True, {"quota": 1})]
)
async def test_a_key_knows_whether_it_is_limited(ledger, limited, limits):
    made = await ledger.create_key("sk-" + "k" * 30, NewKey(account="alice", **limits))

    assert limited is made.limited


async def test_the_vendors_rate_counts_an_account_and_a_model(make_ledger, new, clock):
    async with make_ledger(clock, model_rate=5.0) as ledger:
        for number in range(5):
            await ledger.submit(new(key_id=f"key {number}"))
        with pytest.raises(RateExceeded):
            await ledger.submit(new(key_id="key 6"))
        await ledger.submit(new(key_id="key 6", model="wan2.6-image"))
        await ledger.submit(new(account="bob"))

        assert {"PENDING": 7} == await ledger.counts()


# --- running


async def test_a_key_with_a_limit_leaves_its_tasks_waiting(ledger, new, key, claim):
    key_id = await key(running=2)
    for _ in range(3):
        await ledger.submit(new(key_id=key_id))
    held = [await claim() for _ in range(3)]
    await ledger.finish(held[0], Result())

    assert [True, True, False] == [one is not None for one in held]
    assert await claim() is not None


async def test_a_full_key_does_not_stand_in_the_way_of_others(ledger, new, key, claim):
    key_id = await key(running=1)
    for _ in range(3):
        await ledger.submit(new(key_id=key_id))
    await claim()
    await ledger.submit(new(account="bob"))

    assert "bob" == (await claim()).task.account


async def test_the_vendors_limit_is_five_running_of_an_account_and_a_model(make_ledger, new, clock):
    async with make_ledger(clock, model_running=5) as ledger:
        for _ in range(7):
            await ledger.submit(new())
        await ledger.submit(new(model="wan2.6-image"))
        held = [await ledger.claim("w", engines=["storyboard"], lease=15) for _ in range(8)]

    models = [one.task.model for one in held if one is not None]
    assert (6, 1) == (len(models), models.count("wan2.6-image"))


async def test_of_one_key_the_oldest_goes_first_whatever_its_model(ledger, new, claim):
    models = ("wan2.6-t2v", "wan2.6-image", "wan2.6-t2v")
    order = [(await ledger.submit(new(model=model))).id for model in models]

    assert order == [(await claim()).task.id for _ in range(3)]


async def test_a_limit_holds_when_many_claim_at_once(ledger, new, key):
    key_id = await key(running=2)
    for _ in range(10):
        await ledger.submit(new(key_id=key_id))
    held = await asyncio.gather(*(ledger.claim(f"w{n}", engines=["storyboard"], lease=15) for n in range(10)))

    assert 2 == sum(one is not None for one in held)


# --- pauses


@pytest.mark.parametrize("engine", ["storyboard", "*"])
async def test_a_paused_engine_gets_no_tasks_until_it_goes_on(ledger, new, claim, engine):
    await ledger.submit(new())
    await ledger.pause(engine, paused=True)
    before = await claim()
    assert frozenset({engine}) == await ledger.paused()
    await ledger.pause(engine, paused=False)

    assert (None, True) == (before, await claim() is not None)


async def test_a_pause_leaves_other_engines_alone(ledger, new, claim):
    await ledger.submit(new())
    await ledger.pause("cloud", paused=True)

    assert await claim() is not None


# --- later


async def test_a_task_for_later_waits_for_its_moment(ledger, new, claim, clock):
    task = await ledger.submit(new(not_before=clock.now + dt.timedelta(hours=1)))
    early, position = await claim(), await ledger.queue_position(task)
    clock.forward(hours=1)

    assert (None, 0) == (early, position)
    assert task.id == (await claim()).task.id


async def test_a_task_for_later_can_be_cancelled(ledger, new, claim, clock):
    task = await ledger.submit(new(not_before=clock.now + dt.timedelta(hours=1)))
    cancelled = await ledger.cancel(task.id, account="alice")
    clock.forward(hours=2)

    assert (True, None) == (cancelled, await claim())


async def test_a_moment_that_has_passed_is_no_wait(ledger, new, claim, clock):
    await ledger.submit(new(not_before=clock.now))

    assert await claim() is not None


async def test_an_error_is_tried_again_after_a_while_and_then_a_longer_one(make_ledger, new, clock):
    async with make_ledger(clock, retry_delay=1_000_000) as ledger:
        await ledger.submit(new())
        waits = []
        for _ in range(2):
            held = await ledger.claim("w", engines=["storyboard"], lease=15)
            await ledger.fail(held, code="C", message="M", retry=True)
            waits.append(((await ledger.find(held.task.id)).not_before - clock.now).total_seconds())
            early = await ledger.claim("w", engines=["storyboard"], lease=15)
            clock.forward(seconds=waits[-1])
            assert early is None

        assert [1.0, 2.0] == waits


async def test_a_lost_worker_costs_no_wait(make_ledger, new, clock):
    async with make_ledger(clock, retry_delay=1_000_000) as ledger:
        await ledger.submit(new())
        await ledger.claim("w", engines=["storyboard"], lease=15)
        await ledger.release("w")

        assert await ledger.claim("w", engines=["storyboard"], lease=15) is not None
