"""House fronts, painted flat: storeys with windows and balconies above a shop with goods, light and a sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..brush import Canvas, dim, mix
from ..contract import Rgb
from .lettering import neon, write

#: Wall, trim, awning.
STYLES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((176, 104, 82), (226, 206, 182), (178, 52, 48)),
    ((214, 196, 164), (246, 238, 222), (42, 112, 104)),
    ((140, 152, 164), (208, 214, 220), (36, 84, 148)),
    ((92, 122, 128), (204, 214, 206), (214, 130, 52)),
    ((206, 150, 96), (248, 228, 190), (120, 48, 70)),
    ((150, 138, 128), (214, 204, 192), (64, 116, 66)),
    ((196, 176, 178), (244, 232, 230), (170, 62, 96)),
)
NEON: tuple[Rgb, ...] = ((255, 62, 150), (40, 216, 255), (255, 168, 48), (162, 98, 255), (84, 255, 170), (255, 84, 74))
SHOPS = (
    "茶馆",
    "书店",
    "CAFÉ",
    "面馆",
    "ラーメン",
    "花店",
    "BAKERY",
    "药房",
    "喫茶",
    "水果",
    "RECORDS",
    "裁缝",
    "火锅",
    "BOOKS",
    "早点",
)
STOREY = 460.0
GROUND = 500.0
WARM: Rgb = (255, 214, 146)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """One house front: albedo and what shines by itself, both `width` x `height` in pixels at the actors' row."""

    width: float
    height: float
    albedo: Canvas
    emission: Canvas


def front(rng: np.random.Generator, width: float, storeys: int, scale: float, *, lit: float, lights: float) -> Front:
    """Paint one house; `lit` is the share of lit windows, `lights` the strength of shop light and signs (0 by day)."""
    height = GROUND + storeys * STOREY + 90
    a, e = Canvas(0, 0, width, height, scale), Canvas(0, 0, width, height, scale)
    wall, trim, awning = STYLES[int(rng.integers(len(STYLES)))]
    wall = dim(wall, rng.uniform(0.88, 1.08))
    a.ramp([(0, 0), (width, 0), (width, height), (0, height)], wall, dim(wall, 0.82), 0, height)
    _texture(rng, a, width, height, wall)
    count = max(2, round(width / 230))
    for storey in range(storeys):
        top = 90 + storey * STOREY
        _storey(rng, a, e, top, width, count, wall, trim, lit * rng.uniform(0.5, 1.4))
    _cornice(a, width, trim)
    _shop(rng, a, e, width, height, trim, awning, lights)
    a.rect(0, 0, 10, height, dim(wall, 0.55), 0.7)
    a.rect(width - 16, 0, width, height, dim(wall, 0.45), 0.6)
    return Front(width=width, height=height, albedo=a, emission=e)


def _texture(rng: np.random.Generator, a: Canvas, width: float, height: float, wall: Rgb) -> None:
    if rng.random() < 0.55:
        for y in np.arange(90, height - GROUND, 46):
            a.line([(0, y), (width, y)], 3, dim(wall, 0.86), 0.55)
    for _ in range(9):
        x, y, tall = rng.uniform(0, width), rng.uniform(60, height - GROUND), rng.uniform(80, 300)
        a.rect(x, y, x + rng.uniform(20, 70), y + tall, dim(wall, rng.choice([0.9, 1.08])), 0.3)
    pipe = width * (0.03 if rng.random() < 0.5 else 0.95)
    a.rect(pipe, 80, pipe + 12, height - 40, dim(wall, 0.6))


def _storey(
    rng: np.random.Generator,
    a: Canvas,
    e: Canvas,
    top: float,
    width: float,
    count: int,
    wall: Rgb,
    trim: Rgb,
    lit: float,
) -> None:
    """One row of windows under a string course."""
    a.rect(0, top + STOREY - 30, width, top + STOREY - 12, mix(wall, trim, 0.6))
    a.rect(0, top + STOREY - 12, width, top + STOREY - 4, dim(wall, 0.6))
    pitch = width / count
    balcony = rng.random() < 0.3
    for i in range(count):
        x0, x1 = i * pitch + pitch * 0.22, (i + 1) * pitch - pitch * 0.22
        _window(rng, a, e, x0, top + 70, x1, top + 350, trim, lit)
        if balcony:
            _balcony(rng, a, x0 - pitch * 0.12, x1 + pitch * 0.12, top + 365, trim)
        elif rng.random() < 0.22:
            a.rect(x0 + 6, top + 358, x0 + 84, top + 414, (206, 208, 204))
            a.rect(x0 + 14, top + 366, x0 + 56, top + 406, (120, 124, 126))


