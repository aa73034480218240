"""Thunder: a crack that rolls away."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, decay, drift, place, wide

LEVEL = -1.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 61)
    out = np.zeros((2, n), np.float32)
    at = float(rng.uniform(0.5, 1.5))
    while at < n / SR - 0.5:
        length = int(3.5 * SR)
        roll = wide(length, 28, 190, seed + 3, -0.2) * decay(length, 1.1) * drift(length, 3.0, seed + 4, 0.2, 1.0)
        crack = wide(length, 400, 3000, seed + 9, -0.3)[0] * decay(length, 9.0)
        add(out, roll * np.float32(0.3) + place(crack * np.float32(0.06), float(rng.uniform(-0.6, 0.6))), at)
        at += float(rng.uniform(3.5, 7.0))
    return out
