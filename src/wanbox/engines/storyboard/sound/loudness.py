"""Loudness and true peak after ITU-R BS.1770-4, for stereo at 48 kHz."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..compose.jit import exact_kernel
from .dsp import SR, Stereo, samples

#: The two filters of the K weighting at 48 kHz (BS.1770-4, tables 1 and 2): numerator, denominator.
_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621)
_FILTERS = np.array([_SHELF, _HIGH_PASS])
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
#: Measuring blocks of 400 ms overlap by three quarters.
_HOP = SR // 10
_PHASES = 4
_TAPS = 24


@exact_kernel
def _hops(energy: NDArray[np.float64], sound: Stereo, hop: int, filters: NDArray[np.float64]) -> None:
    """Mean square of the K-weighted sound, both sides together, for each stretch of `hop` samples."""
    b0, b1, b2, a1, a2 = filters[0, 0], filters[0, 1], filters[0, 2], filters[0, 4], filters[0, 5]
    c1, c2 = filters[1, 4], filters[1, 5]
    for side in range(sound.shape[0]):
        # Each filter keeps two numbers (transposed direct form II); the high-pass has 1, -2, 1 for its numerator.
        p, q, r, s = 0.0, 0.0, 0.0, 0.0
        for k in range(energy.shape[0]):
            total = 0.0
            for i in range(k * hop, (k + 1) * hop):
                x = float(sound[side, i])
                y = b0 * x + p
                p = b1 * x - a1 * y + q
                q = b2 * x - a2 * y
                z = y + r
                r = s - 2 * y - c1 * z
                s = y - c2 * z
                total += z * z
            energy[k] += total / hop


def integrated(sound: Stereo) -> float:
    """Gated integrated loudness in LUFS; -inf for silence."""
    steps = _energy(sound, _HOP)
    # What is shorter than a block counts as one.
    blocks = np.convolve(steps, np.full(4, 0.25), "valid") if len(steps) >= 4 else _energy(sound, sound.shape[1])
    blocks = blocks[blocks > 10 ** ((_ABSOLUTE_GATE - _OFFSET) / 10)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > blocks.mean() * 10 ** (_RELATIVE_GATE / 10)]
    return float(_OFFSET + 10 * np.log10(blocks.mean()))


def _energy(sound: Stereo, hop: int) -> NDArray[np.float64]:
    energy = np.zeros(sound.shape[1] // hop if hop else 0)
    _hops(energy, np.ascontiguousarray(sound, np.float32), hop, _FILTERS)
    return energy


def true_peak(sound: Stereo) -> float:
    """Highest level between the samples in dBFS, four times oversampled; -inf for silence."""
    peak = float(oversampled_peak(sound).max(initial=0.0))
    return 20 * math.log10(peak) if peak > 0 else -math.inf


@lru_cache(maxsize=1)
def _interpolators() -> NDArray[np.float32]:
    """One windowed sinc per quarter of a sample."""
    offsets = np.arange(_TAPS) - _TAPS / 2 + 1
    rows = []
    for phase in range(1, _PHASES):
        x = offsets - phase / _PHASES
        row = np.sinc(x) * np.cos(np.pi * x / _TAPS) ** 2
        rows.append(row / row.sum())
    return np.array(rows, np.float32)


def oversampled_peak(sound: Stereo) -> NDArray[np.float32]:
    """For each sample the largest absolute value of either side, there or up to the next sample."""
    peak = np.abs(sound).max(axis=0).astype(np.float32)
    # Between samples only loud places can matter: the sinc adds a few dB at most.
    threshold = 0.5 * float(peak.max(initial=0.0))
    loud = np.flatnonzero(peak > threshold)
    loud = loud[(loud >= _TAPS) & (loud < len(peak) - _TAPS)]
    if len(loud):
        window = loud[:, None] + (np.arange(_TAPS) - _TAPS // 2 + 1)[None, :]
        for side in sound:
            between = np.abs(side[window] @ _interpolators().T).max(axis=1)
            peak[loud] = np.maximum(peak[loud], between)
    return samples(peak)
