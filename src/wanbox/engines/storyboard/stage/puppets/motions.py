"""What a puppet does over time, and its pose at one moment."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from . import reach
from .gait import Gait, Step
from .model import Puppet, Sheet
from .rig import Bone, Pose, Rig, leg_length, load_rig
from .tracks import Clock, value

#: A leg is never quite straight: a locked knee pops.
REACH = 0.996
#: How far a body looks up or down, in degrees.
HEAD_TURN = 48.0


@dataclass(frozen=True, kw_only=True)
class Motion:
    """One puppet doing one thing: everything that a pose depends on, except the time."""

    puppet: Puppet
    rig: Rig
    clip: Mapping[str, Any]
    #: Tracks by "bone" or "bone.sx": those of the clip, the puppet and what it holds.
    tracks: Mapping[str, Any]
    hz: float
    gait: Gait | None
    #: Ground speed in units of the drawing per second, and the phase at time 0.
    speed: float
    start: float

    @cached_property
    def joints(self) -> list[_Joint]:
        return _joints(self)

    @cached_property
    def swinging(self) -> dict[str, Any]:
        """The tracks that neither turn nor move nor stretch a bone."""
        own = {name + axis for name in self.rig.bones if name != "root" for axis in ("", ".x", ".y", ".sx", ".sy")}
        return {name: track for name, track in self.tracks.items() if name not in own}

    @cached_property
    def unit(self) -> float:
        """What lengths in tracks are measured in, in units of the drawing."""
        return leg_length(self.puppet, self.rig) if self.rig.legs else self.puppet.sheet.height * 0.5

    def clock(self, t: float) -> Clock:
        return Clock(phase=self.start + self.hz * t, seconds=t + self.start * 7.3)

    def pose(self, t: float) -> Pose:
        """The pose at t seconds: a pure function."""
        return _pose(self, t)


def touches(m: Motion, leg: str, t: float) -> bool:
    """Whether a foot stands on the ground at t seconds."""
    return not m.clip.get("free_legs") and _step(m, leg, m.clock(t)).contact


def plan(
    puppet: Puppet,
    action: str,
    *,
    speed: float,
    seed: int,
    held: Mapping[str, Any] | None = None,
    gaze: tuple[float, float] | None = None,
    beat: float = 0.0,
) -> Motion:
    """Plan what a puppet does.

    speed: units of the drawing per second; held: tracks of held things; gaze: unit direction in the body's own facing
    space (x forward, y down); beat: seconds of a beat that the clip's accents fall on, 0 for its own time.
    """
    rig = _own(load_rig(puppet.sheet.rig), puppet.sheet)
    name, clip = rig.clip(action, travels=speed > 1e-3, seed=seed)
    own = puppet.sheet.tracks
    tracks = {**rig.clips.get("*", {}).get("tracks", {}), **clip.get("tracks", {})}
    tracks |= {**own.get("*", {}), **own.get(name, {}), **(held or {})}
    if gaze is not None and clip.get("gaze", True):
        tracks |= _looking(tracks, gaze)
    hz = float(clip.get("hz", 0.25))
    gait = None
    if "gait" in clip and rig.legs:
        gait = Gait.of(clip["gait"], hz).paced(speed / leg_length(puppet, rig))
        hz = gait.hz
    start = float(clip.get("begins", (seed * 0.6180339887) % 1.0))
    if beat > 0 and "beats" in clip:
        hz, start = in_time(hz, beat, clip["beats"]), float(clip.get("accent", 0.0))
    return Motion(puppet=puppet, rig=rig, clip=clip, tracks=tracks, hz=hz, gait=gait, speed=speed, start=start)


def _own(rig: Rig, sheet: Sheet) -> Rig:
    """The rig as this body uses it: a snowman hops where others walk."""
    return replace(rig, moving=sheet.moving or rig.moving, resting=sheet.resting or rig.resting)


def in_time(hz: float, beat: float, beats: float) -> float:
    """Cycles a second with whole beats (or halves, doubles of them) between accents, nearest to the clip's own."""
    exact = 1 / (beat * beats)
    return float(exact * 2.0 ** round(math.log2(hz / exact)))


