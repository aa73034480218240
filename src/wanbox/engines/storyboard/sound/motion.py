"""Sounds of what moves: footsteps on the ground that is there, splashes, engines of things that pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..shotlist import Actor, Framing, Shot, ShotList, Weather
from . import hits
from .dsp import SR, Mono, Stereo, add, decay, noise, place


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
    """Any other sound: the name of a hit, see `hits`."""

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
#: Parts of the names of settings with a hard floor.
_PAVED = (
    *("city", "street", "skyline", "station", "market", "temple", "room", "office", "kitchen", "interior"),
    *("stage", "theatre", "studio", "cafe", "shop", "library", "train", "hall", "church", "museum"),
)
_NEAR = {Framing.WIDE: 0.7}


def ground_of(shot: Shot) -> str:
    """What the feet tread on."""
    if shot.weather is Weather.SNOW:
        return "snow"
    name = shot.setting
    if any(word in name for word in ("beach", "sea", "desert", "sand")):
        return "sand"
    if any(word in name for word in _PAVED):
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


def cues(shots: ShotList) -> list[Cue]:
    """What actions, instruments, creatures and machines are heard to do, from the shot list alone."""
    return [found for shot in shots.shots for found in _of_shot(shot, shots)]


def _of_shot(shot: Shot, shots: ShotList) -> list[Cue]:
    heard: set[str] = set()
    found: list[Cue] = []
    for number, actor in enumerate(shot.actors):
        found += _of_action(shot, actor)
        found += _played(shot, actor, shots.sound.tempo)
        voice = _voice(actor)
        if voice and voice not in heard and not actor.speaks:
            heard.add(voice)
            found += _called(shot, actor, voice, shots.seed + number)
    return found


def _of_action(shot: Shot, actor: Actor) -> list[Cue]:
    entry = hits.table()["action"].get(actor.action)
    if entry is None:
        return []
    times = _times(entry["first"], entry["every"], shot.seconds)
    weight = entry.get("level", 1.0) * _NEAR.get(shot.camera.framing, 1.0)
    return [Cue(entry["hit"], shot.start + t, actor.start[0], weight) for t in times]


def _played(shot: Shot, actor: Actor, tempo: int) -> list[Cue]:
    """An instrument in its player's hands, on every second beat."""
    if not actor.action.startswith("play"):
        return []
    by_id = {one.id: one.noun for one in shot.actors}
    names = [*actor.holds, *actor.wears, by_id.get(actor.partner, ""), actor.action.removeprefix("play ")]
    known = hits.table()["instrument"]
    name = next((known[one] for one in names if one in known), "")
    times = _times(0.0, 120 / tempo, shot.seconds) if name else []
    return [Cue(name, shot.start + t, actor.start[0], 0.8) for t in times]


def _voice(actor: Actor) -> str:
    known = hits.table()["voice"]
    return known.get(actor.noun) or known.get(actor.art, "") if actor.kind != "standin" else ""


def _called(shot: Shot, actor: Actor, voice: str, seed: int) -> list[Cue]:
    """Now and then, and always while there is still time to hear it out."""
    rng = np.random.default_rng([seed & 0xFFFF, len(actor.id)])
    first = float(rng.uniform(0.3, 0.9)) * min(1.0, shot.seconds / 4)
    times = _times(first, float(rng.uniform(3.2, 4.8)), shot.seconds - 0.4)
    return [Cue(voice, shot.start + t, actor.start[0], 0.55 * _NEAR.get(shot.camera.framing, 1.0)) for t in times]


def _times(first: float, every: float, seconds: float) -> list[float]:
    count = int((seconds - first) / every) + 1 if every > 0 else 1
    return [first + k * every for k in range(max(0, count)) if first + k * every < seconds]


def make(n: int, shots: ShotList, motion: Sequence[Footfall | Cue]) -> Stereo:
    """N samples of footsteps and cues."""
    out = np.zeros((2, n), np.float32)
    for number, event in enumerate(motion):
        pan = max(-0.8, min((event.x - 0.5) * 1.6, 0.8))
        if isinstance(event, Footfall):
            shot = _shot_at(shots, event.time)
            sound = step(ground_of(shot), number % 5) * np.float32(0.30 * event.weight)
        else:
            sound = hits.make(event.kind) * np.float32(0.2 * event.weight)
        add(out, place(sound, pan), event.time)
    return out


def _shot_at(shots: ShotList, time: float) -> Shot:
    return next((shot for shot in reversed(shots.shots) if shot.start <= time + 1e-6), shots.shots[0])
