"""Under water: a dull pressure, and bubbles."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, drift, place, seconds, wide

LEVEL = -4.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 83)
    out = wide(n, 40, 260, seed, -0.4) * drift(n, 0.4, seed, 0.6, 1.0) * np.float32(0.1)
    for at in rng.uniform(0, n / SR, int(3.0 * n / SR)):
        t = seconds(int(0.09 * SR))
        pitch = float(rng.uniform(280, 900))
        bubble = np.sin(2 * np.pi * (pitch * t + pitch * 5 * t * t)) * np.sin(np.pi * t / t[-1])
        add(out, place((bubble * rng.uniform(0.01, 0.05)).astype(np.float32), float(rng.uniform(-0.8, 0.8))), float(at))
    return out
