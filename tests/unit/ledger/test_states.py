"""The state table (design 4, spec 6.1)."""

from __future__ import annotations

import pytest

from wanbox.ledger import states
from wanbox.ledger.states import CANCELED, FAILED, PENDING, RUNNING, STEPS, SUCCEEDED, TABLE, Event
from wanbox.wire.status import TERMINAL, TaskStatus


def test_a_task_begins_pending():
    assert (PENDING,) == states.targets(None, Event.SUBMIT)


def test_each_pair_of_state_and_event_stands_once():
    pairs = [(rule.source, rule.event) for rule in TABLE]

    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("status", sorted(TERMINAL - {TaskStatus.UNKNOWN}))
def test_what_has_ended_can_only_be_forgotten(status):
    assert [Event.FORGET] == [rule.event for rule in TABLE if rule.source is status]


def test_unknown_is_never_stored():
    assert not [step for step in STEPS if TaskStatus.UNKNOWN in step]


def test_the_vendors_cancel_touches_only_what_is_pending():
    assert [PENDING] == [rule.source for rule in TABLE if rule.event is Event.CANCEL]


def test_only_our_own_stop_ends_what_runs():
    assert (CANCELED,) == states.targets(RUNNING, Event.STOP)


def test_every_write_of_a_worker_is_fenced():
    assert {Event.REPORT, Event.FINISH, Event.FAIL} == {rule.event for rule in TABLE if rule.fenced}


def test_only_a_result_makes_a_success():
    assert {(RUNNING, SUCCEEDED)} == {step for step in STEPS if step[1] is SUCCEEDED}


@pytest.mark.parametrize(
    ("expected", "attempt", "retry"),
    [(PENDING, 1, True), (PENDING, 2, True), (FAILED, 3, True), (FAILED, 4, True), (FAILED, 1, False)],
)
def test_a_task_waits_again_while_attempts_are_left(expected, attempt, retry):
    assert expected is states.after_attempt(attempt, max_attempts=3, retry=retry)
