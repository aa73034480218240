"""A wood: leaves that the wind moves near and far."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, wide

LEVEL = -6.0


def make(n: int, seed: int) -> Stereo:
    gusts = drift(n, 0.45, seed + 2, 0.25, 1.0)
    leaves = wide(n, 1300, 7500, seed, -0.3) * gusts**2 * np.float32(0.055)
    boughs = wide(n, 140, 800, seed + 4, -0.3) * drift(n, 0.3, seed + 3, 0.4, 1.0) * np.float32(0.05)
    return leaves + boughs
