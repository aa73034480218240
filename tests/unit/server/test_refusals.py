"""How long the ledger's refusal is repeated without asking it."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.clock import Clock
from wanbox.ledger.contract import QuotaExceeded, RateExceeded
from wanbox.server.refusals import Refusals


@pytest.fixture
def clock():
    return Clock(dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


@pytest.fixture
def refusals(clock):
    return Refusals(clock)


def refuse(refusals, error, key_id="1", model="m"):
    with pytest.raises(type(error)), refusals.noting(key_id, model):
        raise error


def repeated(refusals, key_id="1", model="m"):
    """What is raised, with the time that is left."""
    try:
        refusals.check(key_id, model)
    except (RateExceeded, QuotaExceeded) as error:
        return type(error), pytest.approx(error.retry_after)
    return None


@pytest.mark.parametrize("kind", [RateExceeded, QuotaExceeded])
def test_a_refusal_is_repeated_with_the_time_that_is_left(refusals, clock, kind):
    refuse(refusals, kind("no", 0.8))
    clock.forward(seconds=0.3)

    assert (kind, 0.5) == repeated(refusals)


def test_it_is_not_repeated_when_its_time_is_over(refusals, clock):
    refuse(refusals, RateExceeded("no", 0.8))
    clock.forward(seconds=0.8)

    assert None is repeated(refusals)


def test_a_long_one_is_asked_for_again_after_a_second(refusals, clock):
    refuse(refusals, QuotaExceeded("no", 3600))
    clock.forward(seconds=0.999)
    within = repeated(refusals)
    clock.forward(seconds=0.001)

    assert [(QuotaExceeded, 3599.001), None] == [within, repeated(refusals)]


def test_a_clock_that_was_set_back_refuses_nobody(refusals, clock):
    refuse(refusals, QuotaExceeded("no", 3600))
    clock.forward(seconds=-1800)

    assert None is repeated(refusals)


def test_keys_and_models_are_refused_each_for_itself(refusals):
    refuse(refusals, RateExceeded("no", 0.8))

    assert (None, None) == (repeated(refusals, key_id="2"), repeated(refusals, model="n"))


def test_what_was_taken_is_not_refused(refusals):
    with refusals.noting("1", "m"):
        pass

    assert None is repeated(refusals)


def test_refusals_are_forgotten_before_they_fill_the_memory(refusals, monkeypatch):
    monkeypatch.setattr("wanbox.server.refusals._REMEMBERED", 2)
    for n in range(5):
        refuse(refusals, RateExceeded("no", 0.8), key_id=str(n))

    assert [False, False, False, True, True] == [repeated(refusals, key_id=str(n)) is not None for n in range(5)]
