"""What a place becomes by mood, angle, weather, seed and by what is not wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Angle, TimeOfDay
from wanbox.engines.storyboard.stage import settings
from wanbox.engines.storyboard.stage.absent import barred, present
from wanbox.engines.storyboard.stage.air import air_for, mirrored
from wanbox.engines.storyboard.stage.contract import Context, Light, Set
from wanbox.engines.storyboard.stage.geometry import Geometry
from wanbox.engines.storyboard.stage.key_light import KEYS, keyed, night_pools
from wanbox.engines.storyboard.stage.settings.underwater import deep


def count(shot, seed: int = 5) -> int:
    """How many nodes its place builds."""
    return len(settings.find(shot.setting).build(Context(shot=shot, width=160, height=90, seed=seed)).nodes)


@pytest.mark.parametrize(
    ("changes", "noun", "expected"),
    [
        ({}, "turtle", False),
        ({"mood": "mysterious"}, "turtle", True),
        ({"traits": {"depth": "deep"}}, "turtle", True),
        ({}, "jellyfish", True),
        ({"mood": "mysterious", "traits": {"depth": "shallow"}}, "turtle", False),
    ],
)
def test_the_deep_sea_is_asked_for_or_follows_from_who_lives_there(changes, noun, expected, make_shot, make_actor):
    actor = make_actor(noun=noun, art=noun, medium="air")
    assert deep(make_shot("underwater", actors=(actor,), **changes)) is expected


def test_the_deep_sea_is_darker(build, make_shot):
    shallow, dark = (
        build(make_shot("underwater", traits={"depth": depth}), 96, 54).frame(0.5, 0).mean()
        for depth in ("shallow", "deep")
    )
    assert dark < 0.6 * shallow


def test_an_unwanted_desk_is_barred_but_an_acting_one_is_only_present(make_shot, make_actor):
    unwanted, acting = (
        make_shot("office", traits={"without": "desk"}),
        make_shot("office", traits={"without": "desk"}, actors=(make_actor(noun="desk", art="desk"),)),
    )
    assert [barred(unwanted, "desk"), present(unwanted, "desk")] == [True, True]
    assert [barred(acting, "desk"), present(acting, "desk")] == [False, True]


def test_plurals_are_understood(make_shot):
    assert present(make_shot("room", traits={"without": "plants"}), "plant")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("bedroom", "table"),
        ("bedroom", "toys"),
        ("cafe", "table"),
        ("cafe", "lamp"),
        ("classroom", "desk"),
        ("kitchen", "lamp"),
        ("library", "table"),
        ("library", "globe"),
        ("office", "desk"),
        ("office", "plants"),
        ("room", "lamp"),
    ],
)
def test_unwanted_furniture_stays_out(name, word, make_shot):
    assert count(make_shot(name, traits={"without": word})) < count(make_shot(name))


def test_from_the_air_peaks_fill_the_land_unless_somebody_stands_there(build, make_shot, make_actor):
    def relief(medium: str) -> float:
        """Contrast of the land below the horizon, without the actor."""
        shot = make_shot("mountains", actors=(make_actor(medium=medium, start=(0.1, 0.4), end=(0.1, 0.4)),))
        shot = replace(shot, camera=replace(shot.camera, angle=Angle.HIGH))
        return float(build(shot, 160, 90).frame(0.5, 0)[45:80, 60:].mean(axis=2).std())

    assert relief("air") > 1.2 * relief("ground")


def test_the_storm_tears_open_over_the_horizon(build, make_shot):
    frame = build(make_shot("open_sea", "night", "rain"), 160, 90).frame(0.5, 0).astype(int).mean(axis=2)
    assert frame[36:42].mean() > 1.5 * frame[4:16].mean()


def test_seeds_draw_the_side_that_light_comes_from(make_shot):
    sides = {air_for(make_shot("hills"), seed=seed).rim_from[0] > 0 for seed in range(12)}
    assert sides == {True, False}


def test_a_mirrored_air_has_its_disc_and_its_rim_on_the_other_side(make_shot):
    air = air_for(make_shot("hills"))
    assert mirrored(air).disc_at == (1 - air.disc_at[0], air.disc_at[1])
    assert mirrored(mirrored(air)).rim_from == air.rim_from


@pytest.mark.parametrize("name", ["city_street", "hills", "mountains", "sea_beach"])
def test_seeds_arrange_the_place_anew(name, build, make_shot):
    frames = [build(make_shot(name), 96, 54, seed=seed).frame(0.5, 0).astype(int) for seed in (1, 2, 3, 4)]
    apart = [np.abs(a - b).mean() for k, a in enumerate(frames) for b in frames[k + 1 :]]
    assert max(apart) > 12


@pytest.mark.parametrize("time", list(TimeOfDay))
def test_bodies_are_lit_at_least_to_the_level_of_the_hour(time, make_shot):
    light = keyed(Light(ambient=(0.2, 0.2, 0.3), rim_strength=0.1), make_shot("hills", str(time)))
    red, green, blue = light.ambient
    assert 0.3 * red + 0.59 * green + 0.11 * blue > 0.75 * KEYS[time].level
    assert red < blue
    assert light.rim_strength >= KEYS[time].rim


def test_light_that_is_enough_is_left_alone(make_shot):
    assert keyed(Light(ambient=(1.0, 0.98, 0.94)), make_shot("hills")).ambient == (1.0, 0.98, 0.94)


def test_pools_lie_behind_who_stands_in_them_and_only_at_night(make_shot, make_actor):
    stage = Set(nodes=[], light=Light(), horizon=80.0)
    for time, expected in (("day", 0), ("night", 2)):
        shot = make_shot("hills", time, actors=(make_actor(),))
        geometry = Geometry.of(Context(shot=shot, width=320, height=180, seed=5), 0.5)
        made = night_pools(stage, shot, geometry)
        assert len(made) == expected
        assert all(node.depth < geometry.depth_at(0.82 * 180) for node in made)
