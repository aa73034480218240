"""Snowfall: a muffled hush and a thin, cold wind."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, noise, samples, wide

LEVEL = -6.0


def make(n: int, seed: int) -> Stereo:
    hush = wide(n, 90, 480, seed, -0.5) * drift(n, 0.3, seed, 0.5, 1.0) * np.float32(0.07)
    force = drift(n, 0.35, seed + 2, 0.0, 1.0)
    thin = noise(n, 700, 1150, seed + 4) * force**2 * np.float32(0.022)
    flakes = wide(n, 4000, 9000, seed + 6, -0.4) * np.float32(0.006)
    return samples(hush + flakes + np.stack((thin, np.roll(thin, 911))))
