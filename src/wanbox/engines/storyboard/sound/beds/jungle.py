"""A rain forest: insects without end, birds that call and answer, drops from leaf to leaf."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, drift, noise, place, reverb, samples, seconds
from . import birds

LEVEL = -5.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 37)
    t = seconds(n)
    shrill = noise(n, 4200, 6800, seed) * (0.6 + 0.4 * np.sin(2 * np.pi * 31 * t)) * drift(n, 0.4, seed + 1, 0.5, 1.0)
    low = noise(n, 2600, 3600, seed + 2) * (0.5 + 0.5 * np.sin(2 * np.pi * 17 * t)) * drift(n, 0.3, seed + 4, 0.3, 1.0)
    out = place(shrill * np.float32(0.03), -0.4) + place(low * np.float32(0.02), 0.5) + birds.make(n, seed + 6) * 0.6
    at = float(rng.uniform(0.4, 1.5))
    while at < n / SR - 1.2:
        call = _call(float(rng.uniform(620, 1050))) * np.float32(0.05)
        pan = float(rng.uniform(-0.8, 0.8))
        add(out, place(call, pan), at)
        add(out, place(call * np.float32(0.4), -pan), at + 0.9)
        at += float(rng.uniform(2.6, 4.4))
    return samples(out + reverb(out, 1.4) * np.float32(0.3))


def _call(pitch: float) -> Mono:
    """Three hoots that rise."""
    pieces = []
    for step in range(3):
        u = np.linspace(0, 1, int(0.17 * SR))
        sweep = pitch * (1 + 0.13 * step) * (1 + 0.25 * u)
        pieces += [np.sin(2 * np.pi * np.cumsum(sweep) / SR) * np.sin(np.pi * u), np.zeros(int(0.05 * SR))]
    return samples(np.concatenate(pieces))
