"""When a message that did not arrive is sent again."""

from __future__ import annotations

import pytest

from wanbox.notify.retries import HORIZON_SECONDS, next_try


def schedule(chance):
    """Moments of all tries, in seconds after the first."""
    moments = [0.0]
    while (wait := next_try(len(moments), moments[-1], chance=lambda: chance)) is not None:
        moments.append(moments[-1] + wait)
    return moments


def test_a_message_is_tried_eight_times_within_two_hours():
    moments = schedule(0.5)

    assert [0, 5, 20, 65, 200, 605, 1820, 5420] == moments


@pytest.mark.parametrize("chance", [0.0, 0.25, 0.75, 0.999])
def test_chance_changes_little_of_it(chance):
    moments = schedule(chance)

    assert 8 <= len(moments) <= 9
    assert 3600 < moments[-1] <= HORIZON_SECONDS


def test_what_failed_together_is_not_tried_again_together():
    assert 8.0 == pytest.approx(10 * next_try(1, 0, chance=lambda: 0.0) / next_try(1, 0, chance=lambda: 0.5))
    assert next_try(3, 20, chance=lambda: 0.0) < next_try(3, 20, chance=lambda: 0.9)


def test_an_old_message_gets_one_more_try():
    assert next_try(9, HORIZON_SECONDS) is None


def test_any_number_of_tries_is_bearable():
    assert 3600 == next_try(10_000, 3500, chance=lambda: 0.5)


def test_a_message_that_is_asked_for_again_is_tried_as_soon_as_a_new_one():
    assert 5 == next_try(9, 0, chance=lambda: 0.5)


def test_the_first_failure_of_a_message_that_lay_about_is_tried_again_soon():
    assert 5 == next_try(1, 3000, chance=lambda: 0.5)


def test_a_clock_that_went_back_changes_nothing():
    assert 5 == next_try(4, -30, chance=lambda: 0.5)
