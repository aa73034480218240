"""The last pass of a finish: paint, fine drawing, lines and paper put together at full size by one kernel."""

from __future__ import annotations

import functools
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..pixels import Bgr, Picture, kernel, picture

#: A texture value that changes nothing; 255 is a fourth brighter.
EVEN = 204


@functools.lru_cache(maxsize=4)
def none(height: int, width: int) -> Picture:
    """A plane of zeros: no lines."""
    return np.zeros((height, width), np.uint8)


@functools.lru_cache(maxsize=4)
def even(height: int, width: int) -> Picture:
    """A texture that changes nothing."""
    return np.full((height, width), EVEN, np.uint8)


def detail(image: Picture, sigma: float) -> tuple[Picture, Picture]:
    """Brightness of the picture as it is and blurred: their difference is its fine drawing."""
    grey = picture(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    return grey, soft(grey, sigma)


def soft(grey: Picture, sigma: float) -> Picture:
    """Gaussian; wide ones at half size."""
    if sigma < 2.5 or min(grey.shape[:2]) < 64:
        return picture(cv2.GaussianBlur(grey, (0, 0), max(0.3, sigma)))
    size = (grey.shape[1] // 2, grey.shape[0] // 2)
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / 2)
    return picture(cv2.resize(small, grey.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def pressed(
    paint: Picture,
    *,
    fine: tuple[Picture, Picture] | None = None,
    gain: float = 0.0,
    line: Picture | None = None,
    ink: Bgr = (0, 0, 0),
    texture: Picture | None = None,
) -> Picture:
    """The paint with its fine drawing, times the texture, under the lines.

    Args:
        paint: BGR at full size.
        fine: what `detail` gave; added to the paint `gain` times.
        gain: strength of the fine drawing.
        line: 255 on the line, in the colour `ink`.
        ink: colour of the lines.
        texture: (H, W) factor, `EVEN` for one.
    """
    h, w = paint.shape[:2]
    sharp, blurred = fine or (none(h, w), none(h, w))
    out = np.empty_like(paint)
    tone = np.array([round(c) for c in ink], np.int32)
    covers = none(h, w) if line is None else line
    _press(out, paint, sharp, blurred, round(gain * 256), covers, tone, even(h, w) if texture is None else texture)
    return out


@kernel
def _press(
    out: Picture, paint: Any, sharp: Any, blurred: Any, gain: int, line: Any, ink: NDArray[np.int32], texture: Any
) -> None:
    height, width = line.shape
    b, g, r = np.int32(ink[0]), np.int32(ink[1]), np.int32(ink[2])
    more = np.int32(gain)
    for y in range(height):
        for x in range(width):
            fine = ((np.int32(sharp[y, x]) - np.int32(blurred[y, x])) * more) >> 8
            tooth = np.int32(texture[y, x]) * 321
            a = np.int32(line[y, x])
            v0: Any = min(max(((np.int32(paint[y, x, 0]) + fine) * tooth) >> 16, 0), 255)
            v1: Any = min(max(((np.int32(paint[y, x, 1]) + fine) * tooth) >> 16, 0), 255)
            v2: Any = min(max(((np.int32(paint[y, x, 2]) + fine) * tooth) >> 16, 0), 255)
            out[y, x, 0] = v0 + (((b - v0) * a) >> 8)
            out[y, x, 1] = v1 + (((g - v1) * a) >> 8)
            out[y, x, 2] = v2 + (((r - v2) * a) >> 8)
