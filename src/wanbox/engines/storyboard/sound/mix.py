"""Buses to a finished track: ducking, loudness, limiter, fades."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .dsp import SR, Mono, Stereo, samples
from .loudness import integrated, oversampled_peak

TARGET_LUFS = -16.0
#: dBFS; a little below -1 so that the coding of the file stays under it too.
CEILING_DB = -1.5
_FADE_IN = 0.12
_FADE_OUT = 0.45
_LOOK_AHEAD = int(0.004 * SR)
_RELEASE = int(0.12 * SR)
#: How much each bus gives way while somebody speaks, in dB.
DUCK_DB = {"ambience": -9.0, "music": -8.0, "effects": -3.0, "speech": 0.0}
_MOST_GAIN_DB = 30.0


def duck_curve(speech: Stereo) -> Mono:
    """0 … 1: how much speech there is, rising within 80 ms and falling within 350 ms."""
    hop = SR // 200
    count = -(-speech.shape[1] // hop)
    padded = np.pad(np.abs(speech).max(axis=0), (0, count * hop - speech.shape[1]))
    level = padded.reshape(count, hop).max(axis=1)
    present = np.minimum(level / max(float(level.max(initial=0.0)) * 0.25, 1e-4), 1.0)
    curve = np.empty(count, np.float32)
    value, rise, fall = 0.0, 1 - np.exp(-hop / (0.03 * SR)), 1 - np.exp(-hop / (0.16 * SR))
    for index, target in enumerate(present):
        value += (target - value) * (rise if target > value else fall)
        curve[index] = value
    return np.interp(np.arange(speech.shape[1]), np.arange(count) * hop + hop / 2, curve).astype(np.float32)


def mixed(buses: Mapping[str, Stereo], duck: Mono | None) -> Stereo:
    """The sum of the buses, each giving way to `duck` (0 … 1) by its own measure."""
    total = np.zeros_like(next(iter(buses.values())))
    for name, bus in buses.items():
        depth = DUCK_DB.get(name, 0.0)
        if duck is None or depth == 0.0:
            total += bus
        else:
            total += bus * np.exp(duck * np.float32(depth / 20 * np.log(10)))
    return total


def master(track: Stereo) -> Stereo:
    """To the target loudness, below the ceiling, with both ends faded."""
    faded = fade(track)
    loudness = integrated(faded)
    if not np.isfinite(loudness):
        return faded
    for _ in range(2):
        gain = min(TARGET_LUFS - loudness, _MOST_GAIN_DB)
        raised = faded * np.float32(10 ** (gain / 20))
        faded = limited(raised)
        if faded is raised:
            break
        # The limiter takes a little loudness; once more is enough.
        loudness = integrated(faded)
        if abs(loudness - TARGET_LUFS) < 0.4:
            break
    return faded


def fade(track: Stereo) -> Stereo:
    """Raised-cosine fades at both ends, shorter on very short tracks."""
    n = track.shape[1]
    faded = track.astype(np.float32, copy=True)
    first, last = min(int(_FADE_IN * SR), n // 4), min(int(_FADE_OUT * SR), n // 3)
    faded[:, :first] *= _ramp(first)
    faded[:, n - last :] *= _ramp(last)[::-1]
    return faded


def _ramp(n: int) -> Mono:
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, n))).astype(np.float32)


def limited(track: Stereo) -> Stereo:
    """Peaks turned down before they come: no sample, and nothing between samples, above the ceiling."""
    ceiling = 10 ** (CEILING_DB / 20)
    peak = oversampled_peak(track)
    if float(peak.max(initial=0.0)) <= ceiling:
        return track
    hop = 48
    count = -(-len(peak) // hop)
    blocks = np.pad(peak, (0, count * hop - len(peak))).reshape(count, hop).max(axis=1)
    wanted = np.minimum(ceiling / np.maximum(blocks, 1e-9), 1.0).astype(np.float32)
    gain = _smoothed(wanted, _LOOK_AHEAD // hop + 2, _RELEASE / hop)
    curve = np.interp(np.arange(len(peak)), np.arange(count) * hop + hop / 2, gain).astype(np.float32)
    return samples(np.clip(track * curve, -ceiling, ceiling))


def _smoothed(wanted: Mono, ahead: int, release: float) -> Mono:
    """The least gain within `ahead` blocks, back up by e in `release` blocks, rounded off by a moving mean."""
    least = np.lib.stride_tricks.sliding_window_view(np.pad(wanted, ahead, mode="edge"), 2 * ahead + 1).min(axis=1)
    coefficient = 1 - np.exp(-1 / release)
    held = np.empty_like(least)
    value = 1.0
    for index, target in enumerate(least):
        value = float(target) if target < value else value + (float(target) - value) * coefficient
        held[index] = value
    kernel = np.full(ahead, 1 / ahead, np.float32)
    mean = np.convolve(np.pad(held, (ahead // 2, ahead - 1 - ahead // 2), mode="edge"), kernel, "valid")
    return samples(np.minimum(mean, least))
