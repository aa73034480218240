"""Every place in every light and weather."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import TimeOfDay, Weather
from wanbox.engines.storyboard.stage import effects, settings

PLACES = settings.load()
CASES = [
    (name, time, weather)
    for name, place in PLACES.items()
    for time in TimeOfDay
    for weather in Weather
    if weather in place.weathers
]


@pytest.mark.parametrize(("name", "time", "weather"), CASES)
def test_it_builds_and_shows_a_picture(name, time, weather, build, make_shot):
    frame = build(make_shot(name, time, weather), 128, 72).frame(0.5, 15)
    assert frame.std() > 8
    assert (frame.max(axis=2) < 4).mean() < 0.35
    assert (frame.min(axis=2) > 251).mean() < 0.35


def outdoors(name: str) -> bool:
    return PLACES[name].weathers == frozenset(Weather) and not getattr(PLACES[name], "indoors", False)


@pytest.mark.parametrize("name", [n for n in PLACES if outdoors(n)])
def test_day_is_brighter_than_sunset_and_night_is_darkest(name, build, make_shot):
    day, sunset, night = (
        build(make_shot(name, time), 160, 90).frame(0, 0).mean() for time in ("day", "sunset", "night")
    )
    assert day > sunset > night > 12


@pytest.mark.parametrize("name", [n for n in PLACES if outdoors(n)])
def test_sunset_is_warm(name, build, make_shot):
    blue, _, red = build(make_shot(name, "sunset"), 160, 90).frame(0, 0).reshape(-1, 3).mean(axis=0)
    assert red > 1.15 * blue


@pytest.mark.parametrize("name", [n for n in PLACES if outdoors(n)])
def test_rain_drains_colour(name, build, make_shot):
    def colour(weather: str) -> float:
        frame = build(make_shot(name, "day", weather), 160, 90).frame(0, 0)
        return float(cv2.cvtColor(frame, cv2.COLOR_BGR2HSV)[..., 1].mean())

    assert colour("rain") < colour("clear")


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("width", "height"), [(90, 160), (100, 100)])
def test_any_shape_of_frame_works(name, width, height, build, make_shot):
    assert build(make_shot(name), width, height).frame(0, 0).std() > 8


@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "winter"])
@pytest.mark.parametrize("name", ["forest", "hills"])
def test_every_season_looks_different(name, season, build, make_shot):
    frame = build(make_shot(name, traits={"season": season}), 160, 90).frame(0, 0)
    plain = build(make_shot(name), 160, 90).frame(0, 0)
    assert bool(np.abs(frame.astype(int) - plain).mean() > 1) is (season != "summer")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_words_are_given_in_both_languages(place):
    assert all(len(place.words[language]) >= 2 for language in ("en", "zh"))


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_zones_lie_in_the_frame(place):
    assert place.zones
    assert all(0 <= zone.top < zone.bottom <= 1 for zone in place.zones.values())


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_every_time_of_day_has_a_bed_of_sound_listed(place):
    assert set(place.ambience) == set(TimeOfDay)


def test_no_word_calls_two_places():
    words = [word for place in PLACES.values() for listed in place.words.values() for word in listed]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("name", effects.load())
def test_an_effect_changes_the_picture(name, build, make_shot):
    plain = build(make_shot("hills"), 320, 180).frame(1.2, 0).astype(int)
    changed = build(make_shot("hills", effects=(name,)), 320, 180).frame(1.2, 0).astype(int)
    assert (np.abs(plain - changed).max(axis=2) > 8).sum() > 20


@pytest.mark.parametrize("name", effects.load())
def test_an_effect_moves(name, build, make_shot):
    scene = build(make_shot("hills", effects=(name,)), 320, 180)
    assert not np.array_equal(scene.frame(1.0, 0), scene.frame(1.2, 0))


def test_each_weather_but_clear_brings_its_effect():
    assert {effect.weather for effect in effects.load().values()} - {None} == {Weather.RAIN, Weather.SNOW, Weather.FOG}
