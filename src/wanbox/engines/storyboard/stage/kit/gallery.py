"""What hangs and stands in museums: paintings in gilt frames, busts, vases, torsos of marble."""

from __future__ import annotations

import math

import numpy as np

from ..brush import dim, mix, smooth
from ..contract import Rgb
from .sheet import Sheet

MARBLE: Rgb = (232, 228, 222)
SHADE: Rgb = (168, 162, 168)
#: Sky, far land, near land, accent.
VIEWS: tuple[tuple[Rgb, Rgb, Rgb, Rgb], ...] = (
    ((206, 222, 226), (124, 148, 168), (92, 120, 76), (236, 202, 120)),
    ((244, 190, 128), (168, 96, 92), (96, 62, 70), (255, 236, 170)),
    ((60, 84, 132), (44, 70, 104), (38, 58, 66), (250, 232, 150)),
    ((226, 214, 190), (150, 160, 130), (110, 120, 66), (208, 70, 56)),
)


def painting(s: Sheet, rng: np.random.Generator, x: float, y: float, wide: float, high: float, gilt: Rgb) -> None:
    """A framed painting about (x, y): a landscape, the sea, a portrait, flowers or a night sky."""
    w, h = wide / 2, high / 2
    s.rect(x - w - 0.1, y - h - 0.22, x + w + 0.18, y + h + 0.05, (26, 18, 16), 0.22)
    s.rect(x - w - 0.12, y - h - 0.12, x + w + 0.12, y + h + 0.12, dim(gilt, 0.75))
    s.rect(x - w - 0.1, y - h - 0.06, x + w + 0.06, y + h + 0.1, gilt)
    s.rect(x - w - 0.045, y - h - 0.045, x + w + 0.045, y + h + 0.045, dim(gilt, 0.55))
    for k in range(9):
        u = -w + 2 * w * (k + 0.5) / 9
        for v in (-h - 0.08, h + 0.08):
            s.ellipse(x + u, y + v, 0.025, 0.025, mix(gilt, (255, 250, 220), 0.5))
    kind = int(rng.integers(5))
    view = VIEWS[2] if kind == 4 else VIEWS[int(rng.integers(len(VIEWS)))]
    (_landscape, _seascape, _portrait, _flowers, _landscape)[kind](s, rng, (x, y, w, h), view)
    s.poly([(x - w, y + h), (x - w * 0.2, y + h), (x - w * 0.7, y - h), (x - w, y - h)], (255, 255, 255), 0.05)


def _field(s: Sheet, box: tuple[float, float, float, float], top: Rgb, low: Rgb) -> None:
    x, y, w, h = box
    s.ramp([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)], top, low)


def _landscape(
    s: Sheet, rng: np.random.Generator, box: tuple[float, float, float, float], view: tuple[Rgb, Rgb, Rgb, Rgb]
) -> None:
    x, y, w, h = box
    sky, far, near, accent = view
    _field(s, box, dim(sky, 0.8), mix(sky, (255, 240, 210), 0.4))
    s.ellipse(x + w * rng.uniform(-0.5, 0.5), y + h * 0.4, 0.13 * h, 0.13 * h, accent)
    along = np.linspace(-w, w, 13)
    for n, tone in enumerate((far, mix(far, near, 0.5), near)):
        level = y + h * (0.1 - 0.36 * n)
        crest = [(x + u, level + 0.22 * h * math.sin(u / w * (3 + n) + 2 * n + float(rng.random()))) for u in along]
        s.poly([(x - w, y - h), *crest, (x + w, y - h)], tone)
    for _ in range(4):
        u, v = x + w * rng.uniform(-0.85, 0.85), y - h * rng.uniform(0.3, 0.6)
        s.line([(u, v - 0.1 * h), (u, v + 0.1 * h)], 0.02 * h + 0.008, (70, 52, 40))
        s.ellipse(u, v + 0.2 * h, 0.1 * h, 0.18 * h, dim(near, 0.7))


def _seascape(
    s: Sheet, rng: np.random.Generator, box: tuple[float, float, float, float], view: tuple[Rgb, Rgb, Rgb, Rgb]
) -> None:
    x, y, w, h = box
    sky, far, _, accent = view
    _field(s, box, dim(sky, 0.85), mix(sky, (255, 236, 200), 0.5))
    for k in range(3):
        s.ellipse(x + w * (0.5 * k - 0.55), y + h * (0.5 + 0.1 * (k % 2)), 0.4 * w, 0.1 * h, (250, 246, 238), 0.5)
    s.rect(x - w, y - h, x + w, y - 0.1 * h, mix(far, (40, 90, 110), 0.5))
    for k in range(6):
        v, u = y - h * (0.2 + 0.13 * k), x + w * rng.uniform(-0.5, 0.3)
        s.rect(u, v, min(x + w, u + w * 0.5), v + 0.02 * h, mix(accent, (255, 255, 255), 0.3), 0.5)
    u = x + w * rng.uniform(-0.3, 0.3)
    s.poly(
        [
            (u - 0.2 * h, y - 0.12 * h),
            (u + 0.22 * h, y - 0.12 * h),
            (u + 0.14 * h, y - 0.24 * h),
            (u - 0.14 * h, y - 0.24 * h),
        ],
        (80, 52, 42),
    )
    s.poly([(u, y - 0.1 * h), (u, y + 0.45 * h), (u + 0.28 * h, y - 0.08 * h)], (246, 238, 220))
    s.poly([(u - 0.02 * h, y - 0.1 * h), (u - 0.02 * h, y + 0.36 * h), (u - 0.2 * h, y - 0.08 * h)], (228, 214, 190))


