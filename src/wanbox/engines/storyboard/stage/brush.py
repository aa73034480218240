"""A canvas for plates: anti-aliased shapes on premultiplied BGRA, addressed in rest-frame pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Pixels
from ..compose.outlines import bounds, catmull_rom, fixed, oval, tapered
from ..compose.strokes import cover, pool, stamp
from .contract import Rgb

Points: TypeAlias = Sequence[tuple[float, float]] | NDArray[np.float64] | NDArray[np.float32]
SHIFT = 4


def bgra(colour: Rgb) -> tuple[float, float, float, float]:
    return colour[2], colour[1], colour[0], 255


def mix(a: Rgb, b: Rgb, k: float) -> Rgb:
    """`a` at k = 0, `b` at k = 1."""
    return a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k, a[2] + (b[2] - a[2]) * k


def dim(colour: Rgb, k: float) -> Rgb:
    """A colour times k, kept inside 0…255."""
    return min(255, colour[0] * k), min(255, colour[1] * k), min(255, colour[2] * k)


def smooth(points: Points, steps: int = 8, closed: bool = False) -> NDArray[np.float64]:
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, np.float64)
    p = np.vstack([p[-1], p, p[:2]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    curve = catmull_rom(p, int(steps))
    return curve if closed else np.vstack([curve, p[-2]])


class Canvas:
    """Shapes are opaque unless `alpha` says otherwise; `glow` adds light without covering."""

    def __init__(self, x0: float, y0: float, x1: float, y1: float, scale: float = 1.0) -> None:
        self.x0, self.y0, self.scale = x0, y0, scale
        self._place = float(x0), float(y0), float(scale * (1 << SHIFT))
        width, height = max(2, int(np.ceil((x1 - x0) * scale))), max(2, int(np.ceil((y1 - y0) * scale)))
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)

    def at(self, points: Points) -> NDArray[np.int32]:
        """Fixed-point canvas coordinates."""
        return fixed(np.ascontiguousarray(points, np.float64), *self._place)

    def poly(self, points: Points, colour: Rgb, alpha: float = 1.0) -> None:
        self._paint(lambda to, p, c: cv2.fillPoly(to, [p], c, cv2.LINE_AA, SHIFT), points, colour, alpha)

    def rect(self, x0: float, y0: float, x1: float, y1: float, colour: Rgb, alpha: float = 1.0) -> None:
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, alpha)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Rgb, alpha: float = 1.0, angle: float = 0
    ) -> None:
        count = 40 if max(rx, ry) * self.scale > 6 else 12
        self.poly(oval(float(x), float(y), float(rx), float(ry), float(angle), count), colour, alpha)

    def line(self, points: Points, width: float, colour: Rgb, alpha: float = 1.0, closed: bool = False) -> None:
        thick = max(1, round(width * self.scale))
        # Hairlines thinner than a pixel are drawn fainter instead.
        alpha *= min(1.0, max(0.25, width * self.scale))
        self._paint(
            lambda to, p, c: cv2.polylines(to, [p], closed, c, thick, cv2.LINE_AA, SHIFT),
            points,
            colour,
            alpha,
            pad=thick,
        )

    def taper(self, points: Points, start: float, end: float, colour: Rgb) -> None:
        """A stroke that changes width from start to end (trunks, branches, stalks)."""
        self.poly(tapered(np.ascontiguousarray(points, np.float64), float(start), float(end)), colour)

    def ramp(self, points: Points, top: Rgb, bottom: Rgb, y0: float, y1: float) -> None:
        """A shape with a vertical gradient from y0 to y1."""
        p = self.at(points)
        box = self._box(p, 1)
        if box is None:
            return
        x, y, w, h = box
        mask = np.zeros((h, w), np.uint8)
        cv2.fillPoly(mask, [p - (np.array([x, y]) << SHIFT)], 255, cv2.LINE_AA, SHIFT)
        rows = (np.arange(y, y + h) / self.scale + self.y0 - y0) / max(1e-6, y1 - y0)
        k = np.clip(rows, 0, 1)[:, None]
        colours = np.array(bgra(top)) * (1 - k) + np.array(bgra(bottom)) * k
        cover(self.pixels, mask, colours.astype(np.float32), x, y)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Rgb, strength: float = 1.0) -> None:
        """A soft additive pool of light."""
        px, py = (x - self.x0) * self.scale, (y - self.y0) * self.scale
        light = np.array([*bgra(colour)[:3], strength], np.float32)
        pool(
            self.pixels, float(px), float(py), float(max(1.0, rx * self.scale)), float(max(1.0, ry * self.scale)), light
        )

    def stamp(self, cutout: Pixels, x: float, y: float) -> None:
        """Cover with a premultiplied cutout drawn for this canvas' scale; (x, y) is its corner."""
        px, py = round((x - self.x0) * self.scale), round((y - self.y0) * self.scale)
        stamp(self.pixels, np.ascontiguousarray(cutout), px, py)

    def _box(self, p: NDArray[np.int32], pad: int) -> tuple[int, int, int, int] | None:
        left, top, right, bottom = bounds(p)
        x, y = max(0, (left >> SHIFT) - pad - 1), max(0, (top >> SHIFT) - pad - 1)
        w = min(self.pixels.shape[1], (right >> SHIFT) + pad + 2) - x
        h = min(self.pixels.shape[0], (bottom >> SHIFT) + pad + 2) - y
        return (x, y, w, h) if w > 0 and h > 0 else None

    def _paint(self, draw: object, points: Points, colour: Rgb, alpha: float, pad: int = 1) -> None:
        assert callable(draw)
        p = self.at(points)
        if alpha >= 0.999:
            draw(self.pixels, p, bgra(colour))
            return
        box = self._box(p, pad)
        if box is None or alpha <= 0:
            return
        x, y, w, h = box
        mask = np.zeros((h, w), np.uint8)
        p -= (x << SHIFT, y << SHIFT)
        draw(mask, p, 255 * alpha)
        colours = np.empty((h, 4), np.float32)
        colours[:] = bgra(colour)
        cover(self.pixels, mask, colours, x, y)
