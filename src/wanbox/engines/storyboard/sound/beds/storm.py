"""A storm: gusts that roar and whistle."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, noise, samples, wide

LEVEL = -1.0


def make(n: int, seed: int) -> Stereo:
    gusts = drift(n, 0.7, seed, 0.25, 1.0)
    roar = wide(n, 70, 900, seed, -0.35) * gusts**2 * np.float32(0.13)
    whistle = noise(n, 520, 900, seed + 3) * np.clip(gusts - 0.45, 0, 1) * np.float32(0.06)
    return samples(roar + np.stack((whistle, np.roll(whistle, 900))))
