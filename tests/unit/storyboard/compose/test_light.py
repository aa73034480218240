"""Light on bodies: the quick blur and the rim."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.compose import light
from wanbox.engines.storyboard.compose.blit import spans_of


def disc():
    mask = np.zeros((90, 120), np.uint8)
    cv2.circle(mask, (60, 45), 30, 255, -1)
    return mask


@pytest.mark.parametrize("sigma", [0.6, 1.3, 2.0, 4.5])
def test_the_quick_blur_is_within_a_level_of_opencv_s(sigma):
    expected = cv2.GaussianBlur(disc(), (0, 0), sigma).astype(int)
    assert np.abs(expected - light.gaussian(disc(), sigma)).max() <= 1


def test_a_rim_lies_on_the_side_that_the_light_comes_from():
    edge = light.rim_edge(disc(), 1.0, 0.0, 4.0).astype(float)
    assert edge[:, :60].sum() < edge[:, 60:].sum() / 10


def cutout() -> np.ndarray:
    alpha = disc()
    return np.dstack([alpha // 2, alpha // 3, alpha // 4, alpha])


def numbers(*, haze: float = 0.0, rim: float = 0.0) -> np.ndarray:
    return np.array([1, 1, 1, 200, 100, 50, haze, 255, 255, 255, rim, 0, 0, 0, 0, 0, 0, 90], np.float32)


def shaded(edge: int = 0, **light_of) -> np.ndarray:
    src, rims = cutout(), np.full((90, 120), edge, np.uint8)
    return light.shade(src, rims, rims, spans_of(src), numbers(**light_of))


def test_plain_light_leaves_a_body_as_it_is():
    assert np.abs(shaded().astype(int) - cutout()).max() <= 1


def test_whole_haze_is_the_colour_of_haze():
    assert shaded(haze=1.0)[45, 60].tolist() == pytest.approx([200, 100, 50, 255], abs=1)


def test_a_rim_never_shines_beyond_the_body():
    lit = shaded(edge=255, rim=1.0)
    assert (lit[..., :3] <= lit[..., 3:]).all()
    assert lit[45, 60].tolist() == [255, 255, 255, 255]


def test_half_a_cutout_is_the_mean_of_its_squares():
    src = cutout()
    expected = cv2.resize(src, (60, 45), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(expected - light.halved(src, spans_of(src))).max() <= 1


def test_a_cast_shadow_lies_where_the_map_puts_it():
    frame = np.full((90, 120, 4), 200, np.uint8)
    light.cast_shadow(frame, disc(), np.array([1.0, 0, 10, 0, 1, 0]), (0, 0, 120, 90), 0.5)
    assert frame[45, 50, :3].tolist() == pytest.approx([100, 100, 100], abs=2)
    assert frame[45, 85, :3].tolist() == [200, 200, 200]
