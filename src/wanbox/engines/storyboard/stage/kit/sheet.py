"""A sheet to paint on in metres: things in a room have sizes, and the room says where they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..brush import Canvas, Points, dim
from ..contract import Rgb

#: (x right of the middle, y above the floor) or (x, y, z away from the camera), in metres.
Place = tuple[float, float] | tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is lit (`a`) and what shines by itself (`e`) on one plane at `z` metres; `k` is pixels per metre there."""

    a: Canvas
    e: Canvas
    z: float
    k: float
    project: Callable[[float, float, float], tuple[float, float]]
    #: Height of the camera's eye in metres: below it tops are seen, above it undersides.
    eye: float

    def px(self, points: Sequence[Place]) -> list[tuple[float, float]]:
        return [self.project(p[0], p[1], p[2] if len(p) > 2 else self.z) for p in points]

    def poly(self, points: Sequence[Place], colour: Rgb, alpha: float = 1.0, *, shine: bool = False) -> None:
        self._to(shine).poly(self.px(points), colour, alpha)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, colour: Rgb, alpha: float = 1.0, *, shine: bool = False
    ) -> None:
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, alpha, shine=shine)

    def curve(self, points: Points, colour: Rgb, alpha: float = 1.0, *, shine: bool = False) -> None:
        """A shape from an array of (x, y), as `brush.smooth` makes them."""
        self.poly([(float(x), float(y)) for x, y in np.asarray(points)], colour, alpha, shine=shine)

    def ramp(self, points: Sequence[Place], top: Rgb, bottom: Rgb, *, shine: bool = False) -> None:
        """A shape with a gradient from its highest to its lowest row."""
        shape = self.px(points)
        rows = [y for _, y in shape]
        self._to(shine).ramp(shape, top, bottom, min(rows), max(rows))

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Rgb, alpha: float = 1.0, *, shine: bool = False
    ) -> None:
        px, py = self.project(x, y, self.z)
        self._to(shine).ellipse(px, py, rx * self.k, ry * self.k, colour, alpha)

    def line(
        self,
        points: Sequence[Place],
        width: float,
        colour: Rgb,
        alpha: float = 1.0,
        *,
        shine: bool = False,
        closed: bool = False,
    ) -> None:
        self._to(shine).line(self.px(points), width * self.k, colour, alpha, closed)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Rgb, strength: float = 1.0) -> None:
        """Light in the air about a point."""
        px, py = self.project(x, y, self.z)
        self.e.glow(px, py, rx * self.k, ry * self.k, colour, strength)

    def shadow(self, x: float, z: float, rx: float, strength: float = 0.45) -> None:
        """The dark place on the floor under something."""
        px, py = self.project(x, 0.0, z)
        for k in (1.0, 0.8, 0.6):
            self.a.ellipse(px, py, rx * self.k * k, rx * self.k * 0.13 * k, (24, 16, 14), strength * 0.45)

    def disc(self, x: float, y: float, r: float, z: float, colour: Rgb, thick: float = 0.03) -> None:
        """A round table top, a plate or a stool seen in perspective: its edge, then its face."""
        turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        ring = [(x + r * float(np.cos(t)), y, z + r * float(np.sin(t))) for t in turn]
        low = [(p[0], y - thick, p[2]) for p in ring]
        self.poly(low, dim(colour, 0.62))
        self.poly([(x - r, y, z), (x + r, y, z), (x + r, y - thick, z), (x - r, y - thick, z)], dim(colour, 0.62))
        self.poly(ring, colour if y < self.eye else dim(colour, 0.5))

    def slab(
        self, x0: float, x1: float, y0: float, y1: float, near: float, far: float, front: Rgb, top: Rgb | None = None
    ) -> None:
        """A box from `near` to `far` in perspective: the faces that are seen from the middle."""
        lid = top or dim(front, 1.16)
        if y1 < self.eye:
            self.poly([(x0, y1, far), (x1, y1, far), (x1, y1, near), (x0, y1, near)], lid)
        if y0 > self.eye:
            self.poly([(x0, y0, far), (x1, y0, far), (x1, y0, near), (x0, y0, near)], dim(front, 0.4))
        for x, seen in ((x0, x0 > 0), (x1, x1 < 0)):
            if seen:
                self.poly([(x, y0, far), (x, y1, far), (x, y1, near), (x, y0, near)], dim(front, 0.62))
        self.ramp([(x0, y0, near), (x1, y0, near), (x1, y1, near), (x0, y1, near)], front, dim(front, 0.8))

    def _to(self, shine: bool) -> Canvas:
        return self.e if shine else self.a
