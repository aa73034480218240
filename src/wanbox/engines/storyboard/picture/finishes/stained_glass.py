"""Stained glass: coloured panes between lead, on cells that follow the picture."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, kernel, picture, plane, saturated, smoothstep
from .contract import Finish
from .press import EVEN, pressed
from .strokes import calm, grown, times, unit
from .textures import blotches

#: What a step of colour (0…255) counts against a step of place (in cells).
COLOUR_WEIGHT = 0.014


@functools.lru_cache(maxsize=4)
def _seeds(rows: int, columns: int, seed: int) -> Plane:
    """Middles of the panes in a jittered grid, (rows, columns, 2) as x, y in cells."""
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1) + 0.5
    return plane(grid + rng.uniform(-0.34, 0.34, grid.shape))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u = unit(image)
    small = calm(image, 5.0 * u, 4.0 * u)
    labels, panes = _panes(small, 15 * u / max(strength, 0.4), seed)
    glass = saturated(picture(cv2.addWeighted(panes, 0.72, small, 0.28, 6)), 1.6)
    # The lead is as thick as the distance from the edge says, glass a little darker beside it.
    edge = (labels[1:, 1:] != labels[:-1, 1:]) | (labels[1:, 1:] != labels[1:, :-1])
    free = cv2.copyMakeBorder((~edge).astype(np.uint8), 1, 0, 1, 0, cv2.BORDER_REPLICATE)
    away = cv2.convertScaleAbs(cv2.distanceTransform(free, cv2.DIST_L2, 3), alpha=16)
    steps = np.arange(256) / 16
    lead = cv2.LUT(away, picture((1 - smoothstep(0.5 * u, 1.35 * u + 0.4, steps)) * 255))
    beside = cv2.LUT(away, picture((0.82 + 0.18 * smoothstep(1, 6 * u + 1, steps)) * 255))
    lit = times(_glow(*labels.shape, u, seed), picture(beside))
    return pressed(grown(glass, image), line=grown(picture(lead), image), ink=(24, 20, 18), texture=grown(lit, image))


@functools.lru_cache(maxsize=4)
def _glow(height: int, width: int, u: float, seed: int) -> Picture:
    """Unevenness of the light behind the window."""
    return picture((0.9 + 0.28 * blotches(height, width, 20 * u, seed)) * EVEN)


def _panes(small: Picture, cell: float, seed: int) -> tuple[np.ndarray, Picture]:
    """The number of the pane of each pixel, and the panes in their mean colours."""
    h, w = small.shape[:2]
    step = max(6.0, cell)
    middles = _seeds(int(h / step) + 1, int(w / step) + 1, seed)
    # A pane has one colour to draw by: that of the surroundings of its middle.
    guide = picture(cv2.GaussianBlur(small, (0, 0), max(0.5, step / 6)))
    y, x = (np.clip(middles[..., c] * step, 0, most - 1).astype(np.intp) for c, most in ((1, h), (0, w)))
    labels, panes = np.empty((h, w), np.int32), np.empty_like(small)
    sums = np.zeros((middles.shape[0] * middles.shape[1], 4), np.int32)
    _assign(labels, sums, guide, guide[y, x].astype(np.int32), middles, 1 / step, COLOUR_WEIGHT)
    _fill(panes, labels, (sums[:, :3] // np.maximum(sums[:, 3:], 1)).astype(np.uint8))
    return labels, panes


@kernel
def _fill(panes: Picture, labels: np.ndarray, colours: Picture) -> None:
    for y in range(labels.shape[0]):
        for x in range(labels.shape[1]):
            for c in range(3):
                panes[y, x, c] = colours[labels[y, x], c]


@kernel
def _assign(
    labels: np.ndarray, sums: np.ndarray, small: Picture, tones: np.ndarray, middles: Plane, scale: float, weight: float
) -> None:
    height, width = labels.shape
    rows, columns = middles.shape[:2]
    k = np.float32(scale)
    of_colour = np.float32(weight)
    for y in range(height):
        cy = np.float32(y) * k
        for x in range(width):
            cx = np.float32(x) * k
            b, g, r = np.int32(small[y, x, 0]), np.int32(small[y, x, 1]), np.int32(small[y, x, 2])
            best = np.float32(1e9)
            chosen = 0
            for j in range(max(0, int(cy) - 1), min(rows, int(cy) + 2)):
                for i in range(max(0, int(cx) - 1), min(columns, int(cx) + 2)):
                    dx = cx - middles[j, i, 0]
                    dy = cy - middles[j, i, 1]
                    away = dx * dx + dy * dy
                    if away >= best:
                        continue
                    d = abs(b - tones[j, i, 0]) + abs(g - tones[j, i, 1]) + abs(r - tones[j, i, 2])
                    away += np.float32(min(d, 70)) * of_colour
                    if away < best:
                        best = away
                        chosen = j * columns + i
            labels[y, x] = chosen
            sums[chosen, 3] += 1
            sums[chosen, 0] += b
            sums[chosen, 1] += g
            sums[chosen, 2] += r


FINISH = Finish(
    "stained-glass", {"en": ("stained glass", "stained-glass"), "zh": ("彩色玻璃", "彩绘玻璃", "玻璃花窗")}, apply
)
