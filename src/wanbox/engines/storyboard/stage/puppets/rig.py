"""Rig classes: bones, legs and motion clips as data, and the pose of a puppet at one moment.

Angles are degrees, clockwise on screen; a puppet looks to the right, so a thigh swings forward with negative angles and
the trunk leans forward with positive ones. Lengths in clips are in leg lengths of the puppet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .clips import table
from .model import Puppet


@dataclass(frozen=True, slots=True)
class Bone:
    """Where a bone is: its joint, its turn against the drawing, its own scale."""

    x: float
    y: float
    angle: float
    sx: float = 1.0
    sy: float = 1.0

    def carry(self, rest: tuple[float, float], point: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the drawing goes that hangs on this bone, whose joint is drawn at `rest`."""
        c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        dx, dy = point[0] - rest[0], point[1] - rest[1]
        return self.x + c * dx - s * dy, self.y + s * dx + c * dy


@dataclass(frozen=True, slots=True)
class Pose:
    bones: Mapping[str, Bone]
    #: Swing angles of cloth by name.
    swings: Mapping[str, float]
    #: Scale of the whole body about its anchor.
    squash: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """`assets/puppets/motion/<name>.json`."""

    name: str
    #: Bone -> parent ("" for the root), parents first.
    bones: Mapping[str, str]
    clips: Mapping[str, Mapping[str, Any]]
    #: Leg -> {"hip", "knee", "ankle", "ball", "heel": bone or pivot names, "bend": 1 knee forward, -1 back}.
    legs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Arm -> {"shoulder", "elbow", "wrist", "grip": bone names, "bend": -1 elbow back, 1 forward}.
    arms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Cloth that legs push: {"front", "back": swing names, "legs": [...], "gain"}.
    cloth: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: Action -> clip that shows it best.
    nearest: Mapping[str, str] = field(default_factory=dict)
    #: Clip for an actor that travels, and one for an actor that does not.
    moving: str = "walk"
    resting: str = "stand"

    @property
    def apart(self) -> frozenset[str]:
        """Bones that do not hang on the body: those without a parent, except the root."""
        return _apart(self.name)

    def clip_for(self, action: str, *, travels: bool) -> str:
        """The clip that shows an action; an actor that crosses the stage never does so standing still."""
        clip = action if action in self.clips else self.nearest.get(action, "")
        if not clip or (travels and self.clips[clip].get("still") and not self.clips[clip].get("glides")):
            return self.moving if travels else clip or self.resting
        # Who pushes or carries without getting anywhere stands.
        return clip if travels else str(self.clips[clip].get("at_rest", clip))

    def clip(self, action: str, *, travels: bool, seed: int = 0) -> tuple[str, Mapping[str, Any]]:
        """Name and data of the clip: one of its variants, or the walk with the arms of what is done on the way."""
        name = self.clip_for(action, travels=travels)
        asked = self.clips.get(action if action in self.clips else self.nearest.get(action, ""), {})
        if travels and name == self.moving and asked.get("walks"):
            return name, _on_the_way(self.clips[name], asked)
        variants = self.clips[name].get("variants")
        if variants:
            name = variants[seed % len(variants)]
        return name, self.clips[name]


def _on_the_way(walk: Mapping[str, Any], doing: Mapping[str, Any]) -> dict[str, Any]:
    """The walk, with the arms, hands and props of an action that can be done while walking."""
    joints = {f"{joint}-{arm}" for arm in doing["walks"] for joint in ("shoulder", "elbow", "wrist")} | {"head", "neck"}
    tracks = {name: track for name, track in doing.get("tracks", {}).items() if name in joints}
    hands = {arm: spec for arm, spec in doing.get("hands", {}).items() if arm in doing["walks"]}
    kept = {key: doing[key] for key in ("speaks", "gaze") if key in doing}
    states = {**walk.get("states", {}), **doing.get("states", {})}
    return {**walk, **kept, "tracks": {**walk["tracks"], **tracks}, "hands": hands, "states": states}


@cache
def _apart(name: str) -> frozenset[str]:
    return frozenset([bone for bone, parent in table(name)["bones"].items() if not parent][1:])


@cache
def load_rig(name: str) -> Rig:
    """A rig class by name. Raises PuppetError."""
    return Rig(name=name, **table(name))


def leg_length(puppet: Puppet, rig: Rig) -> float:
    """Length of the first leg, stretched, in units of the drawing."""
    leg = next(iter(rig.legs.values()))
    hip, knee, ankle = (puppet.pivots[leg[joint]] for joint in ("hip", "knee", "ankle"))
    return math.dist(hip, knee) + math.dist(knee, ankle)
