"""The camera's path: a move and a framing become a View for each moment, and tell how large a plate must be."""

from __future__ import annotations

from dataclasses import dataclass

from ..shotlist import Camera, Framing, Move
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
    Move.CRANE_UP: ((0.10, 0.0, 0.10), (0.02, 0.0, -0.12)),
    Move.CRANE_DOWN: ((0.02, 0.0, -0.12), (0.12, 0.0, 0.08)),
    Move.TRACK: ((0.05, -0.08, 0.0), (0.05, 0.08, 0.0)),
}
#: The depth of the sky: even the farthest plane answers the camera a little.
FAR = 0.2
#: Row of the actors' plane, as a fraction of the height.
FOOT = 0.82


def ease(u: float) -> float:
    """Slow at both ends, never quite still."""
    u = min(max(u, 0.0), 1.0)
    return 0.3 * u + 0.7 * u * u * (3 - 2 * u)


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
        first, last = MOVES[self.camera.move]
        u = ease(t / self.seconds if self.seconds > 0 else 0.0)
        amount = min(max(self.camera.amount, 0.0), 2.0)
        zoom, dx, dy = (amount * (a + (b - a) * u) for a, b in zip(first, last, strict=True))
        near = FRAMING_ZOOM[self.camera.framing]
        fx, fy = self.camera.focus
        return View(
            width=self.width,
            height=self.height,
            t=t,
            seconds=self.seconds,
            index=index,
            zoom=near * (1 + zoom),
            dx=dx * self.width / near,
            dy=dy * self.height / near,
            fx=fx * self.width,
            fy=fy * self.height,
        )

    def box(self, depth: float, pad: float = 3.0) -> Box:
        """The part of the plane at `depth` that the shot shows."""
        places = [self.view(self.seconds * k / 8).place(depth) for k in range(9)]
        return Box(
            x0=min(-tx / s for s, tx, _ in places) - pad,
            y0=min(-ty / s for s, _, ty in places) - pad,
            x1=max((self.width - tx) / s for s, tx, _ in places) + pad,
            y1=max((self.height - ty) / s for s, _, ty in places) + pad,
            scale=max(s for s, _, _ in places),
        )
