"""Wind that can be heard for itself: a low breath whose pitch wanders."""

from __future__ import annotations

import numpy as np

from ..dsp import Stereo, drift, noise, samples, wide

LEVEL = -4.0


def make(n: int, seed: int) -> Stereo:
    force = drift(n, 0.4, seed + 1, 0.2, 1.0)
    low = wide(n, 90, 420, seed, -0.3) * force * np.float32(0.08)
    # Two whistles blended by the force of the wind stand for one whose pitch follows it.
    calm, strong = noise(n, 380, 560, seed + 5), noise(n, 620, 980, seed + 8)
    whistle = (calm * (1 - force) + strong * force) * force * np.float32(0.03)
    return samples(low + np.stack((whistle * np.float32(0.9), np.roll(whistle, 700))))
