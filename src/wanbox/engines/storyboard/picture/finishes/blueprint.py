"""Blueprint: white contours on blue paper with a fine grid."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, picture
from .contract import Finish
from .press import pressed
from .strokes import lines, tinted, unit
from .textures import tooth


@functools.lru_cache(maxsize=4)
def _grid(height: int, width: int, step: int) -> Picture:
    grid = np.zeros((height, width), np.uint8)
    grid[::step] = grid[:, ::step] = 36
    return grid


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    grey = picture(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    drawn = cv2.max(
        lines(grey, 1.2 * u, 0.010, 0.030, min(1.0, strength)), lines(picture(255 - grey), 1.5 * u, 0.014, 0.036, 0.45)
    )
    tone = cv2.add(cv2.add(picture(drawn), _grid(h, w, max(8, round(36 * u)))), cv2.convertScaleAbs(grey, alpha=0.16))
    return pressed(tinted(picture(tone), (140, 72, 22), (250, 244, 232)), texture=tooth(h, w, seed))


FINISH = Finish("blueprint", {"en": ("blueprint", "technical drawing"), "zh": ("蓝图", "工程图")}, apply)
