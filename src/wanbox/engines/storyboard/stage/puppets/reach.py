"""Hands that go where something is: to the mouth, on to a book, a wheel or a partner.

A clip says `"hands": {"near": {"at": "mouth", "x": 0, "y": 0, "mix": 1, "turn": -40}}`. `at` names a bone or pivot of
the body, whose motion the spot follows, or "floor" for a place that stays; x (forward) and y (down) are in arm lengths
from there, `mix` is how far the arm leaves its own track for it, `turn` the angle of the hand itself. All are tracks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

from .model import Puppet
from .rig import Bone, Rig
from .tracks import Clock, value

Point = tuple[float, float]

#: Highest angles, in degrees, of an upper arm against the trunk (backwards) and of a lower arm against the upper.
SHOULDER, ELBOW = 120.0, 70.0


class Doer(Protocol):
    """Who moves its arms: what `motions.Motion` says of that."""

    @property
    def puppet(self) -> Puppet: ...

    @property
    def rig(self) -> Rig: ...

    @property
    def clip(self) -> Mapping[str, Any]: ...


def arms(m: Doer, clock: Clock, bones: Mapping[str, Bone]) -> dict[str, Bone]:
    """The bones of all arms that the clip sends somewhere, in their new places."""
    out = dict(bones)
    # In the order of the clip: a hand may take hold of what the other one holds.
    for arm, spec in m.clip.get("hands", {}).items():
        names = m.rig.arms.get(arm, {})
        if names and all(names[joint] in out for joint in ("shoulder", "elbow", "wrist", "grip")):
            out |= _arm(m, out, names, spec, clock)
    return out


def length(m: Doer) -> float:
    """Length of the near arm, in units of the drawing."""
    pivots, names = m.puppet.pivots, m.rig.arms["near"]
    a, b, c = (pivots[names[joint]] for joint in ("shoulder", "elbow", "wrist"))
    return math.dist(a, b) + math.dist(b, c)


def _target(m: Doer, bones: Mapping[str, Bone], spec: Mapping[str, Any], clock: Clock) -> Point:
    unit = length(m)
    x, y = (value(spec.get(axis, 0.0), clock) * unit for axis in ("x", "y"))
    place = spec.get("at", "chest")
    pivots = m.puppet.pivots
    if place == "floor":
        return pivots["hips"][0] + x, m.puppet.sheet.anchor[1] + y
    if place == "mouth" and "mouth" not in pivots:
        # Nearly all heads have their mouth here; one that has not brings a pivot.
        size = m.puppet.sheet.fits.get("head", 1.0)
        head = bones["head"]
        at = head.carry(pivots["head"], (pivots["head"][0] + 62 * size, pivots["head"][1] - 30 * size))
        return at[0] + x, at[1] + y
    bone = place if place in bones else m.rig.arms[place]["grip"] if place in m.rig.arms else "chest"
    if place == "mouth":
        at = bones["head"].carry(pivots["head"], pivots["mouth"])
        return at[0] + x, at[1] + y
    if spec.get("fixed"):
        return bones[bone].x + x, bones[bone].y + y
    return bones[bone].carry(pivots[bone], (pivots[bone][0] + x, pivots[bone][1] + y))


def _arm(
    m: Doer, bones: Mapping[str, Bone], names: Mapping[str, Any], spec: Mapping[str, Any], clock: Clock
) -> dict[str, Bone]:
    pivots = m.puppet.pivots
    rest = {joint: pivots[names[joint]] for joint in ("shoulder", "elbow", "wrist", "grip")}
    own = {joint: bones[names[joint]] for joint in rest}
    mix = min(max(value(spec.get("mix", 1.0), clock), 0.0), 1.0)
    end, goal = "grip", _target(m, bones, spec, clock)
    turn = value(spec["turn"], clock) if "turn" in spec else None
    if turn is not None:
        hand = Bone(0.0, 0.0, turn).carry(rest["wrist"], rest["grip"])
        end, goal = "wrist", (goal[0] - hand[0], goal[1] - hand[1])
    bend = float(spec.get("bend", names.get("bend", -1)))
    upper, lower = _angles((own["shoulder"].x, own["shoulder"].y), goal, rest, end, bend)
    # Between its own track and the goal the arm swings as a shoulder and an elbow can, never round the back.
    trunk = bones[m.rig.bones[names["shoulder"]]].angle
    swing, flex = own["shoulder"].angle - trunk, own["elbow"].angle - own["shoulder"].angle
    swing += (_within(upper - trunk, SHOULDER) - swing) * mix
    flex += (_within(lower - upper, ELBOW) - flex) * mix
    shoulder = Bone(own["shoulder"].x, own["shoulder"].y, trunk + swing)
    ex, ey = shoulder.carry(rest["shoulder"], rest["elbow"])
    elbow = Bone(ex, ey, shoulder.angle + flex)
    wx, wy = elbow.carry(rest["elbow"], rest["wrist"])
    bent = elbow.angle + (own["wrist"].angle - own["elbow"].angle) * (1 - mix)
    wrist = Bone(wx, wy, bent if turn is None else _blend(own["wrist"].angle, turn, mix))
    gx, gy = wrist.carry(rest["wrist"], rest["grip"])
    grip = Bone(gx, gy, wrist.angle)
    return {names["shoulder"]: shoulder, names["elbow"]: elbow, names["wrist"]: wrist, names["grip"]: grip}


def _angles(root: Point, goal: Point, rest: Mapping[str, Point], end: str, bend: float) -> tuple[float, float]:
    """Angles of upper and lower arm, against the drawing, that bring the end to the goal or as near as it goes."""
    first, second = math.dist(rest["shoulder"], rest["elbow"]), math.dist(rest["elbow"], rest[end])
    far = math.dist(root, goal)
    distance = min(max(far, abs(first - second) + 0.12 * first), (first + second) * 0.998)
    aim = math.atan2(goal[1] - root[1], goal[0] - root[0])
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    upper = aim - bend * math.acos(min(1.0, max(-1.0, cosine)))
    ex, ey = root[0] + math.cos(upper) * first, root[1] + math.sin(upper) * first
    gx, gy = root[0] + math.cos(aim) * distance, root[1] + math.sin(aim) * distance
    lower = math.atan2(gy - ey, gx - ex)
    drawn = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in _bones(rest, end)]
    return math.degrees(upper - drawn[0]), math.degrees(lower - drawn[1])


def _bones(rest: Mapping[str, Point], end: str) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    return (rest["shoulder"], rest["elbow"]), (rest["elbow"], rest[end])


def _within(angle: float, highest: float) -> float:
    """The same direction as an angle in the full turn below the highest."""
    return (angle - highest) % 360 + highest - 360


def _blend(own: float, aimed: float, mix: float) -> float:
    """From one angle to another by the shorter way."""
    return own + ((aimed - own + 180) % 360 - 180) * mix
