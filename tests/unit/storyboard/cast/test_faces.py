"""Faces: brows and mouth that show the mood of the shot and of what is done."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.stage.puppets import clips, model

PEOPLE = ("man", "woman", "child")
MOODS = ("happy", "sad", "tense", "epic", "mysterious")


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("mood", MOODS)
def test_people_have_the_parts_that_each_mood_shows(name, mood):
    states = {part.state for part in model.load(name).parts}
    assert states >= set(clips.face("biped", mood).items()) > set()


def test_a_calm_face_is_that_of_the_clip():
    assert clips.face("biped", "calm") == {}


@pytest.mark.parametrize(
    ("action", "brows"), [("fight", "angry"), ("laugh", "happy"), ("cry", "sad"), ("wave", "happy")]
)
def test_what_is_done_shows_on_the_brows(action, brows, art):
    assert art("man", action=action).states["brows"] == brows


def test_the_mood_of_the_shot_shows_on_who_only_stands(art):
    assert art("woman", mood="sad").states["mouth"] == "frown"


def test_what_is_done_weighs_more_than_the_mood(art):
    assert art("child", action="laugh", mood="sad").states["brows"] == "happy"


def test_brows_of_the_angry_fall_to_the_nose_and_those_of_the_sad_rise():
    from wanbox.engines.storyboard.stage.puppets.raster import texture

    man = model.load("man")

    def fall(mood):
        alpha = texture(man, man.part(f"brows-{mood}"), scale=1.0, colours=()).pixels[..., 3]
        near = alpha[:, : alpha.shape[1] // 2 + 2]
        rows = [(column > 100).nonzero()[0].mean() for column in near.T if (column > 100).any()]
        return rows[-3] - rows[2]

    assert fall("angry") > 5 > -5 > fall("sad")
