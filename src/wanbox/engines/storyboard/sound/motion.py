"""Sounds of what moves: footsteps on the ground that is there, splashes, engines of things that pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..director.gait import stride_rate
from ..shotlist import Actor, Framing, Shot, ShotList, Weather
from .dsp import SR, Mono, Stereo, add, decay, noise, place, samples


@dataclass(frozen=True, slots=True)
class Footfall:
    """A foot that meets the ground."""

    #: Seconds into the clip.
    time: float
    #: Where in the frame, 0 … 1 from left to right.
    x: float = 0.5
    #: 1 is a grown walker at medium distance.
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Any other sound of the action: "splash", "whoosh", "hit"."""

    kind: str
    time: float
    x: float = 0.5
    weight: float = 1.0


#: Ground by setting words and weather: low and high frequency, decay, level.
GROUNDS: dict[str, tuple[float, float, float, float]] = {
    "hard": (140, 2600, 55, 1.0),
    "wet": (220, 5200, 30, 0.95),
    "soft": (80, 900, 32, 0.8),
    "snow": (600, 3800, 20, 0.6),
    "sand": (350, 2600, 24, 0.55),
}
_NEAR = {Framing.WIDE: 0.7, Framing.MEDIUM: 1.0, Framing.CLOSE: 1.1}


def footfalls(shots: ShotList) -> list[Footfall]:
    """Steps of all walkers of a clip, from the shot list alone."""
    return [fall for shot in shots.shots for actor in shot.actors for fall in _of_actor(shot, actor)]


def _of_actor(shot: Shot, actor: Actor) -> list[Footfall]:
    rate = stride_rate(actor, shot.seconds)
    if rate <= 0:
        return []
    weight = min(actor.height / 0.45, 1.3) * _NEAR[shot.camera.framing] * (0.6 if actor.action == "dance" else 1.0)
    count = int(shot.seconds * rate)
    falls = []
    for k in range(count):
        share = (k + 0.5) / rate / shot.seconds
        x = actor.start[0] + (actor.end[0] - actor.start[0]) * share
        falls.append(Footfall(shot.start + (k + 0.5) / rate, x, weight * (1.0 if k % 2 else 0.85)))
    return falls


def ground_of(shot: Shot) -> str:
    """What the feet tread on."""
    if shot.weather is Weather.SNOW:
        return "snow"
    name = shot.setting
    if any(word in name for word in ("beach", "sea", "desert", "sand")):
        return "sand"
    if any(word in name for word in ("city", "street", "room", "office", "stage", "cafe", "shop", "station")):
        return "wet" if shot.weather is Weather.RAIN else "hard"
    return "soft"


@lru_cache(maxsize=64)
def step(ground: str, variant: int) -> Mono:
    """One step: heel, then the sole a moment later."""
    low, high, rate, level = GROUNDS[ground]
    n = int(0.16 * SR)
    heel = noise(n, low, high, variant * 3 + 1, -0.15) * decay(n, rate)
    sole = np.roll(noise(n, low * 1.5, high * 1.2, variant * 5 + 2, -0.1) * decay(n, rate * 1.4), int(0.035 * SR))
    sole[: int(0.035 * SR)] = 0
    thump = np.sin(2 * np.pi * 78 * np.arange(n) / SR) * decay(n, 42)
    sound = (heel * 0.7 + sole * 0.35 + thump * 0.5) * level
    sound[:48] *= np.linspace(0, 1, 48)
    return sound.astype(np.float32)


@lru_cache(maxsize=8)
def cue(kind: str) -> Mono:
    """One short sound by name; unknown names are silent."""
    n = int(0.5 * SR)
    if kind == "splash":
        return noise(n, 400, 6500, 5, -0.2) * decay(n, 11)
    if kind == "whoosh":
        u = np.linspace(0, 1, n, dtype=np.float32)
        return samples(noise(n, 300, 2600, 9, -0.2) * np.sin(np.pi * u) ** 3)
    if kind == "hit":
        return noise(n, 60, 1800, 3, -0.2) * decay(n, 24)
    return np.zeros(n, np.float32)


def make(n: int, shots: ShotList, motion: Sequence[Footfall | Cue]) -> Stereo:
    """N samples of footsteps and cues; the shot list's own steps where no motion is given."""
    out = np.zeros((2, n), np.float32)
    for number, event in enumerate(motion or footfalls(shots)):
        pan = max(-0.8, min((event.x - 0.5) * 1.6, 0.8))
        if isinstance(event, Footfall):
            shot = _shot_at(shots, event.time)
            sound = step(ground_of(shot), number % 5) * np.float32(0.30 * event.weight)
        else:
            sound = cue(event.kind) * np.float32(0.2 * event.weight)
        add(out, place(sound, pan), event.time)
    return out


def _shot_at(shots: ShotList, time: float) -> Shot:
    return next((shot for shot in reversed(shots.shots) if shot.start <= time + 1e-6), shots.shots[0])
