"""Places in town and under a roof."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Angle, Weather
from wanbox.engines.storyboard.stage import scene, settings

ROOMS = (
    *("bedroom", "cafe", "classroom", "kitchen", "library", "office", "room", "studio", "theatre", "train_interior"),
    *("castle_hall", "church", "concert_hall", "museum", "shop", "train_station"),
)
STREETS = ("market", "skyline", "temple_street")
PLACES = ROOMS + STREETS


@pytest.fixture(scope="module")
def view(block, make_shot):
    """One small frame of a place; each is drawn once."""

    @functools.cache
    def seen(
        name: str,
        time: str = "day",
        weather: str = "clear",
        *,
        seed: int = 5,
        without: str = "",
        t: float = 0.5,
        size: tuple[int, int] = (128, 72),
    ) -> np.ndarray:
        traits = {"without": without} if without else {}
        shot = make_shot(name, time, weather, traits=traits)
        built = scene.build(shot, width=size[0], height=size[1], seed=seed, cast=block)
        return built.frame(t, round(t * 30)).astype(np.int16)

    return seen


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean distance of two pictures, 0…255."""
    return float(np.abs(a - b).mean())


def changed(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that differ by more than grain does."""
    return float((np.abs(a - b).max(axis=2) > 24).mean())


@pytest.mark.parametrize("name", [name for name in PLACES if Weather.RAIN in settings.find(name).weathers])
def test_rain_is_seen(name, view):
    assert difference(view(name), view(name, "day", "rain")) > 2


@pytest.mark.parametrize("name", ["cafe", "concert_hall", "market", "museum", "temple_street", "theatre"])
def test_people_stay_away_when_they_are_unwanted(name, view):
    size = (320, 180)
    assert changed(view(name, size=size), view(name, without="people", size=size)) > 0.002


@pytest.mark.parametrize(("name", "time"), [("cafe", "day"), ("skyline", "night")])
def test_cars_stay_away_when_they_are_unwanted(name, time, make_shot, block):
    def nodes(**traits: str) -> int:
        shot = make_shot(name, time, traits=traits)
        return len(scene.build(shot, width=160, height=90, seed=5, cast=block).nodes)

    assert nodes(without="cars") == nodes() - 1


@pytest.mark.parametrize("name", ROOMS)
def test_it_never_rains_inside(name, make_shot, block):
    shot = replace(make_shot(name), weather=Weather.CLEAR)
    dry = scene.build(shot, width=160, height=90, seed=5, cast=block)
    wet = scene.build(replace(shot, weather=Weather.RAIN), width=160, height=90, seed=5, cast=block)
    in_front = [[node for node in built.nodes if node.depth > 0.99] for built in (dry, wet)]
    assert len(in_front[0]) == len(in_front[1])


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("angle", ["low", "aerial"])
def test_walls_floor_and_ceiling_of_a_room_leave_no_gap(name, angle, make_shot, build, ground_seen):
    shot = make_shot(name, move="pull-out", amount=2.0)
    shot = replace(shot, camera=replace(shot.camera, angle=Angle(angle)))
    assert ground_seen(build(shot, 192, 108), 4.0) <= 12


@pytest.mark.parametrize(
    "name",
    ["bedroom", "cafe", "castle_hall", "classroom", "kitchen", "market", "museum", "office", "room", "shop", "theatre"],
)
def test_another_seed_is_another_picture(name, view):
    pictures = [view(name, seed=seed) for seed in range(3, 8)]
    assert max(difference(pictures[0], other) for other in pictures[1:]) > 18


def test_a_train_comes_in_on_rails_unless_somebody_stands_there(make_shot, make_actor, block):
    def gravel(*nouns: str) -> float:
        actors = tuple(make_actor(id=noun, noun=noun, art=noun, height=0.2) for noun in nouns)
        built = scene.build(make_shot("train_station", actors=actors), width=256, height=144, seed=5, cast=block)
        near = built.frame(0.5, 15)[-24:, :64].astype(np.int16)
        # Slabs are smooth, gravel is not.
        return float(np.abs(np.diff(near, axis=1)).mean())

    assert gravel("train") > 1.5 * gravel("train", "fox")


@pytest.mark.parametrize(("name", "noun"), [("room", "sofa"), ("room", "table"), ("room", "lamp"), ("bedroom", "bed")])
def test_what_the_prompt_brings_is_not_there_twice(name, noun, make_shot, make_actor, block):
    def nodes(*nouns: str) -> int:
        actors = tuple(make_actor(id=noun, noun=noun, art=noun) for noun in nouns)
        shot = make_shot(name, actors=actors)
        return len(scene.build(shot, width=160, height=90, seed=5, cast=block).nodes) - len(actors)

    assert nodes(noun) == nodes("fox") - 1


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("size", [(90, 160), (120, 120)])
def test_upright_and_square_frames_keep_their_contrast(name, size, view):
    assert view(name, "night", size=size).std() > 12


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("rooftop", "skyline"),
        ("天台", "skyline"),
        ("写字楼", "office"),
        ("教室", "classroom"),
        ("咖啡馆", "cafe"),
        ("coffee shop", "cafe"),
        ("厨房", "kitchen"),
        ("bakery", "kitchen"),
        ("集市", "market"),
        ("夜市", "market"),
        ("舞台", "theatre"),
        ("剧院", "theatre"),
        ("摄影棚", "studio"),
        ("white background", "studio"),
        ("卧室", "bedroom"),
        ("图书馆", "library"),
        ("古镇", "temple_street"),
        ("古街", "temple_street"),
        ("车厢", "train_interior"),
        ("railway platform", "train_station"),
        ("subway station", "train_station"),
        ("火车站", "train_station"),
        ("客厅", "room"),
        ("castle", "castle_hall"),
        ("王座", "castle_hall"),
        ("cathedral", "church"),
        ("教堂", "church"),
        ("concert hall", "concert_hall"),
        ("音乐会", "concert_hall"),
        ("art gallery", "museum"),
        ("美术馆", "museum"),
        ("toy shop", "shop"),
        ("花店", "shop"),
    ],
)
def test_the_obvious_words_call_for_it(word, name):
    assert word in {listed for words in settings.find(name).words.values() for listed in words}
