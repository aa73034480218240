"""Pictures as numbers: their types, and a pixel as one number."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
Reals: TypeAlias = NDArray[np.float32]
Spans: TypeAlias = NDArray[np.int32]
#: Six numbers of an affine map, in any shape.
Matrix: TypeAlias = NDArray[np.float64]
#: BGRA pixels as one number each.
Packed: TypeAlias = NDArray[np.uint32]

u32, u64 = np.uint32, np.uint64


def packed(cutout: Pixels) -> Packed:
    """The same pixels, one number each; the picture must be contiguous."""
    return np.ascontiguousarray(cutout).view(np.uint32)[..., 0]


def rows_of(canvas: Pixels) -> Packed:
    """A canvas as one number a pixel; shares its memory. Raises ValueError if it has not four bytes a pixel."""
    return canvas.view(np.uint32)[..., 0]


def blank(height: int, width: int) -> Pixels:
    """An empty canvas."""
    return np.zeros((height, width, 4), np.uint8)
