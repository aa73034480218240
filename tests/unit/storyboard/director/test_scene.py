"""Place, light, weather, style, effects, and what is said to be missing."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.director import plan
from wanbox.engines.storyboard.language import Vocabulary, understand
from wanbox.engines.storyboard.shotlist import Camera, Framing, Move, TimeOfDay, Weather


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [("A fox in the city", "city_street"), ("海边", "sea_beach"), ("a sailboat", "sea_beach"), ("a deer", "forest"),
     ("a car", "city_street"), ("a whale swims", "sea_beach"), ("a cat", "hills"), ("", "hills"), ("a desert", "sea_beach"),
     ("neon", "city_street")],
)  # fmt: skip
def test_the_place_is_the_one_named_or_one_that_suits(direct, prompt, setting):
    assert setting == direct(prompt).shots[0].setting


def test_a_place_that_is_shown_as_another_is_reported(direct):
    assert any("desert" in note for note in direct("a fox in the desert").notes)


def test_what_is_not_said_stays_plain(direct):
    shot = direct("a fox in the city").shots[0]

    assert (TimeOfDay.DAY, Weather.CLEAR, "calm", ()) == (shot.time, shot.weather, shot.mood, shot.effects)


def test_a_camera_that_is_not_named_pushes_in_gently(direct):
    camera = direct("a fox").shots[0].camera

    assert Move.PUSH_IN is camera.move
    assert 0.2 < camera.amount < 0.8


def test_a_weather_that_the_place_lacks_becomes_the_nearest_and_is_reported(direct):
    shots = direct("snow on the beach")

    assert Weather.FOG is shots.shots[0].weather
    assert "snow" in shots.not_understood
    assert any("snow" in note for note in shots.notes)


def test_contradictions_end_in_one_scene(direct):
    shot = direct("A sunny night in the rain").shots[0]

    assert (TimeOfDay.NIGHT, Weather.RAIN) == (shot.time, shot.weather)


def test_the_season_is_a_trait(direct):
    assert "autumn" == direct("a forest in autumn").shots[0].traits["season"]


@pytest.mark.parametrize(
    ("prompt", "negative"), [("a street with no people", ""), ("a street", "people"), ("没有人的街道", "")]
)
def test_what_must_not_appear_is_told_to_the_setting(direct, prompt, negative):
    assert "people" in direct(prompt, negative=negative).shots[0].traits["without"]


def test_a_negative_prompt_takes_subjects_weather_and_effects_away(direct):
    shots = direct("a fox and a cat in the rain, neon", negative="cat, rain, neon")

    assert ["fox"] == [actor.noun for actor in shots.shots[0].actors]
    assert Weather.CLEAR is shots.shots[0].weather
    assert () == shots.shots[0].effects
    assert "cat" in shots.not_understood


def test_no_people_does_not_unmake_who_was_asked_for(direct):
    assert ["samurai"] == [a.noun for a in direct("a samurai", negative="people").shots[0].actors]


def test_effects_and_styles_that_are_not_in_stock_are_reported(stage):
    small = Vocabulary(
        settings=stage.settings, cast=list(stage.cast.values()), effects={"dust": ("dust",)}, styles={"oil": ("oil",)}
    )
    prompt = "fireworks and magic, watercolor"
    shots = plan(
        understand(prompt, small),
        prompt=prompt,
        seconds=5,
        seed=1,
        width=640,
        height=360,
        extend=False,
        multi=False,
        stage=small,
    )

    assert ("dust",) == shots.shots[0].effects
    assert "" == shots.shots[0].style
    assert {"fireworks", "watercolor"} <= set(shots.not_understood)


def test_the_same_arguments_give_the_same_plan(direct):
    prompt = "A fox and two birds in the forest"

    assert direct(prompt, extend=True, multi=True) == direct(prompt, extend=True, multi=True)


def test_another_seed_may_change_the_staging_but_not_the_facts(direct):
    plans = [direct("a fox walks in the city", seed=seed) for seed in range(12)]

    assert {("city_street", "walk")} == {(p.shots[0].setting, p.shots[0].actors[0].action) for p in plans}
    assert {1, -1} == {p.shots[0].actors[0].facing for p in plans}


def test_extending_adds_light_mood_and_a_camera_and_writes_them_down(direct):
    plain, fuller = direct("a fox walks in the city"), direct("a fox walks in the city", extend=True)

    assert "" == plain.extended_prompt
    assert fuller.extended_prompt.startswith("a fox walks in the city.")
    assert len(fuller.extended_prompt) > 60
    assert "calm" != fuller.shots[0].mood


def test_extending_leaves_what_was_said_as_it_was(direct):
    shot = direct("a sad fox by day in the snow in the forest, static camera", extend=True).shots[0]

    assert (TimeOfDay.DAY, Weather.SNOW, "sad", Move.STATIC) == (shot.time, shot.weather, shot.mood, shot.camera.move)


def test_a_chinese_prompt_is_extended_in_chinese(direct):
    fuller = direct("一只狐狸在城市里走路", extend=True).extended_prompt

    assert fuller.startswith("一只狐狸在城市里走路。")
    assert not any(letter.isascii() and letter.isalpha() for letter in fuller)


def test_an_empty_prompt_still_makes_a_scene(direct):
    shots = direct("", extend=True)

    assert shots.shots[0].setting == "hills"
    assert shots.extended_prompt


def test_a_plan_is_json(direct):
    import json

    assert json.loads(json.dumps(direct("a fox walks", extend=True, multi=True).to_json()))["seconds"] == 5


@pytest.mark.parametrize(
    ("prompt", "move", "framing"),
    [
        ("close-up of a fox", Move.PUSH_IN, Framing.CLOSE),
        ("a fox, orbit", Move.ORBIT, Framing.WIDE),
        ("a fox from below", Move.PUSH_IN, Framing.WIDE),
        ("中景，镜头拉远，狐狸", Move.PULL_OUT, Framing.MEDIUM),
    ],
)
def test_camera_words_are_followed(direct, prompt, move, framing):
    camera: Camera = direct(prompt).shots[0].camera

    assert (move, framing) == (camera.move, camera.framing)


def test_a_slow_camera_travels_less_than_a_fast_one(direct):
    slow, fast = (direct(f"a city, {pace} zoom in").shots[0].camera.amount for pace in ("slow", "fast"))

    assert slow < 1 < fast


def test_a_given_picture_gets_no_actors_but_keeps_its_shots(direct):
    shots = direct("a fox walks, the camera orbits", image=True)

    assert () == shots.shots[0].actors
    assert Move.ORBIT is shots.shots[0].camera.move
