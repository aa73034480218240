"""What grows, stands and swims at the water: reeds, stones, lotus, a jetty, swans, ships, spouts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb
from ..nodes import Mover, Pose
from .greenery import grass
from .scenery import Scenery


def reeds(canvas: Canvas, rng: np.random.Generator, x: float, foot: float, tall: float, green: Rgb) -> None:
    """A clump of reeds with brown cattails."""
    n = 26
    at = x + rng.normal(0, tall * 0.2, n)
    grass(
        canvas,
        rng,
        at,
        foot + rng.uniform(-0.03, 0.05, n) * tall,
        tall,
        mix(green, (220, 220, 130), 0.35),
        dim(green, 0.45),
        lean=0.16,
        width=max(1.4, tall * 0.03),
    )
    for _ in range(5):
        px, up, lean = x + rng.normal(0, tall * 0.16), tall * rng.uniform(0.8, 1.1), rng.normal(0, 0.06) * tall
        canvas.line([(px, foot), (px + lean, foot - up)], max(1.0, tall * 0.012), dim(green, 0.8))
        head = np.array([(px + lean * 0.78, foot - up * 0.76), (px + lean * 0.96, foot - up * 0.94)])
        canvas.line(head, max(2.0, tall * 0.036), (112, 74, 46))


def stone(canvas: Canvas, rng: np.random.Generator, x: float, foot: float, r: float, *, sun: int, snow: bool) -> None:
    """A rounded stone with a lit side, moss and a dark foot."""
    tone = dim((150, 150, 152), rng.uniform(0.8, 1.1))
    turn = np.linspace(math.pi, 2 * math.pi, 8)
    reach = rng.uniform(0.85, 1.12, 8)
    top = np.stack([x + np.cos(turn) * r * reach, foot + np.sin(turn) * r * 0.62 * reach], 1)
    shape = smooth(np.vstack([top, [(x + 0.7 * r, foot + 0.1 * r), (x - 0.7 * r, foot + 0.1 * r)]]), 5, closed=True)
    canvas.ellipse(x, foot + 0.06 * r, r * 1.2, r * 0.18, (26, 34, 38), 0.4)
    canvas.ramp(shape, mix(tone, (255, 250, 236), 0.35), dim(tone, 0.5), foot - 0.62 * r, foot + 0.1 * r)
    shade = smooth(
        [
            (x - sun * r * 0.95, foot),
            (x - sun * r * 0.7, foot - r * 0.42),
            (x - sun * r * 0.1, foot - r * 0.2),
            (x, foot + 0.08 * r),
        ],
        5,
        closed=True,
    )
    canvas.poly(shade, (54, 58, 72), 0.4)
    if snow:
        canvas.ellipse(x, foot - 0.5 * r, r * 0.7, r * 0.2, (244, 248, 252), 0.95)


def pad(canvas: Canvas, x: float, y: float, r: float, green: Rgb, turn: float) -> None:
    """A lotus leaf that lies on the water, notched."""
    a = np.linspace(turn + 0.22, turn + 2 * math.pi - 0.22, 26)
    rim = np.stack([x + np.cos(a) * r, y + np.sin(a) * r * 0.40], 1)
    canvas.poly(np.vstack([rim + np.array([0, r * 0.08]), [(x, y + r * 0.08)]]), dim(green, 0.42))
    canvas.poly(np.vstack([rim, [(x, y)]]), green)
    canvas.poly(
        np.vstack([(rim - (x, y)) * 0.72 + (x - r * 0.05, y - r * 0.03), [(x, y)]]), mix(green, (220, 240, 150), 0.22)
    )
    for k in np.linspace(turn + 0.5, turn + 2 * math.pi - 0.5, 7):
        vein = [(x, y), (x + math.cos(k) * r * 0.86, y + math.sin(k) * r * 0.34)]
        canvas.line(vein, max(1.0, r * 0.02), mix(green, (236, 246, 190), 0.4), 0.6)


def lotus(canvas: Canvas, x: float, foot: float, size: float, tone: Rgb = (248, 160, 186)) -> None:
    """A lotus flower on its stalk."""
    y = foot - size * 1.5
    canvas.line([(x, foot), (x + size * 0.08, y)], max(1.0, size * 0.09), (92, 136, 74))
    for ring, (count, reach, shade) in enumerate(((7, 0.72, 0.86), (6, 0.6, 0.98), (4, 0.42, 1.08))):
        for k in range(count):
            a = math.pi * (k + 0.5) / count + math.pi
            tip = (x + math.cos(a) * size * reach * 1.15, y + math.sin(a) * size * reach * 0.95 + 0.12 * size)
            side = np.array([-math.sin(a), math.cos(a)]) * size * 0.17
            mid = np.array([x + math.cos(a) * size * reach * 0.6, y + math.sin(a) * size * reach * 0.55 + 0.06 * size])
            petal = smooth([(x, y + 0.2 * size), tuple(mid + side), tip, tuple(mid - side)], 4, closed=True)
            canvas.poly(petal, dim(mix((255, 236, 242), tone, 0.75 - 0.16 * ring), shade))
    canvas.ellipse(x, y + 0.06 * size, size * 0.14, size * 0.1, (246, 206, 92))


def jetty(canvas: Canvas, foot: tuple[float, float], head: tuple[float, float], width: float, sun: int) -> None:
    """Planks on posts from the near bank (foot) out over the water (head), narrower with distance."""
    (x0, y0), (x1, y1) = foot, head
    n = 15
    u = np.linspace(0, 1, n + 1) ** 0.72
    wide = width * (1 - 0.52 * u)
    x, y = x0 + (x1 - x0) * u, y0 + (y1 - y0) * u
    for k in range(0, n, 3):
        for side in (-1, 1):
            px = x[k] + side * wide[k] * 0.46
            canvas.line([(px, y[k]), (px, y[k] + wide[k] * 0.34)], wide[k] * 0.075, (62, 46, 40))
    for k in range(n, 0, -1):
        wood = dim((164, 126, 92), 0.84 + 0.2 * ((k * 7) % 5) / 4)
        left, right, a, b = (
            x[k] - wide[k] / 2,
            x[k] + wide[k] / 2,
            x[k - 1] - wide[k - 1] / 2,
            x[k - 1] + wide[k - 1] / 2,
        )
        gap = (y[k - 1] - y[k]) * 0.12
        canvas.poly([(left, y[k] + gap), (right, y[k] + gap), (b, y[k - 1]), (a, y[k - 1])], wood)
        canvas.line([(a, y[k - 1]), (b, y[k - 1])], max(1.0, width * 0.01), (70, 50, 40), 0.8)
    edge = np.stack([x - sun * wide / 2, y], 1)
    canvas.line(edge, width * 0.03, (74, 54, 44))
    for k in (0, 6, 12):
        for side in (-1, 1):
            px, tall = x[k] + side * wide[k] * 0.52, wide[k] * 0.34
            canvas.line([(px, y[k] + tall * 0.3), (px, y[k] - tall)], wide[k] * 0.09, (118, 88, 64))
            canvas.line(
                [(px + sun * wide[k] * 0.02, y[k]), (px + sun * wide[k] * 0.02, y[k] - tall)],
                wide[k] * 0.03,
                (190, 152, 112),
            )


def swan(size: float, scale: float) -> Canvas:
    """A swan that swims to the right, its mirror image below it."""
    canvas = Canvas(-size * 0.8, -size * 0.95, size * 0.8, size * 0.62, scale)
    for way, alpha in ((-0.55, 0.34), (1.0, 1.0)):

        def at(points: list[tuple[float, float]], way: float = way) -> list[tuple[float, float]]:
            return [(x * size, -y * size * way) for x, y in points]

        body = at([(-0.62, 0.16), (-0.5, 0.02), (0.1, -0.01), (0.42, 0.04), (0.46, 0.2), (0.1, 0.34), (-0.4, 0.28)])
        canvas.poly(smooth(body, 5, closed=True), (250, 250, 252), alpha)
        wing = at([(-0.58, 0.2), (-0.3, 0.12), (0.16, 0.14), (0.24, 0.28), (-0.1, 0.38)])
        canvas.poly(smooth(wing, 5, closed=True), (222, 228, 240), alpha)
        neck = at([(0.36, 0.14), (0.5, 0.34), (0.36, 0.58), (0.42, 0.76), (0.54, 0.78)])
        canvas.line(smooth(neck, 6), size * 0.11, (250, 250, 252), alpha)
        canvas.poly(
            smooth(at([(0.4, 0.74), (0.48, 0.86), (0.62, 0.8), (0.58, 0.7)]), 4, closed=True), (252, 252, 254), alpha
        )
        canvas.poly(at([(0.6, 0.79), (0.76, 0.72), (0.6, 0.7)]), (240, 140, 50), alpha)
    return canvas


def swimming(
    scenery: Scenery, canvas: Canvas, x: float, q: float, speed: float, *, scale: float, anchor: float
) -> Mover:
    """A small floating thing on its way at nearness q, `speed` in units a second."""
    depth = scenery.geometry.depth(q) + 0.1
    picture = scenery.air.settle(canvas, depth, haze=scenery.air.thick * 0.34 * (1 - min(1, q)), blur=0.15)
    if speed < 0:
        picture = np.ascontiguousarray(picture[:, ::-1])
    return Mover([picture], drifting_by(scenery, x, q, speed), depth, scale, anchor=(0.5, anchor))


def drifting_by(scenery: Scenery, x: float, q: float, speed: float) -> Callable[[float], Pose]:
    unit, row = scenery.unit, scenery.row(q)

    def pose(t: float) -> Pose:
        bob = math.sin(t * 1.5 + x)
        return Pose(x=x + speed * unit * t, y=row + 0.9 * unit * bob, turn=0.02 * math.sin(t * 1.1 + x))

    return pose


def freighter(tall: float, scale: float) -> Canvas:
    """A far cargo ship, bow to the right."""
    c = Canvas(-tall * 1.9, -tall * 1.05, tall * 1.9, tall * 0.1, scale)
    c.poly(
        [
            (-1.6 * tall, -0.3 * tall),
            (1.75 * tall, -0.36 * tall),
            (1.5 * tall, 0.04 * tall),
            (-1.5 * tall, 0.04 * tall),
        ],
        (86, 62, 66),
    )
    c.poly(
        [
            (-1.55 * tall, -0.08 * tall),
            (1.57 * tall, -0.08 * tall),
            (1.5 * tall, 0.04 * tall),
            (-1.5 * tall, 0.04 * tall),
        ],
        (150, 62, 54),
    )
    c.rect(-1.4 * tall, -0.86 * tall, -0.95 * tall, -0.3 * tall, (238, 238, 234))
    c.rect(-1.32 * tall, -0.76 * tall, -0.98 * tall, -0.68 * tall, (70, 84, 100))
    c.rect(-1.24 * tall, -1.04 * tall, -1.06 * tall, -0.86 * tall, (196, 84, 60))
    boxes: tuple[Rgb, ...] = ((176, 84, 62), (70, 110, 140), (206, 166, 84), (96, 132, 96), (150, 150, 156))
    for k in range(9):
        x = (-0.82 + 0.26 * k) * tall
        for level in range(2 if k % 3 else 1):
            top = -0.34 * tall - 0.16 * tall * (level + 1)
            c.rect(x, top, x + 0.25 * tall, top + 0.15 * tall, boxes[(k * 2 + level) % 5])
    return c


def tall_ship(tall: float, scale: float) -> Canvas:
    """A far three-master under sail, bow to the right."""
    c = Canvas(-tall * 0.75, -tall * 1.04, tall * 0.8, tall * 0.08, scale)
    hull = [(-0.6, -0.16), (-0.58, -0.08), (-0.5, 0.02), (0.42, 0.02), (0.52, -0.1), (0.72, -0.2)]
    c.poly([(x * tall, y * tall) for x, y in hull], (98, 66, 50))
    c.line([(-0.56 * tall, -0.1 * tall), (0.54 * tall, -0.1 * tall)], 0.02 * tall, (214, 178, 110))
    for mast, high in ((-0.36, 0.8), (0.0, 1.0), (0.32, 0.82)):
        x = mast * tall
        c.line([(x, -0.1 * tall), (x, -high * tall)], 0.02 * tall, (92, 66, 52))
        for level in range(3):
            top, wide = (0.95 - 0.27 * level) * high, (0.085 + 0.03 * level) * tall
            y0, y1 = -top * tall, -(top - 0.24) * tall
            sail = smooth(
                [
                    (x - wide, y0),
                    (x + wide, y0),
                    (x + wide * 1.5, (y0 + y1) / 2),
                    (x + wide * 1.05, y1),
                    (x - wide * 1.05, y1),
                    (x - wide * 0.5, (y0 + y1) / 2),
                ],
                4,
                closed=True,
            )
            c.ramp(sail, (252, 246, 230), (214, 202, 184), y0, y1)
    c.poly([(0.36 * tall, -0.68 * tall), (0.74 * tall, -0.22 * tall), (0.4 * tall, -0.2 * tall)], (240, 232, 214))
    return c
