"""Kernels against plain numpy, and the edges of their reach."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.compose import blit


def cutout(height: int = 40, width: int = 60, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    alpha = cv2.GaussianBlur(rng.uniform(0, 1, (height, width)).astype(np.float32), (0, 0), 4)
    alpha = np.clip((alpha - alpha.mean()) * 9 + 0.5, 0, 1)
    colour = rng.integers(0, 256, (height, width, 3)) * alpha[..., None]
    return np.concatenate([colour, 255 * alpha[..., None]], -1).astype(np.uint8)


def over(dst: np.ndarray, src: np.ndarray) -> np.ndarray:
    return np.clip(src + dst * (1 - src[..., 3:] / 255.0), 0, 255)


def test_a_plane_at_scale_one_is_plain_alpha_blending():
    src, frame = cutout(), np.full((50, 80, 4), 90, np.uint8)
    expected = frame.astype(float)
    expected[5:44, 7:66] = over(expected[5:44, 7:66], src[:39, :59].astype(float))
    blit.plane(frame, src, blit.spans_of(src), scale=1.0, x=7.0, y=5.0)
    assert np.abs(expected[5:43, 7:65] - frame[5:43, 7:65]).max() <= 3


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.31])
def test_a_scaled_plane_agrees_with_opencv(scale):
    src = cv2.GaussianBlur(cutout(90, 120), (0, 0), 2)
    matrix = np.array([[scale, 0, 3.5], [0, scale, 4.25]])
    warped = cv2.warpAffine(src, matrix, (200, 160), flags=cv2.INTER_LINEAR)
    expected = over(np.full((160, 200, 4), 60.0), warped.astype(float))
    frame = np.full((160, 200, 4), 60, np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=scale, x=3.5, y=4.25)
    inner = np.s_[8 : int(84 * scale), 8 : int(114 * scale)]
    assert np.abs(expected[inner] - frame[inner]).max() <= 6


def test_the_affine_blit_agrees_with_opencv():
    src = cv2.GaussianBlur(cutout(90, 120), (0, 0), 2)
    matrix = np.array([[0.9, -0.3, 40.0], [0.3, 0.9, 10.0]])
    warped = cv2.warpAffine(src, matrix, (200, 160), flags=cv2.INTER_LINEAR)
    expected = over(np.full((160, 200, 4), 60.0), warped.astype(float))
    frame = np.full((160, 200, 4), 60, np.uint8)
    blit.affine(frame, src, matrix)
    whole = cv2.erode(cv2.warpAffine(np.ones(src.shape[:2], np.uint8), matrix, (200, 160)), np.ones((7, 7))) > 0
    assert np.abs(expected - frame)[whole].max() <= 6


def test_columns_at_scale_one_are_plain_alpha_blending():
    src, frame = cutout(), np.full((50, 80, 4), 90, np.uint8)
    expected = over(frame[:39, 10:68].astype(float), src[:39, 1:59].astype(float))
    turned = np.ascontiguousarray(src.transpose(1, 0, 2))
    columns = np.arange(1, 59, dtype=np.float32)
    zeros, ones = np.zeros(58, np.float32), np.ones(58, np.float32)
    blit.over_columns(frame, turned, blit.spans_of(turned), 10, columns, zeros, ones)
    assert np.abs(expected[:38] - frame[:38, 10:68]).max() <= 3


def test_opacity_fades_towards_the_frame():
    src = np.full((20, 20, 4), 255, np.uint8)
    frame = blit.blank(20, 20)
    blit.plane(frame, src, blit.spans_of(src), scale=1.0, x=0.0, y=0.0, opacity=0.5)
    assert frame[10, 10, :3].tolist() == pytest.approx([127, 127, 127], abs=2)


def test_light_without_alpha_adds():
    src = np.zeros((20, 20, 4), np.uint8)
    src[..., 2] = 50
    frame = np.full((20, 20, 4), 100, np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=1.0, x=0.0, y=0.0)
    assert frame[10, 10, :3].tolist() == [100, 100, 150]


def test_light_does_not_wrap_round_at_white():
    src = np.zeros((20, 20, 4), np.uint8)
    src[..., :3] = 200
    frame = np.full((20, 20, 4), 200, np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=1.0, x=0.0, y=0.0)
    assert frame[10, 10, :3].tolist() == [255, 255, 255]


@pytest.mark.parametrize(("x", "y"), [(-1000.0, 0.0), (1000.0, 0.0), (0.0, -1000.0), (0.0, 1000.0)])
def test_a_plane_outside_the_frame_paints_nothing(x, y):
    src, frame = cutout(), np.full((50, 80, 4), 90, np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=1.3, x=x, y=y)
    blit.affine(frame, src, np.array([[1.3, 0, x], [0, 1.3, y]]))
    assert (frame == 90).all()


def test_spans_find_first_and_last_ink():
    src = np.zeros((3, 10, 4), np.uint8)
    src[1, 3:7, 3] = 255
    src[2, 8, 0] = 40
    assert blit.spans_of(src)[:, :2].tolist() == [[10, -1], [3, 6], [8, 8]]


def test_spans_know_what_is_opaque_and_what_shines():
    src = np.zeros((2, 12, 4), np.uint8)
    src[0, 1:3, 3] = src[0, 5:9, 3] = 255
    src[0, 3:5, 3] = 90
    src[1, 4] = (10, 0, 0, 9)
    assert blit.spans_of(src)[0, 2:].tolist() == [5, 8, 0]
    assert blit.spans_of(src)[1, 4] == 1


@pytest.mark.parametrize("scale", [0.83, 1.0, 1.13, 2.6])
@pytest.mark.parametrize("x", [-7.4, 0.0, 5.3])
def test_what_is_opaque_goes_straight_onto_the_canvas_and_looks_the_same(scale, x):
    src = cutout(60, 90)
    src[:, 20:70, 3] = 255
    # Spans without opaque runs have every pixel blended.
    plain = blit.spans_of(src)
    plain[:, 2], plain[:, 3] = 0, -1
    straight, blended = (np.full((70, 128, 4), 77, np.uint8) for _ in range(2))
    blit.plane(straight, src, blit.spans_of(src), scale=scale, x=x, y=3.6)
    blit.plane(blended, src, plain, scale=scale, x=x, y=3.6)
    assert np.abs(straight.astype(int) - blended)[..., :3].max() <= 1


def test_a_canvas_of_three_bytes_a_pixel_is_refused():
    with pytest.raises(ValueError, match="dtype"):
        blit.plane(np.zeros((20, 20, 3), np.uint8), cutout(), blit.spans_of(cutout()), scale=1.0, x=0.0, y=0.0)


def test_a_matrix_that_flattens_the_picture_draws_nothing():
    frame = blit.blank(20, 20)
    blit.affine(frame, cutout(), np.array([[1.0, 0.0, 2.0], [0.5, 0.0, 2.0]]))
    assert frame.max() == 0
