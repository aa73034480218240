"""A café: a few voices, cups and saucers, the machine's steam."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, noise, place, samples, seconds, wide
from . import crowd

LEVEL = -6.0
#: Clinks a second.
_CLINKS = 1.1


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 29)
    out = crowd.make(n, seed + 1) * np.float32(0.7) + wide(n, 80, 500, seed, -0.4) * np.float32(0.012)
    for at in np.sort(rng.uniform(0, n / SR, int(_CLINKS * n / SR) + 1)):
        add(out, place(clink(float(rng.uniform(2100, 4600))) * np.float32(rng.uniform(0.02, 0.07)), _side(rng)), at)
    add(out, place(_steam(seed) * np.float32(0.03), 0.5), float(rng.uniform(0.5, max(0.6, n / SR - 2.5))))
    return samples(out)


def _side(rng: np.random.Generator) -> float:
    return float(rng.uniform(-0.8, 0.8))


def clink(pitch: float) -> Mono:
    """China on china."""
    n = int(0.3 * SR)
    t = seconds(n)
    parts = ((1.0, 1.0, 22.0), (2.71, 0.5, 34.0), (4.9, 0.3, 60.0))
    return samples(sum(level * np.sin(2 * np.pi * pitch * k * t) * decay(n, rate) for k, level, rate in parts))


def _steam(seed: int) -> Mono:
    n = int(1.8 * SR)
    u = np.linspace(0, 1, n, dtype=np.float32)
    return samples(noise(n, 2400, 9000, seed + 4) * np.minimum(u / 0.08, 1) * np.minimum((1 - u) / 0.3, 1))
