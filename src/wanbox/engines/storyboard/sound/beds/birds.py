"""Songbirds: short phrases of sliding whistles, each bird with its own voice and place."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, place, reverb

LEVEL = -9.0
_BIRDS = 4


def make(n: int, seed: int) -> Stereo:
    out = np.zeros((2, n), np.float32)
    for bird in range(_BIRDS):
        rng = np.random.default_rng((seed + 5) * 31 + bird)
        voice = float(rng.uniform(2300, 4800))
        pan, level = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.03, 0.11))
        at = float(rng.uniform(0.1, 2.2))
        while at < n / SR - 0.2:
            add(out, place(_phrase(rng, voice) * np.float32(level), pan), at)
            at += float(rng.uniform(1.4, 4.0))
    return out + reverb(out, 1.2) * np.float32(0.35)


def _phrase(rng: np.random.Generator, voice: float) -> Mono:
    notes = [_note(rng, voice) for _ in range(int(rng.integers(2, 7)))]
    gaps = [np.zeros(int(rng.uniform(0.02, 0.09) * SR), np.float32) for _ in notes]
    return np.concatenate([piece for pair in zip(notes, gaps, strict=True) for piece in pair])


def _note(rng: np.random.Generator, voice: float) -> Mono:
    n = int(rng.uniform(0.04, 0.14) * SR)
    u = np.linspace(0, 1, n)
    slide = rng.uniform(-0.28, 0.32)
    pitch = (
        voice
        * rng.uniform(0.85, 1.2)
        * (1 + slide * u + rng.uniform(0, 0.05) * np.sin(2 * np.pi * u * rng.integers(1, 6)))
    )
    tone = np.sin(2 * np.pi * np.cumsum(pitch) / SR)
    return (tone * np.sin(np.pi * u) ** 0.8).astype(np.float32)
