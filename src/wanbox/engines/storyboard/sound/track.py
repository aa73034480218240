"""A shot list to a finished sound track."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..shotlist import ShotList
from . import beds, mix, motion, music
from .dsp import SR, Mono, Stereo, samples, seconds
from .loudness import integrated
from .motion import Cue, Footfall

#: Loudness of the buses before mastering, in LUFS; a quiet front bed lies half its LEVEL lower.
_AMBIENCE_LUFS = -21.5
_MUSIC_LUFS = -20.5
_SPEECH_LUFS = -17.0
#: Each further bed lies this much under the one before, in dB.
_FURTHER = -3.0
#: Seconds in which one place's sound gives way to the next.
_CROSSING = 0.5


def score(shots: ShotList, *, motion: Sequence[Footfall | Cue] = (), voice: Stereo | None = None) -> Stereo:
    """The whole track: (2, samples) float32 at 48 kHz, as long as the clip.

    Args:
        shots: What is seen and planned to be heard.
        motion: Footfalls and other cues, as they are drawn.
        voice: Speech already synthesised, of the same length; everything else gives way to it.
    """
    n = round(shots.seconds * SR)
    if n <= 0:
        return np.zeros((2, 0), np.float32)
    buses = {
        "ambience": ambience(n, shots),
        "music": levelled(music.make(n, shots.sound.music, shots.sound.tempo, shots.seed), _MUSIC_LUFS),
        "effects": _effects(n, shots, motion),
    }
    duck = None
    if voice is not None:
        buses["speech"] = levelled(voice, _SPEECH_LUFS)
        duck = mix.duck_curve(voice)
    return mix.master(mix.mixed(buses, duck))


def ambience(n: int, shots: ShotList) -> Stereo:
    """All beds of the plan, stretch by stretch, the first of each in front; names without a bed are silent."""
    if not shots.sound.stretches:
        return _beds(n, shots.sound.ambience, shots.seed)
    out = np.zeros((2, n), np.float32)
    for start, length, names in shots.sound.stretches:
        out += _beds(n, names, shots.seed) * _gate(n, start, start + length)
    return out


def _beds(n: int, names: Sequence[str], seed: int) -> Stereo:
    out = np.zeros((2, n), np.float32)
    known = beds.load()
    found = [known[name] for name in names if name in known]
    for place, bed in enumerate(found):
        level = bed.LEVEL + _FURTHER * place
        out += bed.make(n, (seed + 13 * place) % 100_003) * np.float32(10 ** (level / 20))
    return levelled(out, _AMBIENCE_LUFS + found[0].LEVEL / 2) if found else out


def _gate(n: int, start: float, end: float) -> Mono:
    """1 between two times, with soft edges that add up with the neighbour's; open at both ends of the clip."""
    t = seconds(n)
    opening = np.clip((t - start) / _CROSSING + 0.5, 0, 1) if start > 0 else np.ones_like(t)
    closing = np.clip((end - t) / _CROSSING + 0.5, 0, 1) if end < n / SR - 1e-3 else np.ones_like(t)
    return samples(np.sqrt(opening * closing))


def levelled(bus: Stereo, target: float) -> Stereo:
    """The bus at a loudness in LUFS; silence stays silence."""
    loudness = integrated(bus)
    return bus * np.float32(10 ** ((target - loudness) / 20)) if np.isfinite(loudness) else bus


def _effects(n: int, shots: ShotList, events: Sequence[Footfall | Cue]) -> Stereo:
    return motion.make(n, shots, events) if shots.shots else np.zeros((2, n), np.float32)
