"""What hangs over a street: signs that stick out from the walls, and strings of lanterns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...compose.light import soften
from ..air import Air
from ..brush import Canvas, mix
from ..contract import Node
from ..geometry import Geometry
from ..nodes import Plate
from .facade import NEON
from .lettering import neon, write
from .road import Street

BLADES = ("霓虹", "酒吧", "雨夜", "旅馆", "HOTEL", "夜市", "BAR", "茶", "烧烤", "24H", "カフェ", "电影")


@dataclass(frozen=True, slots=True)
class Hangings:
    """Paints them for one street; `lights` is 0 by day and 1 at night."""

    rng: np.random.Generator
    geometry: Geometry
    air: Air
    street: Street
    lights: float
    seed: int

    @property
    def unit(self) -> float:
        return self.geometry.reach / 216

    def signs(self) -> list[Node]:
        """Signs that stick out over the walks and face the camera."""
        nodes: list[Node] = []
        for index, q in enumerate((0.19, 0.27, 0.36, 0.46)):
            for side in (-1, 1):
                if self.rng.random() < 0.72:
                    nodes += self._sign(side, q * self.rng.uniform(0.94, 1.06), index)
        return nodes

    def _sign(self, side: int, q: float, index: int) -> list[Node]:
        g, k, rng = self.geometry, q * self.unit, self.rng
        text = BLADES[int(rng.integers(len(BLADES)))]
        tall = (130 + 150 * len(text)) if len(text) < 4 else 130 + 118 * len(text)
        up = rng.uniform(560, 760)
        x, top = g.point(side * (self.street.wall - 112 * self.unit), q, (up + tall) * self.unit)
        tone = NEON[(index * 2 + (side > 0) + int(rng.integers(2))) % len(NEON)]
        margin = 240 * k
        depth = g.depth(q)
        scale = min(1.5, g.box(depth).scale)
        a, e = (Canvas(x - margin, top - margin, x + margin, top + tall * k + margin, scale) for _ in range(2))
        w = 82 * k
        a.rect(x + side * w * 0.6, top + 40 * k, x + side * 112 * k, top + 54 * k, (60, 58, 62))
        a.rect(x + side * w * 0.6, top + (tall - 54) * k, x + side * 112 * k, top + (tall - 40) * k, (60, 58, 62))
        panel = mix(tone, (28, 22, 34), 0.82 if self.lights > 0.6 else 0.35)
        a.rect(x - w, top, x + w, top + tall * k, panel)
        a.line(
            [(x - w, top), (x + w, top), (x + w, top + tall * k), (x - w, top + tall * k)],
            7 * k,
            mix(panel, (240, 236, 226), 0.5),
            closed=True,
        )
        size = 128 * k if len(text) < 4 else 100 * k
        if self.lights <= 0.6:
            write(a, text, x, top + tall * k / 2, size, (250, 244, 228), upright=True, room=(tall - 60) * k)
            return [self.air.plate(a, depth)]
        e.glow(x, top + tall * k / 2, margin * 0.95, tall * k * 0.5 + margin * 0.8, tone, 0.12 + 0.28 * q)
        frame = [
            (x - w * 0.86, top + 16 * k),
            (x + w * 0.86, top + 16 * k),
            (x + w * 0.86, top + (tall - 16) * k),
            (x - w * 0.86, top + (tall - 16) * k),
        ]
        e.line(frame, 8 * k, mix(tone, (255, 255, 255), 0.35), closed=True)
        neon(e, text, x, top + tall * k / 2, size, tone, upright=True, room=(tall - 70) * k)
        board, glow = self.air.plate(a, depth), shining(e, self.air, depth)
        flicker = index == 2 and side < 0
        return [board, _pulsing(glow, self.seed if flicker else None)]

    def lanterns(self) -> list[Node]:
        """Strings of paper lanterns across the street."""
        g, nodes = self.geometry, list[Node]()
        for q, up in ((0.24, 900), (0.40, 1010)):
            k, depth = q * self.unit, g.depth(q)
            left, y = g.point(-self.street.wall * 0.98, q, up * self.unit)
            right, _ = g.point(self.street.wall * 0.98, q, up * self.unit)
            a, e = (Canvas(left, y - 140 * k, right, y + 500 * k, min(1.5, g.box(depth).scale)) for _ in range(2))
            u = np.linspace(0, 1, 40)
            cord = np.stack([left + (right - left) * u, y + 210 * k * 4 * u * (1 - u)], 1)
            a.line(cord, 5 * k, (50, 44, 48))
            for px, py in cord[4:-3:4]:
                self._lantern(a, e, float(px), float(py), k)
            glow = shining(e, self.air, depth)
            nodes += [self.air.plate(a, depth)] + ([glow] if self.lights else [])
        return nodes

    def _lantern(self, a: Canvas, e: Canvas, x: float, y: float, k: float) -> None:
        a.line([(x, y), (x, y + 26 * k)], 4 * k, (60, 50, 50))
        a.ellipse(x, y + 72 * k, 46 * k, 44 * k, (212, 58, 44))
        for dx in (-26, 0, 26):
            a.ellipse(x + dx * k * 0.6, y + 72 * k, 4 * k, 43 * k, (168, 38, 34), 0.6)
        for dy in (28, 112):
            a.rect(x - 20 * k, y + dy * k, x + 20 * k, y + (dy + 8) * k, (232, 186, 84))
        a.rect(x - 3 * k, y + 120 * k, x + 3 * k, y + 160 * k, (232, 186, 84))
        if self.lights:
            e.glow(x, y + 72 * k, 170 * k, 170 * k, (255, 104, 46), 0.34 * self.lights)
            e.ellipse(x, y + 72 * k, 46 * k, 44 * k, (255, 96, 58), 0.75 * self.lights)
            e.ellipse(x, y + 78 * k, 26 * k, 28 * k, (255, 206, 122), 0.8 * self.lights)


def shining(emission: Canvas, air: Air, depth: float) -> Plate:
    """An emission canvas just in front of its plane, as it shines: without the scene's tint or haze."""
    sigma = abs(1 - depth) * air.focus_blur * emission.scale * 0.6
    pixels = soften(emission.pixels, sigma) if sigma > 0.3 else emission.pixels
    return Plate(pixels, emission.x0, emission.y0, depth + 0.001, emission.scale)


def _pulsing(plate: Plate, seed: int | None) -> Plate:
    if seed is None:
        return plate

    def pulse(t: float) -> float:
        wave = math.sin(t * 31 + seed % 7) + math.sin(t * 47.3) + math.sin(t * 3.1 + seed % 11)
        return 0.35 if wave > 1.75 else 1.0

    return Plate(plate.pixels, plate.x, plate.y, plate.depth, plate.scale, pulse=pulse)
