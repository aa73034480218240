"""The camera's angle moves the horizon of every place, and stretches show only their part of the shot."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor, Angle, Camera, Move, Shot
from wanbox.engines.storyboard.stage import scene, settings
from wanbox.engines.storyboard.stage.cast import make
from wanbox.engines.storyboard.stage.contract import Context
from wanbox.engines.storyboard.stage.geometry import HIGHEST, Geometry


def shot(setting: str = "hills", angle: Angle = Angle.EYE, actors: tuple[Actor, ...] = ()) -> Shot:
    return Shot(
        start=0, seconds=4, setting=setting, camera=Camera(move=Move.STATIC, amount=0, angle=angle), actors=actors
    )


def geometry(angle: Angle, horizon: float = 0.5) -> Geometry:
    return Geometry.of(Context(shot=shot(angle=angle), width=320, height=180, seed=1), horizon)


def test_the_horizon_sinks_under_a_low_camera_and_rises_under_a_high_one():
    low, eye, high, aerial = (geometry(a).horizon for a in (Angle.LOW, Angle.EYE, Angle.HIGH, Angle.AERIAL))

    assert low > eye == 90 > high > aerial > 0


@pytest.mark.parametrize("horizon", [0.2, 0.4, 0.6])
def test_there_is_always_a_strip_of_sky_above_the_actors_row(horizon):
    for angle in Angle:
        found = geometry(angle, horizon)
        assert HIGHEST * 180 <= found.horizon < found.foot


CASES = list(zip(sorted(settings.load()), itertools.cycle([Angle.LOW, Angle.AERIAL, Angle.HIGH]), strict=False))


@pytest.mark.parametrize(("name", "angle"), CASES)
def test_every_place_can_be_seen_from_another_angle(name, angle):
    frame = scene.build(shot(name, angle), width=112, height=64, seed=5, cast=make).frame(0.5, 0)

    assert frame.std() > 6
    assert (frame.max(axis=2) < 4).mean() < 0.4


def test_a_stretch_is_seen_in_its_own_time_alone():
    body = Actor(id="a", noun="robot", label="robot", kind="puppet", art="robot", during=(1.0, 2.0))
    plain = scene.build(shot(), width=160, height=90, seed=5, cast=make)
    staged = scene.build(shot(actors=(body,)), width=160, height=90, seed=5, cast=make)

    def differs(t: float) -> bool:
        return bool((np.abs(plain.frame(t, 0).astype(int) - staged.frame(t, 0)) > 30).any())

    assert [False, True, False] == [differs(t) for t in (0.5, 1.5, 2.5)]
