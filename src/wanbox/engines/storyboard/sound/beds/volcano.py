"""A volcano: the ground rumbles, lava spits."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, samples, wide
from . import fire

LEVEL = -2.0


def make(n: int, seed: int) -> Stereo:
    rumble = wide(n, 24, 150, seed, -0.3) * drift(n, 0.9, seed, 0.3, 1.0) * np.float32(0.16)
    return samples(rumble + fire.make(n, seed + 2) * np.float32(0.8))
