"""Light on bodies: the quick blur and the rim."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.compose import light
from wanbox.engines.storyboard.compose.blit import rows_of, spans_of


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
    lit, rims = cutout(), np.full((45, 60), edge, np.uint8)
    light.shade(lit, rims, rims, spans_of(lit), numbers(**light_of))
    return lit


def test_plain_light_leaves_a_body_as_it_is():
    assert np.abs(shaded().astype(int) - cutout()).max() <= 1


def test_whole_haze_is_the_colour_of_haze():
    assert shaded(haze=1.0)[45, 60].tolist() == pytest.approx([200, 100, 50, 255], abs=1)


def test_a_rim_never_shines_beyond_the_body():
    lit = shaded(edge=255, rim=1.0)
    assert (lit[..., :3] <= lit[..., 3:]).all()
    assert lit[45, 60].tolist() == [255, 255, 255, 255]


def test_a_rim_at_half_the_size_is_spread_evenly():
    lit, rims = cutout(), np.zeros((45, 60), np.uint8)
    rims[20:25, 28:32] = 255
    light.shade(lit, rims, rims, spans_of(lit), numbers(rim=1.0))
    spread = cv2.resize(rims, (120, 90), interpolation=cv2.INTER_LINEAR).astype(int)
    expected = np.minimum(cutout()[..., 0] + spread, 255)
    assert np.abs(expected - lit[..., 0])[35:55, 50:70].max() <= 3


def test_half_an_alpha_is_that_of_half_the_cutout():
    src = cutout()
    assert np.array_equal(light.halved(src, spans_of(src))[..., 3], light.alpha_halved(src, spans_of(src)))


@pytest.mark.parametrize("move", [(3.0, 0.0), (-2.25, 1.5), (0.4, -5.0), (-40.0, 30.0), (200.0, 0.0), (0.0, -200.0)])
def test_a_rim_is_what_the_moved_silhouette_leaves(move):
    edge = np.empty_like(disc())
    light._facing(edge, disc(), *move)
    matrix = np.array([[1, 0, -move[0]], [0, 1, -move[1]]])
    expected = cv2.subtract(disc(), cv2.warpAffine(disc(), matrix, (120, 90)))
    assert np.abs(expected.astype(int) - edge).max() <= 5


def test_half_a_cutout_is_the_mean_of_its_squares():
    src = cutout()
    expected = cv2.resize(src, (60, 45), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(expected - light.halved(src, spans_of(src))).max() <= 1


def test_a_cast_shadow_lies_where_the_map_puts_it():
    frame = np.full((90, 120, 4), 200, np.uint8)
    light.cast_shadow(rows_of(frame), disc(), np.array([1.0, 0, 10, 0, 1, 0]), (0, 0, 120, 90), 0.5)
    assert frame[45, 50, :3].tolist() == pytest.approx([100, 100, 100], abs=2)
    assert frame[45, 85, :3].tolist() == [200, 200, 200]


def test_a_sheared_shadow_is_that_of_the_sheared_mask():
    frame = np.full((90, 120, 4), 200, np.uint8)
    forward = np.array([[0.8, -0.5, 20.0], [0.0, -0.4, 60.0]])
    a, b, x, _, d, y = cv2.invertAffineTransform(forward).ravel()
    light.cast_shadow(rows_of(frame), disc(), np.array([a, b, x, 0.0, d, y]), (0, 0, 120, 90), 0.5)
    mask = cv2.warpAffine(disc(), forward, (120, 90)).astype(float)
    off = np.abs(200 * (1 - 0.5 * mask / 255) - frame[..., 0])
    # A hard edge may fall on either side of a 32nd of a pixel.
    assert ((mask > 200).sum() > 500, (off > 6).mean() < 0.002) == (True, True)
