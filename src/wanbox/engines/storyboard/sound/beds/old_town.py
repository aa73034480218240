"""An old town: people far off, shutters, a wind chime, a plucked string behind a window."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, place, reverb, samples, seconds, wide
from . import crowd

LEVEL = -7.0
#: A pentatonic scale in Hz, as a zither is tuned.
_SCALE = (293.7, 329.6, 392.0, 440.0, 523.3, 587.3)


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 59)
    out = crowd.make(n, seed + 9) * np.float32(0.4) + wide(n, 90, 600, seed, -0.4) * np.float32(0.012)
    far = np.zeros_like(out)
    at = float(rng.uniform(0.2, 0.9))
    while at < n / SR - 0.4:
        string = _string(float(rng.choice(_SCALE))) * np.float32(rng.uniform(0.02, 0.04))
        add(far, place(string, -0.5), at)
        at += float(rng.choice((0.4, 0.4, 0.8, 1.2)))
    for chime in rng.uniform(0, max(0.1, n / SR - 1), 2 + int(0.5 * n / SR)):
        add(far, place(_chime(float(rng.choice((1760, 2093, 2349, 2637)))) * np.float32(0.010), 0.6), float(chime))
    return samples(out + far * np.float32(0.6) + reverb(far, 1.3) * np.float32(0.6))


def _string(pitch: float) -> Mono:
    n = int(1.1 * SR)
    t = seconds(n)
    return samples(sum(np.sin(2 * np.pi * pitch * k * t) / k**1.4 * decay(n, 2.4 + k) for k in range(1, 7)))


def _chime(pitch: float) -> Mono:
    n = int(1.4 * SR)
    t = seconds(n)
    return samples((np.sin(2 * np.pi * pitch * t) + 0.4 * np.sin(2 * np.pi * pitch * 2.76 * t)) * decay(n, 3.2))
