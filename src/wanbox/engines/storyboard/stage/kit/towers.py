"""Ranks of towers: silhouettes with crowns, rows of windows that light up, and lamps for aircraft on top."""

from __future__ import annotations

import numpy as np

from ..brush import Canvas, dim, mix
from ..contract import Rgb

WARM: tuple[Rgb, ...] = ((255, 208, 132), (255, 226, 170), (255, 184, 104), (196, 222, 255))
STONE: tuple[Rgb, ...] = ((150, 160, 180), (172, 168, 170), (132, 150, 172), (190, 178, 168), (118, 136, 160))


def tower(
    rng: np.random.Generator,
    a: Canvas,
    e: Canvas,
    x: float,
    top: float,
    wide: float,
    foot: float,
    wall: Rgb,
    *,
    pitch: float,
    lit: float,
) -> tuple[float, float]:
    """One tower; returns where the lamp on its top is."""
    style = int(rng.integers(5))
    body = _outline(style, x, top, wide, foot)
    a.ramp(body, mix(wall, (255, 255, 255), 0.08), dim(wall, 0.86), top, foot)
    right = [
        (x + wide * 0.68, body[1][1] + wide * 0.06),
        (x + wide, top + wide * (0.3 if style == 1 else 0.06)),
        (x + wide, foot),
        (x + wide * 0.68, foot),
    ]
    a.poly(right, dim(wall, 0.74))
    tip = _crown(rng, a, style, x, top, wide, wall)
    _windows(rng, a, e, x, top + wide * (0.36 if style in {1, 3} else 0.1), wide, foot, wall, pitch, lit)
    if lit > 0.2 and rng.random() < 0.35:
        band = rng.choice(np.array([(255, 96, 150), (90, 210, 255), (255, 190, 90), (150, 120, 255)])).tolist()
        tone = (float(band[0]), float(band[1]), float(band[2]))
        e.rect(x, top + wide * 0.04, x + wide, top + wide * 0.09, tone, 0.8)
        e.glow(x + wide / 2, top, wide * 0.9, wide * 0.6, tone, 0.3)
    return tip


def _outline(style: int, x: float, top: float, wide: float, foot: float) -> list[tuple[float, float]]:
    if style == 1:  # slanted roof
        return [(x, foot), (x, top), (x + wide, top + wide * 0.3), (x + wide, foot)]
    if style == 2:  # stepped
        s = wide * 0.16
        return [
            (x, foot),
            (x, top + 2.4 * s),
            (x + s, top + 2.4 * s),
            (x + s, top),
            (x + wide - s, top),
            (x + wide - s, top + 2.4 * s),
            (x + wide, top + 2.4 * s),
            (x + wide, foot),
        ]
    if style == 3:  # rounded
        u = np.linspace(np.pi, 2 * np.pi, 14)
        arc = [
            (x + wide / 2 + wide / 2 * float(np.cos(t)), top + wide * 0.3 + wide * 0.3 * float(np.sin(t))) for t in u
        ]
        return [(x, foot), *arc, (x + wide, foot)]
    return [(x, foot), (x, top), (x + wide, top), (x + wide, foot)]


def _crown(
    rng: np.random.Generator, a: Canvas, style: int, x: float, top: float, wide: float, wall: Rgb
) -> tuple[float, float]:
    middle = x + wide * (0.5 if style != 1 else 0.12)
    if style == 4:
        a.rect(x + wide * 0.2, top - wide * 0.2, x + wide * 0.62, top, dim(wall, 0.9))
        a.rect(x + wide * 0.68, top - wide * 0.12, x + wide * 0.9, top, dim(wall, 0.8))
        return middle, top - wide * 0.2
    if rng.random() < 0.6:
        tall = wide * rng.uniform(0.4, 1.1)
        a.taper([(middle, top), (middle, top - tall)], wide * 0.06, wide * 0.015, dim(wall, 0.8))
        return middle, top - tall
    return middle, top


def _windows(
    rng: np.random.Generator,
    a: Canvas,
    e: Canvas,
    x: float,
    top: float,
    wide: float,
    foot: float,
    wall: Rgb,
    pitch: float,
    lit: float,
) -> None:
    """All panes of one tower; whole floors tend to be lit together."""
    columns = max(2, int(wide * 0.92 / pitch))
    step = wide * 0.92 / columns
    rows = np.arange(top, foot - pitch, pitch * 1.3)
    ribbons = rng.random() < 0.4
    for row in rows:
        if ribbons:
            a.rect(x + wide * 0.04, row, x + wide * 0.96, row + pitch * 0.62, dim(wall, 0.72))
        busy = lit * rng.choice([0.4, 1.0, 1.7])
        chance = rng.random(columns)
        tone = WARM[int(rng.integers(len(WARM)))] if rng.random() < 0.7 else WARM[0]
        for column in range(columns):
            left = x + wide * 0.04 + column * step
            if chance[column] < busy:
                e.rect(left, row, left + step * 0.74, row + pitch * 0.7, dim(tone, 0.45 + 0.5 * float(rng.random())))
            elif not ribbons:
                a.rect(left, row, left + step * 0.7, row + pitch * 0.66, dim(wall, 0.76))


def rank(
    rng: np.random.Generator,
    a: Canvas,
    e: Canvas,
    x0: float,
    x1: float,
    foot: float,
    *,
    low: float,
    high: float,
    wide: tuple[float, float],
    pitch: float,
    lit: float,
    tint: Rgb | None = None,
    gap: float = 0.1,
    peak: float | None = None,
) -> list[tuple[float, float]]:
    """Towers from x0 to x1, tallest about `peak`; returns the places of their roof lamps."""
    tips, x = [], x0 - wide[0]
    while x < x1:
        own = rng.uniform(*wide)
        rise = rng.uniform(low, high)
        if peak is not None:
            rise *= 0.62 + 0.6 * float(np.exp(-(((x + own / 2 - peak) / ((x1 - x0) * 0.24)) ** 2)))
        wall = STONE[int(rng.integers(len(STONE)))]
        wall = dim(mix(wall, tint, 0.4) if tint else wall, rng.uniform(0.85, 1.1))
        tips.append(tower(rng, a, e, x, foot - rise, own, foot, wall, pitch=pitch, lit=lit))
        x += own * (1 + rng.uniform(-0.18, gap))
    return tips
