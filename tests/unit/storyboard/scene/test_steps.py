"""Steps are heard where feet are seen to come down."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor, Shot, ShotList
from wanbox.engines.storyboard.stage import steps
from wanbox.engines.storyboard.stage.puppets import model, motions

ASPECT = 16 / 9


def walker(action="walk", art="man", **more):
    fields = {"start": (0.3, 0.8), "end": (0.6, 0.8), "height": 0.45}
    return Actor(id="w-1", noun=art, label=art, kind="puppet", art=art, action=action, **fields | more)


def clip(actor, seconds=5.0, start=0.0):
    shot = Shot(start=start, seconds=seconds, setting="hills", actors=(actor,))
    return ShotList(prompt="", seconds=start + seconds, seed=3, shots=(shot,))


def test_a_walker_steps_evenly():
    times = np.array([fall.time for fall in steps.footfalls(clip(walker()), ASPECT)])
    assert len(times) >= 6
    assert np.diff(times).std() < 0.2 * np.diff(times).mean()


def test_who_runs_steps_faster_than_who_walks():
    far = {"start": (0.05, 0.8), "end": (0.95, 0.8)}
    runs = steps.footfalls(clip(walker("run", **far)), ASPECT)
    walks = steps.footfalls(clip(walker("walk")), ASPECT)
    assert len(runs) > len(walks)


def test_a_foot_is_on_the_ground_when_its_step_is_heard():
    actor = walker()
    speed = 0.3 * ASPECT / 0.45 / 5 * model.load("man").sheet.height
    motion = motions.plan(model.load("man"), "walk", speed=speed, seed=steps.own_seed(actor, 3))
    for t in steps.contacts(actor, 5.0, ASPECT, 3):
        assert any(
            motions.touches(motion, leg, t) and not motions.touches(motion, leg, t - 1 / 60) for leg in motion.rig.legs
        )


@pytest.mark.parametrize("action", ["sit", "sleep", "stand"])
def test_who_stays_makes_no_step(action):
    assert steps.footfalls(clip(walker(action, end=(0.3, 0.8))), ASPECT) == []


def test_who_is_carried_makes_no_step():
    assert steps.footfalls(clip(walker(lift=0.2)), ASPECT) == []


def test_steps_of_a_later_shot_are_heard_in_it_and_go_with_the_walker():
    falls = steps.footfalls(clip(walker(), start=4.0), ASPECT)
    assert all(4 <= fall.time <= 9 for fall in falls)
    assert falls[-1].x > falls[0].x


def test_the_same_way_in_half_the_time_takes_quicker_steps():
    rate = {seconds: len(steps.footfalls(clip(walker(), seconds=seconds), ASPECT)) / seconds for seconds in (4.0, 10.0)}
    assert rate[4.0] > rate[10.0]


def test_a_step_a_second_or_two_is_an_unhurried_walk():
    assert 1.2 <= len(steps.footfalls(clip(walker()), ASPECT)) / 5 <= 2.6


def test_who_flies_makes_no_steps():
    assert steps.footfalls(clip(walker("fly", medium="air")), ASPECT) == []
