"""A sound that the user gave, made visible: mouths that speak or sing move with it, dancers keep its beat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..shotlist import MOUTH_RATE, Actor, Shot, ShotList
from . import speech
from .dsp import SR, Mono, Stereo, samples

#: Actions in which a mouth says or sings what is heard.
VOICED = frozenset({"talk", "sing", "say", "speak", "shout", "rap", "narrate"})
#: Actions that keep the beat.
TIMED = frozenset({"dance", "clap", "cheer", "drum"})
#: Beats a minute that are looked for.
_SLOWEST, _FASTEST = 60.0, 180.0
#: Onsets are measured so often a second.
_RATE = 100
#: How much clearer than chance a pulse must be to be called a beat.
_CLEAR = 0.12


def hear(shots: ShotList, sound: Stereo) -> ShotList:
    """The shot list with mouths and dancers in time with `sound`, (2, n) float32 at 48 kHz, as long as the clip."""
    opening = level(sound)
    seconds_per_beat = pulse(sound)
    return replace(shots, shots=tuple(_moved(shot, opening, seconds_per_beat) for shot in shots.shots))


def level(sound: Stereo) -> tuple[float, ...]:
    """How loud the sound is, 0…1, `MOUTH_RATE` values a second."""
    return speech.mouth(samples(sound.mean(axis=0)))


def pulse(sound: Stereo) -> float:
    """Seconds of its beat; 0 where it has none that is clear."""
    return beat(samples(sound.mean(axis=0)))


def _moved(shot: Shot, opening: tuple[float, ...], seconds_per_beat: float) -> Shot:
    first = round(shot.start * MOUTH_RATE)
    window = opening[first : first + round(shot.seconds * MOUTH_RATE)]
    return replace(shot, actors=tuple(_actor(actor, window, seconds_per_beat) for actor in shot.actors))


def _actor(actor: Actor, window: tuple[float, ...], seconds_per_beat: float) -> Actor:
    if actor.action in VOICED and any(window):
        return replace(actor, mouth=window, speaks=((0.0, round(len(window) / MOUTH_RATE, 3)),))
    if actor.action in TIMED and seconds_per_beat > 0:
        return replace(actor, beat=seconds_per_beat)
    return actor


def onsets(sound: Mono) -> Mono:
    """How much louder the sound gets, `_RATE` values a second, in a scale that ears have."""
    hop = SR // _RATE
    count = len(sound) // hop
    level = np.log1p(40 * np.sqrt((sound[: count * hop].reshape(count, hop) ** 2).mean(axis=1)))
    return samples(np.maximum(np.diff(level, prepend=level[:1]), 0))


def beat(sound: Mono) -> float:
    """Seconds of a beat; 0 where the sound has none that is clear."""
    rises = onsets(sound)
    if len(rises) < 2 * _RATE or not rises.any():
        return 0.0
    rises = rises - rises.mean()
    size = 2 * len(rises)
    spectrum = np.fft.rfft(rises, size)
    alike = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(rises)]
    alike = alike / alike[0]
    lags = np.arange(int(_RATE * 60 / _FASTEST), min(int(_RATE * 60 / _SLOWEST), len(rises) // 2) + 1)
    # People call the pulse nearest to two a second the beat.
    liking = np.exp(-0.5 * (np.log2(lags / _RATE / 0.5) / 0.9) ** 2)
    best = int(lags[np.argmax(alike[lags] * liking)])
    return round(best / _RATE, 3) if alike[best] > _CLEAR else 0.0
