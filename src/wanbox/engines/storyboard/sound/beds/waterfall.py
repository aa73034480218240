"""A waterfall: a wide, even roar."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, samples, wide

LEVEL = -1.0


def make(n: int, seed: int) -> Stereo:
    roar = wide(n, 120, 3800, seed, -0.35) * drift(n, 0.7, seed, 0.88, 1.0) * np.float32(0.085)
    return samples(roar + wide(n, 2500, 9000, seed + 3, -0.2) * np.float32(0.022))
