"""Every place in every light and weather."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import TimeOfDay, Weather
from wanbox.engines.storyboard.stage import effects, settings

PLACES = settings.load()


def cases() -> list[tuple[str, TimeOfDay, Weather]]:
    """Each place at each time of day under a clear sky, and in each other weather at a time that is drawn."""
    rng = Random(26)
    found = [(name, time, Weather.CLEAR) for name in PLACES for time in TimeOfDay]
    found += [
        (name, rng.choice(list(TimeOfDay)), weather)
        for name, place in PLACES.items()
        for weather in sorted(place.weathers - {Weather.CLEAR})
    ]
    return found


@pytest.mark.parametrize(("name", "time", "weather"), cases())
def test_it_builds_and_shows_a_picture(name, time, weather, look):
    frame = look(name, time, weather)
    assert frame.std() > 8
    assert (frame.max(axis=2) < 4).mean() < 0.35
    assert (frame.min(axis=2) > 251).mean() < 0.35


def outdoors(name: str) -> bool:
    return PLACES[name].weathers == frozenset(Weather) and not getattr(PLACES[name], "indoors", False)


@pytest.mark.parametrize("name", [n for n in PLACES if outdoors(n)])
def test_day_is_brighter_than_sunset_and_night_is_darkest(name, look):
    day, sunset, night = (look(name, time).mean() for time in ("day", "sunset", "night"))
    assert day > sunset > night > 12


@pytest.mark.parametrize("name", [n for n in PLACES if outdoors(n)])
def test_rain_drains_colour(name, look):
    def colour(weather: str) -> float:
        # The upper third: below it a wet street carries the colours of its lamps.
        upper = look(name, "day", weather)[:30]
        return float(cv2.cvtColor(upper, cv2.COLOR_BGR2HSV)[..., 1].mean())

    assert colour("rain") < 0.85 * colour("clear")


@pytest.mark.parametrize(("number", "name"), list(enumerate(PLACES)))
def test_any_shape_of_frame_works(number, name, build, make_shot):
    shape = ((72, 128), (90, 90))[number % 2]
    assert build(make_shot(name), *shape).frame(0, 0).std() > 8


@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "winter"])
@pytest.mark.parametrize("name", ["forest", "hills"])
def test_every_season_looks_different(name, season, build, make_shot, look):
    frame = build(make_shot(name, traits={"season": season}), 160, 90).frame(0.5, 15)
    assert bool(np.abs(frame.astype(int) - look(name)).mean() > 1) is (season != "summer")


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


def test_each_weather_but_clear_brings_its_effect():
    assert {effect.weather for effect in effects.load().values()} - {None} == {Weather.RAIN, Weather.SNOW, Weather.FOG}
