"""Fireworks: a thud far away and a crackle after it."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, decay, noise, place, reverb

LEVEL = -4.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 71)
    out = np.zeros((2, n), np.float32)
    at = 0.3
    while at < n / SR:
        pan = float(rng.uniform(-0.7, 0.7))
        length = int(0.6 * SR)
        thud = noise(length, 50, 300, seed + int(rng.integers(0, 50)), -0.2) * decay(length, 11)
        add(out, place(thud * np.float32(0.3), pan), at)
        for _ in range(int(rng.integers(8, 22))):
            tick = noise(400, 2500, 9000, int(rng.integers(0, 50))) * decay(400, 500)
            add(out, place(tick * np.float32(rng.uniform(0.02, 0.08)), pan), at + float(rng.uniform(0.3, 1.1)))
        at += float(rng.uniform(0.7, 1.6))
    return out + reverb(out, 1.6) * np.float32(0.5)
