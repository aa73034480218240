"""A city: a low hum, tyres near and far."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Stereo, drift, noise, seconds, wide

LEVEL = -4.0
#: Seconds between two cars.
_GAP = 2.8


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 11)
    hum = wide(n, 45, 230, seed, -0.35) * drift(n, 0.4, seed, 0.7, 1.0) * np.float32(0.085)
    murmur = wide(n, 280, 1600, seed + 4, -0.3) * drift(n, 0.7, seed + 1, 0.3, 0.8) * np.float32(0.02)
    out = hum + murmur
    at = float(rng.uniform(-1.0, 1.5))
    while at < n / SR:
        _pass_by(out, at, float(rng.uniform(0.4, 1.0)), int(rng.choice((-1, 1))), seed + int(rng.integers(0, 99)))
        at += _GAP * float(rng.uniform(0.6, 1.5))
    return out


def _pass_by(out: Stereo, at: float, nearness: float, direction: int, seed: int) -> None:
    """Tyres that come, pass from one side to the other, and go."""
    start = max(0, int(at * SR))
    length = min(int(3.4 * SR), out.shape[1] - start)
    if length <= 0:
        return
    t = seconds(length) + np.float32(start / SR - at)
    x = (t - np.float32(1.7)) / np.float32(0.55)
    level = np.float32(0.075 * nearness) / (1 + x * x)
    pan = np.tanh(x) * np.float32(0.8 * direction)
    tyres = noise(length, 220, 2100, seed, -0.25) * level + noise(length, 60, 180, seed + 2) * level * np.float32(0.6)
    out[0, start : start + length] += tyres * np.sqrt((1 - pan) / 2)
    out[1, start : start + length] += tyres * np.sqrt((1 + pan) / 2)
