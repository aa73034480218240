"""Old Chinese houses, gates and lanterns, painted in metres."""

from __future__ import annotations

import math

import numpy as np

from ..brush import dim, mix, smooth
from ..contract import Rgb
from .lettering import write
from .sheet import Sheet

PLASTER: Rgb = (236, 230, 216)
TIMBER: tuple[Rgb, ...] = ((112, 62, 44), (92, 58, 44), (130, 74, 48))
TILE: Rgb = (84, 90, 100)
RED: Rgb = (206, 44, 36)
GOLD: Rgb = (238, 190, 92)
SIGNS = ("茶馆", "酒肆", "书坊", "面馆", "布庄", "药铺", "客栈", "豆腐坊", "当铺", "糕点", "茶", "酒")


def eaves(s: Sheet, x0: float, x1: float, low: float, high: float, *, snow: bool = False, coarse: float = 1.0) -> None:
    """A tiled slope seen from below its ridge: rows of half-round tiles, their round ends along the eave."""
    tone: Rgb = (222, 230, 238) if snow else TILE
    s.ramp([(x0, low), (x1, low), (x1, high), (x0, high)], dim(tone, 0.8), dim(tone, 1.14))
    for x in np.arange(x0, x1, 0.16 * coarse):
        s.rect(x, low, x + 0.05, high, dim(tone, 0.66), 0.8)
        s.rect(x + 0.06, low, x + 0.1, high, mix(tone, (255, 255, 255), 0.18), 0.6)
        if coarse < 1.5:
            s.ellipse(x + 0.08, low, 0.05, 0.05, dim(TILE, 1.25))
    s.rect(x0, low - 0.12, x1, low - 0.03, (52, 32, 28))
    for x in np.arange(x0, x1, 0.32 * coarse):
        s.rect(x, low - 0.16, x + 0.1, low - 0.05, (140, 64, 44))
    s.rect(x0, high - 0.04, x1, high + 0.09, dim(tone, 0.62))
    s.rect(x0, high + 0.05, x1, high + 0.09, dim(tone, 1.1))


def lattice(s: Sheet, x0: float, x1: float, y0: float, y1: float, wood: Rgb, lit: float) -> None:
    """A paper window in a wooden lattice, lit from behind at dusk."""
    s.rect(x0, y0, x1, y1, dim(wood, 0.7))
    pad = 0.04
    paper: Rgb = (226, 212, 180)
    pane = [(x0 + pad, y0 + pad), (x1 - pad, y0 + pad), (x1 - pad, y1 - pad), (x0 + pad, y1 - pad)]
    shine = lit > 0.1
    if shine:
        s.ramp(pane, dim((255, 214, 138), 0.35 + 0.55 * lit), dim((255, 166, 82), 0.35 + 0.5 * lit), shine=True)
    else:
        s.ramp(pane, dim(paper, 0.85), dim(paper, 0.66))
    bar = dim(wood, 0.6)
    for x in np.arange(x0 + 0.14, x1 - 0.02, 0.13):
        s.rect(x, y0, x + 0.022, y1, bar, shine=shine)
    for y in np.arange(y0 + 0.16, y1 - 0.02, 0.2):
        s.rect(x0, y, x1, y + 0.022, bar, shine=shine)


def house(
    s: Sheet, rng: np.random.Generator, x0: float, x1: float, *, lit: float, snow: bool, coarse: float = 1.0
) -> float:
    """One shop house of two storeys between x0 and x1; returns the height of its ridge."""
    wood = TIMBER[int(rng.integers(len(TIMBER)))]
    wall = dim(PLASTER, rng.uniform(0.88, 1.0))
    first, second = rng.uniform(2.5, 2.8), rng.uniform(4.5, 5.0)
    s.rect(x0, 0, x1, second + 0.2, wall)
    for _ in range(6):
        x, y = rng.uniform(x0, x1), rng.uniform(2.8, second)
        s.ellipse(x, y, rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.5), dim(wall, 0.9), 0.4)
    s.rect(x0, 0, x1, 0.34, (128, 126, 124))
    for x in np.arange(x0, x1, 0.5):
        s.rect(x, 0, x + 0.02, 0.34, (92, 90, 90))
    _ground_floor(s, rng, x0, x1, first, wood, lit)
    wide = x1 - x0
    for k in range(max(1, int(wide / 1.5))):
        c = x0 + wide * (k + 0.5) / max(1, int(wide / 1.5))
        lattice(s, c - 0.48, c + 0.48, first + 0.85, second - 0.4, wood, lit * float(rng.random() < 0.75))
    s.rect(x0, first + 0.62, x1, first + 0.72, wood)
    for x in np.arange(x0, x1, 0.2 * coarse):
        s.rect(x, first + 0.3, x + 0.035, first + 0.66, wood)
    eaves(s, x0 - 0.1, x1 + 0.1, first + 0.05, first + 0.5, snow=snow, coarse=coarse)
    for x in (x0, x1 - 0.12):
        s.rect(x, 0, x + 0.12, second, dim(wood, 0.8))
    ridge = second + rng.uniform(0.8, 1.1)
    eaves(s, x0 - 0.15, x1 + 0.15, second, ridge, snow=snow, coarse=coarse)
    return ridge


