"""What a park is furnished with: blossoming trees, a bench, a lamp, a pavilion, hedges."""

from __future__ import annotations

import math

import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb
from .greenery import branch, foliage


def blossom_tree(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    foot: float,
    height: float,
    tone: Rgb,
    *,
    sun: tuple[float, float],
    bare: bool = False,
    snow: bool = False,
) -> None:
    """A spreading tree with a crooked dark trunk and a wide crown of blossom or leaves."""
    bark: Rgb = (84, 62, 58)
    wide = height * 0.07
    lean = rng.choice([-1.0, 1.0]) * 0.05 * height
    spine = smooth(
        [
            (x, foot),
            (x + lean, foot - 0.18 * height),
            (x - 0.4 * lean, foot - 0.36 * height),
            (x, foot - 0.46 * height),
        ],
        6,
    )
    canvas.taper(spine, wide * 1.7, wide * 0.8, bark)
    canvas.taper(spine + np.array([wide * 0.3, 0]), wide * 0.4, wide * 0.2, mix(bark, (255, 224, 190), 0.3))
    tips: list[tuple[float, float]] = []
    for angle in (-2.5, -1.95, -1.4, -0.75):
        tips += branch(
            canvas,
            rng,
            x,
            foot - 0.44 * height,
            angle + rng.normal(0, 0.08),
            0.24 * height,
            wide * 0.6,
            bark,
            3 if bare else 2,
        )
    if bare:
        for px, py in tips if snow else []:
            canvas.ellipse(px, py - 1, 0.018 * height, 0.009 * height, (246, 250, 254))
        return
    for px, py in sorted(tips, key=lambda tip: -tip[1]):
        r = height * rng.uniform(0.10, 0.15)
        light = mix(tone, (255, 255, 250), 0.55)
        foliage(
            canvas,
            rng,
            px,
            py,
            r * 1.3,
            r * 0.85,
            dim(tone, rng.uniform(0.86, 1.04)),
            leaf=max(2.4, height * 0.011),
            sun=sun,
            light=light,
            count=240,
        )


def bench(canvas: Canvas, x: float, foot: float, wide: float) -> None:
    """A park bench seen from the front."""
    wood: Rgb = (150, 104, 70)
    canvas.ellipse(x, foot, wide * 0.6, wide * 0.05, (24, 30, 24), 0.4)
    for side in (-1, 1):
        px = x + side * wide * 0.42
        canvas.line(
            [(px, foot), (px, foot - 0.26 * wide), (px + side * 0.02 * wide, foot - 0.52 * wide)],
            0.035 * wide,
            (48, 52, 56),
        )
        canvas.line([(px - 0.06 * wide, foot), (px + 0.06 * wide, foot)], 0.03 * wide, (48, 52, 56))
    for up in (0.5, 0.42, 0.34):
        canvas.rect(x - wide / 2, foot - (up + 0.03) * wide, x + wide / 2, foot - (up - 0.03) * wide, dim(wood, 0.95))
        canvas.rect(
            x - wide / 2,
            foot - (up + 0.03) * wide,
            x + wide / 2,
            foot - (up + 0.015) * wide,
            mix(wood, (255, 230, 190), 0.4),
        )
    canvas.poly(
        [
            (x - wide * 0.5, foot - 0.26 * wide),
            (x + wide * 0.5, foot - 0.26 * wide),
            (x + wide * 0.53, foot - 0.19 * wide),
            (x - wide * 0.53, foot - 0.19 * wide),
        ],
        dim(wood, 1.1),
    )
    canvas.rect(x - wide * 0.53, foot - 0.19 * wide, x + wide * 0.53, foot - 0.165 * wide, dim(wood, 0.6))


def lamp(canvas: Canvas, light: Canvas, x: float, foot: float, tall: float, *, lit: bool) -> None:
    """An old park lamp; `light` gets its glow."""
    iron: Rgb = (44, 52, 54)
    canvas.line([(x, foot), (x, foot - 0.84 * tall)], 0.022 * tall, iron)
    canvas.line([(x, foot), (x, foot - 0.14 * tall)], 0.05 * tall, iron)
    canvas.line([(x - 0.07 * tall, foot - 0.78 * tall), (x + 0.07 * tall, foot - 0.78 * tall)], 0.014 * tall, iron)
    glass = [
        (x - 0.045 * tall, foot - 0.85 * tall),
        (x - 0.065 * tall, foot - 0.96 * tall),
        (x + 0.065 * tall, foot - 0.96 * tall),
        (x + 0.045 * tall, foot - 0.85 * tall),
    ]
    canvas.poly(glass, (214, 220, 214))
    canvas.poly(
        [(x - 0.08 * tall, foot - 0.955 * tall), (x, foot - 1.03 * tall), (x + 0.08 * tall, foot - 0.955 * tall)], iron
    )
    if lit:
        light.poly(glass, (255, 226, 160))
        light.glow(x, foot - 0.9 * tall, 0.5 * tall, 0.5 * tall, (255, 186, 96), 0.5)
        light.glow(x, foot, 0.6 * tall, 0.12 * tall, (255, 186, 96), 0.35)


