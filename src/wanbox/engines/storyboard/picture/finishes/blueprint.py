"""Blueprint: white contours on blue paper with a fine grid."""

from __future__ import annotations

import numpy as np

from ..pixels import Picture, luma, picture, plane
from .contract import Finish
from .strokes import lines, paper, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    drawn = np.maximum(lines(image, 1.1 * u, 0.006, 0.024), 0.45 * lines(255 - image, 1.4 * u, 0.010, 0.03))
    step = max(8, round(36 * u))
    grid = np.zeros((h, w), np.float32)
    grid[::step] = grid[:, ::step] = 0.14
    tone = plane(np.clip(drawn * min(1.1, strength) + grid + 0.16 * luma(image), 0, 1))[..., None]
    ground = np.array((140, 72, 22), np.float32) * paper(h, w, seed)[..., None]
    return picture(ground * (1 - tone) + np.array((250, 244, 232), np.float32) * tone)


FINISH = Finish("blueprint", {"en": ("blueprint", "technical drawing"), "zh": ("蓝图", "工程图")}, apply)
