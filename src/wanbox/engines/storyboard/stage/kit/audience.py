"""Who sits before a stage: rows of seat backs and heads against the light, which stir a little."""

from __future__ import annotations

import math

from ..brush import Canvas, dim, mix, smooth
from ..contract import Node, Rgb
from ..nodes import Sway
from .interior import Shell

#: Depth, radius of a head and height of its middle over the lower edge in units, how much of the seat's colour is left.
ROWS = ((1.34, 25.0, 88.0, 0.62), (1.6, 36.0, 62.0, 0.34))


def stalls(shell: Shell, velvet: Rgb, light: Rgb, seed: int) -> list[Node]:
    """Two rows of listeners in their seats, seen from behind, between the lens and the stage."""
    g, u = shell.geometry, shell.context.unit
    size, nodes = 0.00139 * g.height, list[Node]()
    for row, (depth, r, lift, level) in enumerate(ROWS):
        box = g.box(depth)
        pitch, base, tone = 3.6 * r * size, box.y1, dim(velvet, level)
        first, last = math.floor(box.x0 / pitch) - 1, math.ceil(box.x1 / pitch) + 2
        places = [(n, (n + 0.5 * row + 0.25) * pitch) for n in range(first, last)]
        heads = Canvas(box.x0, base - (lift + 4.0 * r) * size, box.x1, base + 4, 0.8)
        seats = Canvas(box.x0, base - (lift + 1.0 * r) * size, box.x1, base + 4, 0.8)
        for n, x in places:
            if (n * 7 + seed + row) % 6:
                _head(heads, x, base - (lift + 6 * math.sin(n * 2.3 + seed)) * size, r * size, n + seed, tone, light)
            _seat(seats, x, base - (lift - 1.1 * r) * size, 1.6 * r * size, tone, light)
        blur = (1.0 + 1.5 * row) * u
        sway = Sway(reach=2.4 * u, speed=0.11 + 0.03 * row, foot=base, phase=2.0 * row)
        nodes.append(shell.air.plate(heads, depth, haze=0.0, blur=blur, sway=sway))
        nodes.append(shell.air.plate(seats, depth + 0.001, haze=0.0, blur=blur))
    return nodes


def _seat(c: Canvas, x: float, y: float, half: float, tone: Rgb, light: Rgb) -> None:
    back = smooth(
        [
            (x - half, y + 3 * half),
            (x - half * 0.96, y),
            (x, y - 0.2 * half),
            (x + half * 0.96, y),
            (x + half, y + 3 * half),
        ],
        6,
    )
    c.poly(back, mix(tone, light, 0.3))
    c.poly([(px, py + 0.09 * half) for px, py in back], tone)


def _head(c: Canvas, x: float, y: float, r: float, n: int, tone: Rgb, light: Rgb) -> None:
    dark, rim = dim(tone, 0.55), mix(tone, light, 0.45)
    neck = [(-1.6, 2.6), (-1.25, 1.45), (-0.4, 1.0), (0.4, 1.0), (1.25, 1.45), (1.6, 2.6)]
    c.poly(smooth([(x + a * r, y + b * r) for a, b in neck], 5), dark)
    c.ellipse(x, y - 0.1 * r, r * 0.86, r * 1.08, rim)
    c.ellipse(x, y + 0.06 * r, r * 0.84, r * 1.08, dark)
    kind = n % 5
    if kind == 1:
        c.ellipse(x + 0.1 * r, y - 1.12 * r, r * 0.4, r * 0.36, dark)
    elif kind in (2, 4):
        hair = [(-0.95, -0.2), (-1.08, 1.4), (-0.4, 1.7), (0.4, 1.7), (1.08, 1.4), (0.95, -0.2)]
        c.poly(smooth([(x + a * r, y + b * r) for a, b in hair], 5), dark)
