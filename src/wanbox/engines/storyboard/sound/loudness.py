"""Loudness and true peak after ITU-R BS.1770-4, for stereo at 48 kHz."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .dsp import SR, Stereo, fast_length, samples

#: The two filters of the K weighting at 48 kHz (BS.1770-4, tables 1 and 2): numerator, denominator.
_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
#: Measuring blocks of 400 ms overlap by three quarters.
_HOP = SR // 10
_PHASES = 4
_TAPS = 24


@lru_cache(maxsize=4)
def _weighting(size: int) -> NDArray[np.float32]:
    """Magnitude of the K weighting per bin; loudness does not hear phase."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    gain = np.ones(len(z))
    for top, bottom in (_SHELF, _HIGH_PASS):
        gain = gain * np.abs(np.polyval(top[::-1], z) / np.polyval(bottom[::-1], z))
    return gain.astype(np.float32)


def weighted(sound: Stereo) -> Stereo:
    """The sound through the K weighting."""
    n = sound.shape[1]
    size = fast_length(n + SR // 10)
    filtered = np.fft.irfft(np.fft.rfft(sound, size) * _weighting(size), size)
    return filtered[:, :n].astype(np.float32)


def integrated(sound: Stereo) -> float:
    """Gated integrated loudness in LUFS; -inf for silence."""
    energy = (weighted(sound) ** 2).sum(axis=0)
    hops = len(energy) // _HOP
    if hops < 4:
        blocks = np.array([energy.mean() if len(energy) else 0.0])
    else:
        steps = energy[: hops * _HOP].reshape(hops, _HOP).mean(axis=1)
        blocks = np.convolve(steps, np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10 ** ((_ABSOLUTE_GATE - _OFFSET) / 10)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > blocks.mean() * 10 ** (_RELATIVE_GATE / 10)]
    return float(_OFFSET + 10 * np.log10(blocks.mean()))


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