def _portrait(
    s: Sheet, rng: np.random.Generator, box: tuple[float, float, float, float], view: tuple[Rgb, Rgb, Rgb, Rgb]
) -> None:
    x, y, w, h = box
    _, far, near, _ = view
    _field(s, box, dim(mix(near, (60, 46, 40), 0.6), 0.8), dim(mix(far, (70, 50, 40), 0.5), 0.9))
    r = min(w, h)
    coat = dim(near, 0.7) if rng.random() < 0.5 else (128, 38, 46)
    body = smooth([(-0.75, -1.0), (-0.62, -0.42), (-0.2, -0.2), (0.2, -0.2), (0.62, -0.42), (0.75, -1.0)], 5)
    s.poly([(x + float(a) * min(w, r * 1.1), max(y - h, y + float(b) * r)) for a, b in body], coat)
    skin = ((236, 192, 160), (206, 150, 116), (150, 102, 76))[int(rng.integers(3))]
    s.ellipse(x, y + 0.3 * r, 0.34 * r, 0.42 * r, (58, 40, 34))
    s.rect(x - 0.1 * r, y - 0.25 * r, x + 0.1 * r, y + 0.05 * r, dim(skin, 0.82))
    s.ellipse(x, y + 0.2 * r, 0.24 * r, 0.31 * r, skin)
    s.poly([(x - 0.16 * r, y - 0.18 * r), (x + 0.16 * r, y - 0.18 * r), (x, y - 0.48 * r)], (246, 240, 228))
    for side in (-1, 1):
        s.ellipse(x + side * 0.09 * r, y + 0.22 * r, 0.025 * r, 0.02 * r, (48, 34, 30))
    s.line([(x - 0.06 * r, y + 0.04 * r), (x + 0.06 * r, y + 0.045 * r)], 0.025 * r, (168, 76, 70))


def _flowers(
    s: Sheet, rng: np.random.Generator, box: tuple[float, float, float, float], view: tuple[Rgb, Rgb, Rgb, Rgb]
) -> None:
    x, y, w, h = box
    _field(s, box, (66, 54, 52), (104, 82, 66))
    s.rect(x - w, y - h, x + w, y - 0.62 * h, (126, 92, 64))
    s.poly(
        [
            (x - 0.2 * h, y - 0.2 * h),
            (x + 0.2 * h, y - 0.2 * h),
            (x + 0.13 * h, y - 0.75 * h),
            (x - 0.13 * h, y - 0.75 * h),
        ],
        (84, 122, 146),
    )
    tones = ((226, 96, 96), (248, 206, 108), (240, 226, 226), (190, 120, 190), view[3])
    for k in range(16):
        a, q = k * 2.4, 0.5 * h * math.sqrt((k + 0.5) / 16)
        px, py = x + math.cos(a) * q * min(1.0, w / h + 0.1), y + 0.22 * h + math.sin(a) * q * 0.85
        s.ellipse(px, py, 0.13 * h, 0.11 * h, dim((86, 120, 70), 0.8) if k % 4 == 3 else tones[int(rng.integers(5))])
        s.ellipse(px - 0.02 * h, py + 0.02 * h, 0.05 * h, 0.04 * h, (255, 244, 214), 0.5)


#: A bust as (towards the side it looks to, up), in metres: chest, face, and the parts of both that lie in shade.
CHEST = ((-0.26, 0.34), (-0.3, 0.46), (-0.12, 0.56), (0.12, 0.56), (0.3, 0.46), (0.26, 0.34), (0.1, 0.12), (-0.1, 0.12))
FACE = (
    *((-0.13, 0.9), (-0.1, 0.7), (0.02, 0.63), (0.12, 0.66), (0.135, 0.74)),
    *((0.18, 0.79), (0.14, 0.86), (0.14, 0.95), (0.02, 1.03), (-0.1, 1.0)),
)
CHEST_SHADE = ((-0.28, 0.44), (-0.06, 0.52), (-0.06, 0.14), (-0.2, 0.26))
FACE_SHADE = ((-0.13, 0.92), (-0.02, 0.96), (-0.03, 0.68), (-0.1, 0.7))