def _looking(tracks: Mapping[str, Any], gaze: tuple[float, float]) -> dict[str, Any]:
    """Head, neck and pupils on the way to what is looked at; who would have to look back only moves the eyes."""
    dx, dy = gaze
    pitch = math.degrees(math.atan2(dy, max(abs(dx), 0.2)))
    turn = min(max(pitch, -HEAD_TURN), HEAD_TURN)
    return {
        "head": [tracks.get("head", 0.0), 0.5 * turn],
        "neck": [tracks.get("neck", 0.0), 0.25 * turn],
        "pupils.x": 0.008 * dx,
        "pupils.y": 0.008 * dy,
    }


def _pose(m: Motion, t: float) -> Pose:
    clock = m.clock(t)
    unit = m.unit
    bones = _trunk(m, clock, t, unit)
    swings = {name: value(track, clock) for name, track in m.swinging.items()}
    if m.rig.legs and not m.clip.get("free_legs"):
        steps = {leg: _step(m, leg, clock) for leg in m.rig.legs}
        drop = _drop(m, bones, steps, unit)
        bones = {
            name: b if name in m.rig.apart else Bone(b.x, b.y + drop, b.angle, b.sx, b.sy) for name, b in bones.items()
        }
        for leg, step in steps.items():
            bones |= _leg(m, bones, leg, step, unit)
    if "hands" in m.clip:
        bones = reach.arms(m, clock, bones)
    swings |= _cloth(m, bones, swings)
    return Pose(bones, swings, (swings.get("root.sx", 1.0), swings.get("root.sy", 1.0)))


@dataclass(frozen=True, slots=True)
class _Joint:
    """What `_trunk` needs of a bone, looked up once."""

    name: str
    rest: tuple[float, float]
    #: The bone that carries it, and where that is drawn; "" for the root and for what lies beside the body.
    above: str
    above_rest: tuple[float, float]
    angle: Any
    x: Any
    y: Any
    sx: Any
    sy: Any
    limits: tuple[float, float]
    #: Radius of a wheel, else 0.
    wheel: float
    apart: bool


def _joints(m: Motion) -> list[_Joint]:
    """The bones that the puppet has, parents first."""
    pivots, sheet, found = m.puppet.pivots, m.puppet.sheet, dict[str, _Joint]()
    for name, parent in m.rig.bones.items():
        if pivots.get(name) is None:
            continue
        above = _present(m.rig, parent, found)
        x, y, sx, sy = (m.tracks.get(f"{name}.{axis}", float(axis in ("sx", "sy"))) for axis in ("x", "y", "sx", "sy"))
        found[name] = _Joint(
            name=name,
            rest=pivots[name],
            above=above,
            above_rest=pivots[above] if above else (0.0, 0.0),
            angle=m.tracks.get(name, 0.0),
            x=x,
            y=y,
            sx=sx,
            sy=sy,
            limits=sheet.limits.get(name) or m.rig.limits.get(name) or (-1e9, 1e9),
            wheel=sheet.wheels.get(name, 0.0),
            apart=name in m.rig.apart,
        )
    return list(found.values())


def _trunk(m: Motion, clock: Clock, t: float, unit: float) -> dict[str, Bone]:
    """Forward kinematics from the root, parents first."""
    out: dict[str, Bone] = {}
    shift = [value(m.tracks.get(name, 0.0), clock) * unit for name in ("root.x", "root.y")]
    for joint in m.joints:
        dx, dy = value(joint.x, clock) * unit, value(joint.y, clock) * unit
        rest = joint.rest[0] + dx, joint.rest[1] + dy
        angle = min(max(value(joint.angle, clock), joint.limits[0]), joint.limits[1])
        if joint.wheel:
            angle = math.degrees(m.speed * t / joint.wheel)
        if joint.above:
            above = out[joint.above]
            x, y = above.carry(joint.above_rest, rest)
            angle += 0.0 if joint.wheel else above.angle
        else:
            # What lies beside the body (a ball, the floor) goes its own way.
            x, y = rest if joint.apart else (rest[0] + shift[0], rest[1] + shift[1])
        out[joint.name] = Bone(x, y, angle, value(joint.sx, clock), value(joint.sy, clock))
    return out


def _present(rig: Rig, bone: str, placed: Container[str]) -> str:
    """The bone or its nearest ancestor that this puppet has."""
    while bone and bone not in placed:
        bone = rig.bones[bone]
    return bone


