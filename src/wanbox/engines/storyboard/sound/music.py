"""The music bed: pad, bass, plucked notes and a soft pulse over four chords, with a beginning and an end."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from .dsp import SR, Mono, Stereo, add, decay, noise, place, reverb, samples, seconds

#: The last chord begins so long before the end, and rings out.
_ENDING = 1.5
#: Samples of a period as it is kept; a phase of 32 bits has so many bits more.
_CYCLE = 4096
_SHIFT = 20
_TURN = _CYCLE << _SHIFT
_PLUCK_SECONDS = 1.5
_HARMONICS = {
    "dull": (1.0, 0.22, 0.08),
    "bright": (1.0, 0.5, 0.34, 0.2, 0.12, 0.08),
    "string": (1.0, 0.45, 0.25, 0.12, 0.06),
    "ping": (0.4, 0.5, 0.35, 0.3, 0.2, 0.12),
    "bass": (1.0, 0.28, 0.08),
}


@cache
def moods() -> Mapping[str, Mapping[str, Any]]:
    """Chords and colours by mood."""
    text = (files("wanbox") / "assets" / "lexicons" / "music.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _cycle(kind: str) -> Mono:
    """One period of a tone, drawn once."""
    u = np.arange(_CYCLE) / _CYCLE
    wave = sum(level * np.sin(2 * np.pi * u * k) for k, level in enumerate(_HARMONICS[kind], start=1))
    return np.asarray(wave, dtype=np.float32)


def hertz(midi: float) -> float:
    return float(440.0 * 2 ** ((midi - 69) / 12))


def tone(pitch: float, n: int, kind: str, start: float = 0.0) -> Mono:
    """N samples of a steady tone; `start` is its phase, 0 … 1."""
    # The phase is a whole number that wraps once a period: no conversion for any sample.
    step, first = round(pitch / SR * _TURN), round(start * _TURN) % _TURN
    phase = np.arange(n, dtype=np.uint32) * np.uint32(step) + np.uint32(first)
    return samples(_cycle(kind)[phase >> np.uint32(_SHIFT)])


@lru_cache(maxsize=96)
def _pluck(midi: int) -> Mono:
    n = int(_PLUCK_SECONDS * SR)
    pitch = hertz(midi)
    sound = tone(pitch, n, "string") * decay(n, 3.2) * 0.7 + tone(pitch, n, "ping") * decay(n, 11.0) * 0.5
    sound[:96] *= np.linspace(0, 1, 96, dtype=np.float32)
    sound *= np.minimum((_PLUCK_SECONDS - seconds(n)) / 0.2, 1)
    return sound.astype(np.float32)


def _swell(n: int, rise: float, fall: float) -> Mono:
    t = seconds(n)
    return samples((np.clip(t / rise, 0, 1) * np.clip((n / SR - t) / fall, 0, 1)).astype(np.float32) ** 1.5)


def pad(chord: Sequence[int], length: float, brightness: float) -> Stereo:
    """A chord that swells and overlaps the next; each side is tuned a little apart."""
    n = int(length * SR)
    envelope = _swell(n, min(0.7, length / 3), min(0.9, length / 3))
    out = np.zeros((2, n), np.float32)
    for place_, note in enumerate(chord):
        for side, detune in ((0, 0.9987), (1, 1.0014)):
            pitch = hertz(note) * detune
            start = (place_ * 0.37 + side * 0.21) % 1
            out[side] += tone(pitch, n, "dull", start) * np.float32(1 - brightness)
            out[side] += tone(pitch * 1.0005, n, "bright", start) * np.float32(brightness * 0.6)
    return out * envelope


def bass(midi: int, length: float) -> Mono:
    n = int(length * SR)
    return tone(hertz(midi), n, "bass") * decay(n, 0.8) * _swell(n, 0.03, min(0.25, length / 3))


def _beat(seed: int) -> Mono:
    """A soft drum: a falling tone and a little skin."""
    n = int(0.35 * SR)
    t = seconds(n)
    body = np.sin(2 * np.pi * (52 * t + 14 * (1 - np.exp(-t * 28)) / 28 * 6)) * decay(n, 11)
    return (body + noise(n, 120, 900, seed) * decay(n, 45) * 0.12).astype(np.float32)


def make(n: int, mood: str, tempo: int, seed: int) -> Stereo:
    """N samples of music; silence for an unknown mood."""
    table = moods().get(mood)
    out = np.zeros((2, n), np.float32)
    if table is None or n <= 0:
        return out
    rng = np.random.default_rng([seed, 17])
    starts, length = chord_times(n / SR, tempo)
    for number, start in enumerate(starts):
        last = number == len(starts) - 1
        chord = table["chords"][0 if last else number % len(table["chords"])]
        _chord(out, table, [table["root"] + 12 + note for note in chord], (start, length), rng=rng, last=last)
    return out + reverb(out, 1.9) * np.float32(0.42)


def chord_times(total: float, tempo: int) -> tuple[list[float], float]:
    """Start of each chord, the last of them the end chord, and their length: whole chords of about two beats."""
    wanted = 2 * 60 / tempo
    room = max(total - _ENDING, 0.0)
    count = max(1, round(room / wanted)) if room > wanted / 2 else 0
    length = room / count if count else max(total, 0.2)
    return [k * length for k in range(count + 1)], length


def _chord(
    out: Stereo,
    table: Mapping[str, Any],
    notes: Sequence[int],
    when: tuple[float, float],
    *,
    rng: np.random.Generator,
    last: bool,
) -> None:
    start, length = when
    ring = _ENDING + 0.05 if last else length + 0.55
    add(out, pad(notes, ring, table["brightness"]) * np.float32(0.028 * table["pad"]), start)
    low = notes[0] - 12 if notes[0] > 42 else notes[0]
    deep = bass(low, ring if last else length)
    add(out, place(deep * np.float32(0.10 * table["bass"]), 0.0), start)
    if table["pulse"]:
        beats = (0.0,) if last else (0.0, 0.5)
        for beat in beats:
            add(out, place(_beat(3) * np.float32(0.16 * table["pulse"]), 0.0), start + beat * length)
    _melody(out, table, notes, when, rng=rng, last=last)


def _melody(
    out: Stereo,
    table: Mapping[str, Any],
    notes: Sequence[int],
    when: tuple[float, float],
    *,
    rng: np.random.Generator,
    last: bool,
) -> None:
    start, length = when
    if last:
        # The end: home, note after note.
        for k, note in enumerate(sorted(notes)[:3]):
            add(out, place(_pluck(note + 12) * np.float32(0.05 * table["pluck"]), 0.3 * (k - 1)), start + 0.07 * k)
        return
    for k, chance in enumerate(table["pattern"]):
        if rng.random() < chance:
            note = notes[int(rng.integers(len(notes)))] + table["octave"] - 12
            level = 0.055 * table["pluck"] * (0.6 + 0.4 * rng.random())
            at = start + k * length / len(table["pattern"])
            add(out, place(_pluck(note) * np.float32(level), float(rng.uniform(-0.5, 0.5))), at)
