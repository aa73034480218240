"""Bloom, curves, vignette, grain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.compose.finish import Finish, bloom, curve, polynomial, vignette
from wanbox.media.encode import bgr_to_i420


def prepared(**changes) -> Finish:
    plain = {
        "grade_curves": {},
        "bloom_strength": 0.0,
        "threshold": 200,
        "vignette_strength": 0.0,
        "grain_strength": 0.0,
        "seed": 1,
    }
    return Finish.prepare(96, 160, **{**plain, **changes})


def grey(level: int = 120) -> np.ndarray:
    return np.full((96, 160, 4), level, np.uint8)


def test_a_finish_of_nothing_changes_nothing():
    frame = prepared().bgr(grey(), 3)
    assert np.abs(frame.astype(int) - 120).max() <= 1


def test_the_canvas_is_left_as_it_was():
    canvas = grey()
    prepared(bloom_strength=0.8, threshold=50, vignette_strength=0.5).bgr(canvas, 3)
    assert (canvas == 120).all()


def test_a_vignette_darkens_corners_and_spares_the_middle():
    frame = prepared(vignette_strength=0.5).bgr(grey(), 0)
    assert frame[48, 80, 0] >= 118
    assert frame[2, 2, 0] < 105


def test_curves_belong_to_their_channels():
    frame = prepared(grade_curves={"red": ((0, 0), (128, 200), (255, 255))}).bgr(grey(), 0)
    blue, green, red = frame[48, 80].tolist()
    assert (blue, green) == pytest.approx((120, 120), abs=2)
    assert red > 170


def test_bloom_spills_light_beyond_the_lamp():
    frame = grey(20)
    frame[40:56, 70:90] = 255
    assert prepared(bloom_strength=0.8, threshold=150).bgr(frame, 0)[48, 97, 0] > 22


def test_nothing_below_the_threshold_blooms():
    assert bloom(grey(120), 150, 1.0).max() == 0


def test_grain_keeps_the_mean_and_changes_with_the_frame():
    finish = prepared(grain_strength=0.05)
    one, two = finish.bgr(grey(), 1), finish.bgr(grey(), 2)
    assert one.mean() == pytest.approx(120, abs=1)
    assert one.std() > 1
    assert (one != two).any()


def test_grain_is_the_same_for_the_same_frame():
    finish = prepared(grain_strength=0.05)
    one, two = finish.bgr(grey(), 7), finish.bgr(grey(), 7)
    assert (one == two).all()


def test_a_curve_passes_near_its_points():
    table = curve(((0, 0), (128, 160), (255, 255)))
    assert table.shape == (256,)
    assert int(table[128]) == pytest.approx(156, abs=6)
    assert (np.diff(table.astype(int)) >= 0).all()


def test_vignette_weights_have_one_row_for_eight():
    assert vignette(96, 160, 0.3).shape == (13, 160)


@pytest.mark.parametrize("points", [((0, 8), (64, 60), (128, 130), (255, 250)), ((0, 0), (128, 160), (255, 255))])
def test_a_polynomial_is_near_its_curve(points):
    table = curve(points)
    fitted = np.polynomial.polynomial.polyval(np.arange(256.0), polynomial(table))
    assert np.abs(fitted - table).max() < 3


def test_the_planes_are_the_finished_frame():
    rng = np.random.default_rng(3)
    frame = cv2.resize(rng.integers(0, 256, (6, 10, 4), dtype=np.uint8), (160, 96), interpolation=cv2.INTER_CUBIC)
    finish = prepared(bloom_strength=0.6, threshold=120, vignette_strength=0.4, grain_strength=0.02)
    planes, bgr = finish.planes(frame, 5), finish.bgr(frame, 5)
    assert np.abs(bgr_to_i420(bgr).astype(int) - planes).max() <= 2


@pytest.mark.parametrize("size", [(90, 158), (98, 166), (34, 50)])
def test_sides_need_not_be_whole_blocks(size):
    finish = Finish.prepare(
        *size, grade_curves={}, bloom_strength=0.5, threshold=200, vignette_strength=0.0, grain_strength=0.0, seed=1
    )
    frame = finish.bgr(np.full((*size, 4), 230, np.uint8), 0)
    assert np.ptp(frame) <= 1
    assert frame.min() > 230
