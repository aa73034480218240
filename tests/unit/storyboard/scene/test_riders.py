"""Bodies that sit on or in others, reflections that end at the shore, and places without what is not wanted."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.stage.absent import unwanted


@pytest.fixture
def rows(build, make_shot, empty_stage):
    """Rows in which the first frame differs from the empty stage."""

    def find(*actors, setting="hills", threshold=40):
        without = empty_stage(make_shot(setting))
        shown = build(make_shot(setting, actors=actors)).frame(0.0, 0).astype(int)
        return np.flatnonzero((abs(shown - without).max(2) > threshold).any(1))

    return find


def test_a_lifted_body_is_painted_that_much_higher(rows, make_actor):
    standing, lifted = rows(make_actor()), rows(make_actor(lift=0.2))

    assert 0.2 * 180 == pytest.approx(standing.min() - lifted.min(), abs=2)


def test_a_lifted_body_keeps_its_size(rows, make_actor):
    found = rows(make_actor(lift=0.2))

    assert 0.4 * 180 == pytest.approx(np.ptp(found), abs=4)


def test_a_passenger_shows_only_what_rises_above_the_deck(rows, make_actor):
    found = rows(make_actor(lift=0.05, medium="water", start=(0.5, 0.62), end=(0.5, 0.62)), setting="sea_beach")

    assert found.max() <= (0.62 - 0.05) * 180 + 3


def test_a_boat_is_not_mirrored_on_the_sand(rows, make_actor):
    boat = make_actor(medium="water", start=(0.5, 0.70), end=(0.5, 0.70), height=0.6)
    found = rows(boat, setting="sea_beach", threshold=6)

    assert found.max() < 0.80 * 180


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [("people", "people", True), ("person rain", "people", True), ("car", "cars", True), ("rain", "cars", False)],
)
def test_what_is_named_is_unwanted(words, kind, expected, make_shot):
    assert expected == unwanted(make_shot(traits={"without": words}), kind)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("city_street", "people"),
        ("city_street", "car"),
        ("sea_beach", "boat"),
        ("sea_beach", "bird"),
        ("hills", "bird"),
    ],
)
def test_a_place_leaves_out_what_is_unwanted(setting, words, build, make_shot):
    full, without = (build(make_shot(setting, traits={"without": w}), 160, 90) for w in ("", words))

    assert len(without.nodes) < len(full.nodes)
