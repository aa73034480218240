"""Several pictures of one prompt differ, and each keeps what was said."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.director import plan
from wanbox.engines.storyboard.language.understand import understand
from wanbox.engines.storyboard.language.vocabulary import load
from wanbox.engines.storyboard.shotlist import Framing, TimeOfDay


@pytest.fixture(scope="module")
def vocabulary():
    return load()


@pytest.fixture
def pictures(vocabulary):
    """The shots of four pictures of a prompt, all with one seed."""

    def draw(prompt: str, **rest):
        facts = understand(prompt, vocabulary)
        given = {"seconds": 5, "seed": 4, "width": 640, "height": 640, "extend": True, **rest}
        return [plan(facts, prompt=prompt, variant=k, stage=vocabulary, **given).shots[0] for k in range(4)]

    return draw


def test_the_first_is_the_plainest(pictures, vocabulary):
    prompt = "a robot in a forest"
    plain = plan(
        understand(prompt, vocabulary), prompt=prompt, seconds=5, seed=4, width=640, height=640, extend=True,
        multi=False, stage=vocabulary,
    )  # fmt: skip

    assert plain.shots[0] == pictures(prompt, multi=False)[0]


def test_framing_side_and_light_differ(pictures):
    shots = pictures("a robot in a forest", multi=False)

    assert len({(s.camera.framing, s.actors[0].facing, s.time, s.actors[0].height) for s in shots}) == 4
    assert {Framing.WIDE, Framing.MEDIUM, Framing.CLOSE} == {s.camera.framing for s in shots}
    assert {1, -1} == {s.actors[0].facing for s in shots}


@pytest.mark.parametrize("prompt", ["a robot in a forest at night", "夜晚，森林里的机器人"])
def test_the_time_that_was_said_stays(prompt, pictures):
    assert {TimeOfDay.NIGHT} == {s.time for s in pictures(prompt, multi=False)}


def test_the_framing_that_was_said_stays(pictures):
    assert {Framing.CLOSE} == {s.camera.framing for s in pictures("close-up of a robot", multi=False)}


def test_the_direction_that_was_said_stays(pictures):
    assert {-1} == {s.actors[0].facing for s in pictures("a robot walks to the left", multi=False)}


def test_light_is_not_changed_without_prompt_extend(pictures):
    assert {TimeOfDay.DAY} == {s.time for s in pictures("a robot in a forest", multi=False, extend=False)}


def test_everybody_stays_in_the_frame(pictures, seen, vocabulary):
    for shot in pictures("three robots stand in a city", multi=False):
        if shot.camera.framing is Framing.WIDE:
            assert all(0 < box.middle < 1 for box in seen(shot, 0.4, (640, 640), vocabulary.cast))