def _step(m: Motion, leg: str, clock: Clock) -> Step:
    if m.gait is not None:
        return m.gait.step(leg, clock.phase)
    feet = m.clip.get("feet", {}).get(leg, {})
    x, lift, pitch = (value(feet.get(key, 0.0), clock) for key in ("x", "lift", "pitch"))
    return Step(x, lift, pitch, contact=lift <= 0)


def _ankle(m: Motion, leg: str, step: Step, unit: float) -> tuple[float, float]:
    """The ankle of a foot that stands on its ball (heel raised) or on its heel (toe raised)."""
    names, pivots = m.rig.legs[leg], m.puppet.pivots
    rest = pivots[names["ball"] if step.pitch >= 0 else names["heel"]]
    foot = Bone(rest[0] + step.x * unit, rest[1] - step.lift * unit, step.pitch)
    return foot.carry(rest, pivots[names["ankle"]])


def _drop(m: Motion, bones: Mapping[str, Bone], steps: Mapping[str, Step], unit: float) -> float:
    """How far the body must sink so that every foot is within reach; smooth over the legs."""
    total = 0.0
    for leg, step in steps.items():
        hip, (ax, ay) = bones[m.rig.legs[leg]["hip"]], _ankle(m, leg, step, unit)
        reach = REACH * sum(_bone_lengths(m, leg))
        height = math.sqrt(max(reach**2 - (ax - hip.x) ** 2, (0.25 * reach) ** 2))
        total += max(0.0, ay - height - hip.y) ** 6
    return float(total ** (1 / 6))


def _bone_lengths(m: Motion, leg: str) -> tuple[float, float]:
    hip, knee, ankle = (m.puppet.pivots[m.rig.legs[leg][joint]] for joint in ("hip", "knee", "ankle"))
    return math.dist(hip, knee), math.dist(knee, ankle)


def _leg(m: Motion, bones: Mapping[str, Bone], leg: str, step: Step, unit: float) -> dict[str, Bone]:
    """Two-bone inverse kinematics: thigh, shin and foot of one leg."""
    names, pivots = m.rig.legs[leg], m.puppet.pivots
    hip, (ax, ay) = bones[names["hip"]], _ankle(m, leg, step, unit)
    upper, lower = _bone_lengths(m, leg)
    distance = min(max(math.hypot(ax - hip.x, ay - hip.y), abs(upper - lower) + 1e-3), (upper + lower) * 0.9999)
    aim = math.atan2(ay - hip.y, ax - hip.x)
    open_ = math.acos(min(1.0, max(-1.0, (upper**2 + distance**2 - lower**2) / (2 * upper * distance))))
    thigh = aim - names.get("bend", 1) * open_
    kx, ky = hip.x + math.cos(thigh) * upper, hip.y + math.sin(thigh) * upper
    shin = math.atan2(ay - ky, ax - kx)
    rest_thigh = _direction(pivots[names["hip"]], pivots[names["knee"]])
    rest_shin = _direction(pivots[names["knee"]], pivots[names["ankle"]])
    return {
        names["hip"]: Bone(hip.x, hip.y, math.degrees(thigh - rest_thigh)),
        names["knee"]: Bone(kx, ky, math.degrees(shin - rest_shin)),
        names["ankle"]: Bone(kx + math.cos(shin) * lower, ky + math.sin(shin) * lower, step.pitch),
    }


def _direction(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.atan2(b[1] - a[1], b[0] - a[0])


def _cloth(m: Motion, bones: Mapping[str, Bone], swings: Mapping[str, float]) -> dict[str, float]:
    """Skirts and coats give way to the thighs: the front hem to the foremost, the back hem to the hindmost."""
    if not m.rig.cloth or m.clip.get("free_legs"):
        return {}
    cloth = m.rig.cloth
    base = bones[cloth["bone"]].angle if cloth["bone"] in bones else 0.0
    thighs = [_wrapped(bones[m.rig.legs[leg]["hip"]].angle - base) for leg in cloth["legs"]]
    gain = cloth.get("gain", 0.7)
    return {
        cloth["front"]: swings.get(cloth["front"], 0.0) + gain * min(0.0, *thighs),
        cloth["back"]: swings.get(cloth["back"], 0.0) + gain * max(0.0, *thighs),
    }


def _wrapped(angle: float) -> float:
    return (angle + 180) % 360 - 180
