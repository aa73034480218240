"""A frame is a pure function of the shot, the seed and the time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.stage import scene as module
from wanbox.engines.storyboard.stage import settings
from wanbox.media.encode import bgr_to_i420

SETTINGS = sorted(settings.load())


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_same_moment_is_the_same_bytes(setting, build, make_shot):
    one, two = (build(make_shot(setting, "night", "rain", "push-in")) for _ in range(2))
    assert np.array_equal(one.frame(1.3, 39), two.frame(1.3, 39))


def test_order_and_threads_make_no_difference(build, make_shot, make_actor):
    actor = make_actor(action="walk", start=(0.3, 0.82), end=(0.7, 0.82))
    scene = build(make_shot("city_street", "night", "rain", "orbit", actors=(actor,)))
    times = [k / 5 for k in range(12)]
    expected = [scene.frame(t, int(t * 30)) for t in times]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda t: scene.frame(t, int(t * 30)), times[::-1]))[::-1]
    assert all(np.array_equal(a, b) for a, b in zip(expected, found, strict=True))


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_of_an_earlier_frame_is_left_on_a_thread_s_canvas(setting, build, make_shot, monkeypatch):
    scene = build(make_shot(setting, "day", "clear", "orbit"))
    expected = scene.planes(2.0, 60)
    litter = np.random.default_rng(3).integers(0, 256, (180, 320, 4), np.uint8)
    monkeypatch.setattr(module._OWN, "canvas", litter, raising=False)
    assert np.array_equal(expected, scene.planes(2.0, 60))


def test_planes_painted_by_threads_in_any_order_are_the_same(build, make_shot, make_actor):
    scene = build(make_shot("sea_beach", "sunset", "clear", "pan-left", actors=(make_actor(),)))
    indices = list(range(0, 110, 10))
    expected = [scene.planes(i / 30, i) for i in indices]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda i: scene.planes(i / 30, i), indices[::-1]))[::-1]
    assert all(np.array_equal(a, b) for a, b in zip(expected, found, strict=True))


def test_planes_show_what_the_frame_shows(build, make_shot):
    scene = build(make_shot("forest", "day", "snow", "push-in"))
    expected = bgr_to_i420(scene.frame(1.0, 30)).astype(int)
    assert np.abs(expected - scene.planes(1.0, 30)).max() <= 2


def test_another_seed_is_another_picture(build, make_shot):
    shot = make_shot("forest")
    assert not np.array_equal(build(shot, seed=1).frame(0, 0), build(shot, seed=2).frame(0, 0))


def test_frames_have_the_size_asked_for(build, make_shot):
    frame = build(make_shot("hills"), 200, 356).frame(0, 0)
    assert (frame.shape, frame.dtype) == ((356, 200, 3), np.uint8)


def test_an_unknown_setting_is_named(build, make_shot):
    with pytest.raises(KeyError, match="no setting 'atlantis'"):
        build(make_shot("atlantis"))


@pytest.mark.parametrize("setting", SETTINGS)
def test_something_lives_in_every_setting(setting, build, make_shot):
    scene = build(make_shot(setting))
    one, two = (cv2.GaussianBlur(scene.frame(t, 0), (0, 0), 1).astype(int) for t in (0.0, 1.5))
    # In an empty studio nothing but dust floats through the light.
    assert (np.abs(one - two).max(axis=2) > (4 if setting == "studio" else 12)).mean() > 0.001


@pytest.mark.parametrize("setting", SETTINGS)
def test_near_planes_travel_farther_than_far_ones(setting, build, make_shot):
    scene = build(make_shot(setting, move="pan-right"))
    depths = [node.depth for node in scene.nodes]
    far, near = min(depths), max(depths)
    view0, view1 = scene.path.view(0.0), scene.path.view(4.0)

    def travel(depth: float) -> float:
        return abs(view1.place(depth)[1] - view0.place(depth)[1])

    assert travel(far) > 0
    # A room is not as deep as land.
    indoors = getattr(settings.find(setting), "indoors", False)
    assert travel(near) > (1.5 if indoors else 3) * travel(far)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("move", ["pull-out", "pan-right", "tilt-down", "orbit"])
def test_no_edge_is_ever_seen(setting, move, build, make_shot, ground_seen):
    scene = build(make_shot(setting, move=move, framing="medium", amount=2.0), 192, 108)
    assert max(ground_seen(scene, t) for t in (0.0, 2.0, 4.0)) <= 12


@pytest.mark.parametrize("framing", ["medium", "close"])
def test_a_closer_framing_shows_the_actor_larger(framing, build, make_shot, make_actor):
    def rows(size: str) -> int:
        shot, bare = make_shot("hills", framing=size, actors=(make_actor(),)), make_shot("hills", framing=size)
        a, b = (build(s).frame(0, 0).astype(int) for s in (shot, bare))
        return int((np.abs(a - b).max(axis=2) > 40).any(axis=1).sum())

    assert rows(framing) > 1.2 * rows("wide")
