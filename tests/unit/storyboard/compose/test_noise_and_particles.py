"""Noise that repeats, rain that falls, dabs that land where they should."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose import light, noise, particles, strokes


def test_noise_stays_between_nought_and_one():
    picture = noise.field(40, 60, fx=0.13, fy=0.2, seed=4, octaves=5)
    assert picture.min() >= 0
    assert picture.max() <= 1
    assert picture.std() > 0.05


def test_noise_is_the_same_for_the_same_seed_only():
    one, two, other = (noise.field(20, 20, fx=0.2, fy=0.2, seed=s) for s in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_noise_at_points_is_the_field():
    y, x = np.mgrid[0:8, 0:9]
    expected = noise.field(8, 9, fx=0.3, fy=0.4, seed=3, octaves=3)
    assert np.allclose(noise.fbm_at(x * 0.3, y * 0.4, 3, 3), expected, atol=1e-4)


def test_a_tile_repeats_without_a_seam():
    square = noise.tile(64, 8, 2)
    inside = np.abs(np.diff(square, axis=1)).max()
    assert np.abs(square[:, 0] - square[:, -1]).max() <= inside


def test_rain_moves_and_only_brightens():
    one, two = (np.full((90, 160, 4), 50, np.uint8) for _ in range(2))
    particles.rain(one, 60, 1.0, 7, 400.0, 12.0, -0.1, 60.0)
    particles.rain(two, 60, 1.1, 7, 400.0, 12.0, -0.1, 60.0)
    assert one.min() == 50
    assert one.max() > 60
    assert (one != two).any()


def test_splashes_stay_below_their_row():
    frame = np.zeros((90, 160, 4), np.uint8)
    particles.splashes(frame, 60, 1.0, 7, 50, 1.0, 60.0)
    assert frame[:50].max() == 0
    assert frame[50:].max() > 0


def dab(**changes) -> np.ndarray:
    values = {
        "x": 20,
        "y": 10,
        "a": 4,
        "b": 4,
        "angle": 0,
        "blue": 10,
        "green": 20,
        "red": 200,
        "alpha": 1,
        "hard": 8,
        "add": 0,
    }
    return np.array([list({**values, **changes}.values())], np.float32)


def test_a_dab_covers_its_middle_and_nothing_far():
    frame = np.full((30, 40, 4), 90, np.uint8)
    particles.dabs(frame, dab())
    assert frame[10, 20, :3].tolist() == [10, 20, 200]
    assert frame[25, 35, :3].tolist() == [90, 90, 90]


def test_an_additive_dab_only_adds():
    frame = np.full((30, 40, 4), 90, np.uint8)
    particles.dabs(frame, dab(add=1))
    assert frame[10, 20, :3].tolist() == [100, 110, 255]


@pytest.mark.parametrize("x", [-50, 0, 39, 90])
def test_a_dab_may_lie_anywhere(x):
    particles.dabs(np.zeros((30, 40, 4), np.uint8), dab(x=x))


def test_leaves_keep_the_canvas_premultiplied():
    canvas = np.zeros((40, 40, 4), np.uint8)
    strokes.leaves(canvas, np.array([[20, 20, 9, 5, 0.5, 30, 220, 60]], np.float32))
    assert canvas[20, 20].tolist() == [30, 220, 60, 255]
    assert (canvas[..., :3].max(axis=2) <= canvas[..., 3]).all()


def test_blades_stand_on_their_feet():
    canvas = np.zeros((40, 40, 4), np.uint8)
    strokes.blades(canvas, np.array([[20, 35, 25, 0, 4, 0, 255, 0, 0, 80, 0]], np.float32))
    rows = np.flatnonzero(canvas[..., 3].max(axis=1))
    assert (rows.min(), rows.max()) == pytest.approx((11, 35), abs=2)


def test_rim_light_falls_on_the_side_it_comes_from():
    alpha = np.zeros((60, 60), np.uint8)
    alpha[10:50, 10:50] = 255
    edge = light.rim_edge(alpha, 1.0, 0.0, 5.0)
    assert edge[30, 47] > 60
    assert edge[30, 11] == 0


def test_relighting_multiplies_and_hazes():
    albedo = np.full((4, 4, 4), (100, 100, 100, 255), np.uint8)
    dark = np.zeros_like(albedo)
    lit = light.relight(albedo, dark, np.array([0.5, 1.0, 2.0, 0, 0, 0, 0], np.float32))
    hazed = light.relight(albedo, dark, np.array([1, 1, 1, 200, 150, 50, 1], np.float32))
    assert lit[0, 0].tolist() == [50, 100, 200, 255]
    assert hazed[0, 0].tolist() == [200, 150, 50, 255]


def test_a_contact_shadow_darkens_its_middle_most():
    frame = np.full((40, 60, 4), 100, np.uint8)
    light.contact_shadow(frame, 30.0, 20.0, 15.0, 6.0, 0.5)
    assert frame[20, 30, 0] == pytest.approx(50, abs=2)
    assert frame[20, 30, 0] < frame[20, 40, 0] < frame[20, 50, 0] == 100
