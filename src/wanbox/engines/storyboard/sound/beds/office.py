"""An office: the air conditioning, keys that are struck in bursts, a telephone far away."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, noise, place, samples, seconds, wide

LEVEL = -11.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 61)
    out = wide(n, 60, 700, seed, -0.5) * np.float32(0.05)
    at = 0.3
    while at < n / SR:
        pan = float(rng.uniform(-0.7, 0.7))
        for _ in range(int(rng.integers(3, 12))):
            add(out, place(_key(int(rng.integers(40))) * np.float32(rng.uniform(0.02, 0.07)), pan), at)
            at += float(rng.uniform(0.07, 0.18))
        at += float(rng.uniform(0.4, 1.6))
    add(out, place(_ring() * np.float32(0.012), -0.7), float(rng.uniform(1.0, 3.0)))
    return samples(out)


def _key(seed: int) -> Mono:
    n = int(0.05 * SR)
    return noise(n, 1400, 7000, seed) * decay(n, 150)


def _ring() -> Mono:
    t = seconds(int(0.9 * SR))
    trill = np.where((t * 18).astype(int) % 2, 1180.0, 1480.0)
    return samples(np.sin(2 * np.pi * np.cumsum(trill) / SR) * np.minimum(t / 0.02, 1) * np.minimum((0.9 - t) / 0.1, 1))
