"""Space as films know it: a deep drone that breathes, far chimes."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, add, decay, drift, place, reverb, samples, seconds, wide

LEVEL = -6.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 7)
    t = seconds(n)
    out = wide(n, 35, 140, seed, -0.2) * drift(n, 0.3, seed, 0.5, 1.0) * np.float32(0.06)
    for pitch, side in ((55.0, -0.3), (82.6, 0.4), (110.4, 0.0)):
        hum = np.sin(2 * np.pi * pitch * t) * drift(n, 0.25, seed + int(pitch), 0.2, 1.0)
        out += place(samples(hum * 0.03), side)
    for at in rng.uniform(0, max(0.1, n / SR - 1), 1 + int(0.5 * n / SR)):
        length = int(1.6 * SR)
        chime = np.sin(2 * np.pi * float(rng.choice((880, 1174.7, 1318.5, 1760))) * seconds(length)) * decay(length, 3)
        add(out, place(samples(chime * 0.008), float(rng.uniform(-0.8, 0.8))), float(at))
    return samples(out + reverb(out, 2.6) * np.float32(0.4))
