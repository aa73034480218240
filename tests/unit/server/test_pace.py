"""How long a task will still take."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from wanbox.ledger.contract import Pace, Task, WorkerRow
from wanbox.server import pace
from wanbox.server.pace import Ahead, Paces
from wanbox.wire import codec
from wanbox.wire.requests import ImageMode, ImageRequest, Size, VideoRequest
from wanbox.wire.status import TaskStatus

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
VIDEO = VideoRequest(model="wan2.6-t2v", prompt="a boat", size=Size(1280, 720), seconds=5)
TASK = Task(
    id="t",
    account="alice",
    key_id="1",
    model="wan2.6-t2v",
    engine="storyboard",
    group="video-generation",
    request=codec.to_json(VIDEO),
    request_id="r",
    status=TaskStatus.PENDING,
    attempt=0,
    priority=0,
    submitted=NOW,
    shape="1280*720 5s",
)
RUNNING = dataclasses.replace(TASK, status=TaskStatus.RUNNING, attempt=1)


def worker(name, *, engines=("storyboard",), **facts):
    return WorkerRow(name=name, host="h", pid=1, engines=frozenset(engines), started=NOW, seen=NOW, **facts)


class Ledger:
    """Knows paces and workers, and counts how often it is asked."""

    def __init__(self, seconds=None, workers=(), running=0):
        self.known, self.rows, self.running, self.asked = seconds, workers, running, 0

    async def pace(self, _engine, _model, _shape):
        self.asked += 1
        return None if self.known is None else Pace(3, self.known)

    async def workers(self, *, within):
        assert within > 0
        self.asked += 1
        return self.rows

    async def counts(self):
        self.asked += 1
        return {TaskStatus.RUNNING: self.running}


async def eta(ledger, task=TASK, *, position=0, elapsed=0.0, delay=0.0, own_hands=None):
    return await Paces(ledger, own_hands).eta(task, position=position, elapsed=elapsed, delay=delay)


# --- what is timed together


@pytest.mark.parametrize(
    ("shape", "request_"),
    [
        ("1280*720 5s", VIDEO),
        ("1280*720 5s silent", dataclasses.replace(VIDEO, sound=False)),
        ("720P 10s", dataclasses.replace(VIDEO, size=None, tier=720, seconds=10)),
        ("1280*1280 generate x2", ImageRequest(model="m", mode=ImageMode.GENERATE, prompt="p", size=Size(1280, 1280), n=2)),
        ("2K edit x4", ImageRequest(model="m", mode=ImageMode.EDIT, prompt="p", tier="2K")),
        ("1K interleave x5", ImageRequest(model="m", mode=ImageMode.INTERLEAVE, prompt="p", n=1)),
    ],
)  # fmt: skip
def test_tasks_alike_have_one_shape(shape, request_):
    assert shape == pace.shape_of(request_)


# --- waiting


def test_who_is_next_and_finds_a_free_worker_waits_for_its_own_run():
    assert 10 == pace.waiting_seconds(10, Ahead(0, hands=2, busy=False))


def test_those_ahead_are_shared_among_the_workers():
    assert 10 + 10 * 4 / 2 == pace.waiting_seconds(10, Ahead(4, hands=2, busy=False))


def test_what_runs_is_taken_for_half_done():
    assert 15 == pace.waiting_seconds(10, Ahead(0, hands=1, busy=True))


def test_nobody_waits_for_fewer_tasks_than_there_are_free_workers():
    assert 10 == pace.waiting_seconds(10, Ahead(2, hands=3, busy=False))


@pytest.mark.parametrize("busy", [True, False])
def test_the_wait_never_grows_as_the_queue_shortens(busy):
    waits = [pace.waiting_seconds(10, Ahead(position, 3, busy)) for position in range(20, -1, -1)]

    assert sorted(waits, reverse=True) == waits


# --- running


def test_without_progress_others_tell_how_long_it_takes():
    assert 7 == pace.running_seconds(10, 3, 0.0)


def test_the_further_it_is_the_more_its_own_speed_counts():
    # Ten seconds were thought enough, but half took twenty: its own speed says twenty more, the others say none.
    half, nearly = pace.running_seconds(10, 20, 0.5), pace.running_seconds(10, 36, 0.9)

    assert (10.0, 4.0) == (pytest.approx(half, abs=0.5), pytest.approx(nearly, abs=0.5))


def test_it_falls_steadily_in_a_run_as_usual():
    told = [pace.running_seconds(10, second, second / 10) for second in range(11)]

    assert sorted(told, reverse=True) == told
    assert 0 == told[-1]


def test_a_run_that_takes_too_long_without_progress_is_always_nearly_done():
    assert 0.5 == pace.running_seconds(10, 1000, 0.0)


@pytest.mark.parametrize(("seconds", "eta_"), [(1, 0.0), (1, 1.9), (2, 3.5), (10, 20.0), (15, 30.0), (15, 9000.0)])
def test_a_poll_is_advised_at_half_of_the_rest_and_within_the_vendors_fifteen_seconds(seconds, eta_):
    assert seconds == pace.retry_after(eta_, age=1000.0)


@pytest.mark.parametrize(("seconds", "age"), [(1, -5.0), (1, 0.0), (3, 1.5), (11, 10.0), (15, 60.0)])
def test_a_young_task_is_asked_for_soon_whatever_was_thought(seconds, age):
    assert seconds == pace.retry_after(600.0, age)


# --- what the ledger knows


async def test_past_runs_tell_how_long_a_run_takes():
    assert 8.0 == await eta(Ledger(8.0))


async def test_before_the_first_run_a_rough_table_does():
    short, long = await eta(Ledger()), await eta(Ledger(), dataclasses.replace(TASK, engine="diffusers"))

    assert 1 < short < 10 < long


async def test_a_request_of_which_only_the_prompt_was_kept_has_an_eta_too():
    assert 0 < await eta(Ledger(), dataclasses.replace(TASK, request={"prompt": "a boat"}, shape=""))


async def test_workers_that_drain_or_serve_other_engines_are_not_counted():
    rows = [worker("a"), worker("b", draining=True), worker("c", engines=["cloud"])]

    assert 10 + 10 * 4 == await eta(Ledger(10.0, rows), position=4)


async def test_a_worker_at_work_is_waited_for_unless_it_serves_other_engines():
    other = worker("b", engines=["cloud"], task_id="its")

    assert 10 == await eta(Ledger(10.0, [worker("a"), other], running=1))
    assert 15 == await eta(Ledger(10.0, [worker("a", task_id="mine"), other], running=2))


async def test_where_no_worker_has_reported_yet_those_of_this_process_count():
    assert 10 + 10 * 4 / 4 == await eta(Ledger(10.0), position=4, own_hands=lambda: 4)


async def test_without_any_worker_one_is_expected():
    assert 50 == await eta(Ledger(10.0), position=4)


async def test_a_task_for_later_takes_its_delay_and_its_run():
    assert 110 == await eta(Ledger(10.0), delay=100.0)


async def test_of_a_later_attempt_only_the_progress_counts():
    again = dataclasses.replace(RUNNING, attempt=2, progress=0.0)

    assert 10 == await eta(Ledger(10.0), again, elapsed=500.0)


async def test_a_thousand_polls_ask_the_ledger_once_a_second():
    now = 0.0
    ledger = Ledger(10.0)
    paces = Paces(ledger, clock=lambda: now)
    for _ in range(1000):
        await paces.eta(TASK, position=3, elapsed=0, delay=0)
    assert 3 == ledger.asked

    now = 1.5
    await paces.eta(TASK, position=3, elapsed=0, delay=0)
    assert 6 == ledger.asked