def _window(
    rng: np.random.Generator, a: Canvas, e: Canvas, x0: float, y0: float, x1: float, y1: float, trim: Rgb, lit: float
) -> None:
    a.rect(x0 - 14, y0 - 22, x1 + 14, y1 + 14, trim)
    a.rect(x0 - 22, y1 + 8, x1 + 22, y1 + 26, dim(trim, 0.88))
    a.rect(x0 - 22, y1 + 26, x1 + 22, y1 + 36, dim(trim, 0.42), 0.6)
    a.ramp([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], (66, 92, 122), (122, 150, 172), y0, y1)
    a.poly([(x0, y0 + 40), (x0 + (x1 - x0) * 0.75, y0), (x1, y0), (x0, y0 + 150)], (190, 214, 230), 0.4)
    shining = rng.random() < lit
    if shining:
        level = rng.uniform(0.5, 1.0)
        tone = mix(WARM, (186, 220, 255) if rng.random() < 0.25 else (255, 176, 96), rng.uniform(0, 0.6))
        e.ramp([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], dim(tone, level), dim(tone, level * 0.7), y0, y1)
    target, curtain = (e, (214, 146, 92)) if shining else (a, (206, 204, 196))
    style = rng.random()
    if style < 0.45:
        part = (x1 - x0) * 0.22
        target.rect(x0, y0, x0 + part, y1, curtain, 0.85)
        target.rect(x1 - part, y0, x1, y1, curtain, 0.85)
    elif style < 0.65:
        target.rect(x0, y0, x1, y0 + (y1 - y0) * rng.uniform(0.25, 0.55), curtain, 0.9)
    elif shining and style < 0.8:
        x = rng.uniform(x0 + 20, x1 - 20)
        e.ellipse(x, y0 + 130, 22, 26, (70, 44, 40))
        e.rect(x - 36, y0 + 152, x + 36, y1, (70, 44, 40))
    frame = dim(trim, 0.7) if not shining else (96, 62, 48)
    target.rect((x0 + x1) / 2 - 5, y0, (x0 + x1) / 2 + 5, y1, frame)
    target.rect(x0, y0 + 100, x1, y0 + 110, frame)


def _balcony(rng: np.random.Generator, a: Canvas, x0: float, x1: float, y: float, trim: Rgb) -> None:
    a.rect(x0, y, x1, y + 18, dim(trim, 0.8))
    a.rect(x0, y + 18, x1, y + 32, (40, 36, 40), 0.6)
    for x in np.arange(x0, x1 + 1, 20):
        a.rect(x, y - 96, x + 5, y, (48, 48, 54))
    a.rect(x0, y - 100, x1, y - 90, (48, 48, 54))
    for _ in range(int(rng.integers(0, 4))):
        x = rng.uniform(x0 + 16, x1 - 16)
        a.rect(x - 16, y - 34, x + 16, y, (166, 92, 62))
        for _ in range(6):
            a.ellipse(
                x + rng.normal(0, 16), y - 56 + rng.normal(0, 14), 15, 11, dim((92, 146, 74), rng.uniform(0.8, 1.25))
            )


def _cornice(a: Canvas, width: float, trim: Rgb) -> None:
    a.rect(0, 0, width, 34, dim(trim, 0.95))
    a.rect(0, 34, width, 46, dim(trim, 0.55))
    for x in np.arange(10, width, 56):
        a.rect(x, 46, x + 26, 66, dim(trim, 0.8))


def _shop(
    rng: np.random.Generator, a: Canvas, e: Canvas, width: float, height: float, trim: Rgb, awning: Rgb, lights: float
) -> None:
    """The ground floor: sign board, glass with goods, door, awning."""
    top = height - GROUND
    a.rect(0, top, width, height, dim(awning, 0.5))
    a.rect(0, height - 46, width, height, (86, 82, 84))
    door = 0.70 * width if rng.random() < 0.5 else 0.04 * width
    glass = (0.05 * width, 0.66 * width) if door > width / 2 else (0.34 * width, 0.95 * width)
    _interior(rng, a, e, glass[0], top + 150, glass[1], height - 76, lights)
    _door(a, e, door, top + 150, door + 0.25 * width, height - 22, lights, trim)
    _awning(a, glass[0] - 14, glass[1] + 14, top + 120, awning)
    name = SHOPS[int(rng.integers(len(SHOPS)))]
    board = mix(awning, (30, 24, 30), 0.45)
    a.rect(16, top + 6, width - 16, top + 116, board)
    a.rect(16, top + 6, width - 16, top + 12, trim)
    a.rect(16, top + 110, width - 16, top + 116, trim)
    if lights > 0.4:
        e.glow(width / 2, top + 60, width * 0.5, 120, NEON[int(rng.integers(len(NEON)))], 0.25 * lights)
        neon(e, name, width / 2, top + 62, 78, NEON[int(rng.integers(len(NEON)))], room=width - 80)
    else:
        write(a, name, width / 2, top + 62, 78, mix(trim, (255, 244, 214), 0.6), room=width - 80)


