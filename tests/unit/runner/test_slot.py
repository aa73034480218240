"""What becomes of one worker's place when its processes end."""

from __future__ import annotations

import os
import sys

import pytest

from wanbox.runner.exits import EXIT_DISMISSED
from wanbox.runner.slot import BACK_OFF, HEALTHY_SECONDS, Slot


@pytest.fixture
def slot():
    return Slot("host:0")


def die(slot, *, at, after=1.0, status=1):
    """A process that began at a moment and ended a while later."""
    slot.start((sys.executable, "-S", "-c", f"raise SystemExit({status})"), os.environ, at)
    slot.child.wait()
    slot.bury(at + after)
    slot.unreleased = False


def test_a_first_death_is_replaced_at_once(slot):
    die(slot, at=100.0)

    assert slot.may_start(101.0)


def test_a_crash_loop_is_replaced_more_and_more_slowly(slot):
    waits = []
    for _ in range(len(BACK_OFF) + 1):
        die(slot, at=100.0)
        waits.append(slot.start_at - 101.0)

    assert [*BACK_OFF, BACK_OFF[-1]] == pytest.approx(waits)
    assert not slot.may_start(101.0)
    assert slot.is_dying(101.0)


def test_a_long_life_is_no_crash_loop(slot):
    for _ in range(3):
        die(slot, at=100.0)
    die(slot, at=100.0, after=HEALTHY_SECONDS)

    assert 0 == slot.deaths


def test_a_place_stays_empty_until_the_task_was_given_back(slot):
    die(slot, at=100.0)
    slot.unreleased = True

    assert not slot.may_start(1e9)


def test_a_worker_that_the_operator_drained_is_not_replaced(slot):
    die(slot, at=100.0, status=EXIT_DISMISSED)

    assert (True, 0, False) == (slot.dismissed, slot.deaths, slot.may_start(1e9))


def test_what_has_no_process_has_no_child(slot):
    with pytest.raises(RuntimeError, match="host:0"):
        _ = slot.child
