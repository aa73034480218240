"""Angle tracks of motion clips: numbers, sums of sines, and smooth keys, as they stand in the JSON files.

A track is a number, an object, or a list of them that adds up:
`{"amp": 20, "n": 1, "at": 0.25, "mean": 5}` is mean + amp·sin(2π(n·phase + at)); `{"amp": 3, "hz": 0.4}` runs in
seconds; `{"keys": [[0, 10], [0.5, -10]]}` goes smoothly through the keys and round again, in seconds too with `hz`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Track: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a motion stands: phase in cycles of its clip, and seconds."""

    phase: float
    seconds: float


def value(track: Track, clock: Clock) -> float:
    """The track's value at that moment."""
    kind = type(track)
    if kind is float or kind is int:
        return float(track)
    if kind is dict or isinstance(track, Mapping):
        return _single(track, clock)
    return sum(value(item, clock) for item in track)


def _single(track: Mapping[str, Any], clock: Clock) -> float:
    if "keys" in track:
        turns = clock.seconds * track["hz"] if "hz" in track else clock.phase * track.get("n", 1)
        return keyed(track["keys"], turns + track.get("at", 0.0))
    turns = clock.seconds * track["hz"] if "hz" in track else clock.phase * track.get("n", 1)
    return float(track.get("mean", 0.0) + track["amp"] * math.sin(math.tau * (turns + track.get("at", 0.0))))


def keyed(keys: Sequence[tuple[float, float]], phase: float) -> float:
    """Periodic curve through (phase, value) keys in rising order: monotone between keys, no overshoot."""
    phase %= 1.0
    count = len(keys)
    index = next((i for i in range(count - 1, -1, -1) if keys[i][0] <= phase), count - 1)

    def key(i: int) -> tuple[float, float]:
        turns, rest = divmod(i, count)
        return keys[rest][0] + turns, keys[rest][1]

    start = index if keys[index][0] <= phase else index - count
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (key(start + k) for k in (-1, 0, 1, 2))
    span = x2 - x1
    if span <= 0:
        return float(y2)
    slope1 = _slope((y1 - y0) / max(x1 - x0, 1e-9), (y2 - y1) / span)
    slope2 = _slope((y2 - y1) / span, (y3 - y2) / max(x3 - x2, 1e-9))
    u = (phase - x1) / span
    a, b = 2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u
    return float(a * y1 + b * span * slope1 + (1 - a) * y2 + (u**3 - u**2) * span * slope2)


def _slope(before: float, after: float) -> float:
    """Harmonic mean of two slopes, zero at a turning point (Fritsch-Carlson)."""
    return 0.0 if before * after <= 0 else 2 * before * after / (before + after)