def _interior(
    rng: np.random.Generator, a: Canvas, e: Canvas, x0: float, y0: float, x1: float, y1: float, lights: float
) -> None:
    """Glass with shelves of goods behind it; lit from inside when there are lights."""
    shape = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    inside = e if lights > 0.4 else a
    level = lights if lights > 0.4 else 0.5
    inside.ramp(shape, dim((255, 226, 166), level), dim((226, 150, 84), level), y0, y1)
    goods: tuple[Rgb, ...] = (
        (206, 66, 56),
        (246, 186, 70),
        (92, 142, 86),
        (232, 226, 208),
        (74, 116, 164),
        (142, 84, 60),
        (228, 132, 148),
    )
    for shelf in np.linspace(y0 + 92, y1, 3):
        inside.rect(x0, shelf - 8, x1, shelf, dim((126, 78, 48), level))
        x = x0 + 14
        while x < x1 - 40:
            wide, tall = rng.uniform(18, 44), rng.uniform(22, 62)
            colour = dim(goods[int(rng.integers(len(goods)))], level * rng.uniform(0.6, 1.0))
            if rng.random() < 0.5:
                inside.rect(x, shelf - 8 - tall, x + wide, shelf - 8, colour)
            else:
                inside.ellipse(x + wide / 2, shelf - 8 - wide / 2, wide / 2, wide / 2, colour)
            x += wide + rng.uniform(3, 22)
    for k in range(2):
        x = x0 + (x1 - x0) * (0.28 + 0.44 * k)
        inside.line([(x, y0), (x, y0 + 40)], 4, (60, 44, 40))
        inside.ellipse(x, y0 + 50, 24, 15, dim((255, 246, 214), level))
    a.poly(
        [(x0, y0 + 160), (x0 + (x1 - x0) * 0.4, y0), (x0 + (x1 - x0) * 0.55, y0), (x0, y0 + 240)], (220, 236, 246), 0.25
    )
    for x in (x0, (x0 + x1) / 2, x1):
        inside.rect(x - 6, y0, x + 6, y1, (52, 42, 44))
    inside.rect(x0, y1 - 8, x1, y1 + 4, (52, 42, 44))


def _door(a: Canvas, e: Canvas, x0: float, y0: float, x1: float, y1: float, lights: float, trim: Rgb) -> None:
    a.rect(x0, y0, x1, y1, mix(trim, (90, 52, 36), 0.75))
    target = e if lights > 0.4 else a
    level = lights if lights > 0.4 else 0.45
    pad = (x1 - x0) * 0.16
    target.ramp(
        [(x0 + pad, y0 + 24), (x1 - pad, y0 + 24), (x1 - pad, y1 - 80), (x0 + pad, y1 - 80)],
        dim((255, 220, 150), level),
        dim((214, 140, 80), level),
        y0,
        y1,
    )
    a.rect(x1 - pad - 14, (y0 + y1) / 2, x1 - pad - 4, (y0 + y1) / 2 + 60, (226, 200, 120))


def _awning(a: Canvas, x0: float, x1: float, y: float, colour: Rgb) -> None:
    """A striped blind with a scalloped hem and its shadow on the glass."""
    a.rect(x0, y + 64, x1, y + 112, (20, 16, 22), 0.35)
    stripes = max(4, round((x1 - x0) / 46))
    pitch = (x1 - x0) / stripes
    for i in range(stripes):
        tone = colour if i % 2 else (240, 232, 218)
        left = x0 + i * pitch
        a.ramp([(left, y), (left + pitch, y), (left + pitch, y + 66), (left, y + 66)], tone, dim(tone, 0.8), y, y + 66)
        a.ellipse(left + pitch / 2, y + 66, pitch / 2, 17, dim(tone, 0.8))
