"""What tall halls are built of: masonry, arched windows that glow, pillars, banners, flames, coloured light."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...shotlist import TimeOfDay
from ..air import Air
from ..brush import dim, mix
from ..contract import Node, Rgb
from ..nodes import Plate
from .interior import Material, Numbers, Shell
from .interior_life import Hanging, beam, flicker
from .sheet import Sheet

FLAMES: tuple[Rgb, ...] = ((255, 124, 34), (255, 186, 72), (255, 240, 176))


def arch(
    x: float, y0: float, y1: float, half: float, *, pointed: bool = True, steps: int = 9
) -> list[tuple[float, float]]:
    """The outline of an arched opening: foot at y0, top at y1; round where it is not pointed."""
    rise = min(y1 - y0, half * (1.5 if pointed else 1.0))
    spring, turn = y1 - rise, np.linspace(0, np.pi / 2, steps)
    if pointed:
        # Two arcs, each centred beyond the other side, so that they meet in a point.
        radius = (half**2 + rise**2) / (2 * half)
        top = math.asin(min(1.0, rise / radius))
        turn = np.linspace(0, top, steps)
        right = [(x + half - radius + radius * math.cos(a), spring + radius * math.sin(a)) for a in turn]
    else:
        right = [(x + half * math.cos(a), spring + rise * math.sin(a)) for a in turn]
    left = [(2 * x - a, b) for a, b in reversed(right)]
    return [(x + half, y0), *right, *left, (x - half, y0)]


def masonry(
    s: Sheet,
    rng: np.random.Generator,
    box: tuple[float, float, float, float],
    colour: Rgb,
    size: tuple[float, float] = (0.9, 0.45),
) -> None:
    """Courses of dressed stone between x0, y0 and x1, y1, no two quite alike."""
    x0, y0, x1, y1 = box
    s.rect(x0, y0, x1, y1, dim(colour, 0.8))
    for row, y in enumerate(np.arange(y0, y1, size[1])):
        x = x0 - size[0] * (0.5 if row % 2 else 0.0)
        while x < x1:
            wide = size[0] * rng.uniform(0.8, 1.2)
            tone = dim(mix(colour, (150, 140, 150), 0.25 * float(rng.random())), rng.uniform(0.88, 1.06))
            a, b = max(x0, x + 0.012), min(x1, x + wide - 0.012)
            if b > a:
                s.rect(a, y + 0.012, b, y + size[1] - 0.012, tone)
                s.rect(a, y + size[1] - 0.045, b, y + size[1] - 0.012, mix(tone, (255, 250, 240), 0.22), 0.6)
            x += wide


def sky_window(
    s: Sheet, air: Air, x: float, foot: float, top: float, half: float, stone: Rgb, level: float = 1.0
) -> None:
    """An arched window of clear leaded panes: the sky glows in it, hills at its foot, a deep stone reveal about it."""
    s.poly(arch(x, foot - 0.12, top + 0.2, half + 0.2), mix(stone, (255, 246, 230), 0.2))
    s.poly(arch(x, foot - 0.04, top + 0.08, half + 0.08), dim(stone, 0.5))
    high, low = air.sky[0][1], air.sky[-1][1]
    s.ramp(arch(x, foot, top, half), dim(mix(high, low, 0.35), level), dim(low, level), shine=True)
    hill = dim(mix(air.haze, (70, 96, 104), 0.4), 0.8 * level)
    crest = [(x + half * (u - 1), foot + 0.16 * half * (2.2 + math.sin(u * 4.1 + x))) for u in np.linspace(0, 2, 9)]
    s.poly([*crest, (x + half, foot), (x - half, foot)], hill, shine=True)
    lead = dim(stone, 0.3)
    s.line([(x, foot), (x, top - 0.05)], 0.06, lead, shine=True)
    for y in np.arange(foot + 0.45, top - half, 0.45):
        s.line([(x - half, y), (x + half, y)], 0.03, lead, shine=True)
    s.line(arch(x, foot, top, half), 0.07, lead, shine=True, closed=True)
    s.glow(x, (foot + top) / 2, half * 3.0, (top - foot) * 0.75, low, 0.16 * level)


def stained(
    s: Sheet,
    rng: np.random.Generator,
    x: float,
    foot: float,
    top: float,
    half: float,
    glass: Sequence[Rgb],
    level: float,
) -> None:
    """A window of coloured glass in lead, a lozenge and a figure of light in its middle."""
    lead: Rgb = (26, 22, 30)
    s.poly(arch(x, foot, top, half), lead, shine=True)
    rows, columns = max(3, round((top - foot) / (half * 0.42))), 4
    edge = [(b, a - x) for a, b in arch(x, foot, top, half) if a >= x]

    def reach(y: float) -> float:
        """Half the width of the window at this height."""
        return float(np.interp(y, [b for b, _ in edge], [a for _, a in edge]))

    for j in range(rows):
        for i in range(columns):
            a, b = x - half + 2 * half * i / columns, x - half + 2 * half * (i + 1) / columns
            y0, y1 = foot + (top - foot) * j / rows, foot + (top - foot) * (j + 1) / rows
            middle = 1 if i in (1, 2) else 0
            tone = glass[(j * (2 - middle) + middle * 3 + int(rng.integers(2))) % len(glass)]
            pane = dim(mix(tone, (255, 250, 230), 0.34 if middle and 0.3 < j / rows < 0.75 else 0.06), level)
            shift = 0.16 * (y1 - y0) * (1 if (i + j) % 2 else -1)
            corners = [(a, y0 + shift), (b, y0 - shift), (b, y1 - shift), (a, y1 + shift)]
            within = [(x + float(np.clip(u - x, -reach(v), reach(v))), min(max(v, foot), top)) for u, v in corners]
            s.poly(within, pane, shine=True)
            s.line(within[:3], 0.03, lead, shine=True)
    s.line(arch(x, foot, top, half), 0.08, lead, shine=True, closed=True)
    s.line([(x, foot), (x, top)], 0.05, lead, shine=True)
    s.glow(x, (foot + top) / 2, half * 2.6, (top - foot) * 0.7, glass[0], 0.16 * level)


def pillar(shell: Shell, x: float, z: float, r: float, tall: float, stone: Rgb, *, blur: float | None = None) -> Node:
    """A round pillar on a square foot, its capital at `tall`, lit from the middle of the hall."""
    s = shell.sheet(z, x - 2.2 * r, x + 2.2 * r, -0.08, tall + 1.4)
    s.shadow(x, z, r * 2.0, 0.6)
    s.slab(x - 1.45 * r, x + 1.45 * r, 0.0, 0.26, z - r, z + r, dim(stone, 0.9))
    toward = -1.0 if x > 0 else 1.0
    strips = 12
    for n in range(strips):
        a, b = math.pi * n / strips, math.pi * (n + 1) / strips
        face = math.cos((a + b) / 2) * -1
        tone = dim(stone, 0.62 + 0.36 * max(0.0, 0.35 + 0.75 * face * toward) + 0.1 * math.sin((a + b) / 2))
        s.rect(x - r * math.cos(a) - 0.004, 0.26, x - r * math.cos(b) + 0.004, tall, tone)
    for y in np.arange(0.9, tall - 0.2, 0.85):
        s.line([(x - r, y), (x + r, y)], 0.014, dim(stone, 0.5), 0.5)
    for y, wide, high in ((0.26, 1.22, 0.1), (0.36, 1.1, 0.06), (tall, 1.15, 0.1), (tall + 0.1, 1.35, 0.14)):
        left, right = x - wide * r, x + wide * r
        s.ramp(
            [(left, y), (right, y), (right, y + high), (left, y + high)],
            mix(stone, (255, 250, 238), 0.2),
            dim(stone, 0.7),
        )
    s.rect(x - 1.5 * r, tall + 0.24, x + 1.5 * r, tall + 1.4, dim(stone, 0.8))
    return shell.plate(s, x, 1.7, blur=blur)


def banner(
    shell: Shell, x: float, z: float, top: float, size: tuple[float, float], cloth: Rgb, trim: Rgb, device: int
) -> Node:
    """A swallow-tailed banner with a device, hung from a rod; it stirs."""
    half, high = size[0] / 2, size[1]
    s = shell.sheet(z, x - half - 0.15, x + half + 0.15, top - high - 0.1, top + 0.12)
    shape = [
        (x - half, top),
        (x + half, top),
        (x + half, top - high),
        (x, top - high + half * 0.7),
        (x - half, top - high),
    ]
    s.ramp(shape, dim(cloth, 1.08), dim(cloth, 0.74))
    for k in range(5):
        u = x - half + (k + 0.5) * half * 0.4
        s.line([(u, top), (u + 0.03, top - high * 0.86)], 0.06, dim(cloth, 0.6 if k % 2 else 1.3), 0.28)
    s.line([(px * 0.94 + x * 0.06, py) for px, py in shape[1:]], 0.05, trim)
    s.line([(x - half * 0.94, top - high), (x - half * 0.94, top)], 0.05, trim)
    _device(s, x, top - high * 0.42, half * 0.5, trim, device)
    s.line([(x - half - 0.1, top + 0.02), (x + half + 0.1, top + 0.02)], 0.06, (120, 84, 50))
    for side in (-1, 1):
        s.ellipse(x + side * (half + 0.1), top + 0.02, 0.06, 0.06, trim)
    return Hanging.of(shell.plate(s, x, top - 1.0), 0.035 * s.k, 0.13, x * 2.1 + z)


def _device(s: Sheet, x: float, y: float, r: float, trim: Rgb, kind: int) -> None:
    if kind % 3 == 0:
        crown = [(-1, -0.55), (1, -0.55), (1.15, 0.6), (0.5, 0.05), (0, 0.85), (-0.5, 0.05), (-1.15, 0.6)]
        s.poly([(x + a * r, y + b * r) for a, b in crown], trim)
        s.rect(x - r, y - 0.8 * r, x + r, y - 0.64 * r, trim)
    elif kind % 3 == 1:
        turns = [
            (math.cos(a), math.sin(a), 1.0 if k % 2 == 0 else 0.42)
            for k, a in enumerate(np.linspace(0.3, 6.583, 17)[:-1])
        ]
        s.poly([(x + c * q * r, y + d * q * r) for c, d, q in turns], trim)
    else:
        s.poly([(x, y + 1.1 * r), (x + 0.32 * r, y), (x, y - 1.2 * r), (x - 0.32 * r, y)], trim)
        for side in (-1, 1):
            leaf = [(0.1, -0.5), (0.75, 0.1), (1.0, 0.7), (0.55, 0.85), (0.5, 0.45)]
            s.poly([(x + side * a * r, y + b * r) for a, b in leaf], trim)
        s.rect(x - 0.8 * r, y - 0.5 * r, x + 0.8 * r, y - 0.28 * r, trim)


def flames(
    shell: Shell,
    points: Sequence[tuple[float, float]],
    z: float,
    size: float,
    *,
    glow: float = 4.0,
    strength: float = 0.5,
) -> list[Node]:
    """Flames at (x, y) metres on one plane, `size` metres high, in two layers that flicker against each other."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    nodes: list[Node] = []
    for layer in range(2):
        pad = size * (glow + 1)
        s = shell.sheet(z, min(xs) - pad, max(xs) + pad, min(ys) - pad, max(ys) + pad, 1.5)
        for n, (x, y) in enumerate(points):
            lean = size * 0.12 * math.sin(n * 2.7 + layer * 1.9)
            for k, tone in enumerate(FLAMES[layer : layer + 2]):
                w, h = size * (0.26 - 0.08 * k - 0.04 * layer), size * (1.0 - 0.3 * k - 0.15 * layer)
                tip = [
                    (x - w, y + 0.25 * h),
                    (x + lean, y + h),
                    (x + w, y + 0.25 * h),
                    (x + 0.5 * w, y),
                    (x - 0.5 * w, y),
                ]
                s.poly(tip, tone, 0.95, shine=True)
            if layer == 0:
                s.glow(x, y + 0.4 * size, size * glow, size * glow * 0.9, (255, 160, 76), strength)
        lit = shell.plate(s, xs[0], ys[0], nearer=0.001 + 0.0006 * layer, blur=0.3)
        pulse = flicker(6.5 + 2.6 * layer, xs[0] * 3 + layer * 2.1, 0.7)
        nodes.append(Plate(lit.pixels, lit.x, lit.y, lit.depth, lit.scale, pulse=pulse))
    return nodes


