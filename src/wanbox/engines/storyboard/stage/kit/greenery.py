"""Trees, palms, bushes, grass and flowers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...compose.strokes import blades, leaves
from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb


def foliage(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colour: Rgb,
    *,
    leaf: float = 7.0,
    count: int = 0,
    sun: tuple[float, float] = (-0.6, -0.8),
    light: Rgb | None = None,
) -> None:
    """A clump of leaves: darker inside and below, lighter towards the sun."""
    n = count or int(min(2600, 2.6 * rx * ry / (leaf * leaf) * 1.6 + 30))
    angle, radius = rng.uniform(0, 2 * np.pi, n), np.sqrt(rng.uniform(0, 1, n))
    wobble = 1 + 0.16 * np.sin(angle * 5 + rng.uniform(0, 6)) + 0.08 * np.sin(angle * 11 + rng.uniform(0, 6))
    u, v = np.cos(angle) * radius * wobble, np.sin(angle) * radius * wobble
    facing = u * sun[0] + v * sun[1]
    order = np.argsort(facing + rng.normal(0, 0.25, n))
    u, v, facing = u[order], v[order], facing[order]
    tone = np.clip(0.72 + 0.34 * facing + rng.normal(0, 0.09, n), 0.36, 1.32)[:, None]
    bright = np.array(light or mix(colour, (255, 244, 150), 0.32))
    blend = np.clip(facing * 0.8 - 0.1, 0, 0.8)[:, None]
    rgb = (np.array(colour) * (1 - blend) + bright * blend) * tone
    table = np.zeros((n, 8), np.float32)
    table[:, 0] = (x + u * rx - canvas.x0) * canvas.scale
    table[:, 1] = (y + v * ry - canvas.y0) * canvas.scale
    table[:, 2] = leaf * canvas.scale * rng.uniform(0.8, 1.5, n)
    table[:, 3] = table[:, 2] * rng.uniform(0.45, 0.7, n)
    table[:, 4] = rng.uniform(0, np.pi, n)
    table[:, 5:8] = np.clip(rgb[:, ::-1], 0, 255)
    leaves(canvas.pixels, table)


def branch(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    y: float,
    angle: float,
    length: float,
    width: float,
    colour: Rgb,
    depth: int,
) -> list[tuple[float, float]]:
    """A forked limb; returns the tips."""
    bend = rng.normal(0, 0.16)
    mid = (x + np.cos(angle) * length * 0.5, y + np.sin(angle) * length * 0.5)
    end = (mid[0] + np.cos(angle + bend) * length * 0.5, mid[1] + np.sin(angle + bend) * length * 0.5)
    canvas.taper(smooth([(x, y), mid, end], 5), width, width * 0.62, colour)
    if depth == 0:
        return [end]
    tips: list[tuple[float, float]] = []
    for turn in (-0.5, 0.42) if rng.random() < 0.7 else (-0.62, 0.02, 0.6):
        tips += branch(
            canvas,
            rng,
            *end,
            angle + bend + turn + rng.normal(0, 0.1),
            length * rng.uniform(0.6, 0.78),
            width * 0.6,
            colour,
            depth - 1,
        )
    return tips


def tree(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    foot: float,
    height: float,
    colour: Rgb,
    *,
    bark: Rgb = (96, 72, 54),
    bare: bool = False,
    snow: bool = False,
    sun: tuple[float, float] = (-0.6, -0.8),
) -> None:
    """A broad-leaved tree; bare shows only its branches."""
    wide = height * 0.055
    canvas.taper(
        smooth([(x - wide * 0.2, foot), (x + wide * 0.1, foot - height * 0.25), (x, foot - height * 0.45)], 6),
        wide * 1.5,
        wide * 0.8,
        bark,
    )
    canvas.taper(
        [(x + wide * 0.32, foot), (x + wide * 0.3, foot - height * 0.42)], wide * 0.5, wide * 0.2, dim(bark, 0.7)
    )
    tips = []
    for angle in (-2.05, -1.55, -1.05):
        tips += branch(
            canvas,
            rng,
            x,
            foot - height * 0.42,
            angle + rng.normal(0, 0.08),
            height * 0.24,
            wide * 0.62,
            bark,
            3 if bare else 1,
        )
    if bare:
        if snow:
            for tx, ty in tips:
                canvas.ellipse(tx, ty - 1, height * 0.016, height * 0.008, (244, 248, 252))
        return
    leaf = max(3.0, height * 0.017)
    clumps = [
        (
            x + rng.normal(0, 0.5) * height * 0.26,
            foot - height * rng.uniform(0.5, 0.86),
            height * rng.uniform(0.13, 0.2),
        )
        for _ in range(7)
    ]
    clumps += [(tx, ty, height * 0.15) for tx, ty in tips]
    for cx, cy, r in sorted(clumps, key=lambda c: -c[1]):
        foliage(canvas, rng, cx, cy, r * 1.15, r * 0.9, dim(colour, rng.uniform(0.86, 1.08)), leaf=leaf, sun=sun)
        if snow:
            canvas.ellipse(cx, cy - r * 0.6, r * 0.8, r * 0.26, (242, 247, 252), 0.9)


def conifer(
    canvas: Canvas, rng: np.random.Generator, x: float, foot: float, height: float, colour: Rgb, *, snow: bool = False
) -> None:
    """A spruce: drooping tiers, darker below, with snow on top if asked."""
    canvas.taper([(x, foot), (x, foot - height * 0.9)], height * 0.05, height * 0.01, (78, 58, 46))
    tiers = 9
    for i in range(tiers):
        k = i / (tiers - 1)
        y, half = foot - height * (0.1 + 0.78 * k), height * (0.21 * (1 - k) ** 0.85 + 0.025)
        drop = height * 0.11
        n = 7
        hem = [
            (x - half + 2 * half * j / n, y + drop * (0.35 + 0.3 * rng.random() + (0.35 if j % 2 else 0)))
            for j in range(n + 1)
        ]
        tone = dim(colour, 0.72 + 0.4 * k + rng.normal(0, 0.03))
        canvas.poly(
            [(x, y - drop * 0.75), (x - half * 0.5, y - drop * 0.05), *hem, (x + half * 0.5, y - drop * 0.05)], tone
        )
        canvas.poly(
            [(x, y - drop * 0.75), (x + half * 0.5, y - drop * 0.05), *hem[n // 2 :][::-1], (x, y)],
            dim(tone, 0.78),
            0.7,
        )
        if snow:
            canvas.poly(
                [
                    (x, y - drop * 0.75),
                    (x - half * 0.55, y),
                    (x - half * 0.72, y + drop * 0.3),
                    (x - half * 0.1, y + drop * 0.02),
                    (x + half * 0.5, y + drop * 0.22),
                    (x + half * 0.4, y),
                ],
                (240, 246, 252),
                0.92,
            )


def grass(
    canvas: Canvas,
    rng: np.random.Generator,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    height: NDArray[np.float64] | float,
    tip: Rgb,
    foot: Rgb,
    *,
    lean: float = 0.3,
    width: float = 2.2,
) -> None:
    """Blades with their feet at (x, y), painted far to near."""
    n = len(x)
    tall = np.broadcast_to(np.asarray(height, np.float64), (n,)) * rng.uniform(0.55, 1.25, n)
    tone = rng.uniform(0.78, 1.2, (n, 1))
    table = np.zeros((n, 11), np.float32)
    table[:, 0], table[:, 1] = (x - canvas.x0) * canvas.scale, (y - canvas.y0) * canvas.scale
    table[:, 2] = np.maximum(2, tall * canvas.scale)
    table[:, 3] = tall * rng.normal(0, lean, n) * canvas.scale
    table[:, 4] = width * canvas.scale * (0.6 + 0.8 * tall / (tall.max() + 1e-6))
    table[:, 5:8] = np.clip(np.array(tip[::-1]) * tone, 0, 255)
    table[:, 8:11] = np.clip(np.array(foot[::-1]) * tone, 0, 255)
    blades(canvas.pixels, table[np.argsort(table[:, 1])])


def flowers(
    canvas: Canvas,
    rng: np.random.Generator,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    size: NDArray[np.float64],
    colours: tuple[Rgb, ...],
) -> None:
    """Small blossoms: four petals and a heart each."""
    n = len(x)
    pick = np.array(colours)[rng.integers(len(colours), size=n)]
    rows = []
    for k in range(5):
        a = k * 2 * np.pi / 5 + rng.uniform(0, 1, n)
        table = np.zeros((n, 8), np.float32)
        table[:, 0] = (x + np.cos(a) * size * 0.55 - canvas.x0) * canvas.scale
        table[:, 1] = (y + np.sin(a) * size * 0.38 - canvas.y0) * canvas.scale
        table[:, 2], table[:, 3] = size * 0.55 * canvas.scale, size * 0.36 * canvas.scale
        table[:, 4] = a
        table[:, 5:8] = np.clip(pick[:, ::-1] * (0.9 + 0.1 * np.sin(a))[:, None], 0, 255)
        rows.append(table)
    heart = rows[0].copy()
    heart[:, 0], heart[:, 1] = (x - canvas.x0) * canvas.scale, (y - canvas.y0) * canvas.scale
    heart[:, 2] = heart[:, 3] = size * 0.28 * canvas.scale
    heart[:, 5:8] = (70, 196, 246)
    leaves(canvas.pixels, np.concatenate([*rows, heart]))


def palm(
    canvas: Canvas,
    rng: np.random.Generator,
    x: float,
    foot: float,
    height: float,
    lean: float,
    *,
    green: Rgb = (74, 128, 58),
    bark: Rgb = (134, 104, 76),
) -> None:
    """A coconut palm: ringed, curved trunk; arching fronds of many fine leaflets; nuts."""
    u = np.linspace(0, 1, 14)
    trunk = np.stack([x + lean * height * u**1.7, foot - height * u], 1)
    canvas.taper(trunk, height * 0.052, height * 0.024, bark)
    canvas.taper(trunk + np.array([height * 0.010, 0]), height * 0.02, height * 0.009, dim(bark, 0.68))
    for k in range(1, 13):
        px, py = trunk[k]
        w = height * (0.024 - 0.012 * k / 13)
        canvas.line([(px - w, py - 2), (px, py + 2), (px + w, py - 1)], height * 0.005, dim(bark, 0.6), 0.8)
    head = (float(trunk[-1, 0]), float(trunk[-1, 1]))
    angles = np.linspace(-np.pi * 1.12, 0.12 * np.pi, 11) + rng.normal(0, 0.09, 11)
    for i in np.argsort(-np.abs(angles + np.pi / 2)):
        back = i % 3 == 0
        frond(
            canvas,
            rng,
            *head,
            float(angles[i]),
            height * rng.uniform(0.40, 0.52),
            dim(green, 0.66 if back else rng.uniform(0.92, 1.12)),
        )
    for dx, dy in ((-0.022, 0.02), (0.02, 0.024), (0.0, 0.036)):
        canvas.ellipse(head[0] + dx * height, head[1] + dy * height, height * 0.02, height * 0.023, dim(bark, 0.72))
        canvas.ellipse(
            head[0] + (dx - 0.005) * height,
            head[1] + (dy - 0.007) * height,
            height * 0.007,
            height * 0.007,
            dim(bark, 1.2),
        )


def frond(
    canvas: Canvas, rng: np.random.Generator, x: float, y: float, angle: float, length: float, colour: Rgb
) -> None:
    """One palm leaf: a rib that arches over, leaflets hanging from both sides."""
    n = 38
    u = np.linspace(0, 1, n)
    droop = 0.42 + 0.34 * abs(np.cos(angle))
    px = x + np.cos(angle) * length * u * (1 - 0.1 * u)
    py = y + np.sin(angle) * length * u + droop * length * u**2.2
    dx, dy = np.gradient(px), np.gradient(py)
    along = np.arctan2(dy, dx)
    size = length * 0.27 * np.sin(np.pi * np.clip(u * 0.86 + 0.12, 0, 1)) ** 0.6
    for side, tone in ((-1, 0.86), (1, 1.08)):
        for k in range(2, n):
            a = along[k] + side * (0.95 - 0.55 * u[k]) + rng.normal(0, 0.05)
            reach = size[k] * rng.uniform(0.85, 1.1)
            tx, ty = px[k] + np.cos(a) * reach, py[k] + np.sin(a) * reach + reach * 0.42
            mx, my = px[k] + np.cos(a) * reach * 0.55, py[k] + np.sin(a) * reach * 0.55 + reach * 0.06
            w = length * 0.0085
            nx, ny = -np.sin(a) * w, np.cos(a) * w
            shape = [(px[k], py[k]), (mx + nx, my + ny), (tx, ty), (mx - nx, my - ny)]
            canvas.poly(shape, dim(colour, tone * (0.8 + 0.35 * u[k]) * float(rng.uniform(0.9, 1.08))))
    canvas.taper(np.stack([px, py], 1), length * 0.02, length * 0.005, mix(colour, (214, 200, 120), 0.45))
