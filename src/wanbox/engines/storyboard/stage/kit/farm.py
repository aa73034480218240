"""What stands and moves on a farm: barn, mill, fence, haystacks, sheep, a tractor."""

from __future__ import annotations

import math

import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb

RED: Rgb = (172, 62, 50)
WHITE: Rgb = (244, 238, 226)


def barn(canvas: Canvas, light: Canvas, x: float, foot: float, tall: float, *, sun: int, lit: bool, snow: bool) -> None:
    """A red barn with a broken roof, white trim and a silo behind it; `light` gets the lit windows."""
    w = tall * 0.62
    _silo(canvas, x, foot, tall, sun=sun)
    side = [
        (x - 0.1 * w, foot),
        (x + 1.05 * w, foot),
        (x + 1.05 * w, foot - 0.52 * tall),
        (x - 0.1 * w, foot - 0.52 * tall),
    ]
    canvas.ramp(side, dim(RED, 0.82), dim(RED, 0.66), foot - 0.52 * tall, foot)
    roof: Rgb = (240, 244, 250) if snow else (104, 96, 102)
    canvas.poly(
        [
            (x - 0.1 * w, foot - 0.5 * tall),
            (x + 1.1 * w, foot - 0.5 * tall),
            (x + 0.98 * w, foot - 0.9 * tall),
            (x - 0.5 * w, foot - 0.98 * tall),
        ],
        roof,
    )
    gable = [(-1.1, 0.0), (-1.1, 0.5), (-0.86, 0.8), (-0.5, 1.0), (-0.14, 0.8), (0.1, 0.5), (0.1, 0.0)]
    front = [(x + a * w, foot - b * tall) for a, b in gable]
    canvas.ramp(front, mix(RED, (255, 190, 150), 0.14), dim(RED, 0.86), foot - tall, foot)
    for k in range(1, 12):
        px = x + (-1.1 + 0.1 * k) * w
        canvas.line([(px, foot), (px, foot - 0.5 * tall)], max(1.0, tall * 0.006), dim(RED, 0.66), 0.6)
    canvas.line([*front[1:6]], tall * 0.05, roof)
    canvas.line([*front[1:6]], tall * 0.022, WHITE)
    left, right, top = x - 0.82 * w, x - 0.18 * w, foot - 0.42 * tall
    canvas.rect(left, top, right, foot, dim(RED, 0.74))
    for path in (
        [(left, top), (right, foot)],
        [(right, top), (left, foot)],
        [(left, foot), (left, top), (right, top), (right, foot)],
    ):
        canvas.line(path, tall * 0.024, WHITE)
    windows = [(x - 0.6 * w, foot - 0.76 * tall, x - 0.4 * w, foot - 0.6 * tall)]
    windows += [
        (x + (0.22 + 0.3 * k) * w, foot - 0.38 * tall, x + (0.36 + 0.3 * k) * w, foot - 0.22 * tall) for k in range(3)
    ]
    for x0, y0, x1, y1 in windows:
        canvas.rect(x0 - 0.02 * w, y0 - 0.02 * tall, x1 + 0.02 * w, y1 + 0.02 * tall, WHITE)
        canvas.rect(x0, y0, x1, y1, (62, 70, 84))
        if lit:
            light.rect(x0, y0, x1, y1, (255, 206, 120))
            light.glow((x0 + x1) / 2, (y0 + y1) / 2, 0.4 * w, 0.3 * w, (255, 170, 80), 0.35)


def _silo(canvas: Canvas, x: float, foot: float, tall: float, *, sun: int) -> None:
    """The grey silo behind a barn of that height."""
    w = tall * 0.62
    sx = x + 1.05 * w + 0.3 * w
    canvas.ramp(
        [
            (sx - 0.26 * w, foot),
            (sx - 0.26 * w, foot - 1.2 * tall),
            (sx + 0.26 * w, foot - 1.2 * tall),
            (sx + 0.26 * w, foot),
        ],
        (206, 206, 208),
        (164, 166, 172),
        foot - 1.2 * tall,
        foot,
    )
    canvas.rect(
        sx - 0.26 * w if sun > 0 else sx + 0.05 * w,
        foot - 1.2 * tall,
        sx - 0.05 * w if sun > 0 else sx + 0.26 * w,
        foot,
        (84, 88, 100),
        0.4,
    )
    canvas.poly(
        smooth([(sx - 0.27 * w, foot - 1.19 * tall), (sx, foot - 1.42 * tall), (sx + 0.27 * w, foot - 1.19 * tall)], 6),
        (150, 92, 78),
    )