def torch(shell: Shell, x: float, y: float, z: float, size: float = 0.3) -> list[Node]:
    """An iron torch on the pillar or wall at (x, y)."""
    s = shell.sheet(z, x - 0.3, x + 0.3, y - 0.6, y + 0.2)
    s.poly([(x - 0.04, y - 0.5), (x + 0.04, y - 0.5), (x + 0.09, y), (x - 0.09, y)], (70, 48, 34))
    for up in (0.0, -0.2):
        s.line([(x - 0.1 + 0.1 * up, y + up), (x + 0.1 - 0.1 * up, y + up)], 0.035, (34, 32, 36))
    return [shell.plate(s, x, y), *flames(shell, [(x, y)], z, size)]


def slanting(shell: Shell, x: float, y: float, half: float, reach: float, z: float, strength: float) -> Node:
    """The beam through a high window at (x, y) that comes down `reach` metres aside."""
    edges = [
        (x - 0.4 * half, y + half),
        (x + 0.4 * half, y - 0.4 * half),
        (x + reach + half, 0.0),
        (x + reach - half, 0.0),
    ]
    return beam(shell, shell.outside.rim, strength, edges, z)


def lit_patches(base: Material, patches: Sequence[tuple[float, float, float, float, Rgb]], strength: float) -> Material:
    """Coloured light on a floor. patches: x, z, half width, half length in metres, colour; soft, a little aslant."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        rgb = np.array(base(x, z), np.float32)
        for px, pz, w, h, colour in patches:
            # Only the part of the floor that the patch can lie on is looked at.
            rows = np.flatnonzero(np.abs(z[:, 0] - pz) < h)
            if not len(rows):
                continue
            part = slice(rows[0], rows[-1] + 1)
            columns = np.flatnonzero((np.abs(x[part] - px) < w + 0.25 * h).any(0))
            if not len(columns):
                continue
            box = part, slice(columns[0], columns[-1] + 1)
            u, v = (x[box] - px - 0.25 * (z[box] - pz)) / w, (z[box] - pz) / h
            on = np.clip(1.6 * (1 - np.maximum(np.abs(u), np.abs(v))), 0, 1)
            light = np.array(dim(colour, strength), np.float32)
            rgb[box] += on[..., None] * light * (0.35 + rgb[box] / 200)
        return rgb

    return made


def shine_of(time: TimeOfDay) -> float:
    """How brightly windows glow from inside a hall."""
    return {TimeOfDay.DAY: 1.0, TimeOfDay.SUNSET: 0.92, TimeOfDay.NIGHT: 0.8}[time]
