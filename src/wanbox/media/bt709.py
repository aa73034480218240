"""The colour matrix of all video here: ITU-R BT.709, 8 bits, limited range."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray


@functools.cache
def matrix() -> NDArray[np.float64]:
    """Rows Y, Cb, Cr; columns B, G, R and the offset."""
    red, blue = 0.2126, 0.0722
    green = 1 - red - blue
    luma = np.array([blue, green, red]) * 219 / 255
    cb = np.array([1 - blue, -green, -red]) / (2 * (1 - blue)) * 224 / 255
    cr = np.array([-blue, -green, 1 - red]) / (2 * (1 - red)) * 224 / 255
    return np.array([[*luma, 16], [*cb, 128], [*cr, 128]])