def mill(canvas: Canvas, x: float, foot: float, tall: float, *, sun: int) -> None:
    """The tower of a windmill; its sails are a picture of their own."""
    body = [
        (x - 0.2 * tall, foot),
        (x - 0.12 * tall, foot - 0.72 * tall),
        (x + 0.12 * tall, foot - 0.72 * tall),
        (x + 0.2 * tall, foot),
    ]
    canvas.ramp(body, (248, 240, 226), (214, 200, 182), foot - tall, foot)
    shade = [
        (x - sun * 0.04 * tall, foot),
        (x - sun * 0.04 * tall, foot - 0.72 * tall),
        (x - sun * 0.12 * tall, foot - 0.72 * tall),
        (x - sun * 0.2 * tall, foot),
    ]
    canvas.poly(shade, (150, 138, 140), 0.5)
    canvas.poly(
        smooth(
            [(x - 0.15 * tall, foot - 0.71 * tall), (x, foot - 0.95 * tall), (x + 0.15 * tall, foot - 0.71 * tall)], 6
        ),
        (168, 74, 58),
    )
    canvas.rect(x - 0.045 * tall, foot - 0.16 * tall, x + 0.045 * tall, foot, (112, 76, 56))
    for up in (0.36, 0.55):
        canvas.rect(x - 0.03 * tall, foot - up * tall, x + 0.03 * tall, foot - (up - 0.07) * tall, (84, 92, 104))


def sails(tall: float, scale: float) -> Canvas:
    """The four sails of a mill about their hub."""
    wings = Canvas(-tall * 0.6, -tall * 0.6, tall * 0.6, tall * 0.6, scale)
    for k in range(4):
        c, s = math.cos(k * math.pi / 2), math.sin(k * math.pi / 2)
        wings.line([(0, 0), (c * tall * 0.56, s * tall * 0.56)], tall * 0.018, (110, 80, 60))
        sail = [(0.10, 0.0), (0.55, 0.0), (0.55, 0.12), (0.10, 0.10)]
        wings.poly([((c * px - s * py) * tall, (s * px + c * py) * tall) for px, py in sail], (244, 236, 220))
    return wings


def fence(
    canvas: Canvas,
    rng: np.random.Generator,
    span: tuple[float, float],
    foot: float,
    tall: float,
    *,
    gap: tuple[float, float],
    sun: int,
    snow: bool,
) -> None:
    """Posts with two rails from edge to edge, open between the columns `gap`."""
    wood: Rgb = (148, 118, 92)
    posts = [x for x in np.arange(span[0], span[1] + tall, tall * 1.9) if not gap[0] < x < gap[1]]
    for x, after in zip(posts, [*posts[1:], posts[-1]], strict=True):
        if after - x < tall * 2.5:
            for up in (0.78, 0.42):
                dip = rng.uniform(-0.03, 0.03) * tall
                canvas.line(
                    [(x, foot - up * tall + dip), (after, foot - up * tall - dip)], 0.11 * tall, dim(wood, 0.84)
                )
                canvas.line(
                    [(x, foot - (up + 0.035) * tall + dip), (after, foot - (up + 0.035) * tall - dip)],
                    0.035 * tall,
                    mix(wood, (255, 236, 200), 0.4),
                )
    for x in posts:
        lean = rng.uniform(-0.04, 0.04) * tall
        canvas.line([(x, foot + 2), (x + lean, foot - tall)], 0.15 * tall, dim(wood, 0.72))
        canvas.line(
            [(x + sun * 0.035 * tall, foot), (x + lean + sun * 0.035 * tall, foot - tall)],
            0.06 * tall,
            mix(wood, (255, 236, 200), 0.3),
        )
        if snow:
            canvas.ellipse(x + lean, foot - tall, 0.12 * tall, 0.06 * tall, (248, 250, 254))