def pavilion(canvas: Canvas, light: Canvas, x: float, foot: float, wide: float, *, lit: bool, snow: bool) -> None:
    """A Chinese pavilion with a curved roof on red columns."""
    red: Rgb = (172, 56, 48)
    tall = wide * 0.92
    canvas.poly(
        [
            (x - 0.52 * wide, foot),
            (x + 0.52 * wide, foot),
            (x + 0.46 * wide, foot - 0.1 * tall),
            (x - 0.46 * wide, foot - 0.1 * tall),
        ],
        (176, 172, 164),
    )
    canvas.rect(x - 0.52 * wide, foot - 0.03 * tall, x + 0.52 * wide, foot, (120, 118, 116))
    canvas.rect(x - 0.40 * wide, foot - 0.52 * tall, x + 0.40 * wide, foot - 0.1 * tall, (70, 52, 50), 0.35)
    for side in (-0.40, -0.15, 0.15, 0.40):
        canvas.rect(x + (side - 0.024) * wide, foot - 0.56 * tall, x + (side + 0.024) * wide, foot - 0.1 * tall, red)
        canvas.rect(
            x + (side - 0.012) * wide,
            foot - 0.56 * tall,
            x + side * wide,
            foot - 0.1 * tall,
            mix(red, (255, 190, 160), 0.35),
        )
    canvas.rect(x - 0.43 * wide, foot - 0.24 * tall, x + 0.43 * wide, foot - 0.2 * tall, dim(red, 0.8))
    canvas.rect(x - 0.44 * wide, foot - 0.60 * tall, x + 0.44 * wide, foot - 0.53 * tall, (60, 110, 108))
    canvas.rect(x - 0.44 * wide, foot - 0.60 * tall, x + 0.44 * wide, foot - 0.585 * tall, (226, 184, 92))
    tile: Rgb = (236, 242, 248) if snow else (74, 92, 96)
    left = smooth(
        [
            (x - 0.64 * wide, foot - 0.66 * tall),
            (x - 0.46 * wide, foot - 0.62 * tall),
            (x - 0.2 * wide, foot - 0.80 * tall),
            (x, foot - 1.04 * tall),
        ],
        8,
    )
    right = left * np.array([-1, 1]) + np.array([2 * x, 0])
    canvas.poly(
        np.vstack(
            [left, right[::-1], [(x + 0.46 * wide, foot - 0.585 * tall), (x - 0.46 * wide, foot - 0.585 * tall)]]
        ),
        dim(tile, 0.9),
    )
    for k in np.linspace(-0.9, 0.9, 15):
        mid = left if k < 0 else right
        a = mid[int((1 - abs(k)) * (len(mid) - 1))]
        canvas.line(
            [(x + 0.02 * k * wide, foot - 1.0 * tall), tuple(a), (x + 0.5 * k * wide, foot - 0.6 * tall)],
            max(1.0, 0.008 * wide),
            dim(tile, 0.68),
            0.8,
        )
    for edge in (left, right):
        canvas.line(edge, 0.022 * wide, dim(tile, 1.25))
    canvas.ellipse(x, foot - 1.06 * tall, 0.035 * wide, 0.05 * wide, (226, 184, 92))
    if lit:
        for side in (-0.28, 0.0, 0.28):
            light.ellipse(x + side * wide, foot - 0.46 * tall, 0.035 * wide, 0.05 * wide, (255, 120, 70))
            light.glow(x + side * wide, foot - 0.44 * tall, 0.2 * wide, 0.2 * wide, (255, 130, 60), 0.5)


def flower_bed(
    canvas: Canvas, rng: np.random.Generator, x: float, foot: float, wide: float, tones: tuple[Rgb, ...], green: Rgb
) -> None:
    """An oval of clipped green with blossoms in rings."""
    canvas.ellipse(x, foot + 0.03 * wide, wide * 0.56, wide * 0.11, (40, 56, 36), 0.5)
    foliage(canvas, rng, x, foot - 0.06 * wide, wide * 0.52, wide * 0.13, green, leaf=max(2.0, 0.02 * wide), count=260)
    for k in range(int(60 * min(1.0, len(tones)))):
        a, r = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform(0, 1))
        size = wide * rng.uniform(0.016, 0.026)
        tone = tones[int(r * (len(tones) - 0.01))]
        px, py = x + math.cos(a) * r * wide * 0.48, foot - 0.09 * wide + math.sin(a) * r * wide * 0.10
        canvas.ellipse(px, py, size, size * 0.7, dim(tone, 0.9 + 0.02 * (k % 8)))
        canvas.ellipse(px, py, size * 0.35, size * 0.25, (255, 236, 150))
