"""A theatre or concert hall before the first note: a large quiet space, a cough, seats."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, decay, noise, place, reverb, samples, wide
from . import crowd

LEVEL = -10.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 71)
    dry = crowd.make(n, seed + 2) * np.float32(0.25)
    for at in rng.uniform(0, n / SR, 1 + int(0.4 * n / SR)):
        length = int(0.16 * SR)
        creak = noise(length, 300, 1500, int(rng.integers(50))) * decay(length, 24)
        add(dry, place(creak * np.float32(0.03), float(rng.uniform(-0.8, 0.8))), float(at))
    return samples(dry * np.float32(0.5) + reverb(dry, 2.4) + wide(n, 60, 500, seed, -0.5) * np.float32(0.02))
