"""Furniture and small things, painted in metres."""

from __future__ import annotations

import math

import numpy as np

from ..brush import dim, mix, smooth
from ..contract import Rgb
from .sheet import Sheet

WOOD: Rgb = (150, 102, 66)
IRON: Rgb = (52, 48, 50)
GOODS: tuple[Rgb, ...] = (
    (186, 76, 64),
    (66, 110, 140),
    (228, 182, 92),
    (104, 138, 96),
    (232, 222, 204),
    (126, 84, 130),
)


def pot_plant(
    s: Sheet, rng: np.random.Generator, x: float, tall: float, pot: Rgb, leaf: Rgb = (72, 132, 78), y: float = 0.0
) -> None:
    """A plant with arching leaves in a pot; `tall` metres with the pot."""
    r, high = tall * 0.15, tall * 0.27
    if y == 0.0:
        s.shadow(x, s.z, r * 1.9)
    for k in range(15):
        angle = math.pi / 2 + (k - 7) * 0.19 + rng.normal(0, 0.06)
        reach = tall * rng.uniform(0.5, 0.78)
        t = np.linspace(0, 1, 10)
        droop = 0.34 * tall * t**2.3 * abs(math.cos(angle))
        px, py = x + np.cos(angle) * reach * t, y + high * 0.95 + np.sin(angle) * reach * t - droop
        half = tall * 0.042 * np.sin(np.pi * t**0.8) ** 0.8
        tone = dim(leaf, rng.uniform(0.62, 1.22))
        nx, ny = -np.gradient(py), np.gradient(px)
        size = np.hypot(nx, ny) + 1e-9
        left = np.stack([px + nx / size * half, py + ny / size * half], 1)
        right = np.stack([px - nx / size * half, py - ny / size * half], 1)
        s.curve(np.vstack([left, right[::-1]]), tone)
        s.line(
            [(float(a), float(b)) for a, b in zip(px, py, strict=True)], 0.008, mix(tone, (230, 250, 190), 0.35), 0.6
        )
    body = [(x - r, y + high), (x + r, y + high), (x + r * 0.72, y), (x - r * 0.72, y)]
    s.poly(body, pot)
    s.poly([(x + r * 0.2, y + high), (x + r, y + high), (x + r * 0.72, y), (x + r * 0.2, y)], dim(pot, 0.72), 0.6)
    s.rect(x - r * 1.1, y + high * 0.9, x + r * 1.1, y + high * 1.06, mix(pot, (255, 240, 220), 0.15))


def books(s: Sheet, rng: np.random.Generator, x0: float, x1: float, y: float, high: float) -> None:
    """A row of books between x0 and x1 with feet at y, the shelf `high` metres deep."""
    x = x0
    while x < x1 - 0.02:
        thick, tall = rng.uniform(0.028, 0.06), high * rng.uniform(0.62, 0.92)
        if rng.random() < 0.07:
            x += rng.uniform(0.04, 0.12)
            continue
        tone = dim(GOODS[int(rng.integers(len(GOODS)))], rng.uniform(0.55, 1.05))
        lean = 0.04 if rng.random() < 0.08 else 0.0
        x2 = min(x + thick, x1)
        s.poly([(x, y), (x2, y), (x2 + lean, y + tall), (x + lean, y + tall)], tone)
        s.rect(
            x + thick * 0.2 + lean * 0.8,
            y + tall * 0.74,
            x2 - thick * 0.2 + lean * 0.8,
            y + tall * 0.8,
            mix(tone, (255, 240, 200), 0.6),
        )
        x += thick + 0.003


def bookcase(
    s: Sheet,
    rng: np.random.Generator,
    x0: float,
    x1: float,
    tall: float,
    shelves: int,
    wood: Rgb = WOOD,
    y: float = 0.0,
) -> None:
    """A full bookcase with a cornice."""
    s.rect(x0, y, x1, y + tall, dim(wood, 0.34))
    step = (tall - 0.12) / shelves
    for n in range(shelves):
        foot = y + 0.08 + n * step
        books(s, rng, x0 + 0.05, x1 - 0.05, foot, step)
        s.rect(x0, foot + step * 0.84, x1, foot + step, (14, 8, 6), 0.35)
        s.rect(x0, foot - 0.035, x1, foot, wood)
        s.rect(x0, foot - 0.012, x1, foot, mix(wood, (255, 230, 190), 0.25))
    for x in (x0, x1 - 0.045):
        s.rect(x, y, x + 0.045, y + tall, dim(wood, 0.9))
    s.rect(x0 - 0.03, y + tall - 0.08, x1 + 0.03, y + tall, mix(wood, (255, 230, 190), 0.12))
    s.rect(x0, y, x1, y + 0.08, dim(wood, 0.7))


def round_table(s: Sheet, x: float, z: float, r: float, wood: Rgb, high: float = 0.75) -> None:
    s.shadow(x, z, r * 0.9)
    s.poly([(x - 0.03, 0.02, z), (x + 0.03, 0.02, z), (x + 0.025, high, z), (x - 0.025, high, z)], IRON)
    s.disc(x, 0.025, r * 0.5, z, IRON, 0.02)
    s.disc(x, high, r, z, wood, 0.035)