def haystack(
    canvas: Canvas, rng: np.random.Generator, x: float, foot: float, r: float, *, sun: int, snow: bool
) -> None:
    """A round bale that lies on its side."""
    straw: Rgb = (222, 182, 96)
    canvas.ellipse(x - sun * 0.4 * r, foot, 1.5 * r, 0.16 * r, (40, 40, 24), 0.4)
    drum = [(x - 0.9 * r, foot), (x - 0.9 * r, foot - 1.55 * r), (x + 0.5 * r, foot - 1.55 * r), (x + 0.5 * r, foot)]
    canvas.ramp(drum, mix(straw, (255, 240, 180), 0.3), dim(straw, 0.6), foot - 1.5 * r, foot)
    canvas.ellipse(x - 0.9 * r, foot - 0.775 * r, 0.36 * r, 0.775 * r, dim(straw, 0.8))
    for face, tone in ((1.0, 0.94), (0.78, 0.78), (0.62, 1.0), (0.44, 0.8), (0.28, 1.02), (0.12, 0.7)):
        canvas.ellipse(x + 0.5 * r, foot - 0.775 * r, 0.36 * r * face, 0.775 * r * face, dim(straw, tone))
    for _ in range(70):
        px, py = x + rng.uniform(-1.1, 0.5) * r, foot - rng.uniform(0.05, 1.5) * r
        canvas.line(
            [(px, py), (px + rng.normal(0, 0.12) * r, py + rng.normal(0, 0.05) * r)],
            max(1.0, 0.022 * r),
            dim(straw, rng.choice([0.66, 1.18])),
            0.7,
        )
    if snow:
        canvas.ellipse(x - 0.2 * r, foot - 1.52 * r, 0.76 * r, 0.16 * r, (246, 250, 254), 0.95)


def sheep(size: float, down: float, scale: float) -> Canvas:
    """A sheep that looks to the right; `down` 0…1 lowers the head to the grass."""
    c = Canvas(-size * 1.1, -size * 1.25, size * 1.3, size * 0.08, scale)
    for x in (-0.48, -0.26, 0.3, 0.48):
        c.line([(x * size, -0.45 * size), (x * size, 0)], 0.11 * size, (64, 56, 56))
    for x, y, r in ((-0.5, 0.62, 0.34), (0.0, 0.72, 0.42), (0.46, 0.64, 0.34), (-0.24, 0.5, 0.36), (0.26, 0.5, 0.36)):
        c.ellipse(x * size, -y * size + 0.06 * size, r * size, r * 0.86 * size, (206, 202, 200))
        c.ellipse(x * size, -y * size - 0.02 * size, r * 0.92 * size, r * 0.78 * size, (248, 246, 240))
    hx, hy = 0.82 + 0.06 * down, 0.82 - 0.58 * down
    c.line([(0.56 * size, -0.66 * size), (hx * size, -hy * size)], 0.26 * size, (236, 232, 226))
    c.ellipse(hx * size, -hy * size, 0.22 * size, 0.15 * size, (58, 50, 52), angle=0.5 + 0.6 * down)
    return c


def tractor(tall: float, turn: float, scale: float) -> Canvas:
    """A red tractor that drives to the right; `turn` is the angle of its wheels."""
    c = Canvas(-tall * 1.0, -tall * 1.1, tall * 1.0, tall * 0.06, scale)
    c.poly(
        [
            (-0.5 * tall, -0.4 * tall),
            (0.72 * tall, -0.36 * tall),
            (0.74 * tall, -0.62 * tall),
            (0.06 * tall, -0.68 * tall),
            (-0.5 * tall, -0.6 * tall),
        ],
        (204, 52, 42),
    )
    c.poly(
        [
            (0.1 * tall, -0.66 * tall),
            (0.73 * tall, -0.6 * tall),
            (0.73 * tall, -0.54 * tall),
            (0.1 * tall, -0.58 * tall),
        ],
        (238, 110, 84),
    )
    c.line([(0.5 * tall, -0.6 * tall), (0.5 * tall, -0.86 * tall)], 0.05 * tall, (60, 56, 58))
    c.poly(
        [
            (-0.56 * tall, -0.58 * tall),
            (-0.46 * tall, -1.02 * tall),
            (0.02 * tall, -1.02 * tall),
            (0.08 * tall, -0.62 * tall),
        ],
        (168, 204, 222),
    )
    c.line(
        [
            (-0.56 * tall, -0.58 * tall),
            (-0.46 * tall, -1.02 * tall),
            (0.02 * tall, -1.02 * tall),
            (0.08 * tall, -0.62 * tall),
        ],
        0.06 * tall,
        (178, 44, 38),
    )
    for x, r in ((-0.42, 0.4), (0.56, 0.25)):
        y = -r * tall
        c.ellipse(x * tall, y, r * tall, r * tall, (46, 44, 48))
        c.ellipse(x * tall, y, 0.6 * r * tall, 0.6 * r * tall, (240, 196, 84))
        for k in range(6):
            a = turn + k * math.pi / 3
            c.line(
                [(x * tall, y), (x * tall + math.cos(a) * 0.55 * r * tall, y + math.sin(a) * 0.55 * r * tall)],
                0.05 * tall,
                (150, 112, 44),
            )
    return c
