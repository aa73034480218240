"""Colours of a whole picture made stronger or weaker."""

from __future__ import annotations

import numpy as np

from .blit import Pixels, flat
from .jit import kernel


@kernel
def _saturate(frame: Pixels, k: float) -> None:
    low, high, half, own = np.float32(0), np.float32(255), np.float32(0.5), np.float32(k)
    b, g, r = np.float32(0.114) * (1 - own), np.float32(0.587) * (1 - own), np.float32(0.299) * (1 - own)
    for y in range(frame.shape[0]):
        row = frame[y]
        for x in range(row.shape[0] // 3):
            c0, c1, c2 = np.float32(row[3 * x]), np.float32(row[3 * x + 1]), np.float32(row[3 * x + 2])
            grey = c0 * b + c1 * g + c2 * r + half
            row[3 * x] = np.uint8(min(high, max(low, grey + c0 * own)))
            row[3 * x + 1] = np.uint8(min(high, max(low, grey + c1 * own)))
            row[3 * x + 2] = np.uint8(min(high, max(low, grey + c2 * own)))


def saturate(frame: Pixels, k: float) -> None:
    """Move every colour of a BGR picture away from its grey, in place: 0 leaves greys, 1 all as it is."""
    _saturate(flat(frame), float(k))
