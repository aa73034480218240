"""A classroom: a murmur, a pencil, chalk on the board, a chair that is pushed."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, noise, place, samples, wide
from . import crowd

LEVEL = -9.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 23)
    out = crowd.make(n, seed + 3) * np.float32(0.35) + wide(n, 70, 700, seed, -0.5) * np.float32(0.012)
    at = float(rng.uniform(0.2, 0.8))
    while at < n / SR - 0.6:
        for stroke in range(int(rng.integers(3, 8))):
            chalk = _scratch(int(rng.integers(60)), 2400, 7800) * np.float32(0.05)
            add(out, place(chalk, -0.2), at + stroke * float(rng.uniform(0.13, 0.2)))
        at += float(rng.uniform(1.4, 3.0))
    add(out, place(_scratch(5, 180, 900) * np.float32(0.09), 0.6), float(rng.uniform(1.0, 3.5)))
    return samples(out)


def _scratch(seed: int, low: float, high: float) -> Mono:
    n = int(0.12 * SR)
    rise = np.minimum(np.arange(n) / (0.02 * SR), 1)
    return samples(noise(n, low, high, seed) * decay(n, 18) * rise)
