"""Running water: a broad rush, and gurgles over stones."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, drift, place, samples, seconds, wide

LEVEL = -3.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 19)
    rush = wide(n, 350, 5200, seed, -0.45) * drift(n, 0.8, seed + 1, 0.75, 1.0) * np.float32(0.065)
    out = rush + wide(n, 110, 420, seed + 3, -0.3) * drift(n, 1.5, seed + 2, 0.4, 1.0) * np.float32(0.035)
    for at in rng.uniform(0, n / SR, int(13 * n / SR)):
        t = seconds(int(rng.uniform(0.04, 0.1) * SR))
        pitch = float(rng.uniform(420, 1500))
        gurgle = np.sin(2 * np.pi * (pitch * t + pitch * 3 * t * t)) * np.sin(np.pi * t / t[-1])
        add(out, place(samples(gurgle * rng.uniform(0.01, 0.045)), float(rng.uniform(-0.8, 0.8))), float(at))
    return samples(out)