def cup(s: Sheet, x: float, y: float, size: float = 0.09, colour: Rgb = (246, 242, 234)) -> None:
    s.ellipse(x, y, size * 1.05, size * 0.2, dim(colour, 0.85))
    s.poly(
        [
            (x - size * 0.55, y + size * 0.9),
            (x + size * 0.55, y + size * 0.9),
            (x + size * 0.36, y + 0.01),
            (x - size * 0.36, y + 0.01),
        ],
        colour,
    )
    s.ellipse(x, y + size * 0.9, size * 0.55, size * 0.14, (92, 58, 40))
    s.line(
        [(x + size * 0.5, y + size * 0.75), (x + size * 0.82, y + size * 0.55), (x + size * 0.45, y + size * 0.25)],
        size * 0.14,
        colour,
    )


def chair(s: Sheet, x: float, z: float, side: int, wood: Rgb, seat: Rgb | None = None) -> None:
    """A chair seen from the side; its back is to the left for side -1."""
    s.shadow(x, z, 0.3, 0.35)
    b = x + side * 0.2
    for dx, top in ((-0.19, 0.45), (0.19, 0.45)):
        for dz in (-0.16, 0.16):
            s.line(
                [(x + dx * 1.1, 0.0, z + dz), (x + dx * 0.9, top, z + dz)], 0.035, dim(wood, 0.75 if dz > 0 else 1.0)
            )
    s.poly(
        [
            (b - 0.02, 0.45, z + 0.17),
            (b + 0.02, 0.45, z + 0.17),
            (b + side * 0.06 + 0.02, 0.92, z + 0.17),
            (b + side * 0.06 - 0.02, 0.92, z + 0.17),
        ],
        dim(wood, 0.7),
    )
    cushion = seat or dim(wood, 1.1)
    s.slab(x - 0.22, x + 0.22, 0.43, 0.48, z - 0.2, z + 0.2, dim(cushion, 0.85), cushion)
    s.poly(
        [
            (b - 0.02, 0.47, z - 0.17),
            (b + 0.02, 0.47, z - 0.17),
            (b + side * 0.06 + 0.02, 0.94, z - 0.17),
            (b + side * 0.06 - 0.02, 0.94, z - 0.17),
        ],
        wood,
    )
    for y in (0.66, 0.82, 0.92):
        d = side * 0.06 * (y - 0.45) / 0.47
        s.poly(
            [(b + d, y, z - 0.17), (b + d, y + 0.045, z - 0.17), (b + d, y + 0.045, z + 0.17), (b + d, y, z + 0.17)],
            dim(wood, 0.9),
        )


def picture(s: Sheet, rng: np.random.Generator, x: float, y: float, wide: float, high: float, frame: Rgb) -> None:
    """A framed picture: hills, a sun over the sea, or shapes."""
    s.rect(x - wide / 2 - 0.02, y - high / 2 - 0.09, x + wide / 2 + 0.1, y + high / 2, (30, 20, 16), 0.3)
    s.rect(x - wide / 2 - 0.05, y - high / 2 - 0.05, x + wide / 2 + 0.05, y + high / 2 + 0.05, frame)
    s.rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, (246, 240, 228))
    w, h = wide * 0.42, high * 0.42
    kind = int(rng.integers(4))
    warm = [(244, 200, 150), (236, 150, 120), (150, 190, 206), (226, 206, 164)][int(rng.integers(4))]
    s.ramp([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)], warm, mix(warm, (90, 120, 150), 0.5))
    if kind == 0:
        s.poly(
            [(x - w, y - h), (x - w * 0.4, y + h * 0.4), (x, y - h * 0.2), (x + w * 0.5, y + h * 0.6), (x + w, y - h)],
            (84, 106, 130),
        )
    elif kind == 1:
        s.ellipse(x + w * 0.2, y + h * 0.1, h * 0.34, h * 0.34, (250, 226, 160))
        s.rect(x - w, y - h, x + w, y - h * 0.15, (72, 120, 140))
    elif kind == 2:
        for k in range(3):
            s.ellipse(
                x + (k - 1) * w * 0.5,
                y + (k % 2 - 0.4) * h * 0.6,
                w * 0.34,
                h * 0.42,
                GOODS[int(rng.integers(len(GOODS)))],
                0.85,
            )
    else:
        s.line([(x, y - h * 0.9), (x + w * 0.1, y + h * 0.2)], 0.015, (70, 100, 66))
        for k in range(5):
            a = k * 1.256
            s.ellipse(
                x + w * 0.1 + math.cos(a) * w * 0.25,
                y + h * 0.35 + math.sin(a) * h * 0.25,
                w * 0.2,
                h * 0.2,
                (204, 84, 92),
            )
        s.ellipse(x + w * 0.1, y + h * 0.35, w * 0.13, h * 0.13, (250, 214, 110))


