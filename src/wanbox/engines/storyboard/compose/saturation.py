"""Colours of a whole picture made stronger or weaker."""

from __future__ import annotations

import numpy as np

from .blit import Packed, Pixels, rows_of, u32
from .jit import kernel


@kernel
def _saturate(canvas: Packed, k: float) -> None:
    low, high, half, own, byte = np.float32(0), np.float32(255), np.float32(0.5), np.float32(k), u32(255)
    b, g, r = np.float32(0.114) * (1 - own), np.float32(0.587) * (1 - own), np.float32(0.299) * (1 - own)
    for y in range(canvas.shape[0]):
        row = canvas[y]
        for x in range(row.shape[0]):
            p = row[x]
            c0, c1, c2 = np.float32(p & byte), np.float32((p >> u32(8)) & byte), np.float32((p >> u32(16)) & byte)
            grey = c0 * b + c1 * g + c2 * r + half
            made = u32(np.int32(min(high, max(low, grey + c0 * own))))
            made |= u32(np.int32(min(high, max(low, grey + c1 * own)))) << u32(8)
            row[x] = made | (u32(np.int32(min(high, max(low, grey + c2 * own)))) << u32(16))


def saturate(canvas: Pixels, k: float) -> None:
    """Move every colour of a canvas away from its grey, in place: 0 leaves greys, 1 all as it is."""
    _saturate(rows_of(canvas), float(k))
