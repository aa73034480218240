"""The building bricks of sound: shaped noise, slow movements, places between the loudspeakers, a room.

48 kHz, float32; mono is (n,), stereo (2, n).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

SR = 48_000
Mono: TypeAlias = NDArray[np.float32]
Stereo: TypeAlias = NDArray[np.float32]

#: Samples of a noise table, 5.5 s: longer than the ear remembers noise.
TABLE = 1 << 18


def samples(values: ArrayLike) -> NDArray[np.float32]:
    """Numbers as 32-bit samples."""
    return np.asarray(values, dtype=np.float32)


@lru_cache(maxsize=64)
def _table(low: float, high: float, seed: int, tilt: float) -> Mono:
    """A seamless table of noise between two frequencies, standard deviation 1."""
    freqs = np.fft.rfftfreq(TABLE, 1 / SR).astype(np.float32)
    # Random phases with the magnitude that is wanted: one transform, and the table loops without a click.
    below, above = np.square(np.float32(low) / np.maximum(freqs, 1)), np.square(freqs / np.float32(high))
    magnitude = 1 / ((1 + below * below) * (1 + above * above))
    if tilt:
        magnitude *= np.maximum(freqs, 20) ** np.float32(tilt)
    noise = np.fft.irfft(magnitude * _phases(seed), TABLE)
    table: Mono = (noise / (noise.std() + 1e-9)).astype(np.float32)
    table.setflags(write=False)
    return table


@lru_cache(maxsize=4)
def _phases(seed: int) -> NDArray[np.complex64]:
    """Complex numbers of length 1 at random angles, one for each bin of a table."""
    turn = np.random.default_rng(seed).random(TABLE // 2 + 1, dtype=np.float32) * np.float32(2 * np.pi)
    phases = np.empty(len(turn), np.complex64)
    phases.real, phases.imag = np.cos(turn), np.sin(turn)
    return phases


def noise(n: int, low: float, high: float, seed: int, tilt: float = 0.0) -> Mono:
    """N samples of noise between two frequencies (Hz); `tilt` is the slope of its spectrum."""
    table = _table(low, high, seed % 4, tilt)
    start = (seed * 7919) % TABLE
    return np.resize(np.roll(table, -start), n) if n > TABLE else _window(table, start, n)


def _window(table: Mono, start: int, n: int) -> Mono:
    end = start + n
    return table[start:end].copy() if end <= TABLE else np.concatenate((table[start:], table[: end - TABLE]))


def seconds(n: int) -> Mono:
    """The time of each sample."""
    return np.arange(n, dtype=np.float32) / np.float32(SR)


def drift(n: int, rate: float, seed: int, low: float = 0.0, high: float = 1.0) -> Mono:
    """A slow random movement between two values, about `rate` turns a second, without corners."""
    count = max(4, int(n / SR * rate) + 3)
    points = np.random.default_rng(seed).random(count)
    fine = np.linspace(0, count - 1.001, max(16, n // 480))
    left = fine.astype(int)
    share = fine - left
    share = share * share * (3 - 2 * share)
    curve = points[left] * (1 - share) + points[np.minimum(left + 1, count - 1)] * share
    return stretch((low + (high - low) * curve).astype(np.float32), n)


def stretch(curve: Mono, n: int) -> Mono:
    """A control curve drawn out to n samples by straight lines."""
    return np.interp(np.linspace(0, len(curve) - 1, n), np.arange(len(curve)), curve).astype(np.float32)


def place(mono: Mono, pan: float) -> Stereo:
    """Mono to stereo at equal power; pan -1 left … 1 right."""
    angle = (pan + 1) * np.pi / 4
    return np.stack((mono * np.float32(np.cos(angle)), mono * np.float32(np.sin(angle))))


def wide(n: int, low: float, high: float, seed: int, tilt: float = 0.0) -> Stereo:
    """Noise that fills the room: two sides that have nothing in common."""
    return np.stack((noise(n, low, high, seed, tilt), noise(n, low, high, seed + 1, tilt)))


def add(target: Stereo, sound: Stereo, at: float) -> None:
    """Mix a sound into another from a time (seconds) on; what reaches over an end is left out."""
    start = round(at * SR)
    first = max(0, -start)
    length = min(sound.shape[-1] - first, target.shape[-1] - start - first)
    if length > 0:
        target[:, start + first : start + first + length] += sound[:, first : first + length]


def decay(n: int, rate: float) -> Mono:
    """1 falling to nothing, by e in 1/rate seconds."""
    return samples(np.exp(-seconds(n) * np.float32(rate)))


@cache
def fast_length(n: int) -> int:
    """The next length that transforms quickly: no prime factor above 5."""
    best = 1 << (n - 1).bit_length()
    five = 1
    while five < best:
        odd = five
        while odd < best:
            best = min(best, odd << max(0, (-(-n // odd) - 1).bit_length()))
            odd *= 3
        five *= 5
    return best


@lru_cache(maxsize=4)
def _room(length: float, size: int) -> NDArray[np.complex64]:
    """Spectrum of a room's answer, left and right."""
    n = int(length * SR)
    rng = np.random.default_rng(40)
    tail = rng.standard_normal((2, n), dtype=np.float32) * decay(n, 5.2 / length) * np.minimum(seconds(n) / 0.02, 1)
    spectrum = np.fft.rfft(tail, size)
    # Air and walls take the treble; the lowest octave would only boom.
    freqs = np.fft.rfftfreq(size, 1 / SR)
    spectrum *= 1 / (1 + (freqs / 4200) ** 2) / (1 + (120 / np.maximum(freqs, 1)) ** 2)
    answer: NDArray[np.complex64] = (spectrum / np.sqrt((tail**2).sum(axis=1, keepdims=True))).astype(np.complex64)
    return answer


def reverb(sound: Stereo, length: float = 1.6) -> Stereo:
    """What a room of that reverberation time answers; the dry sound is not in it."""
    n = sound.shape[1]
    size = fast_length(n + int(length * SR))
    wet = np.fft.irfft(np.fft.rfft(sound, size) * _room(length, size), size)
    return wet[:, :n].astype(np.float32)
