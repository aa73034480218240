"""Small figures for the distance: passers-by and cars."""

from __future__ import annotations

import math

import numpy as np

from ...compose.blit import Pixels
from ..brush import Canvas, dim, smooth
from ..contract import Rgb

COATS: tuple[Rgb, ...] = ((70, 82, 108), (142, 62, 58), (92, 104, 78), (176, 138, 92), (112, 82, 118), (54, 58, 66))
UMBRELLAS: tuple[Rgb, ...] = (
    (206, 62, 62),
    (64, 112, 168),
    (232, 186, 76),
    (84, 142, 112),
    (208, 208, 214),
    (226, 120, 150),
)
CARS: tuple[Rgb, ...] = ((186, 56, 52), (232, 228, 220), (66, 104, 152), (238, 186, 62), (84, 92, 100))


def passer_by(rng: np.random.Generator, height: float, scale: float, *, umbrella: bool) -> list[Canvas]:
    """Eight phases of somebody walking, seen from the side, `height` rest pixels tall."""
    coat, shade = COATS[int(rng.integers(len(COATS)))], UMBRELLAS[int(rng.integers(len(UMBRELLAS)))]
    skin: Rgb = ((232, 190, 158), (198, 150, 116), (240, 206, 178))[int(rng.integers(3))]
    trousers = dim(coat, 0.5)
    phases = []
    for k in range(8):
        c = Canvas(-0.5 * height, -1.35 * height, 0.5 * height, 0.02 * height, scale)
        _walker(c, height, math.sin(k * math.pi / 4), math.cos(k * math.pi / 4), coat, trousers, skin)
        if umbrella:
            _umbrella(c, height, shade)
        phases.append(c)
    return phases


def _walker(c: Canvas, h: float, swing: float, lift: float, coat: Rgb, trousers: Rgb, skin: Rgb) -> None:
    bob = -0.012 * h * abs(lift)
    hip, neck = -0.48 * h + bob, -0.83 * h + bob
    for side, tone in ((-1, 0.75), (1, 1.0)):
        reach = side * swing * 0.17 * h
        knee = (reach * 0.5 + 0.03 * h, hip + 0.24 * h)
        foot = (reach, -0.01 * h - max(0.0, side * lift) * 0.05 * h)
        c.taper(smooth([(0, hip), knee, foot], 4), 0.10 * h, 0.06 * h, dim(trousers, tone))
        c.ellipse(foot[0] + 0.03 * h, foot[1], 0.055 * h, 0.022 * h, (38, 34, 36))
    c.taper(
        smooth(
            [(0, neck + 0.06 * h), (-swing * 0.10 * h, hip + 0.05 * h - 0.1 * h), (-swing * 0.17 * h, hip + 0.02 * h)],
            4,
        ),
        0.07 * h,
        0.05 * h,
        dim(coat, 0.7),
    )
    c.poly(
        smooth(
            [
                (-0.07 * h, neck + 0.02 * h),
                (0.07 * h, neck + 0.02 * h),
                (0.105 * h, hip),
                (0.12 * h, hip + 0.12 * h),
                (-0.12 * h, hip + 0.12 * h),
                (-0.10 * h, hip),
            ],
            4,
            closed=True,
        ),
        coat,
    )
    c.taper(
        smooth(
            [(0, neck + 0.06 * h), (swing * 0.10 * h, hip - 0.06 * h), (swing * 0.17 * h + 0.02 * h, hip + 0.02 * h)], 4
        ),
        0.075 * h,
        0.05 * h,
        dim(coat, 1.15),
    )
    c.ellipse(0.01 * h, neck - 0.075 * h, 0.062 * h, 0.078 * h, skin)
    c.ellipse(-0.012 * h, neck - 0.105 * h, 0.066 * h, 0.058 * h, (52, 40, 38))


def _umbrella(c: Canvas, h: float, colour: Rgb) -> None:
    c.line([(0.07 * h, -0.55 * h), (0.05 * h, -1.2 * h)], 0.014 * h, (70, 66, 70))
    top = [
        (0.05 * h + math.cos(a) * 0.40 * h, -1.05 * h + math.sin(a) * 0.23 * h)
        for a in np.linspace(math.pi, 2 * math.pi, 18)
    ]
    hem = [
        (0.05 * h + (0.40 - 0.80 * k / 8) * h, -1.05 * h + (0.028 * h if k % 2 == 0 else -0.012 * h)) for k in range(9)
    ]
    c.poly([*top, *hem], colour)
    c.poly([(0.05 * h, -1.28 * h), *top[9:], (0.25 * h, -1.06 * h)], dim(colour, 0.78))


def car(rng: np.random.Generator, width: float, scale: float, *, coming: bool, lights: bool) -> tuple[Canvas, Canvas]:
    """A car from the front or from behind, `width` rest pixels wide: albedo and lamps."""
    a = Canvas(-width * 0.8, -width * 1.0, width * 0.8, width * 0.1, scale)
    e = Canvas(-width * 0.8, -width * 1.0, width * 0.8, width * 0.1, scale)
    paint, w = CARS[int(rng.integers(len(CARS)))], width
    a.ellipse(0, 0.0, w * 0.52, w * 0.05, (14, 14, 18), 0.6)
    for x in (-0.38, 0.38):
        a.rect((x - 0.09) * w, -0.2 * w, (x + 0.09) * w, 0, (26, 26, 30))
    a.poly(
        smooth(
            [
                (-0.36 * w, -0.46 * w),
                (-0.28 * w, -0.74 * w),
                (0, -0.79 * w),
                (0.28 * w, -0.74 * w),
                (0.36 * w, -0.46 * w),
            ],
            5,
        ),
        dim(paint, 0.92),
    )
    a.poly([(-0.31 * w, -0.48 * w), (-0.25 * w, -0.7 * w), (0.25 * w, -0.7 * w), (0.31 * w, -0.48 * w)], (92, 118, 138))
    a.poly(
        [(-0.28 * w, -0.5 * w), (-0.22 * w, -0.7 * w), (-0.02 * w, -0.7 * w), (-0.12 * w, -0.5 * w)],
        (176, 202, 218),
        0.6,
    )
    a.poly(
        smooth(
            [
                (-0.5 * w, -0.12 * w),
                (-0.49 * w, -0.42 * w),
                (-0.38 * w, -0.5 * w),
                (0.38 * w, -0.5 * w),
                (0.49 * w, -0.42 * w),
                (0.5 * w, -0.12 * w),
            ],
            5,
        ),
        paint,
    )
    a.rect(-0.48 * w, -0.2 * w, 0.48 * w, -0.11 * w, dim(paint, 0.55))
    a.rect(-0.2 * w, -0.34 * w, 0.2 * w, -0.22 * w, (44, 44, 50))
    a.rect(-0.09 * w, -0.2 * w, 0.09 * w, -0.14 * w, (236, 236, 230))
    lamp: Rgb = (255, 246, 214) if coming else (255, 52, 44)
    for x in (-0.37, 0.37):
        a.ellipse(x * w, -0.33 * w, 0.085 * w, 0.055 * w, (238, 238, 230) if coming else (186, 36, 36))
        if lights:
            e.ellipse(x * w, -0.33 * w, 0.085 * w, 0.06 * w, lamp)
            e.glow(x * w, -0.33 * w, 0.36 * w, 0.32 * w, lamp, 0.85 if coming else 0.6)
    return a, e


def frames(canvases: list[Canvas], settle: object) -> list[Pixels]:
    """The canvases as lit pictures."""
    assert callable(settle)
    return [settle(canvas) for canvas in canvases]
