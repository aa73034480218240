"""The camera of a shot as the prompt asks for it: move, shot size, angle, a hand's shake."""

from __future__ import annotations

from dataclasses import replace

from ..compose.camera import TRACK_TRAVEL
from ..language.facts import Facts
from ..shotlist import Angle, Camera, Framing, Move
from .scene import Notes

_GENTLE = 0.55
_PACE = {"slow": 0.6, "fast": 1.5, "": 1.0}
#: Shake of a camera in the hand, by pace.
_HAND = {"slow": 0.45, "fast": 1.0, "": 0.7}
#: Depth of field that the prompt names; a hair above nothing keeps even a near shot sharp.
_FOCUS = {"shallow-focus": 0.85, "bokeh": 0.85, "deep-focus": 0.01, "rack-focus": 0.6}
#: Moves that are shown as another, and how far.
_SHOWN_AS = {
    "dolly-zoom": (Move.PUSH_IN, 1.6, "A dolly zoom is shown as a fast push-in."),
    "whip-pan": (Move.PAN_RIGHT, 2.0, "A whip pan is shown as a fast pan."),
    "roll": (Move.ORBIT, 0.8, "A rolling camera is shown as an orbit."),
    "zoom-in": (Move.PUSH_IN, 1.0, ""),
    "zoom-out": (Move.PULL_OUT, 1.0, ""),
}
#: Angles that other words stand for.
#: Shot sizes that are told by a word of a wider sense.
_BY_TEXT = {
    ("extreme close", "macro", "大特写", "极近", "微距"): Framing.EXTREME_CLOSE,
    ("over the shoulder", "over-the-shoulder", "过肩"): Framing.OVER_SHOULDER,
}
_FROM_THE_AIR = ("aerial", "drone", "bird", "航拍", "鸟瞰", "空中", "俯瞰")
_ANGLES = {"overhead": Angle.AERIAL, "top": Angle.AERIAL, "bird": Angle.AERIAL, "dutch": Angle.LOW}


def read(facts: Facts, notes: Notes) -> Camera | None:
    """The camera that the prompt asks for; None where it says nothing of one."""
    framing = _framing(facts)
    move, amount = _move(facts, notes)
    angle = _angle(facts, notes)
    focus = next((_FOCUS[value.name] for value in facts.optics if value.name in _FOCUS), 0.0)
    hand = _HAND[facts.camera_pace] if any(value.name == "handheld" for value in facts.cameras) else 0.0
    if move is None and framing is None and angle is Angle.EYE and not hand and not focus:
        return None
    if move is None:
        # A hand and an unusual angle speak for themselves.
        move, amount = (Move.STATIC, 0.0) if hand else (Move.PUSH_IN, 0.4 if angle is not Angle.EYE else amount)
    return Camera(move=move, amount=amount, framing=framing or Framing.WIDE, angle=angle, handheld=hand, blur=focus)


def _framing(facts: Facts) -> Framing | None:
    known = {framing.value: framing for framing in Framing}
    for value in (*facts.framings, *facts.angles):
        text = value.span.text.casefold()
        found = next((framing for words, framing in _BY_TEXT.items() if any(word in text for word in words)), None)
        if found:
            return found
    return next((known[value.name] for value in facts.framings if value.name in known), None)


def _move(facts: Facts, notes: Notes) -> tuple[Move | None, float]:
    pace = _PACE[facts.camera_pace]
    known = {move.value: move for move in Move}
    for value in facts.cameras:
        if value.name in known:
            return known[value.name], pace
        if value.name in _SHOWN_AS:
            move, amount, sentence = _SHOWN_AS[value.name]
            if sentence:
                notes.add(sentence)
            return move, amount * pace
        if value.name != "handheld":
            notes.add(f"There is no camera move for “{value.span.text}”.", [value.span.text])
    return None, _GENTLE


def _angle(facts: Facts, notes: Notes) -> Angle:
    known = {angle.value: angle for angle in Angle} | _ANGLES
    for value in facts.angles:
        if value.name == Framing.OVER_SHOULDER.value:
            continue
        if value.name == "high" and any(word in value.span.text.casefold() for word in _FROM_THE_AIR):
            return Angle.AERIAL
        if value.name in known:
            if value.name == "dutch":
                notes.add("A tilted horizon is shown as a low angle.")
            return known[value.name]
        notes.add(f"There is no camera angle for “{value.span.text}”.", [value.span.text])
    return Angle.EYE


def beside(camera: Camera, *, flying: bool) -> Camera:
    """Who flies is seen from the air by a camera that flies along: no need to look down so steeply."""
    return replace(camera, angle=Angle.HIGH) if flying and camera.angle is Angle.AERIAL else camera


def gentle() -> Camera:
    """The camera of a prompt that names none."""
    return Camera(move=Move.PUSH_IN, amount=_GENTLE)


def keeping_pace(way: float, *, near: float = 1.0, depth: float = 1.0) -> float:
    """Amount of `Move.TRACK` that goes as far as an actor whose way is so many frame widths, camera at rest.

    `near` is the zoom of the shot size, `depth` that of the actor's row.
    """
    return way * near / (TRACK_TRAVEL * depth)
