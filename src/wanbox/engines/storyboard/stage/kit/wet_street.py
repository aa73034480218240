"""A street floor that mirrors the walls and lights above it."""

from __future__ import annotations

import cv2
import numpy as np

from ...compose.blit import Pixels, Reals, packed, rows_of
from ...compose.noise import tile
from ...compose.wet import reflect, wet
from ..contract import Frame, View
from ..geometry import Geometry
from ..nodes import Painter
from .road import Street


class WetStreet:
    """The floor when it mirrors walls and lights."""

    def __init__(
        self,
        geometry: Geometry,
        street: Street,
        pixels: Pixels,
        x: float,
        y: float,
        gloss: float,
        unit: float,
        depth: float,
    ) -> None:
        self.geometry, self.street, self.pixels, self.x, self.y = geometry, street, pixels, x, y
        self.noise, self.depth = tile(256, 8, 5), depth
        self.knobs = np.array([gloss, 1.0, unit], np.float32)

    def node(self) -> Painter:
        return Painter(self.depth, self.draw)

    def draw(self, frame: Frame, view: View) -> None:
        top, rest, near, s, tx = self.geometry.rows(view, self.y, self.y + self.pixels.shape[0])
        foot = self._foot(view, top, s, tx, near)
        rows = np.stack([rest - self.y, -tx / s - self.x, 1 / s, near], 1).astype(np.float32)
        ground = packed(self.pixels)
        sharp, soft = self._above(frame, foot)
        knobs = np.array([*self.knobs, view.t], np.float32)
        mirror = np.empty(((len(rows) + 1) // 2, sharp.shape[1]), np.uint32)
        halves = np.ascontiguousarray(rows[::2])
        reflect(mirror, ground, top, halves, packed(sharp), packed(soft), self.noise, foot, knobs)
        wet(rows_of(frame), ground, top, rows, mirror, foot)

    def _above(self, frame: Frame, foot: Reals) -> tuple[Pixels, Pixels]:
        """What is mirrored, at half size: plain and blurred, mostly upwards."""
        deepest, width = min(frame.shape[0], int(foot.max()) + 2) & ~1, frame.shape[1] & ~1
        half = cv2.resize(frame[:deepest, :width], (width // 2, deepest // 2), interpolation=cv2.INTER_AREA)
        sharp = np.asarray(half, np.uint8)
        return sharp, np.asarray(cv2.blur(sharp, (3, max(5, int(17 * self.knobs[2])))), np.uint8)

    def _foot(self, view: View, top: int, s: Reals, tx: Reals, near: Reals) -> Reals:
        """Per frame column, the row where the walls stand on the ground."""
        middle = self.geometry.width / 2
        rows = np.arange(top, top + len(s), dtype=np.float32)
        left, right = s * (middle - self.street.wall * near) + tx, s * (middle + self.street.wall * near) + tx
        x = np.arange(view.width)
        foot = np.minimum(
            np.where(x < left[0], np.interp(x, left[::-1], rows[::-1]), top + 1e6),
            np.where(x > right[0], np.interp(x, right, rows), top + 1e6),
        )
        return np.where(foot > 1e5, top, foot).astype(np.float32)
