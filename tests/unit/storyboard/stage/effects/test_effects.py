"""Effects: what each does to a picture, and where."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.blit import blank
from wanbox.engines.storyboard.compose.camera import Path
from wanbox.engines.storyboard.shotlist import Actor, Camera, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import effects
from wanbox.engines.storyboard.stage.air import air_for
from wanbox.engines.storyboard.stage.contract import Context
from wanbox.engines.storyboard.stage.geometry import Geometry

WIDTH, HEIGHT, HORIZON = 320, 180, 0.5
GREY = 90


def context_of(time="night", *, actors=(), **traits) -> Context:
    camera = Camera(move=Move.STATIC)
    shot = Shot(start=0, seconds=5, setting="hills", time=TimeOfDay(time), camera=camera, actors=actors, traits=traits)
    return Context(shot=shot, width=WIDTH, height=HEIGHT, seed=5)


def paint(name: str, t: float = 1.0, context: Context | None = None, picture: np.ndarray | None = None) -> np.ndarray:
    context = context or context_of()
    nodes = effects.load()[name].build(context, Geometry.of(context, HORIZON), air_for(context.shot))
    frame = np.full((HEIGHT, WIDTH, 4), GREY, np.uint8) if picture is None else picture.copy()
    for node in sorted(nodes, key=lambda node: node.depth):
        node.paint(frame, Path(context.shot.camera, WIDTH, HEIGHT, 5).view(t))
    return frame[..., :3]


def changed(frame: np.ndarray) -> np.ndarray:
    return np.abs(frame.astype(int) - GREY).max(axis=2) > 4


@pytest.mark.parametrize("name", [name for name in effects.load() if name != "heat-haze"])
def test_it_is_seen(name):
    # A bolt of lightning is over in half a second.
    assert max(changed(paint(name, t)).sum() for t in (0.3, 0.6, 0.9, 1.2)) > 20


@pytest.mark.parametrize("name", [name for name in effects.load() if name not in {"heat-haze", "rainbow"}])
def test_it_moves(name):
    frames = [paint(name, t) for t in (0.3, 0.6, 0.9, 1.2)]
    assert any(not np.array_equal(frames[0], frame) for frame in frames[1:])


@pytest.mark.parametrize("name", effects.load())
def test_a_moment_is_always_the_same(name):
    assert np.array_equal(paint(name, 1.1), paint(name, 1.1))


@pytest.mark.parametrize("effect", effects.load().values(), ids=effects.load())
def test_words_are_given_in_both_languages(effect):
    assert all(effect.words[language] for language in ("en", "zh"))


def test_no_word_calls_two_effects():
    words = [word for effect in effects.load().values() for listed in effect.words.values() for word in listed]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("name", ["lanterns", "fire", "meteors", "sparkles"])
def test_lights_only_brighten(name):
    # Paper and logs may be darker than the grey ground; light itself never is.
    frame = paint(name, 1.0).astype(int)
    assert (frame > GREY + 20).any()
    assert (frame.max(axis=2) >= GREY).mean() > 0.97


def test_lanterns_rise():
    context = context_of()
    nodes = effects.load()["lanterns"].build(context, Geometry.of(context, HORIZON), air_for(context.shot))
    rises = [node.pose(1.0).y - node.pose(1.4).y for node in nodes]
    # One that leaves the frame above comes again below.
    assert np.mean([rise > 0 for rise in rises]) > 0.9


def test_shooting_stars_stay_in_the_sky():
    for t in np.linspace(0.2, 4.5, 8):
        assert not changed(paint("meteors", float(t)))[int(HORIZON * HEIGHT * 1.5) :].any()


def test_a_campfire_lights_the_ground_more_by_night():
    def glow(time: str) -> float:
        frame = paint("fire", 1.0, context_of(time)).astype(int)
        return float(np.clip(frame[140:, :, 2] - GREY, 0, None).mean())

    assert glow("night") > 1.5 * glow("day")


@pytest.mark.parametrize(("x", "right"), [(0.3, True), (0.8, False)])
def test_the_fire_burns_where_nobody_stands(x, right):
    actor = Actor(id="a", noun="man", label="man", kind="puppet", art="man", start=(x, 0.8), end=(x, 0.8))
    lit = paint("fire", 1.0, context_of(actors=(actor,))).astype(int)[..., 2].mean(axis=0)
    assert bool(lit[WIDTH // 2 :].mean() > lit[: WIDTH // 2].mean()) is right


def test_smoke_climbs_from_the_ground():
    marks = changed(paint("smoke", 2.0, context_of("day")))
    assert marks[60:120].any()
    assert marks[:, : WIDTH // 2].sum() < marks[:, WIDTH // 2 :].sum()


def test_hot_air_bends_what_lies_at_the_horizon_alone():
    stripes = blank(HEIGHT, WIDTH)
    stripes[:, ::8] = 255
    bent = paint("heat-haze", 1.0, context_of("day"), stripes)
    assert not np.array_equal(bent[80:100], stripes[80:100, :, :3])
    assert np.array_equal(bent[:40], stripes[:40, :, :3])
    assert np.array_equal(bent[160:], stripes[160:, :, :3])


def test_hot_air_shimmers():
    stripes = blank(HEIGHT, WIDTH)
    stripes[:, ::8] = 255
    assert not np.array_equal(*(paint("heat-haze", t, context_of("day"), stripes) for t in (1.0, 1.1)))


def test_no_shoal_where_fish_are_unwanted():
    assert not changed(paint("shoal", 1.0, context_of(without="fish"))).any()


def test_a_sandstorm_hides_the_far_more_than_the_near():
    nodes = effects.load()["sandstorm"].build(
        context := context_of("day"), Geometry.of(context, HORIZON), air_for(context.shot)
    )
    far, *_, near, _ = sorted(nodes, key=lambda node: node.depth)
    assert far.pixels[..., 3].mean() > 1.5 * near.pixels[..., 3].mean()


def test_hail_falls_faster_than_snow():
    def speed(name: str) -> float:
        pair = [paint(name, t).astype(int) for t in (1.0, 1.03)]
        return float(np.abs(pair[0] - pair[1]).sum() / max(1, changed(pair[0].astype(np.uint8)).sum()))

    assert speed("hail") > speed("snow")


@pytest.mark.parametrize("name", ["leaves", "petals", "feathers", "confetti"])
def test_tumbling_things_fall_in_three_distances(name):
    context = context_of("day")
    nodes = effects.load()[name].build(context, Geometry.of(context, HORIZON), air_for(context.shot))
    assert [node.depth for node in nodes] == [0.7, 1.1, 1.6]


def test_unknown_names_are_left_to_the_setting():
    shot = Shot(start=0, seconds=5, setting="hills", effects=("neon", "confetti"), weather=Weather.CLEAR)
    context = Context(shot=shot, width=WIDTH, height=HEIGHT, seed=5)
    assert len(effects.build(context, Geometry.of(context, HORIZON), air_for(shot))) == 3