def monitor(
    s: Sheet,
    x: float,
    y: float,
    z: float,
    wide: float = 0.6,
    *,
    seen: str = "front",
    glow: Rgb = (120, 190, 255),
    on: float = 0.8,
) -> None:
    """A screen on a foot that stands at (x, y): its picture, or its back."""
    high = wide * 0.6
    foot = [(x - 0.1, y, z), (x + 0.1, y, z), (x + 0.03, y + 0.04, z), (x, y + 0.16, z), (x - 0.03, y + 0.04, z)]
    s.poly(foot, (70, 72, 78))
    low = y + 0.13
    _upright(s, x, low, z, wide, high, (38, 40, 46))
    if seen != "front":
        _upright(s, x, low + 0.02, z, wide - 0.04, high - 0.04, (74, 77, 84))
        return
    _upright(s, x, low + 0.018, z, wide - 0.036, high - 0.036, dim(glow, 0.5 * on), shine=True)
    left = x - wide / 2 + 0.06
    for n in range(5):
        long = wide * (0.29 + 0.11 * ((n * 7) % 5))
        line = dim(mix(glow, (255, 255, 255), 0.6), on)
        _upright(s, left + long / 2, low + high * (0.8 - 0.14 * n), z, long, 0.018, line, shine=True)


def _upright(
    s: Sheet, x: float, y: float, z: float, wide: float, high: float, colour: Rgb, *, shine: bool = False
) -> None:
    """A rectangle that faces the camera at z, its foot's middle at (x, y)."""
    a, b = x - wide / 2, x + wide / 2
    s.poly([(a, y, z), (b, y, z), (b, y + high, z), (a, y + high, z)], colour, shine=shine)


def sofa(s: Sheet, x: float, wide: float, cloth: Rgb, pillows: tuple[Rgb, Rgb]) -> None:
    """A sofa from the front, its foot on the floor."""
    k, h = wide / 2, 0.92
    s.shadow(x, s.z, k * 1.1)
    for dx in (-k * 0.9, k * 0.9):
        s.rect(x + dx - 0.035, 0, x + dx + 0.035, 0.14, (82, 54, 40))
    back = [(x - k * 0.94, 0.4), (x - k * 0.92, h * 0.93), (x, h), (x + k * 0.92, h * 0.93), (x + k * 0.94, 0.4)]
    s.curve(smooth(back, 8), dim(cloth, 0.84))
    for side in (-1, 1):
        c = x + side * k * 0.45
        s.curve(
            smooth([(c - k * 0.43, 0.42), (c - k * 0.41, 0.82), (c + k * 0.41, 0.82), (c + k * 0.43, 0.42)], 8), cloth
        )
        s.curve(
            smooth([(c - k * 0.4, 0.66), (c - k * 0.36, 0.81), (c + k * 0.36, 0.81), (c + k * 0.4, 0.66)], 8),
            mix(cloth, (255, 240, 220), 0.16),
            0.6,
        )
        s.curve(
            smooth(
                [(c - k * 0.44, 0.3), (c - k * 0.43, 0.48), (c + k * 0.43, 0.48), (c + k * 0.44, 0.3)], 6, closed=True
            ),
            dim(cloth, 1.14),
        )
    s.rect(x - k * 0.94, 0.12, x + k * 0.94, 0.32, dim(cloth, 0.74))
    for side in (-1, 1):
        arm = [
            (x + side * k * 0.84, 0.1),
            (x + side * k * 0.84, 0.56),
            (x + side * k * 0.99, 0.66),
            (x + side * k * 1.1, 0.54),
            (x + side * k * 1.07, 0.1),
        ]
        s.curve(smooth(arm, 5, closed=True), dim(cloth, 1.04 if side < 0 else 0.9))
    for dx, tone in ((-0.6, pillows[0]), (0.58, pillows[1])):
        c = x + dx * k
        s.curve(smooth([(c - 0.2, 0.46), (c - 0.15, 0.78), (c + 0.19, 0.74), (c + 0.16, 0.44)], 5, closed=True), tone)
        s.curve(
            smooth([(c - 0.15, 0.56), (c - 0.12, 0.74), (c + 0.06, 0.72), (c + 0.0, 0.56)], 5, closed=True),
            mix(tone, (255, 255, 255), 0.2),
            0.5,
        )


def standing_lamp(s: Sheet, x: float, tall: float, shade: Rgb, on: float) -> None:
    s.shadow(x, s.z, 0.24)
    s.ellipse(x, 0.02, 0.17, 0.03, IRON)
    s.rect(x - 0.014, 0.02, x + 0.014, tall - 0.3, IRON)
    cone = [(x - 0.25, tall - 0.36), (x - 0.15, tall), (x + 0.15, tall), (x + 0.25, tall - 0.36)]
    s.poly(cone, shade)
    s.poly([(x + 0.04, tall - 0.36), (x + 0.03, tall), (x + 0.15, tall), (x + 0.25, tall - 0.36)], dim(shade, 0.8), 0.6)
    if on > 0.1:
        s.ramp(cone, dim((255, 206, 132), 0.5 + 0.5 * on), dim((255, 238, 190), 0.5 + 0.5 * on), shine=True)
        s.glow(x, tall - 0.2, 1.5, 1.4, (255, 190, 110), 0.45 * on)
