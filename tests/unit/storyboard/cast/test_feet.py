"""Feet keep to the ground: one that touches it moves exactly as the ground does."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wanbox.engines.storyboard.stage.puppets import model, motions, rig
from wanbox.engines.storyboard.stage.puppets.gait import Gait
from wanbox.engines.storyboard.stage.puppets.motions import _step

BIPEDS = ["fox", "man", "woman", "child", "robot"]
QUADRUPEDS = ["dog", "cat", "horse", "wild-fox"]
#: On-screen height at 720p for which slips are counted in pixels.
HEIGHT = 430


def contacts(name: str, action: str, pace: float):
    """(leg, seconds, contact x on the ground, contact y) of every foot that stands."""
    puppet = model.load(name)
    gear = rig.load_rig(puppet.sheet.rig)
    natural = motions.plan(puppet, action, speed=0, seed=1)
    assert natural.gait is not None
    speed = pace * natural.gait.hz * natural.gait.stride / natural.gait.duty * rig.leg_length(puppet, gear)
    motion = motions.plan(puppet, action, speed=speed, seed=1)
    for t in np.linspace(0, 2.5, 200):
        pose = motion.pose(float(t))
        for leg, names in gear.legs.items():
            step = _step(motion, leg, motion.clock(float(t)))
            if step.contact:
                pivot = puppet.pivots[names["ball" if step.pitch >= 0 else "heel"]]
                x, y = pose.bones[names["ankle"]].carry(puppet.pivots[names["ankle"]], pivot)
                yield (
                    leg,
                    float(t),
                    (x + speed * t) * HEIGHT / puppet.sheet.height,
                    (y - pivot[1]) * HEIGHT / puppet.sheet.height,
                    step,
                )


@pytest.mark.parametrize("pace", [0.5, 1.0, 1.6])
@pytest.mark.parametrize("name", BIPEDS + QUADRUPEDS)
def test_walking_foot_does_not_slide(name, pace):
    places: dict[tuple[str, int], list[float]] = {}
    last: dict[str, tuple[float, int, bool]] = {}
    for leg, t, x, _, step in contacts(name, "walk", pace):
        time, count, heel = last.get(leg, (-1.0, 0, False))
        # A new step, or the roll from the heel on to the ball, begins a new place.
        if t - time > 0.02 or heel != (step.pitch < 0):
            count += 1
        last[leg] = (t, count, step.pitch < 0)
        places.setdefault((leg, count), []).append(x)
    assert len(places) > 4
    assert max(np.ptp(xs) for xs in places.values()) < 1.5


@pytest.mark.parametrize("name", BIPEDS + QUADRUPEDS)
def test_standing_foot_is_on_the_ground(name):
    assert max(abs(y) for _, _, _, y, _ in contacts(name, "walk", 1.0)) < 1.5


@pytest.mark.parametrize("name", BIPEDS + QUADRUPEDS)
def test_running_foot_does_not_sink(name):
    assert max(y for _, _, _, y, _ in contacts(name, "run", 1.0)) < 2.5


def test_ground_speed_is_stride_over_time():
    gait = Gait(stride=0.8, duty=0.6, lift=0.1, hz=1.0, offsets={"a": 0.0}, roll=((0.0, 0.0),)).paced(0.9)
    assert 0.9 == pytest.approx(gait.hz * gait.stride / gait.duty)


def test_slower_walk_takes_shorter_and_rarer_steps():
    gait = Gait(stride=0.8, duty=0.6, lift=0.1, hz=1.0, offsets={"a": 0.0}, roll=((0.0, 0.0),))
    slow = gait.paced(0.5)
    assert slow.hz < gait.hz
    assert slow.stride < gait.stride


def test_swing_meets_the_ground_without_a_jerk():
    gait = Gait(stride=0.8, duty=0.6, lift=0.1, hz=1.0, offsets={"a": 0.0}, roll=((0.0, 0.0),))
    e = 1e-4
    before = (gait.step("a", 1 - e).x - gait.step("a", 1 - 2 * e).x) / e
    after = (gait.step("a", 2 * e).x - gait.step("a", e).x) / e
    assert before == pytest.approx(after, rel=0.02)


@pytest.mark.parametrize("name", BIPEDS)
def test_legs_keep_their_length(name):
    puppet = model.load(name)
    motion = motions.plan(puppet, "walk", speed=300, seed=3)
    for t in np.linspace(0, 1, 17):
        bones = motion.pose(float(t)).bones
        thigh = math.dist((bones["hip-near"].x, bones["hip-near"].y), (bones["knee-near"].x, bones["knee-near"].y))
        assert thigh == pytest.approx(math.dist(puppet.pivots["hip-near"], puppet.pivots["knee-near"]), rel=1e-6)


def test_wheels_roll_as_far_as_the_car_goes():
    puppet = model.load("car")
    motion = motions.plan(puppet, "drive", speed=120, seed=0)
    turn = motion.pose(2.0).bones["wheel-front"].angle - motion.pose(1.0).bones["wheel-front"].angle
    assert 120 == pytest.approx(math.radians(turn) * puppet.sheet.wheels["wheel-front"])


@pytest.mark.parametrize("action", ["walk", "run"])
def test_lowest_ink_is_at_the_ground_line(art, ink, action):
    fox = art("fox", action=action, height=200, travel=260, wears=("trench-coat",))
    bottoms = [ink(fox.pose(t / 10, 4))[3] for t in range(12)]
    assert max(bottoms) < 3
    assert min(bottoms) > -20
    assert sorted(bottoms)[6] == pytest.approx(0, abs=2.5)
