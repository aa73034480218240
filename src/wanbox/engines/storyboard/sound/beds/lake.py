"""Still water: it laps at the bank now and then, and a light wind goes over it."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, drift, noise, place, samples, wide

LEVEL = -8.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 67)
    out = wide(n, 160, 1400, seed, -0.5) * drift(n, 0.4, seed, 0.3, 1.0) * np.float32(0.022)
    at = float(rng.uniform(0, 0.6))
    while at < n / SR:
        length = int(float(rng.uniform(0.5, 0.9)) * SR)
        u = np.linspace(0, 1, length)
        lap = (
            noise(length, 260, 2200, int(rng.integers(80)), -0.3) * np.sin(np.pi * u) ** 2 * (1 + np.sin(u * 31)) * 0.5
        )
        add(out, place(samples(lap * rng.uniform(0.04, 0.1)), float(rng.uniform(-0.7, 0.7))), at)
        at += float(rng.uniform(0.5, 1.2))
    return samples(out)