def _ground_floor(s: Sheet, rng: np.random.Generator, x0: float, x1: float, high: float, wood: Rgb, lit: float) -> None:
    """Folding doors, some open to a lit shop with jars and cloth, and a board with the name."""
    door = x0 + (x1 - x0) * rng.uniform(0.3, 0.55)
    inside: Rgb = (92, 62, 44)
    s.rect(x0 + 0.15, 0.2, x1 - 0.15, high - 0.5, dim(wood, 0.7))
    for x in np.arange(x0 + 0.18, x1 - 0.6, 0.52):
        if abs(x - door) < 0.62:
            continue
        s.rect(x, 0.3, x + 0.46, 1.0, dim(wood, 1.05))
        s.rect(x + 0.05, 0.38, x + 0.41, 0.92, dim(wood, 0.82))
        lattice(s, x, x + 0.46, 1.05, high - 0.6, wood, lit * 0.9)
    box = [(door - 0.5, 0.2), (door + 0.9, 0.2), (door + 0.9, high - 0.6), (door - 0.5, high - 0.6)]
    s.poly(box, inside)
    if lit > 0.1:
        s.ramp(box, dim((255, 196, 112), 0.3 + 0.6 * lit), dim((214, 120, 56), 0.3 + 0.6 * lit), shine=True)
        s.glow(door + 0.2, 1.2, 2.2, 1.8, (255, 166, 80), 0.32 * lit)
    for y in (0.75, 1.25, 1.75):
        s.rect(door - 0.46, y, door + 0.86, y + 0.04, dim(wood, 0.6), shine=lit > 0.1)
        for k in range(5):
            tone = ((190, 70, 54), (84, 120, 130), (220, 180, 110), (110, 140, 90))[int(rng.integers(4))]
            r = rng.uniform(0.07, 0.12)
            s.ellipse(door - 0.34 + 0.27 * k, y + 0.04 + r, r, r * 1.1, dim(tone, 0.55 + 0.4 * lit), shine=lit > 0.1)
    text = SIGNS[int(rng.integers(len(SIGNS)))]
    c = (x0 + x1) / 2
    s.rect(c - 0.75, high - 0.48, c + 0.75, high - 0.04, (44, 28, 24))
    s.line(
        [(c - 0.72, high - 0.45), (c + 0.72, high - 0.45), (c + 0.72, high - 0.07), (c - 0.72, high - 0.07)],
        0.03,
        GOLD,
        closed=True,
    )
    px, py = s.px([(c, high - 0.26)])[0]
    write(s.a, text, px, py, 0.36 * s.k, GOLD, room=1.3 * s.k)


def lantern(s: Sheet, x: float, y: float, r: float, lit: float, tone: Rgb = RED) -> None:
    """A round red lantern whose cord ends at (x, y)."""
    s.line([(x, y), (x, y - r * 0.5)], r * 0.07, (60, 40, 34))
    c = y - r * 1.5
    s.ellipse(x, c, r * 1.12, r, tone)
    s.ellipse(x - r * 0.3, c + r * 0.3, r * 0.5, r * 0.45, mix(tone, (255, 210, 160), 0.35), 0.5)
    for k in (-0.62, -0.22, 0.22, 0.62):
        turn = np.linspace(-math.pi / 2, math.pi / 2, 9)
        s.line(
            [(x + k * 1.1 * r * float(np.cos(t)), c + r * float(np.sin(t))) for t in turn], r * 0.045, dim(tone, 0.68)
        )
    for dy in (-0.98, 0.86):
        s.rect(x - r * 0.42, c + dy * r, x + r * 0.42, c + (dy + 0.14) * r, GOLD)
    s.line([(x, c - r), (x, c - r * 1.9)], r * 0.14, (226, 160, 60))
    if lit > 0.1:
        s.ellipse(x, c, r * 1.1, r * 0.97, mix(tone, (255, 110, 50), 0.5), 0.66 * lit, shine=True)
        s.ellipse(x, c - r * 0.1, r * 0.62, r * 0.6, (255, 196, 108), 0.8 * lit, shine=True)
        s.glow(x, c, r * 4.2, r * 4.2, (255, 116, 50), 0.4 * lit)


