"""Bodies of which only a part is seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Camera, Framing, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import cast, scene
from wanbox.engines.storyboard.stage.contract import CroppedArt


@pytest.mark.parametrize("name", ["woman", "fox", "sailboat"])
def test_a_part_of_a_body_is_cut_from_the_whole(name, art):
    made = art(name, action="wave")
    assert isinstance(made, CroppedArt)
    whole, part = made.pose(1.1, 4.0), made.within(1.1, 4.0, (-20.0, -90.0, 30.0, -40.0))

    left, top = (round(whole.anchor[i] - part.anchor[i]) for i in (0, 1))
    height, width = part.pixels.shape[:2]
    cut = whole.pixels[top : top + height, left : left + width].astype(int)
    assert (50, 50) == (height, width)
    # Where a row of a triangle begins moves by less than a 256th of a pixel of its picture.
    assert np.abs(cut - part.pixels).max() <= 8
    assert (top, whole.pixels.shape[0] - top - height) == part.unseen


def test_a_body_that_nobody_sees_is_next_to_nothing(art):
    assert art("woman").within(0.0, 4.0, (900.0, 900.0, 950.0, 950.0)).pixels.size <= 4 * 4 * 4


def test_the_whole_body_leaves_nothing_out(art):
    made = art("fox")
    assert (0, 0) == made.pose(0.5, 4.0).unseen
    assert np.array_equal(made.pose(0.5, 4.0).pixels, made.within(0.5, 4.0, (-math.inf, -math.inf, 1e6, 1e6)).pixels)


@pytest.mark.parametrize("facing", [1, -1])
def test_a_close_up_shows_the_same_as_the_whole_body_would(facing, monkeypatch, make_near):
    made = make_near(facing)
    cropped = made.frame(1.0, 30).astype(int)
    monkeypatch.setattr("wanbox.engines.storyboard.stage.actors._BELOW", math.inf)
    assert np.abs(made.frame(1.0, 30) - cropped).max() <= 12


@pytest.fixture
def make_near(art):
    from wanbox.engines.storyboard.shotlist import Actor

    def make(facing: int) -> scene.Scene:
        actor = Actor(
            id="a",
            noun="woman",
            label="woman",
            kind="puppet",
            art="woman",
            facing=facing,
            start=(0.6, 0.82),
            end=(0.6, 0.82),
            height=0.55,
        )
        camera = Camera(move=Move.PUSH_IN, framing=Framing.CLOSE, amount=1.0, focus=(0.6, 0.4))
        shot = Shot(
            start=0,
            seconds=4,
            setting="hills",
            time=TimeOfDay.DAY,
            weather=Weather.CLEAR,
            camera=camera,
            actors=(actor,),
        )
        return scene.build(shot, width=320, height=180, seed=5, cast=cast.make)

    return make
