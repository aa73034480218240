"""The ground plane of a stage: rows, depths and distances that agree with one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Reals
from ..compose.camera import FAR, FOOT, Box, Path, row_at
from .contract import Context, View

#: A horizon stays in the frame, however high the camera: there is always a strip of sky to paint.
HIGHEST = 0.05


@dataclass(frozen=True, slots=True)
class Geometry:
    """A flat floor that reaches from the horizon to below the frame.

    q is nearness, one over distance: 0 at the horizon, 1 at the actors' row, above 1 in front of it.
    """

    width: int
    height: int
    #: Rest-frame rows in pixels.
    horizon: float
    foot: float
    path: Path

    @classmethod
    def of(cls, context: Context, horizon: float) -> Geometry:
        """For a horizon given as a fraction of the height at eye level; the camera's angle moves it."""
        camera = context.shot.camera
        path = Path(camera, context.width, context.height, context.shot.seconds)
        row = max(row_at(horizon, camera.angle), HIGHEST)
        if context.settled is not None:
            context.settled(row * context.height)
        return cls(context.width, context.height, row * context.height, FOOT * context.height, path)

    @property
    def reach(self) -> float:
        """Rows between horizon and actors."""
        return self.foot - self.horizon

    def nearness(self, y: float) -> float:
        return max(0.0, (y - self.horizon) / self.reach)

    def depth(self, q: float) -> float:
        return FAR + (1 - FAR) * q

    def depth_at(self, y: float) -> float:
        """The depth of something that stands on row y."""
        return self.depth(self.nearness(y))

    def point(self, across: float, q: float, up: float = 0.0) -> tuple[float, float]:
        """Where a point is drawn: `across` from the middle and `up` from the floor, in pixels at the actors' row."""
        return self.width / 2 + across * q, self.horizon + (self.reach - up) * q

    def box(self, depth: float) -> Box:
        return self.path.box(depth)

    def ground_box(self) -> Box:
        """What the shot shows of the floor, from the horizon down."""
        low, high = self.path.box(FAR), self.path.box(self.depth_at(self.height))
        deep = float(self.height)
        for _ in range(6):
            # The lowest row seen depends on its own depth; a few rounds settle it.
            high = self.path.box(self.depth_at(deep))
            deep = max(high.y1, self.height)
        x0, x1 = min(low.x0, high.x0), max(low.x1, high.x1)
        return Box(x0=x0, y0=self.horizon, x1=x1, y1=deep, scale=min(1.6, max(1.0, self.path.box(1.0).scale * 0.8)))

    def rows(self, view: View, top: float, bottom: float) -> tuple[int, Reals, Reals, Reals, Reals]:
        """How the floor lies in a view: first frame row, and per row the rest row, nearness, scale and x offset."""
        rest = np.linspace(top, bottom, max(2, int(bottom - top) + 1))
        q = (rest - self.horizon) / self.reach
        d = FAR + (1 - FAR) * np.maximum(q, 0)
        s = view.zoom**d
        seen = np.maximum.accumulate(view.fy + s * (rest - view.fy) - s * d * view.dy + np.arange(len(rest)) * 1e-6)
        first = max(0, int(np.floor(seen[0])))
        frame_rows = np.arange(first, view.height)
        found = np.interp(frame_rows, seen, rest)
        near = np.maximum(0, (found - self.horizon) / self.reach)
        depth = FAR + (1 - FAR) * near
        scale = view.zoom**depth
        offset = view.fx - scale * view.fx - scale * depth * view.dx
        return first, _f32(found), _f32(near), _f32(scale), _f32(offset)


def _f32(values: NDArray[np.float64]) -> Reals:
    return values.astype(np.float32)
