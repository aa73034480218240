"""What mood, era and tint do to a picture, measured on grey and on coloured patches."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Shot
from wanbox.engines.storyboard.stage import colour_script
from wanbox.engines.storyboard.stage.air import air_for
from wanbox.engines.storyboard.stage.colour_script import Look, graded, look_of
from wanbox.engines.storyboard.stage.contract import Light, Set

MOODS = ("happy", "tense", "sad", "mysterious", "epic")


def shot(mood: str = "calm", **traits: str) -> Shot:
    return Shot(start=0, seconds=4, setting="hills", mood=mood, traits=traits)


def stage() -> Set:
    return Set(nodes=[], light=Light(), horizon=90.0)


def tone(level: float, mood: str = "calm", **traits: str) -> np.ndarray:
    """What becomes of a grey, red green blue."""
    curves = graded(stage(), shot(mood, **traits)).grade
    plain = ((0, 0), (255, 255))
    return np.array([np.interp(level, *zip(*curves.get(c, plain), strict=True)) for c in ("red", "green", "blue")])


def painted(mood: str = "calm", **traits: str) -> np.ndarray:
    """A patch of brick after the colour pass, BGR."""
    frame = np.full((4, 4, 4), (60, 90, 190, 0), np.uint8)
    for node in graded(stage(), shot(mood, **traits)).nodes:
        node.paint(frame, None)
    return frame[0, 0, :3].astype(int)


def test_a_calm_shot_is_left_alone():
    plain = stage()
    assert graded(plain, shot()) is plain


@pytest.mark.parametrize("mood", MOODS)
def test_each_mood_is_seen(mood):
    greys = max(np.abs(tone(level, mood) - level).max() for level in (40, 128, 220))
    assert greys > 5


@pytest.mark.parametrize("mood", MOODS)
def test_no_mood_is_coarse(mood):
    assert max(np.abs(tone(level, mood) - level).max() for level in range(0, 256, 16)) < 52


def test_happy_is_warmer_and_sad_is_cooler():
    happy, sad = tone(200, "happy"), tone(200, "sad")
    assert happy[0] - happy[2] > 8
    assert sad[2] - sad[0] > 8


def test_sad_drains_colour_and_happy_adds_some():
    plain, sad, happy = (np.ptp(painted(mood)) for mood in ("calm", "sad", "happy"))
    assert sad < 0.7 * plain
    assert happy > 1.08 * plain


@pytest.mark.parametrize("mood", ["tense", "epic"])
def test_contrast_parts_lights_from_darks(mood):
    assert tone(205, mood).mean() - tone(55, mood).mean() > 155


def test_mystery_is_darker():
    assert tone(128, "mysterious").mean() < 122


def test_sad_air_is_thicker_and_its_sky_fuller():
    plain, sad = air_for(shot()), air_for(shot("sad"))
    assert sad.thick > plain.thick
    assert sad.cover > plain.cover + 0.2


def test_the_twenties_are_nearly_without_colour_and_brownish():
    assert np.ptp(painted(era="1920s")) < 0.45 * np.ptp(painted())
    red, _, blue = tone(200, era="1920s")
    assert red > blue + 25


def test_every_era_of_the_lexicon_has_a_look():
    eras = {"ancient", "medieval", "victorian", "1920s", "1950s", "1980s", "future", "prehistoric"}
    assert set(colour_script.looks()["era"]) == eras


@pytest.mark.parametrize(("tint", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_a_tint_leans_towards_its_colour(tint, channel):
    assert int(tone(160, tint=tint).argmax()) == channel


def test_looks_add_up():
    both = look_of(shot("sad", era="1920s"))
    assert both == look_of(shot("sad")) + look_of(shot(era="1920s"))


def test_unknown_names_change_nothing():
    assert look_of(shot("bewildered", era="next week", tint="plaid")) == Look()
