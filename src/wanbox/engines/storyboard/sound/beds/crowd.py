"""People who talk among themselves: many voices of which no word can be told."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, drift, noise, place, reverb, samples, seconds

LEVEL = -5.0
_VOICES = 9


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 41)
    out = np.zeros((2, n), np.float32)
    for voice in range(_VOICES):
        level = np.float32(rng.uniform(0.25, 1.0))
        out += place(_voice(n, seed + 17 * voice, rng) * level, float(rng.uniform(-0.9, 0.9)))
    return samples((out + reverb(out, 0.9) * np.float32(0.6)) * np.float32(0.05))


def _voice(n: int, seed: int, rng: np.random.Generator) -> Mono:
    """One speaker: a buzzing throat through a mouth that changes about four times a second, with pauses."""
    t = seconds(n)
    pitch = float(rng.uniform(95, 230))
    wander = drift(n, 2.0, seed, 0.88, 1.14)
    phase = np.cumsum(pitch * wander / SR)
    buzz = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 7))
    syllables = np.clip(np.sin(2 * np.pi * float(rng.uniform(3.2, 4.8)) * t + float(rng.uniform(0, 6))), 0, 1)
    talking = np.clip(drift(n, 0.7, seed + 3, -0.5, 1.3), 0, 1)
    breath = noise(n, 900, 3200, seed + 5) * np.float32(0.25)
    return samples((buzz * drift(n, 5.0, seed + 7, 0.4, 1.0) + breath) * syllables * talking)