def bust(s: Sheet, x: float, foot: float, side: int, rng: np.random.Generator) -> None:
    """A marble head and shoulders that looks to `side`; no two heads have the same curls."""

    def laid(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(x + side * a, foot + b) for a, b in points]

    s.poly([(x - 0.12, foot), (x + 0.12, foot), (x + 0.08, foot + 0.12), (x - 0.08, foot + 0.12)], dim(SHADE, 0.9))
    s.curve(smooth(laid(CHEST), 5, closed=True), MARBLE)
    s.curve(np.array(laid(CHEST_SHADE)), SHADE, 0.55)
    s.curve(np.array(laid(((-0.08, 0.5), (0.08, 0.5), (0.07, 0.7), (-0.07, 0.7)))), dim(MARBLE, 0.86))
    s.curve(smooth(laid(FACE), 5, closed=True), MARBLE)
    for k in range(7):
        a = 0.2 + k * 0.45
        tone = dim(MARBLE, float(rng.uniform(0.82, 0.94)))
        s.ellipse(x + side * (-0.03 + 0.13 * math.cos(a + 0.4)), foot + 0.93 + 0.1 * math.sin(a), 0.055, 0.05, tone)
    s.line([(x + side * 0.06, foot + 0.86), (x + side * 0.12, foot + 0.87)], 0.02, SHADE)
    s.line([(x + side * 0.08, foot + 0.72), (x + side * 0.13, foot + 0.72)], 0.016, SHADE)
    s.curve(np.array(laid(FACE_SHADE)), SHADE, 0.4)


def column_vase(s: Sheet, x: float, foot: float, side: int, rng: np.random.Generator) -> None:
    """A painted vase with two handles."""
    glaze = ((206, 112, 66), (66, 96, 150), (232, 228, 214))[int(rng.integers(3))]
    band = (46, 34, 34) if glaze[0] > 100 else (236, 232, 220)
    half = [(0.13, 0.0), (0.1, 0.08), (0.27, 0.42), (0.3, 0.6), (0.2, 0.78), (0.1, 0.86), (0.1, 0.98), (0.17, 1.04)]
    shape = smooth(
        [*((x + a, foot + b) for a, b in half), *((x - a, foot + b) for a, b in reversed(half))], 5, closed=True
    )
    for d in (-1, 1):
        s.line(
            [(x + d * 0.1, foot + 0.96), (x + d * 0.3, foot + 0.94), (x + d * 0.26, foot + 0.72)],
            0.035,
            dim(glaze, 0.7),
        )
    s.curve(shape, glaze)
    for y, w in ((0.3, 0.2), (0.52, 0.285), (0.72, 0.25)):
        s.rect(x - w, foot + y, x + w, foot + y + 0.03, band)
    for k in range(7):
        u = x - 0.24 + 0.08 * k
        s.poly([(u - 0.03, foot + 0.57), (u + 0.03, foot + 0.57), (u, foot + 0.68)], band)
    s.poly(
        [
            (x + side * 0.05, foot + 0.1),
            (x + side * 0.15, foot + 0.4),
            (x + side * 0.18, foot + 0.62),
            (x + side * 0.1, foot + 0.62),
        ],
        (255, 255, 255),
        0.25,
    )


def torso(s: Sheet, x: float, foot: float, side: int, rng: np.random.Generator) -> None:
    """A marble figure without arms, its weight on one leg, a cloth about the hips."""
    body = [(-0.2, 0.0), (-0.24, 0.3), (-0.17, 0.52), (-0.24, 0.8), (-0.27, 0.92), (-0.08, 0.98), (-0.06, 1.06)]
    other = [(0.06, 1.06), (0.08, 0.98), (0.25, 0.88), (0.21, 0.72), (0.15, 0.52), (0.23, 0.26), (0.2, 0.0)]
    s.curve(smooth([(x + side * a, foot + b) for a, b in (*body, *other)], 5, closed=True), MARBLE)
    s.ellipse(x + side * 0.02, foot + 1.2, 0.105, 0.135, MARBLE)
    s.ellipse(x - side * 0.02, foot + 1.28, 0.12, 0.08, dim(MARBLE, 0.86))
    s.ellipse(x - side * 0.12, foot + 1.24, 0.06, 0.06, dim(MARBLE, 0.8))
    s.poly(
        [
            (x - side * 0.26, foot + 0.9),
            (x - side * 0.1, foot + 0.9),
            (x - side * 0.06, foot + 0.5),
            (x - side * 0.2, foot + 0.02),
            (x - side * 0.2, foot + 0.5),
        ],
        SHADE,
        0.45,
    )
    cloth = [(x - 0.24, foot + 0.42), (x + 0.24, foot + 0.3), (x + 0.24, foot), (x - 0.24, foot)]
    s.poly(cloth, dim(MARBLE, 0.92))
    for k in range(6):
        u = x - 0.2 + 0.08 * k
        s.line([(u, foot + 0.4 - 0.02 * k), (u + float(rng.uniform(0.0, 0.06)), foot + 0.02)], 0.02, SHADE, 0.8)
