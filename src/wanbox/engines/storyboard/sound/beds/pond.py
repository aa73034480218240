"""A pond: lapping water, drops, a frog."""

from __future__ import annotations

import numpy as np

from .. import hits
from ..dsp import SR, Stereo, add, place, samples, seconds
from . import lake

LEVEL = -8.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 73)
    out = lake.make(n, seed + 5) * np.float32(0.8)
    for at in rng.uniform(0, n / SR, int(1.6 * n / SR)):
        t = seconds(int(0.06 * SR))
        pitch = float(rng.uniform(700, 1900))
        drop = np.sin(2 * np.pi * (pitch * t + pitch * 6 * t * t)) * np.sin(np.pi * t / t[-1])
        add(out, place(samples(drop * rng.uniform(0.01, 0.04)), float(rng.uniform(-0.8, 0.8))), float(at))
    for at in rng.uniform(0.5, max(0.6, n / SR - 1), 1 + int(0.25 * n / SR)):
        add(out, place(hits.make("croak") * np.float32(0.05), float(rng.uniform(-0.7, 0.7))), float(at))
    return samples(out)
