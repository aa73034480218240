"""Trunks, undergrowth and shafts of light."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb
from ..nodes import Plate
from .greenery import foliage, grass


def trunk(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    foot: float,
    top: float,
    width: float,
    bark: Rgb,
    *,
    light: int,
    moss: Rgb | None,
) -> None:
    """A tall stem that leaves the frame, with roots, bark, a lit side and moss on the other."""
    lean = rng.normal(0, 0.02) * (foot - top)
    u = np.linspace(0, 1, 9)
    middle = np.stack([x + lean * u + np.sin(u * 5 + rng.uniform(0, 6)) * width * 0.08, foot - (foot - top) * u], 1)
    half = width * (0.5 - 0.16 * u)
    flare = np.where(u == 0, 1.5, 1.0) * half
    left, right = middle - np.stack([flare, 0 * u], 1), middle + np.stack([flare, 0 * u], 1)
    outline = np.vstack([smooth(left, 4), smooth(right, 4)[::-1]])
    canvas.poly(outline, bark)
    for side in (-1, 1):
        root = [
            (x + side * width * 0.3, foot - width * 0.9),
            (x + side * width * 1.05, foot + width * 0.10),
            (x + side * width * 0.2, foot + width * 0.06),
        ]
        canvas.poly(smooth(root, 5, closed=True), dim(bark, 1.0 if side == light else 0.8))
    for step in range(4):
        a, b = 0.5 - 0.11 * step, 0.62 - 0.11 * step
        shade = np.vstack(
            [middle - [light * width * 0.0, 0], (middle - np.stack([light * half * (a + b), 0 * u], 1))[::-1]]
        )
        canvas.poly(shade, dim(bark, 0.74), 0.22)
    lit = np.vstack(
        [middle + np.stack([light * half * 0.98, 0 * u], 1), (middle + np.stack([light * half * 0.62, 0 * u], 1))[::-1]]
    )
    canvas.poly(lit, mix(bark, (255, 236, 190), 0.45), 0.55)
    for _ in range(int(14 + width * 0.1)):
        k, across = rng.uniform(0, 0.95), rng.uniform(-0.42, 0.42)
        px, py = x + lean * k + across * width * (1 - 0.3 * k), foot - (foot - top) * k
        long = rng.uniform(0.5, 1.6) * width
        canvas.line(
            [(px, py), (px + rng.normal(0, 0.04) * width, py - long)],
            max(1.0, width * 0.025),
            dim(bark, rng.choice([0.6, 1.18])),
            0.5,
        )
    if moss is not None:
        foliage(
            canvas,
            rng,
            x - light * width * 0.34,
            foot - width * 0.8,
            width * 0.2,
            width * 0.9,
            moss,
            leaf=max(2.0, width * 0.035),
            count=160,
        )


def shafts(
    box: tuple[float, float, float, float],
    rng: np.random.Generator,
    colour: Rgb,
    strength: float,
    depth: float,
    lean: float,
    unit: float,
) -> list[Plate]:
    """Slanting beams that add light and breathe."""
    plates = []
    x0, y0, x1, y1 = box
    for _ in range(5):
        canvas = Canvas(x0, y0, x1, y1, 0.25)
        top, wide = rng.uniform(x0 + (x1 - x0) * 0.1, x1 - (x1 - x0) * 0.05), rng.uniform(28, 96) * unit
        run = (y1 - y0) * lean
        canvas.poly(
            [(top, y0), (top + wide, y0), (top + wide * 2.1 + run, y1), (top + run - wide * 0.6, y1)],
            dim(colour, strength),
        )
        pixels = cv2.GaussianBlur(canvas.pixels, (0, 0), max(1.0, 5.0 * unit)).astype(np.float32)
        fall = np.linspace(1.0, 0.0, pixels.shape[0])[:, None, None] ** 0.8
        pixels *= fall
        pixels[..., 3] = 0
        # The blur's last traces are not seen, but would be painted in every frame.
        pixels[pixels < 3] = 0
        pace, phase = rng.uniform(0.25, 0.6), rng.uniform(0, 6)
        plates.append(Plate(pixels.astype(np.uint8), x0, y0, depth, 0.25, pulse=_breath(pace, phase)))
    return plates


def _breath(pace: float, phase: float) -> Callable[[float], float]:
    def pulse(t: float) -> float:
        return 0.62 + 0.38 * math.sin(t * pace * 2 + phase)

    return pulse


def fern(canvas: Canvas, rng: np.random.Generator, x: float, y: float, size: float, colour: Rgb) -> None:
    """A tuft of arching fern leaves."""
    for angle in np.linspace(-2.75, -0.4, 7) + rng.normal(0, 0.09, 7):
        u = np.linspace(0, 1, 13)
        px, py = x + math.cos(angle) * size * u, y + math.sin(angle) * size * u * 0.95 + size * 0.5 * u**2.4
        tone = dim(colour, rng.uniform(0.75, 1.2))
        for k in range(1, 13):
            reach = size * 0.24 * (1 - u[k] * 0.85)
            for side in (-1, 1):
                tip = (px[k] + side * reach * 0.75, py[k] + reach * 0.15)
                canvas.poly([(px[k - 1], py[k - 1]), (px[k], py[k]), tip], tone)
        canvas.line(np.stack([px, py], 1), size * 0.025, dim(tone, 0.7))


def verge(
    canvas: Canvas,
    rng: np.random.Generator,
    y: float,
    colour: Rgb,
    height: float,
    count: int,
    *,
    x0: float,
    x1: float,
    spread: float,
) -> None:
    """A band of grass along row y."""
    x = rng.uniform(x0, x1, count)
    rows = y + rng.uniform(-spread, spread, count)
    grass(
        canvas,
        rng,
        x,
        rows,
        height,
        mix(colour, (236, 240, 150), 0.3),
        dim(colour, 0.55),
        lean=0.35,
        width=2.4 + height * 0.03,
    )
