"""When feet meet the ground, as they are drawn: the sound of steps follows the very same motion."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ..shotlist import Actor, Shot, ShotList
from ..sound.motion import Footfall

#: Moments a second at which the feet are looked at; a step is heard within half of it.
_RATE = 60
#: Actions whose feet are heard; who sits or sleeps may move a foot and makes no step.
_QUIET = frozenset({"sit", "sleep", "lie", "kneel", "float", "fly", "swim", "ride", "drive", "row", "meditate"})


def footfalls(shots: ShotList, aspect: float) -> list[Footfall]:
    """The steps of all walkers, runners and dancers of a clip; `aspect` is the frame's width over its height."""
    found = [fall for shot in shots.shots for actor in shot.actors for fall in _of(shot, actor, aspect, shots.seed)]
    return sorted(found, key=lambda fall: fall.time)


def _of(shot: Shot, actor: Actor, aspect: float, seed: int) -> Iterator[Footfall]:
    if actor.kind not in ("puppet", "standin") or actor.medium != "ground" or actor.lift > 0 or actor.action in _QUIET:
        return
    weight = min(actor.height / 0.45, 1.3)
    for number, t in enumerate(contacts(actor, shot.seconds, aspect, seed)):
        x = actor.start[0] + (actor.end[0] - actor.start[0]) * t / max(shot.seconds, 1e-6)
        yield Footfall(shot.start + t, x, weight * (1.0 if number % 2 else 0.85))


def contacts(actor: Actor, seconds: float, aspect: float, seed: int) -> list[float]:
    """Seconds into the shot at which a foot of the actor comes down; `seed` is the clip's."""
    from .puppets import model, motions

    name = actor.art if actor.kind == "puppet" else "biped"
    if name not in model.names():
        return []
    puppet = model.load(name)
    speed = abs(actor.end[0] - actor.start[0]) * aspect / max(actor.height, 1e-6) / max(seconds, 1e-6)
    motion = motions.plan(
        puppet, actor.action, speed=speed * puppet.sheet.height, seed=own_seed(actor, seed), beat=actor.beat
    )
    times: list[float] = []
    for leg in motion.rig.legs:
        down = True
        for index in range(int(seconds * _RATE)):
            now = motions.touches(motion, leg, index / _RATE)
            if now and not down:
                times.append(index / _RATE)
            down = now
    return sorted(times)


def own_seed(actor: Actor, seed: int) -> int:
    """The seed of an actor's motion in a clip of that seed."""
    of_actor = zlib.crc32(actor.id.encode()) ^ (seed & 0xFFFFFFFF)
    return zlib.crc32(f"{of_actor} {actor.id}".encode())
