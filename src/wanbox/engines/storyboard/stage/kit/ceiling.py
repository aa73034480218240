"""The ceiling of a room as a node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...compose.blit import Pixels, Spans, over_rows
from ...compose.camera import FAR
from ..contract import Frame, View
from ..geometry import Geometry


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling as one picture whose rows move with their own depth; `rise` is its height over the eye in pixels."""

    pixels: Pixels
    x: float
    y: float
    rise: float
    geometry: Geometry
    depth: float
    spans: Spans

    def paint(self, frame: Frame, view: View) -> None:
        rest = np.linspace(self.y, self.y + self.pixels.shape[0], self.pixels.shape[0] + 1)
        s, d = self._scale(rest, view)
        seen = view.fy + s * (rest - view.fy) - s * d * view.dy
        seen = np.maximum.accumulate(seen + np.arange(len(rest)) * 1e-6)
        first, last = max(0, int(np.floor(seen[0]))), min(view.height, int(np.ceil(seen[-1])))
        if last <= first:
            return
        found = np.interp(np.arange(first, last), seen, rest)
        s, d = self._scale(found, view)
        tx = view.fx - s * view.fx - s * d * view.dx
        sy, sx, step = (n.astype(np.float32) for n in (found - self.y, -tx / s - self.x, 1 / s))
        over_rows(frame, self.pixels, self.spans, first, sy, sx, step, np.ones_like(sy))

    def _scale(self, rest: NDArray[np.float64], view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        d = FAR + (1 - FAR) * np.maximum(0, (self.geometry.horizon - rest) / self.rise)
        return view.zoom**d, d
