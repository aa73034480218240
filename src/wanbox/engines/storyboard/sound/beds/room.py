"""A room: the hush of air in it."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, wide

LEVEL = -14.0


def make(n: int, seed: int) -> Stereo:
    return wide(n, 70, 900, seed, -0.5) * np.float32(0.06)
