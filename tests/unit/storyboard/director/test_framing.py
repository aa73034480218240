"""Shot sizes: who fills how much of the frame, and where the eyes are."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.compose.camera import FRAMING_ZOOM
from wanbox.engines.storyboard.director import framing
from wanbox.engines.storyboard.shotlist import Framing, Move

SIZES = [Framing.WIDE, Framing.MEDIUM, Framing.CLOSE, Framing.EXTREME_CLOSE]
WORDS = {Framing.WIDE: "wide shot", Framing.MEDIUM: "medium shot", Framing.CLOSE: "close-up"}


def test_every_shot_size_has_its_numbers():
    near = set(Framing) - {Framing.WIDE}

    assert set(Framing) == set(framing.BLUR) == set(FRAMING_ZOOM)
    assert near == set(framing._UPRIGHT) == set(framing._FOUR_LEGS) == set(framing._THING) == set(framing._EYE_LINE)


@pytest.mark.parametrize(
    ("words", "low", "high"), [("wide shot", 0.35, 0.56), ("medium shot", 1.0, 1.6), ("close-up", 1.7, 2.6)]
)
def test_a_shot_size_shows_the_whole_body_the_waist_or_the_head(direct, seen, words, low, high):
    shot = direct(f"{words} of a girl, static camera").shots[0]
    (girl,) = seen(shot)

    assert low <= girl.foot - girl.top <= high


@pytest.mark.parametrize("words", ["medium shot", "close-up"])
@pytest.mark.parametrize("u", [0.0, 1.0])
@pytest.mark.parametrize("prompt", ["a girl", "a man walks", "a girl runs in the city"])
def test_near_shots_keep_the_face_in_the_frame(direct, seen, words, u, prompt):
    for seed in range(4):
        shot = direct(f"{words}, {prompt}", seed=seed).shots[0]
        body = seen(shot, u)[0]
        face = body.foot - 0.87 * (body.foot - body.top)

        assert 0.25 < body.middle < 0.75
        assert 0.12 < face < 0.55


@pytest.mark.parametrize("words", ["medium shot", "close-up"])
def test_there_is_lead_room_where_the_face_looks(direct, seen, words):
    for seed in range(6):
        shot = direct(f"{words} of a girl, static camera", seed=seed).shots[0]
        (girl,) = seen(shot)

        assert (0.5 - girl.middle) * girl.facing > 0.01


def test_near_shots_have_a_soft_background(direct):
    wide, medium, close = (direct(f"{words} of a girl").shots[0].camera.blur for words in WORDS.values())

    assert 0 == wide < medium < close


def test_sizes_against_each_other_stay_the_same_in_near_shots(direct):
    def ratio(words: str) -> float:
        girl, cat = (
            next(a for a in direct(f"{words} a girl and a cat").shots[0].actors if a.noun == n) for n in ("girl", "cat")
        )
        return cat.height / girl.height

    assert ratio("wide shot,") == pytest.approx(ratio("close-up,"))


def test_a_shoulder_is_large_soft_and_at_the_edge(direct, seen):
    shot = direct("over the shoulder shot, a man talks to a girl").shots[0]
    hero, shoulder = (next(a for a in shot.actors if a.noun == noun) for noun in ("man", "girl"))
    boxes = {box.id: box for box in seen(shot)}
    near = boxes[shoulder.id]

    assert Framing.OVER_SHOULDER is shot.camera.framing
    assert shot.actors[-1].id == shoulder.id
    assert shoulder.blur > 0.3
    assert near.foot - near.top > boxes[hero.id].foot - boxes[hero.id].top
    assert near.middle > 0.7 if hero.facing > 0 else near.middle < 0.3
    assert hero.facing == -shoulder.facing


def test_a_near_shot_of_a_walker_goes_along(direct, seen):
    shot = direct("medium shot, a man walks").shots[0]

    assert Move.TRACK is shot.camera.move
    assert seen(shot, 0.0)[0].middle == pytest.approx(seen(shot, 1.0)[0].middle, abs=0.04)


def test_a_camera_that_was_told_to_stand_sees_a_short_way(direct, seen):
    shot = direct("medium shot, a man walks, static camera").shots[0]

    assert Move.STATIC is shot.camera.move
    assert abs(seen(shot, 0.0)[0].middle - seen(shot, 1.0)[0].middle) <= 0.12
