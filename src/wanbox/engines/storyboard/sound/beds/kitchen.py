"""A kitchen at work: fat that sizzles, a simmering pot, a knife on the board."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, drift, noise, place, samples, wide

LEVEL = -6.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 53)
    sizzle = wide(n, 2600, 9500, seed, -0.2) * drift(n, 3.0, seed + 2, 0.45, 1.0) * np.float32(0.035)
    simmer = wide(n, 120, 480, seed + 4, -0.2) * drift(n, 6.0, seed + 5, 0.2, 1.0) * np.float32(0.03)
    out = sizzle + simmer
    for at in rng.uniform(0, n / SR, int(9 * n / SR)):
        add(out, place(_spit(int(rng.integers(99))) * np.float32(rng.uniform(0.01, 0.05)), 0.2), float(at))
    at = float(rng.uniform(0.6, 1.6))
    while at < n / SR - 0.5:
        for cut in range(int(rng.integers(3, 7))):
            add(out, place(_chop(cut) * np.float32(0.09), -0.35), at + cut * 0.19)
        at += float(rng.uniform(2.4, 4.5))
    return samples(out)


def _spit(seed: int) -> Mono:
    n = int(0.03 * SR)
    return noise(n, 3000, 12000, seed) * decay(n, 160)


def _chop(seed: int) -> Mono:
    n = int(0.12 * SR)
    return noise(n, 250, 2600, seed) * decay(n, 60)
