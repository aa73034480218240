"""A library: stillness, a page that is turned, a clock."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, noise, place, reverb, samples, wide

LEVEL = -14.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 47)
    out = wide(n, 60, 600, seed, -0.5) * np.float32(0.045)
    for at in rng.uniform(0.3, max(0.4, n / SR - 0.5), 1 + int(0.45 * n / SR)):
        add(out, place(_page(int(rng.integers(50))) * np.float32(0.10), float(rng.uniform(-0.7, 0.7))), float(at))
    for tick in np.arange(0.15, n / SR, 1.0):
        add(out, place(_tick() * np.float32(0.05), 0.4), float(tick))
    return samples(out + reverb(out, 1.1) * np.float32(0.25))


def _page(seed: int) -> Mono:
    n = int(0.34 * SR)
    u = np.linspace(0, 1, n)
    return samples(noise(n, 1600, 8200, seed) * np.sin(np.pi * u) ** 1.5 * (0.5 + 0.5 * np.sin(u * 23)))


def _tick() -> Mono:
    n = int(0.03 * SR)
    return samples(noise(n, 1500, 4200, 9) * decay(n, 220))
