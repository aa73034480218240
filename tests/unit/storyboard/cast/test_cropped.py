"""Bodies of which only a part is seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Camera, Framing, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import cast, scene
from wanbox.engines.storyboard.stage.contract import Place, PlacedArt


@pytest.mark.parametrize("name", ["woman", "fox", "sailboat"])
def test_a_part_of_a_body_is_cut_from_the_whole(name, art):
    made = art(name, action="wave")
    assert isinstance(made, PlacedArt)
    whole, part = made.pose(1.1, 4.0), made.placed(1.1, 4.0, Place(window=(-20.0, -90.0, 30.0, -40.0)))

    left, top = (round(whole.anchor[i] - part.anchor[i]) for i in (0, 1))
    height, width = part.pixels.shape[:2]
    cut = whole.pixels[top : top + height, left : left + width].astype(int)
    assert (50, 50) == (height, width)
    # Where a row of a triangle begins moves by less than a 256th of a pixel of its picture.
    assert np.abs(cut - part.pixels).max() <= 8
    assert (top, whole.pixels.shape[0] - top - height) == part.unseen


def test_a_body_that_nobody_sees_is_next_to_nothing(art):
    unseen = art("woman").placed(0.0, 4.0, Place(window=(900.0, 900.0, 950.0, 950.0)))
    assert unseen.pixels.size <= 4 * 4 * 4


def test_the_whole_body_leaves_nothing_out(art):
    assert (0, 0) == art("fox").pose(0.5, 4.0).unseen


@pytest.mark.parametrize("kind", ["puppet", "sprite"])
def test_a_body_in_its_place_is_the_pose_at_that_place(kind, art):
    made = art("fox", kind=kind)
    pose, placed = made.pose(1.1, 4.0), made.placed(1.1, 4.0, Place(x=412.0, y=300.0))
    assert np.abs(pose.pixels.astype(int) - placed.pixels).max() <= 8
    assert pose.anchor == placed.anchor


@pytest.mark.parametrize("kind", ["puppet", "sprite"])
def test_a_body_that_looks_left_is_the_mirror_image(kind, art):
    made = art("fox", kind=kind)
    right, left = (made.placed(1.1, 4.0, Place(facing=facing)) for facing in (1, -1))
    assert np.abs(right.pixels[:, ::-1].astype(int) - left.pixels).mean() < 1
    assert right.anchor[0] == left.pixels.shape[1] - left.anchor[0]


@pytest.mark.parametrize("kind", ["puppet", "sprite"])
def test_a_body_at_half_its_size_is_half_as_large(kind, art, ink):
    made = art("fox", kind=kind)
    whole, half = (ink(made.placed(1.1, 4.0, Place(scale=scale))) for scale in (1.0, 0.5))
    assert [edge / 2 for edge in whole] == pytest.approx(list(half), abs=1.5)


@pytest.mark.parametrize("kind", ["puppet", "sprite"])
def test_a_turned_body_lies_on_its_side(kind, art, ink):
    made = art("fox", kind=kind)
    left, top, right, bottom = ink(made.placed(1.1, 4.0, Place(turn=math.pi / 2)))
    upright = ink(made.pose(1.1, 4.0))
    assert [-upright[3], upright[0], -upright[1], upright[2]] == pytest.approx([left, top, right, bottom], abs=2)


@pytest.mark.parametrize("kind", ["puppet", "sprite"])
def test_a_body_in_deeper_water_is_that_much_lower(kind, art, ink):
    made = art("fox", kind=kind)
    afloat, deeper = (ink(made.placed(1.1, 4.0, Place(sunk=sunk))) for sunk in (0.0, 20.0))
    assert [afloat[0], afloat[1] + 20, afloat[2], afloat[3] + 20] == list(deeper)


@pytest.mark.parametrize("name", ["fox", "bird", "sailboat", "woman"])
def test_all_ink_lies_within_the_spans(name, art):
    body = art(name).placed(0.4, 4.0, Place(turn=0.1, scale=0.8))
    columns = np.arange(body.pixels.shape[1])
    inside = (body.spans[:, :1] <= columns) & (columns <= body.spans[:, 1:2])
    assert not body.pixels[~inside].any()


def test_what_never_moves_is_known_to_be_still(art):
    assert [True, False, False] == [art(name).still for name in ("sofa", "fox", "sailboat")]
    assert [False, True] == [art(name, kind="sprite").still for name in ("fox", "brick")]


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


def test_a_body_that_never_moves_looks_the_same_as_if_it_were_painted_anew(art, monkeypatch):
    from wanbox.engines.storyboard.shotlist import Actor
    from wanbox.engines.storyboard.stage.puppets.art import PuppetArt

    where = {"start": (0.5, 0.85), "end": (0.5, 0.85), "height": 0.4}
    sofa = Actor(id="a", noun="sofa", label="sofa", kind="puppet", art="sofa", **where)
    shot = Shot(start=0, seconds=4, setting="studio", camera=Camera(move=Move.PUSH_IN), actors=(sofa,))

    def frame() -> np.ndarray:
        return scene.build(shot, width=320, height=180, seed=5, cast=cast.make).frame(1.0, 30).astype(int)

    kept = frame()
    monkeypatch.setattr(PuppetArt, "still", False)
    assert 0 < np.abs(frame() - kept).mean() < 0.6
