"""A fire near by: a low flutter and the crackle of wood."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, drift, noise, place, samples, wide

LEVEL = -5.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 3)
    out = wide(n, 60, 380, seed, -0.3) * drift(n, 7.0, seed, 0.2, 1.0) * np.float32(0.05)
    for at in rng.uniform(0, n / SR, int(16 * n / SR)):
        level = np.float32(min(0.3, rng.gamma(1.1, 0.05)))
        add(out, place(_crack(int(rng.integers(60))) * level, float(rng.uniform(-0.5, 0.5))), float(at))
    return samples(out)


def _crack(seed: int) -> Mono:
    n = int(0.035 * SR)
    return noise(n, 1200, 9000, seed) * decay(n, 190)
