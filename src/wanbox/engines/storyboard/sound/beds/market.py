"""A market: a dense crowd, sellers who call, crates set down."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, noise, place, reverb, samples
from . import crowd

LEVEL = -4.0


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 97)
    out = crowd.make(n, seed) + crowd.make(n, seed + 131) * np.float32(0.7)
    for at in rng.uniform(0, n / SR, 1 + int(0.6 * n / SR)):
        add(out, place(_crate(int(rng.integers(50))) * np.float32(0.06), float(rng.uniform(-0.8, 0.8))), float(at))
    at = float(rng.uniform(0.5, 1.5))
    while at < n / SR - 0.8:
        add(out, place(_cry(float(rng.uniform(190, 330))) * np.float32(0.03), float(rng.uniform(-0.7, 0.7))), at)
        at += float(rng.uniform(1.8, 3.2))
    return samples(out + reverb(out, 0.7) * np.float32(0.2))


def _crate(seed: int) -> Mono:
    n = int(0.2 * SR)
    return noise(n, 120, 1400, seed) * decay(n, 26)


def _cry(pitch: float) -> Mono:
    """Two drawn-out tones, as sellers sing their wares."""
    pieces = []
    for share, length in ((1.0, 0.3), (1.26, 0.42)):
        u = np.linspace(0, 1, int(length * SR))
        phase = np.cumsum(pitch * share * (1 + 0.02 * np.sin(2 * np.pi * 6 * u))) / SR
        pieces.append(sum(np.sin(2 * np.pi * k * phase) / k for k in (1, 2, 3, 4, 5)) * np.sin(np.pi * u) ** 0.6)
    return samples(np.concatenate(pieces))
