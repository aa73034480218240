"""What stands on a beach besides palms: sunshades with a towel, boulders."""

from __future__ import annotations

import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb

#: Cloth of sunshades.
CLOTHS: tuple[Rgb, ...] = ((232, 84, 72), (44, 150, 190), (246, 186, 62), (236, 120, 150))
_WHITE: Rgb = (252, 246, 236)
_STONE: Rgb = (146, 136, 128)


def sunshade(canvas: Canvas, x: float, foot: float, tall: float, cloth: Rgb, lean: float) -> None:
    """A striped sunshade that leans, its shadow, and a towel beside it."""
    canvas.ellipse(x - lean * tall * 0.5, foot, tall * 0.5, tall * 0.05, (60, 50, 50), 0.35)
    towel = [(x + 0.1 * tall, foot), (x + 0.62 * tall, foot - 0.01 * tall), (x + 0.72 * tall, foot + 0.05 * tall)]
    canvas.poly([*towel, (x + 0.16 * tall, foot + 0.06 * tall)], mix(cloth, _WHITE, 0.35))
    top = (x + lean * tall, foot - tall)
    canvas.line([(x, foot), top], 0.03 * tall, (226, 214, 196))
    half, sag = 0.58 * tall, 0.34 * tall
    rim = [(top[0] + half * u, top[1] + sag * (0.86 + 0.14 * abs(u)) + lean * half * u) for u in np.linspace(-1, 1, 9)]
    for k in range(8):
        tone = cloth if k % 2 == 0 else _WHITE
        light = 1.06 - 0.05 * abs(k - 2)
        belly = ((rim[k][0] + rim[k + 1][0]) / 2, (rim[k][1] + rim[k + 1][1]) / 2 + 0.05 * tall)
        bow = [(top[0] + (end[0] - top[0]) * 0.62, top[1] + (end[1] - top[1]) * 0.36) for end in (rim[k], rim[k + 1])]
        canvas.poly(smooth([top, bow[0], rim[k], belly, rim[k + 1], bow[1]], 5, closed=True), dim(tone, light))
    canvas.ellipse(top[0], top[1], 0.03 * tall, 0.03 * tall, (226, 214, 196))


def boulders(canvas: Canvas, rng: np.random.Generator, x: float, foot: float, wide: float, sun: int) -> None:
    """A few rounded rocks, the largest in the middle, lit from one side and dark at the foot."""
    for at, size in ((-0.62, 0.42), (0.55, 0.5), (0.0, 0.8), (0.95, 0.24)):
        cx, r = x + at * wide * 0.5, size * wide * 0.36
        turns = np.linspace(np.pi, 2 * np.pi, 8)
        rough = rng.uniform(0.84, 1.08, 8)
        edge = [(cx + np.cos(a) * r * k, foot + np.sin(a) * r * 0.82 * k) for a, k in zip(turns, rough, strict=True)]
        canvas.ellipse(cx, foot, r * 1.1, r * 0.1, (40, 40, 46), 0.4)
        tone = dim(_STONE, float(rng.uniform(0.85, 1.05)))
        canvas.ramp(
            smooth([*edge, (cx + r, foot + 2), (cx - r, foot + 2)], 5, closed=True),
            tone,
            dim(tone, 0.5),
            foot - r,
            foot,
        )
        lit = [(cx + sun * r * 0.22 + (px - cx) * 0.52, foot - r * 0.26 + (py - foot) * 0.56) for px, py in edge]
        canvas.poly(smooth(lit, 5, closed=True), mix(tone, _WHITE, 0.35), 0.75)
