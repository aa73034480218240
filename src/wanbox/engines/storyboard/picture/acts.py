"""What a subject cut out of a given picture can do: small movements of body and head, as data.

A channel is a sum of waves, [size, turns a second, phase in turns]. Sizes are shares of the subject's height (`x`, `y`,
`bob`, `squash`, `nod`, `headx`) or degrees (`lean` about the foot, `head` about the neck). `grow`, `travel` and `rise`
are shares a second; `heard` is how far the head answers to the sound; `beat` ties the waves to the music's beat.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .particles import presence
from .words import lexicon

#: What a living subject does when nothing is named.
USUAL = "breathe"
#: The farthest that a subject may leave its place, in shares of its height: behind it, the picture is a guess.
REACH = 0.06
#: Seconds of a beat that the waves of a dance are written for (one turn a second is every second beat).
_BEAT = 0.5


@dataclass(frozen=True, slots=True)
class Pose:
    """Shares of the subject's height, and degrees."""

    x: float = 0.0
    y: float = 0.0
    lean: float = 0.0
    squash: float = 0.0
    head: float = 0.0
    headx: float = 0.0
    nod: float = 0.0
    scale: float = 1.0


def table() -> Mapping[str, Mapping[str, Any]]:
    acts: Mapping[str, Mapping[str, Any]] = lexicon("picture/acts")
    return acts


def pose(names: Collection[str], t: float, *, heard: float = 0.0, beat: float = 0.0, side: int = 1) -> Pose:
    """All named acts at t seconds, at rest at 0. `heard` is the sound's level 0…1, `side` where travel goes."""
    total = Pose()
    known = table()
    for name in sorted(names):
        act = known.get(name)
        if act is not None:
            total = _plus(total, _one(act, t, heard, beat, side))
    return replace(total, x=REACH * math.tanh(total.x / REACH), y=REACH * math.tanh(total.y / REACH))


def _one(act: Mapping[str, Any], t: float, heard: float, beat: float, side: int) -> Pose:
    there = presence(t, 1.2)
    pace = _BEAT / beat if beat > 0 and act.get("beat") else 1.0
    wave = {
        key: there * _waves(act.get(key, ()), t * pace) for key in ("x", "y", "lean", "squash", "head", "headx", "nod")
    }
    # A body bounces off the ground and never sinks into it.
    bob = there * _hops(act.get("bob", ()), t * pace)
    return Pose(
        x=wave["x"] + side * act.get("travel", 0.0) * t,
        y=wave["y"] - bob - act.get("rise", 0.0) * t * t / 2,
        lean=wave["lean"],
        squash=wave["squash"],
        head=wave["head"],
        headx=wave["headx"],
        nod=wave["nod"] + there * act.get("heard", 0.0) * heard,
        scale=1 + act.get("grow", 0.0) * t,
    )


def _waves(channel: Sequence[Sequence[float]], t: float) -> float:
    return sum(size * math.sin(2 * math.pi * (hertz * t + phase)) for size, hertz, phase in channel)


def _hops(channel: Sequence[Sequence[float]], t: float) -> float:
    return sum(size * abs(math.sin(math.pi * (hertz * t + phase))) for size, hertz, phase in channel)


def _plus(a: Pose, b: Pose) -> Pose:
    return Pose(
        x=a.x + b.x,
        y=a.y + b.y,
        lean=a.lean + b.lean,
        squash=a.squash + b.squash,
        head=a.head + b.head,
        headx=a.headx + b.headx,
        nod=a.nod + b.nod,
        scale=a.scale * b.scale,
    )