def roof(s: Sheet, x: float, y: float, wide: float, high: float, tone: Rgb, *, snow: bool = False) -> None:
    """A hipped roof with upturned corners."""
    lift = high * 0.5
    edge = [
        (x - wide, y + lift),
        (x - wide * 0.8, y + high * 0.05),
        (x, y - high * 0.02),
        (x + wide * 0.8, y + high * 0.05),
        (x + wide, y + lift),
    ]
    top = [
        (x + wide * 0.62, y + high * 0.42),
        (x + wide * 0.42, y + high),
        (x - wide * 0.42, y + high),
        (x - wide * 0.62, y + high * 0.42),
    ]
    s.curve(np.vstack([smooth(edge, 8), smooth(top, 6)]), (226, 232, 240) if snow else tone)
    for k in np.linspace(-0.85, 0.85, max(7, int(wide * 7))):
        s.line(
            [(x + k * wide * 0.5, y + high * 0.92), (x + k * wide * 0.92, y + high * (0.06 + 0.3 * abs(k) ** 3))],
            wide * 0.012,
            dim(tone, 0.68),
            0.7,
        )
    s.line([(float(a), float(b)) for a, b in smooth(edge, 8)], high * 0.12, dim(tone, 0.6))
    s.rect(x - wide * 0.45, y + high * 0.94, x + wide * 0.45, y + high * 1.06, dim(tone, 0.6))
    for side in (-1, 1):
        s.curve(
            smooth(
                [
                    (x + side * wide * 0.42, y + high),
                    (x + side * wide * 0.5, y + high * 1.35),
                    (x + side * wide * 0.34, y + high * 1.06),
                ],
                4,
            ),
            dim(tone, 0.6),
        )


def pagoda(s: Sheet, x: float, foot: float, wide: float, storeys: int, lit: float, *, snow: bool = False) -> None:
    """A tower whose storeys grow smaller."""
    y, w = foot, wide
    for n in range(storeys):
        high = w * 0.62
        s.rect(x - w * 0.5, y, x + w * 0.5, y + high, (176, 82, 60))
        for k in (-0.5, -0.2, 0.14, 0.44):
            s.rect(x + k * w, y, x + k * w + w * 0.06, y + high, (128, 44, 36))
        if lit > 0.1:
            for k in (-0.36, -0.02, 0.3):
                s.rect(
                    x + k * w - w * 0.07,
                    y + high * 0.2,
                    x + k * w + w * 0.07,
                    y + high * 0.8,
                    dim((255, 196, 110), 0.4 + 0.5 * lit),
                    shine=True,
                )
        roof(s, x, y + high, w * (0.92 - 0.02 * n), w * 0.3, (74, 92, 96), snow=snow)
        y += high + w * 0.26
        w *= 0.84
    s.line([(x, y), (x, y + wide * 0.7)], wide * 0.05, GOLD)
    s.ellipse(x, y + wide * 0.3, wide * 0.07, wide * 0.09, GOLD)


def gate(s: Sheet, wide: float, high: float, text: str, lit: float, *, snow: bool = False) -> None:
    """A memorial gate over the street: four posts, painted beams, three roofs, a board with a name."""
    for x in (-wide, -wide * 0.5, wide * 0.5, wide):
        s.ramp([(x - 0.16, 0), (x + 0.16, 0), (x + 0.16, high), (x - 0.16, high)], (182, 50, 40), (142, 36, 32))
        s.rect(x - 0.3, 0, x + 0.3, 0.5, (168, 164, 158))
    for y, tone in ((high - 0.9, (40, 104, 120)), (high - 0.35, (46, 92, 84))):
        s.rect(-wide - 0.2, y, wide + 0.2, y + 0.4, tone)
        for x in np.arange(-wide, wide, 0.5):
            s.ellipse(x + 0.2, y + 0.2, 0.14, 0.1, GOLD, 0.8)
    s.rect(-1.1, high - 0.7, 1.1, high + 0.05, (28, 44, 84))
    s.line([(-1.06, high - 0.66), (1.06, high - 0.66), (1.06, high), (-1.06, high)], 0.05, GOLD, closed=True)
    px, py = s.px([(0, high - 0.33)])[0]
    write(s.a, text, px, py, 0.5 * s.k, GOLD, room=1.9 * s.k)
    if lit > 0.1:
        write(s.e, text, px, py, 0.5 * s.k, dim(GOLD, 0.8), room=1.9 * s.k)
    for x, y, w in ((-wide * 0.78, high, wide * 0.42), (wide * 0.78, high, wide * 0.42), (0, high + 0.5, wide * 0.66)):
        roof(s, x, y, w, 0.75, (60, 104, 92), snow=snow)
