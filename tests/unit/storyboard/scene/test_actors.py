"""Actors stand, face, move, float and are lit as the shot says."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.stage.actors import progress


@pytest.fixture
def ink(build, make_shot, empty_stage):
    """Where a shot with actors differs from the same shot without them."""

    def find(*actors, t: float = 0.0, setting: str = "hills", threshold: int = 40, **rest) -> np.ndarray:
        shot = make_shot(setting, actors=actors, **rest)
        scene = build(shot)
        without = empty_stage(shot) if t == 0 else build(replace(shot, actors=())).frame(t, 0).astype(int)
        return np.abs(scene.frame(t, 0).astype(int) - without).max(axis=2) > threshold

    return find


def test_an_actor_stands_on_its_foot(ink, make_actor):
    rows = np.flatnonzero(ink(make_actor(start=(0.5, 0.85), end=(0.5, 0.85))).any(axis=1))
    assert rows.max() / 180 == pytest.approx(0.86, abs=0.05)


def test_an_actor_is_as_tall_as_asked(ink, make_actor):
    rows = np.flatnonzero(ink(make_actor(height=0.5), threshold=60).sum(axis=1) > 10)
    assert (rows.max() - rows.min()) / 180 == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize(("t", "x"), [(0.0, 0.3), (2.0, 0.5), (4.0, 0.7)])
def test_a_walker_is_where_its_path_says(t, x, ink, make_actor):
    columns = np.flatnonzero(
        ink(make_actor(action="walk", start=(0.3, 0.82), end=(0.7, 0.82)), t=t, threshold=60).sum(axis=0) > 20
    )
    assert columns.mean() / 320 == pytest.approx(x, abs=0.03)


@pytest.mark.parametrize("facing", [1, -1])
def test_facing_left_mirrors_the_body(facing, build, make_shot, make_actor):
    frame = build(make_shot("hills", actors=(make_actor(facing=facing),))).frame(0, 0).astype(int)
    left, right = frame[110, 160 - 10], frame[110, 160 + 10]
    red, blue = (right, left) if facing > 0 else (left, right)
    assert red[2] > blue[2]
    assert blue[0] > red[0]


def test_an_actor_that_comes_nearer_grows(ink, make_actor):
    actor = make_actor(action="walk", start=(0.5, 0.72), end=(0.5, 0.90), height=0.3)
    first, last = (int((ink(actor, t=t, threshold=60).sum(axis=1) > 8).sum()) for t in (0.0, 4.0))
    assert last > 1.4 * first


def test_nearer_actors_hide_farther_ones(build, make_shot, make_actor):
    near, far = (
        make_actor(id="n", start=(0.5, 0.9), end=(0.5, 0.9)),
        make_actor(id="f", start=(0.5, 0.8), end=(0.5, 0.8)),
    )
    one, two = (build(make_shot("hills", actors=a)).frame(0, 0) for a in ((near, far), (far, near)))
    assert np.abs(one[120].astype(int) - two[120]).max() < 30


def test_night_darkens_an_actor_but_does_not_drown_it(build, make_shot, make_actor):
    day, night = (
        build(make_shot("hills", time, actors=(make_actor(),))).frame(0, 0)[100:120, 150:170].mean()
        for time in ("day", "night")
    )
    assert 0.6 * day < night < 0.97 * day


def test_a_boat_is_mirrored_below_the_waterline(ink, make_actor):
    boat = make_actor(action="sail", medium="water", start=(0.4, 0.62), end=(0.4, 0.62), height=0.3)
    rows = np.flatnonzero(ink(boat, setting="sea_beach", threshold=25).sum(axis=1) > 4)
    assert rows.min() / 180 < 0.36
    assert rows.max() / 180 > 0.66


def test_a_boat_rocks(build, make_shot, make_actor):
    boat = make_actor(action="sail", medium="water", start=(0.4, 0.62), end=(0.4, 0.62), height=0.3)
    scene = build(make_shot("sea_beach", actors=(boat,)))
    tops = [cv2.GaussianBlur(scene.frame(t, 0), (0, 0), 1)[60:80, 100:160].astype(int) for t in (0.0, 1.0)]
    assert np.abs(tops[0] - tops[1]).max() > 20


def test_a_flyer_stays_in_the_air(ink, make_actor):
    kite = make_actor(action="fly", medium="air", start=(0.5, 0.3), end=(0.5, 0.3), height=0.12)
    rows = np.flatnonzero(ink(kite, threshold=60).any(axis=1))
    assert 0.1 < rows.min() / 180 < rows.max() / 180 < 0.5


def test_wet_ground_mirrors_an_actor(build, make_shot, make_actor, empty_stage):
    shot = make_shot("city_street", "night", "rain", actors=(make_actor(),))
    changed = np.abs(build(shot).frame(0, 0).astype(int) - empty_stage(shot))

    assert changed[152:170, 140:180].mean() > 3


@pytest.mark.parametrize("action", ["walk", "drive", "sail"])
def test_limbs_and_wheels_need_an_even_pace(action):
    assert progress(action, 0.25) == 0.25


def test_other_actions_ease_in_and_out():
    assert progress("float", 0.1) < 0.1
    assert progress("float", 0.9) > 0.9
