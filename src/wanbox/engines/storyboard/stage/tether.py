"""The line from a kite to the hand that flies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..shotlist import Actor
from .contract import Frame, Light, Node, View
from .geometry import Geometry

KITE = "kite"
#: Where the hand is: ahead of the body's middle and above its foot, in body heights.
_HAND = (0.24, 0.74)
#: How far the line hangs through, of its length; its points; its colour and opacity.
_SAG, _POINTS, _COLOUR, _OPACITY = 0.06, 24, (236, 238, 240), 0.8


@dataclass(frozen=True, slots=True)
class Tether:
    """A thin sagging line between two actors."""

    kite: Actor
    hand: Actor
    geometry: Geometry
    light: Light
    depth: float = 0.975

    def paint(self, frame: Frame, view: View) -> None:
        u = min(max(view.t / view.seconds, 0.0), 1.0) if view.seconds > 0 else 0.0
        top, foot = _at(self.kite, u), _at(self.hand, u)
        reach = (_HAND[0] * self.hand.height * self.hand.facing * self.geometry.height, _HAND[1] * self.hand.height)
        hand = foot[0] * self.geometry.width + reach[0], (foot[1] - reach[1]) * self.geometry.height
        s, tx, ty = view.place(1.0)
        x0, y0 = s * top[0] * self.geometry.width + tx, s * top[1] * self.geometry.height + ty
        s, tx, ty = view.place(self.geometry.depth_at(foot[1] * self.geometry.height))
        x1, y1 = s * hand[0] + tx, s * hand[1] + ty
        w = np.linspace(0, 1, _POINTS)
        sag = _SAG * float(np.hypot(x1 - x0, y1 - y0)) * 4 * w * (1 - w)
        points = np.stack([x0 + (x1 - x0) * w, y0 + (y1 - y0) * w + sag], -1)
        _line(frame, points, view.height, [c * a for c, a in zip(_COLOUR, self.light.ambient[::-1], strict=True)])


def _at(actor: Actor, u: float) -> tuple[float, float]:
    (x0, y0), (x1, y1) = actor.start, actor.end
    return x0 + (x1 - x0) * u, y0 + (y1 - y0) * u


def _line(frame: Frame, points: np.ndarray, height: int, colour: Sequence[float]) -> None:
    first, last = np.floor(points.min(0)).astype(int) - 2, np.ceil(points.max(0)).astype(int) + 3
    x0, y0 = max(int(first[0]), 0), max(int(first[1]), 0)
    x1, y1 = min(int(last[0]), frame.shape[1]), min(int(last[1]), frame.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    fixed = np.round((points - (x0, y0)) * 16).astype(np.int32)
    cv2.polylines(mask, [fixed], False, 255, max(1, round(height / 480)), cv2.LINE_AA, 4)
    share = (mask.astype(np.float32) * (_OPACITY / 255))[..., None]
    part = frame[y0:y1, x0:x1, :3]
    part[:] = (part * (1 - share) + np.array(colour, np.float32) * share).astype(np.uint8)


def tethers(actors: Sequence[Actor], geometry: Geometry, light: Light) -> list[Node]:
    """A line for each kite that somebody holds."""
    found: list[Node] = []
    for kite in actors:
        hand = next((a for a in actors if kite.art == KITE and a.id == kite.partner), None)
        if hand is not None:
            found.append(Tether(kite, hand, geometry, light))
    return found
