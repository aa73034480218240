"""Rain: a broad hiss, and drops near by that can be told apart."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, decay, drift, noise, samples, seconds, wide

LEVEL = 0.0
_DROPS_A_SECOND = 46
#: Samples of a drop; its time, bent by the rising pitch; how its ring and its splash die away.
_DROP = 900
_BENT = samples(seconds(_DROP) * (1 + 14 * seconds(_DROP)))
_RINGING = decay(_DROP, 320) * np.float32(0.6)
_SPLASHING = decay(_DROP, 900) * np.float32(0.3)


def make(n: int, seed: int) -> Stereo:
    hiss = wide(n, 900, 8200, seed, -0.5) * drift(n, 0.5, seed, 0.8, 1.0) * np.float32(0.085)
    body = wide(n, 180, 900, seed + 5, -0.1) * np.float32(0.03)
    return samples(hiss + body + _drops(n, seed) * np.float32(1.1))


def _drops(n: int, seed: int) -> Stereo:
    """Short ticks and plops at random times and places."""
    rng = np.random.default_rng(seed + 77)
    out = np.zeros((2, n), np.float32)
    for start in rng.integers(0, max(n - 4800, 1), int(_DROPS_A_SECOND * n / SR)):
        drop = _drop(float(rng.uniform(1100, 4600)), int(rng.integers(0, 99)))
        level = float(rng.gamma(1.3, 0.09))
        left = float(rng.random())
        end = min(start + len(drop), n)
        out[0, start:end] += drop[: end - start] * np.float32(level * left)
        out[1, start:end] += drop[: end - start] * np.float32(level * (1 - left))
    return out


def _drop(pitch: float, seed: int) -> Mono:
    # The bubble closes: the pitch rises while it rings.
    turn = np.float32(2 * np.pi * pitch) * _BENT
    return samples(np.sin(turn) * _RINGING + noise(_DROP, 1500, 9000, seed) * _SPLASHING)
