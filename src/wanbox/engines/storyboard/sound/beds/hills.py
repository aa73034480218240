"""Open country: a soft wind over grass."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, wide

LEVEL = -5.0


def make(n: int, seed: int) -> Stereo:
    air = wide(n, 110, 620, seed, -0.35) * drift(n, 0.5, seed + 1, 0.3, 1.0) * np.float32(0.08)
    grass = wide(n, 1900, 6500, seed + 6, -0.4) * drift(n, 0.8, seed + 2, 0.0, 1.0) ** 2 * np.float32(0.03)
    return air + grass
