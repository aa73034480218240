"""The camera of a shot: move, shot size, and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..language.facts import Facts
from ..shotlist import Actor, Camera, Framing, Move
from .scene import Notes

#: How far a shot size zooms; the compositor's own figures (compose/camera.py).
ZOOM = {
    Framing.WIDE: 1.0,
    Framing.MEDIUM: 1.5,
    Framing.CLOSE: 2.2,
    Framing.EXTREME_CLOSE: 3.0,
    Framing.OVER_SHOULDER: 1.6,
}
#: Where the subject's face, or the middle of a thing, is put in the frame.
_TARGET_Y = {Framing.MEDIUM: 0.36, Framing.CLOSE: 0.42}
_FACE = 0.84
#: Head of an animal on four legs: ahead of its middle in its widths, above its foot in its heights.
_HEAD_AHEAD, _HEAD_UP = 0.26, 0.72
_GENTLE = 0.55
_PACE = {"slow": 0.6, "fast": 1.5, "": 1.0}
#: Wide bodies have no face at the top.
_UPRIGHT = 0.85


def read(facts: Facts, notes: Notes) -> Camera | None:
    """The camera that the prompt asks for; None where it says nothing of one."""
    framing = next((Framing(value.name) for value in facts.framings), None)
    move, amount = _move(facts, notes)
    if move is None and framing is None:
        return None
    return Camera(move=move or Move.PUSH_IN, amount=amount, framing=framing or Framing.WIDE)


def _move(facts: Facts, notes: Notes) -> tuple[Move | None, float]:
    for value in facts.cameras:
        if value.name == "handheld":
            notes.add("A handheld camera is shown as a gentle push-in.")
            return Move.PUSH_IN, 0.35
        return Move(value.name), _PACE[facts.camera_pace]
    for value in facts.angles:
        if value.name != "eye":
            notes.add(f"“{value.span.text}” is shown by a tilt of the camera.")
            return (Move.TILT_UP if value.name == "low" else Move.TILT_DOWN), 0.8
    return None, _GENTLE


def gentle() -> Camera:
    """The camera of a prompt that names none."""
    return Camera(move=Move.PUSH_IN, amount=_GENTLE)


def aim(camera: Camera, actors: Sequence[Actor], hero: str, aspects: dict[str, float], frame: float = 0.0) -> Camera:
    """The same camera with its focus on the hero, so that zoom and shot size keep it well placed.

    `aspects` is width over height by actor id, `frame` that of the picture where the hero is an animal on four legs
    whose head is wanted, not its middle; else 0. The focus is the point that a zoom leaves where it is.
    """
    actor = next((a for a in actors if a.id == hero), None)
    if actor is None:
        return camera
    x = (actor.start[0] + actor.end[0]) / 2
    y = (actor.start[1] + actor.end[1]) / 2
    upright = aspects.get(actor.id, 0.5) < _UPRIGHT and actor.medium == "ground"
    if camera.framing is Framing.WIDE:
        middle = y if actor.medium == "air" else y - 0.55 * actor.height
        return replace(camera, focus=(_inside(x), _inside(middle)))
    share = (_FACE if upright else 0.5) if actor.medium != "air" else 0.0
    if frame and not upright:
        x += actor.facing * _HEAD_AHEAD * aspects.get(actor.id, 1.0) * actor.height / frame
        share = _HEAD_UP
    if camera.framing is Framing.MEDIUM and upright:
        share = 0.74
    zoom = ZOOM[camera.framing]
    target = (0.5 - 0.05 * actor.facing, _TARGET_Y[camera.framing] if upright else 0.5)
    return replace(camera, focus=(_focus(x, target[0], zoom), _focus(y - share * actor.height, target[1], zoom)))


def _focus(point: float, target: float, zoom: float) -> float:
    """The fixed point of a zoom that brings `point` to `target`, kept where no edge of the picture shows."""
    return _inside((zoom * point - target) / (zoom - 1))


def _inside(value: float) -> float:
    return min(max(value, 0.0), 1.0)
