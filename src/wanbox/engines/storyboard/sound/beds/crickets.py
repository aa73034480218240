"""Crickets: pulses of a high tone, several of them out of step."""

from __future__ import annotations

import numpy as np

from ..dsp import Mono, Stereo, place, samples, seconds

LEVEL = -10.0
_CRICKETS = 4


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 23)
    out = np.zeros((2, n), np.float32)
    for _ in range(_CRICKETS):
        level, pan = float(rng.uniform(0.02, 0.06)), float(rng.uniform(-1, 1))
        out += place(_cricket(n, rng) * np.float32(level), pan)
    return out


def _cricket(n: int, rng: np.random.Generator) -> Mono:
    t = seconds(n)
    pitch, chirps, pulses = rng.uniform(4100, 4900), rng.uniform(1.6, 2.6), rng.uniform(26, 34)
    phase = rng.random()
    inside = ((t * chirps + phase) % 1.0) < 0.42
    pulse = np.clip(np.sin(2 * np.pi * t * pulses), 0, 1) ** 2
    return samples(np.sin(2 * np.pi * pitch * t) * pulse * inside)
