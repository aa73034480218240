"""Runs of ink: what they tell, and that they change nothing but the time."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose import blit


def plate(width: int = 700) -> np.ndarray:
    """Rows of: nothing, a soft patch, a hole, an opaque wall, a hole, light without body."""
    rng = np.random.default_rng(5)
    src = np.zeros((40, width, 4), np.uint8)
    alpha = rng.integers(1, 250, (40, 60))
    src[:, 30:90] = np.dstack([alpha // 2, alpha // 3, alpha, alpha])
    src[:, 200:400] = rng.integers(0, 256, (40, 200, 4))
    src[:, 200:400, 3] = 255
    src[:, 520:680, :3] = rng.integers(1, 256, (40, 160, 3))
    return src


def runs_of(src: np.ndarray) -> blit.Runs:
    return blit.runs_of(src, blit.spans_of(src))


def cells_of(src: np.ndarray, row: int) -> list[list[int]]:
    runs = runs_of(src)
    return runs.cells[runs.starts[row] : runs.starts[row + 1]].tolist()


def test_runs_are_soft_or_opaque_or_light():
    soft, edge, wall, other, light = cells_of(plate(), 10)
    assert soft == [29, 90, 1]
    assert (edge[2], wall, other[2]) == (1, [200, 399, 2], 1)
    assert light == [520, 679, 3] or light == [519, 680, 3]


def test_a_short_gap_is_no_end_of_a_run():
    src = np.full((4, 300, 4), 90, np.uint8)
    src[:, 100:120] = 0
    assert cells_of(src, 1) == [[0, 299, 1]]


def test_rows_without_ink_have_no_runs():
    src = plate()
    src[8:20] = 0
    assert cells_of(src, 12) == []
    assert len(cells_of(src, 7)) > 0


@pytest.mark.parametrize("shape", [(1, 30), (30, 1), (1, 1)])
def test_a_picture_of_one_row_or_column_has_no_runs(shape):
    assert len(runs_of(np.full((*shape, 4), 255, np.uint8)).cells) == 0


@pytest.mark.parametrize("scale", [0.4, 0.88, 0.97, 1.0, 1.0625, 1.12, 1.2, 3.3])
@pytest.mark.parametrize("opacity", [1.0, 0.6])
def test_runs_change_nothing_of_the_picture(scale, opacity):
    src = plate()
    plain, quick = (np.full((150, 900, 4), 70, np.uint8) for _ in range(2))
    place = {"scale": scale, "x": -11.3, "y": 4.6, "opacity": opacity}
    blit.plane(plain, src, blit.spans_of(src), **place)
    blit.plane(quick, src, blit.spans_of(src), **place, runs=runs_of(src))
    assert (plain != 70).any()
    assert np.abs(plain.astype(int) - quick)[..., :3].max() <= 1


@pytest.mark.parametrize("scale", [0.88, 0.94, 1.0, 1.04, 1.11])
def test_a_slope_stays_a_slope_at_scales_near_one(scale):
    src = np.zeros((20, 500, 4), np.uint8)
    src[..., 0], src[..., 3] = np.arange(500) // 2, 255
    frame = np.zeros((20, 400, 4), np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=scale, x=-20.4, y=0.0, runs=runs_of(src))
    expected = (np.arange(10, 390) + 20.4) / scale / 2
    assert np.abs(frame[8, 10:390, 0] - expected).max() <= 1.3


def test_a_plate_at_the_canvas_s_edge_stays_inside():
    src = np.full((30, 128, 4), 255, np.uint8)
    frame = np.zeros((30, 128, 4), np.uint8)
    blit.plane(frame, src, blit.spans_of(src), scale=0.97, x=0.0, y=0.0, runs=runs_of(src))
    assert (frame[:28, :122] == 255).all()
    assert (frame[:, 125:] == 0).all()


def test_nothing_is_drawn_outside_of_the_spans():
    src = plate()
    spans, frame = blit.spans_of(src), np.full((60, 700, 4), 70, np.uint8)
    spans[:, 0], spans[:20, 1], spans[20:, 1] = 250, 600, -1
    blit.plane(frame, src, spans, scale=1.0, x=0.0, y=0.0, runs=runs_of(src))
    assert (frame[:, :248, :3] == 70).all()
    assert (frame[:, 602:, :3] == 70).all()
    assert (frame[22:, :, :3] == 70).all()
    assert (frame[:18, 300:380, :3] != 70).any()
