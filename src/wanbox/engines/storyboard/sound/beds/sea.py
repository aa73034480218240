"""Waves on a shore: each one swells, breaks with a rush, and runs back with a hiss."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, noise, seconds, wide

LEVEL = -1.0
_PERIOD = 4.6


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 3)
    out = wide(n, 60, 420, seed + 2, -0.5) * np.float32(0.035)
    at = -float(rng.uniform(1.6, 2.4))
    while at < n / SR:
        _wave(out, at, float(rng.uniform(0.75, 1.1)), float(rng.uniform(-0.5, 0.5)), seed + int(rng.integers(0, 99)))
        at += _PERIOD * float(rng.uniform(0.85, 1.2))
    return out


def _wave(out: Stereo, at: float, size: float, pan: float, seed: int) -> None:
    start = max(0, int(at * SR))
    length = min(int(7.5 * SR), out.shape[1] - start)
    if length <= 0:
        return
    t = seconds(length) + np.float32(start / SR - at)
    swell, rush, hiss = _hump(t, 2.3, 1.0, 0.9), _hump(t, 2.7, 0.45, 0.8), _hump(t, 3.4, 0.6, 1.5)
    for side, share in ((0, 1 - 0.35 * pan), (1, 1 + 0.35 * pan)):
        sound = noise(length, 90, 700, seed + side, -0.3) * swell * 0.13
        sound += noise(length, 300, 3600, seed + 7 + side, -0.25) * rush * 0.11
        sound += noise(length, 2200, 10000, seed + 13 + side, -0.2) * hiss * 0.045
        out[side, start : start + length] += (sound * np.float32(size * share)).astype(np.float32)


def _hump(t: Mono, peak: float, rise: float, fall: float) -> Mono:
    """A swelling that rises and falls at its own paces."""
    x = t - np.float32(peak)
    return np.exp(-((x / np.where(x < 0, rise, fall)) ** 2)).astype(np.float32)
