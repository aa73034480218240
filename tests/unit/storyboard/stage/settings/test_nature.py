"""Places of nature: every light and weather, life, what nobody wants, water, seasons."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.blit import blank
from wanbox.engines.storyboard.compose.camera import Path
from wanbox.engines.storyboard.shotlist import Actor, Camera, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import settings
from wanbox.engines.storyboard.stage.contract import Context, Set

NATURE = (
    "above_clouds",
    "bamboo",
    "deep_space",
    "desert",
    "farmland",
    "forest",
    "garden",
    "hills",
    "jungle",
    "lake",
    "mountains",
    "open_sea",
    "pond",
    "rice_terraces",
    "river",
    "snowfield",
    "underwater",
    "volcano",
)
WIDTH, HEIGHT = 160, 90


def shot_of(name: str, time="day", weather="clear", *, actors=(), **traits) -> Shot:
    return Shot(
        start=0,
        seconds=4,
        setting=name,
        time=TimeOfDay(time),
        weather=Weather(weather),
        camera=Camera(move=Move.STATIC),
        actors=actors,
        traits=traits,
    )


def stage_of(shot: Shot, seed: int = 5, size=(WIDTH, HEIGHT)) -> Set:
    return settings.find(shot.setting).build(Context(shot=shot, width=size[0], height=size[1], seed=seed))


def frame_of(stage: Set, shot: Shot, t: float = 1.0, size=(WIDTH, HEIGHT)) -> np.ndarray:
    frame = blank(size[1], size[0])
    view = Path(shot.camera, *size, shot.seconds).view(t)
    for node in sorted(stage.nodes, key=lambda node: node.depth):
        node.paint(frame, view)
    return frame[..., :3]


@functools.cache
def built(name: str, time: str, weather: str, seed: int, traits: tuple[tuple[str, str], ...]) -> tuple[Set, Shot]:
    """Each place is built once for all tests that look at it."""
    shot = shot_of(name, time, weather, **dict(traits))
    return stage_of(shot, seed), shot


def look(name: str, time="day", weather="clear", t=1.0, seed=5, **traits) -> np.ndarray:
    stage, shot = built(name, str(time), str(weather), seed, tuple(sorted(traits.items())))
    return frame_of(stage, shot, t)


def body(medium: str, y: float, action: str = "stand", art: str = "man") -> Actor:
    spot = {"start": (0.5, y), "end": (0.5, y)}
    return Actor(id="a", noun=art, label=art, kind="puppet", art=art, medium=medium, action=action, height=0.2, **spot)


@pytest.mark.parametrize("name", NATURE)
def test_something_moves(name):
    first, second = (look(name, t=t).astype(int) for t in (0.5, 1.7))
    assert (np.abs(first - second).max(axis=2) > 6).sum() > 20


@pytest.mark.parametrize("name", NATURE)
def test_a_moment_is_drawn_the_same_whatever_was_drawn_before(name):
    first = look(name, t=0.6)
    look(name, t=2.9)
    assert np.array_equal(first, look(name, t=0.6))


@pytest.mark.parametrize("name", NATURE)
def test_a_very_wide_frame_is_covered(name):
    shot, size = shot_of(name), (224, 64)
    frame = frame_of(stage_of(shot, size=size), shot, size=size)
    assert (frame.max(axis=2) == 0).mean() < 0.01


@pytest.mark.parametrize("name", [name for name in NATURE if name not in {"hills", "snowfield"}])
def test_another_seed_is_another_place(name):
    assert np.abs(look(name, seed=5).astype(int) - look(name, seed=6)).mean() > 1


@pytest.mark.parametrize(
    "name", ["farmland", "garden", "hills", "lake", "pond", "rice_terraces", "river", "bamboo", "forest"]
)
@pytest.mark.parametrize(("one", "other"), list(itertools.pairwise(["spring", "summer", "autumn", "winter"])))
def test_seasons_differ(name, one, other):
    assert np.abs(look(name, season=one).astype(int) - look(name, season=other)).mean() > 1


@pytest.mark.parametrize(
    "name", ["bamboo", "farmland", "garden", "hills", "lake", "mountains", "rice_terraces", "river"]
)
def test_winter_is_paler_than_summer(name):
    def colour(season: str) -> float:
        lower = look(name, season=season)[50:].astype(int)
        return float((lower.max(axis=2) - lower.min(axis=2)).mean())

    assert colour("winter") < 0.7 * colour("summer")


@pytest.mark.parametrize(
    ("name", "unwanted"),
    [
        ("lake", "birds"),
        ("river", "birds"),
        ("open_sea", "birds"),
        ("above_clouds", "birds"),
        ("farmland", "birds"),
        ("garden", "birds"),
        ("mountains", "birds"),
        ("rice_terraces", "birds"),
        ("open_sea", "boats"),
        ("farmland", "cars"),
        ("pond", "fish"),
        ("river", "fish"),
        ("underwater", "fish"),
        ("lake", "trees"),
        ("river", "trees"),
        ("garden", "trees"),
        ("mountains", "trees"),
        ("rice_terraces", "trees"),
    ],
)
def test_what_nobody_wants_is_left_out(name, unwanted):
    plain, without = stage_of(shot_of(name)), stage_of(shot_of(name, without=unwanted))
    assert len(without.nodes) < len(plain.nodes)


@pytest.mark.parametrize("name", ["lake", "river"])
def test_boats_are_mirrored_down_to_the_near_bank_alone(name):
    shot = shot_of(name)
    stage = stage_of(shot)
    assert stage.shore is not None
    rows = stage.shore(Path(shot.camera, WIDTH, HEIGHT, 4).view(0.0))
    zone = settings.find(name).zones
    assert zone["water"].bottom * HEIGHT < rows.min()
    assert rows.max() < zone["ground"].bottom * HEIGHT


def test_the_lake_mirrors_the_sky():
    frame = look("lake", "sunset").astype(int)
    water, meadow = frame[54:63, 50:108].reshape(-1, 3).mean(0), frame[82:88, 50:108].reshape(-1, 3).mean(0)
    sky = frame[17:36, 50:108].reshape(-1, 3).mean(0)
    assert np.abs(water / water.sum() - sky / sky.sum()).sum() < np.abs(meadow / meadow.sum() - sky / sky.sum()).sum()


def test_who_stands_at_sea_stands_on_a_deck():
    afloat, aboard = (stage_of(shot_of("open_sea", actors=(body(medium, 0.88),))) for medium in ("water", "ground"))
    shot = shot_of("open_sea")
    below = [frame_of(stage, shot)[82:].reshape(-1, 3).mean(0) for stage in (afloat, aboard)]
    assert below[0][0] > below[0][2]
    assert below[1][2] > below[1][0]


def test_who_walks_in_deep_space_walks_on_a_moon():
    floating = stage_of(shot_of("deep_space", actors=(body("air", 0.4),)))
    walking = stage_of(shot_of("deep_space", actors=(body("ground", 0.85),)))
    assert {type(node).__name__ for node in walking.nodes} - {type(node).__name__ for node in floating.nodes} == {
        "Floor"
    }


def test_fish_of_the_prompt_swim_under_the_surface_of_the_pond():
    plain = stage_of(shot_of("pond", actors=(body("air", 0.6, "fly", "bird"),)))
    swum = stage_of(shot_of("pond", actors=(body("air", 0.6, "swim", "fish"),)))
    assert len(swum.nodes) == len(plain.nodes) + 2


def test_water_over_a_fish_keeps_half_of_what_was_there():
    shot = shot_of("pond", actors=(body("air", 0.6, "swim", "fish"),))
    keep, cover = (node for node in stage_of(shot).nodes if abs(node.depth - 0.98) < 0.001)
    view = Path(shot.camera, WIDTH, HEIGHT, 4).view(1.0)
    frame = np.full((HEIGHT, WIDTH, 4), 100, np.uint8)
    keep.paint(frame, view)
    frame[30:60, 50:100] = 220
    cover.paint(frame, view)
    seen = frame[36:54, 60:90].mean()
    assert 150 < seen < 200
    assert (frame[:28] == 100).all()


def test_rain_raises_the_sea():
    def roughness(weather: str) -> float:
        rows = np.mean([look("open_sea", "day", weather, t=t)[48:72].astype(int) for t in (0.5, 1.5)], axis=0)
        return float(np.abs(np.diff(rows, axis=0)).mean())

    assert roughness("rain") > roughness("fog")
