"""The camera's path: a move and a framing become a View for each moment, and tell how large a plate must be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..shotlist import Angle, Camera, Framing, Move
from ..stage.contract import View

#: How much nearer each shot size stands than a wide shot.
FRAMING_ZOOM = {
    Framing.WIDE: 1.0,
    Framing.MEDIUM: 1.5,
    Framing.CLOSE: 2.2,
    Framing.EXTREME_CLOSE: 3.0,
    Framing.OVER_SHOULDER: 1.6,
}
#: Start and end of each move at amount 1: zoom − 1, travel in frame widths, travel in frame heights.
MOVES: dict[Move, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    Move.STATIC: ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    Move.PUSH_IN: ((0.0, 0.0, 0.0), (0.24, 0.0, 0.0)),
    Move.PULL_OUT: ((0.26, 0.0, 0.0), (0.0, 0.0, 0.0)),
    Move.PAN_LEFT: ((0.05, 0.10, 0.0), (0.05, -0.10, 0.0)),
    Move.PAN_RIGHT: ((0.05, -0.10, 0.0), (0.05, 0.10, 0.0)),
    Move.TILT_UP: ((0.08, 0.0, 0.12), (0.04, 0.0, -0.08)),
    Move.TILT_DOWN: ((0.04, 0.0, -0.10), (0.08, 0.0, 0.08)),
    Move.ORBIT: ((0.05, -0.12, 0.015), (0.10, 0.12, -0.015)),
    Move.CRANE_UP: ((0.14, 0.0, 0.06), (0.0, 0.0, -0.16)),
    Move.CRANE_DOWN: ((0.0, 0.0, -0.16), (0.16, 0.0, 0.05)),
    Move.TRACK: ((0.04, -0.5 * 0.3, 0.0), (0.04, 0.5 * 0.3, 0.0)),
}
#: Travel of `TRACK` at amount 1, in frame widths at the actors' row; a negative amount goes to the left.
TRACK_TRAVEL = MOVES[Move.TRACK][1][1] - MOVES[Move.TRACK][0][1]
TRACK_LIMIT = 5.0
#: The depth of the sky: even the farthest plane answers the camera a little.
FAR = 0.2
#: Row of the actors' plane, as a fraction of the height.
FOOT = 0.82
#: How far the floor reaches up from the actors' row, against eye level: a high camera sees more of it.
REACH = {Angle.EYE: 1.0, Angle.LOW: 0.42, Angle.HIGH: 1.7, Angle.AERIAL: 2.35}
#: How large everything upright stands, against eye level.
LOOM = {Angle.EYE: 1.0, Angle.LOW: 1.18, Angle.HIGH: 0.82, Angle.AERIAL: 0.38}

#: Sway of a running operator in frame widths, and of a hand's tilt; hertz, phase and share of each wave.
_SHAKE = 0.0075
_WAVES = (
    ((0.61, 0.3, 0.55), (1.37, 2.1, 0.30), (2.71, 4.4, 0.15)),
    ((0.83, 1.7, 0.50), (1.73, 0.4, 0.33), (3.11, 5.2, 0.17)),
)


def row_at(row: float, angle: Angle) -> float:
    """Where a row of the floor at eye level (a fraction of the height) lies under another angle."""
    return FOOT - (FOOT - row) * REACH[angle]


def ease(u: float) -> float:
    """Slow at both ends, never quite still."""
    u = min(max(u, 0.0), 1.0)
    return 0.3 * u + 0.7 * u * u * (3 - 2 * u)


def shake(t: float, strength: float) -> tuple[float, float]:
    """How far a hand has moved the camera at t seconds, in frame widths: a few slow waves, never a jump."""
    if strength <= 0:
        return 0.0, 0.0
    x, y = (sum(k * math.sin(math.tau * f * t + p) for f, p, k in waves) for waves in _WAVES)
    return _SHAKE * strength * x, _SHAKE * 0.7 * strength * y


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What the camera sees of a plane over the whole shot, in rest-frame pixels, and its largest scale."""

    x0: float
    y0: float
    x1: float
    y1: float
    scale: float


@dataclass(frozen=True, slots=True)
class Path:
    """A camera move over one shot."""

    camera: Camera
    width: int
    height: int
    seconds: float

    def view(self, t: float, index: int = 0) -> View:
        """The camera at t seconds into the shot."""
        zoom, dx, dy = self._moved(t)
        near = FRAMING_ZOOM[self.camera.framing]
        sway, nod = shake(t, min(max(self.camera.handheld, 0.0), 1.0))
        fx, fy = self.camera.focus
        return View(
            width=self.width,
            height=self.height,
            t=t,
            seconds=self.seconds,
            index=index,
            zoom=near * (1 + zoom),
            dx=(dx + sway) * self.width / near,
            dy=dy * self.height / near + nod * self.width / near,
            fx=fx * self.width,
            fy=fy * self.height,
        )

    def _moved(self, t: float) -> tuple[float, float, float]:
        """Zoom − 1 and travel at a moment, without the hand's shake."""
        u = t / self.seconds if self.seconds > 0 else 0.0
        (z0, x0, y0), (z1, x1, y1) = MOVES[self.camera.move]
        if self.camera.move is Move.TRACK:
            # It keeps pace with somebody whose feet go evenly.
            u, amount = min(max(u, 0.0), 1.0), min(max(self.camera.amount, -TRACK_LIMIT), TRACK_LIMIT)
            return z0, amount * (x0 + (x1 - x0) * u), 0.0
        u, amount = ease(u), min(max(self.camera.amount, 0.0), 2.0)
        return amount * (z0 + (z1 - z0) * u), amount * (x0 + (x1 - x0) * u), amount * (y0 + (y1 - y0) * u)

    def box(self, depth: float, pad: float = 3.0) -> Box:
        """The part of the plane at `depth` that the shot shows."""
        places = [self.view(self.seconds * k / 8).place(depth) for k in range(9)]
        # Between those moments a hand may have moved the camera by as much again, both ways.
        pad += 2 * _SHAKE * min(max(self.camera.handheld, 0.0), 1.0) * self.width * max(1.0, depth)
        return Box(
            x0=min(-tx / s for s, tx, _ in places) - pad,
            y0=min(-ty / s for s, _, ty in places) - pad,
            x1=max((self.width - tx) / s for s, tx, _ in places) + pad,
            y1=max((self.height - ty) / s for s, _, ty in places) + pad,
            scale=max(s for s, _, _ in places),
        )
