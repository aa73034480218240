"""Cutouts laid down at whole pixels."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.blit import spans_of
from wanbox.engines.storyboard.compose.stamp import stamp


@pytest.fixture
def cutout() -> np.ndarray:
    """Noise that is half covered on the left and wholly in the middle, with clear edges."""
    alpha = np.zeros((20, 30), np.uint16)
    alpha[2:18, 3:10], alpha[2:18, 10:27] = 128, 255
    colour = np.random.default_rng(2).integers(0, 256, (20, 30, 3), np.uint16)
    return np.dstack([colour * alpha[..., None] // 255, alpha]).astype(np.uint8)


def laid(cutout: np.ndarray, left: int, top: int, fade: float = 1.0) -> np.ndarray:
    """What should come out, worked out in floats on a large canvas of grey 100."""
    canvas = np.full((120, 140, 3), 100.0)
    part = canvas[50 + top : 70 + top, 50 + left : 80 + left]
    part[:] = cutout[..., :3] * fade + part * (1 - cutout[..., 3:] / 255 * fade)
    return canvas[50:70, 50:90]


@pytest.mark.parametrize("corner", [(5, 0), (-7, 3), (25, -4), (-29, -19), (39, 19), (-31, 0), (0, 25), (60, 0)])
def test_a_cutout_lies_where_it_is_put_and_is_cut_at_the_edges(cutout, corner):
    frame = np.full((20, 40, 4), 100, np.uint8)
    stamp(frame, cutout, spans_of(cutout), *corner)
    assert np.abs(laid(cutout, *corner) - frame[..., :3]).max() <= 2


def test_rows_fade(cutout):
    frame = np.full((20, 40, 4), 100, np.uint8)
    stamp(frame, cutout, spans_of(cutout), 4, 0, np.full(20, 0.5, np.float32))
    assert np.abs(laid(cutout, 4, 0, 0.5) - frame[..., :3]).max() <= 3


def test_rows_without_opacity_leave_the_canvas_alone(cutout):
    frame = np.full((20, 40, 4), 100, np.uint8)
    stamp(frame, cutout, spans_of(cutout), 4, 0, np.zeros(20, np.float32))
    assert (frame == 100).all()
