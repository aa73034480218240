"""Bulk painting of plates: pools of light and stamps."""

from __future__ import annotations

import numpy as np

from wanbox.engines.storyboard.compose import strokes


def canvas() -> np.ndarray:
    return np.zeros((40, 60, 4), np.uint8)


def test_a_pool_of_light_covers_nothing_and_fades_outwards():
    plate = canvas()
    strokes.pool(plate, 30.0, 20.0, 12.0, 8.0, np.array([10, 20, 200, 1.0], np.float32))
    assert plate[20, 30].tolist() == [10, 20, 200, 0]
    assert 0 < plate[20, 36, 2] < 200
    assert plate[20, 43].tolist() == [0, 0, 0, 0]


def test_a_pool_beyond_the_edge_is_cut_off():
    plate = canvas()
    strokes.pool(plate, -4.0, 20.0, 12.0, 8.0, np.array([0, 0, 200, 1.0], np.float32))
    assert plate[20, 0, 2] > 100
    assert plate[:, 9:].max() == 0


def test_a_stamp_covers_by_its_alpha():
    plate, cutout = canvas(), np.zeros((4, 4, 4), np.uint8)
    plate[:] = (100, 100, 100, 255)
    cutout[:2], cutout[2:] = (0, 0, 128, 128), (9, 9, 9, 255)
    strokes.stamp(plate, cutout, 10, 10)
    assert plate[10, 10].tolist() == [49, 49, 177, 255]
    assert plate[13, 13].tolist() == [9, 9, 9, 255]
    assert plate[14, 10].tolist() == [100, 100, 100, 255]


def test_a_stamp_over_the_corner_is_cut_off():
    plate, cutout = canvas(), np.full((6, 6, 4), 255, np.uint8)
    strokes.stamp(plate, cutout, -3, -3)
    assert int((plate[..., 3] > 0).sum()) == 9
