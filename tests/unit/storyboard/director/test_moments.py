"""One thing after another: in stretches of one shot, and from shot to shot."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.shotlist import Framing, Move


@pytest.fixture
def stretches(direct):
    """The entries of the one body of a one-shot clip."""
    return lambda prompt, **options: direct(prompt, **options).shots[0].actors


@pytest.mark.parametrize("prompt", ["a robot walks, then waves", "一个机器人走路，然后挥手"])
def test_a_body_does_one_thing_after_another_in_one_shot(stretches, prompt):
    walking, waving = stretches(prompt)

    assert ("walk", "wave") == (walking.action, waving.action)
    assert walking.id == waving.id


def test_stretches_follow_each_other_without_a_gap_in_time_or_place(stretches):
    entries = stretches("a robot walks, then waves, finally dances", seconds=6)

    assert (0.0, 6) == (entries[0].during[0], entries[-1].during[1])
    for before, after in itertools.pairwise(entries):
        assert before.during[1] == after.during[0]
        assert before.end == after.start
        assert before.facing == after.facing


def test_who_waves_stays_where_the_walk_has_led(stretches):
    walking, waving = stretches("a robot walks, then waves")

    assert abs(walking.end[0] - walking.start[0]) > 0.1
    assert waving.start == waving.end


def test_a_way_that_comes_second_is_gone_too(stretches):
    waving, walking = stretches("a robot waves, then walks")

    assert waving.start == waving.end == walking.start
    assert abs(walking.end[0] - walking.start[0]) > 0.05


def test_verbs_without_an_order_are_one_action(stretches):
    assert 1 == len(stretches("a robot walks and waves"))


def test_a_short_clip_shows_no_more_than_it_has_time_for(stretches):
    assert 2 >= len(stretches("a robot walks, then waves, then dances, then sits", seconds=3))


def test_the_camera_stays_where_somebody_stops(direct):
    assert Move.TRACK is not direct("a robot runs, then waves", seconds=15).shots[0].camera.move


def test_each_shot_of_a_clip_has_its_verb(direct):
    shots = direct("a robot walks, then waves", seconds=8, extend=True, multi=True).shots
    robots = [next(a for a in shot.actors if a.noun == "robot") for shot in shots]

    assert ["walk", "wave", "wave"] == [robot.action for robot in robots]
    assert [Framing.WIDE, Framing.MEDIUM] == [shot.camera.framing for shot in shots[:2]]
