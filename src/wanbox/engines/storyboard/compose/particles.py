"""Small things in numbers: rain streaks, splashes and soft dabs (snow, motes, petals, sparks, stars)."""

from __future__ import annotations

import numpy as np

from .blit import Pixels, Reals
from .jit import kernel


@kernel
def dice(state: int) -> int:
    """The next number of a 32-bit sequence."""
    return (state * 1664525 + 1013904223) & 0xFFFFFFFF


@kernel
def rain(dst: Pixels, count: int, t: float, seed: int, speed: float, length: float, slant: float, light: float) -> None:
    """Slanting streaks; speed and length in pixels, light 0…255."""
    height, width = dst.shape[0], dst.shape[1]
    state = seed & 0xFFFFFFFF
    span = width + height * abs(slant) + 2 * length
    for _ in range(count):
        state = dice(state)
        rx = (state >> 8) / 16777216.0
        state = dice(state)
        ry = (state >> 8) / 16777216.0
        state = dice(state)
        rz = (state >> 8) / 16777216.0
        own = length * (0.6 + 0.8 * rz)
        fall = ry * (height + 2 * own) + t * speed * (0.75 + 0.5 * rz)
        y = fall % (height + 2 * own) - own
        x = (
            (rx * span + (fall // (height + 2 * own)) * 137.0) % span
            - length
            + (y * slant if slant > 0 else y * slant + height * -slant)
        )
        glow = light * (0.35 + 0.65 * rz)
        for j in range(int(own)):
            yy = int(y + j)
            at = x + j * slant
            ix = int(np.floor(at))
            if yy < 0 or yy >= height or ix < 0 or ix >= width - 1:
                continue
            f = at - ix
            e = glow * (j / own)
            for c in range(3):
                dst[yy, ix, c] = min(255.0, dst[yy, ix, c] + e * (1 - f) * (1.06 - 0.05 * c))
                dst[yy, ix + 1, c] = min(255.0, dst[yy, ix + 1, c] + e * f * (1.06 - 0.05 * c))


@kernel
def splashes(dst: Pixels, count: int, t: float, seed: int, top: int, unit: float, light: float) -> None:
    """Rings where drops meet the ground below row `top`, smaller towards it."""
    height, width = dst.shape[0], dst.shape[1]
    for i in range(count):
        life = t * 3.4 + i * 0.37
        turn = int(life)
        age = life - turn
        state = dice(dice((i * 7919 + turn * 104729 + seed) & 0xFFFFFFFF))
        rx = (state >> 8) / 16777216.0
        state = dice(state)
        ry = (state >> 8) / 16777216.0
        cy = top + (height - top) * (0.04 + 0.96 * ry**0.8)
        near = (cy - top) / max(1, height - top)
        radius = (1 + age * 9) * unit * (0.25 + near)
        glow = light * (1 - age)
        steps = int(10 + radius * 5)
        for k in range(steps):
            angle = k * 6.2832 / steps
            px, py = int(rx * width + np.cos(angle) * radius * 1.9), int(cy + np.sin(angle) * radius * 0.6)
            if 0 <= px < width and top <= py < height:
                for c in range(3):
                    dst[py, px, c] = min(255.0, dst[py, px, c] + glow)


@kernel
def dabs(dst: Pixels, table: Reals) -> None:
    """Soft ellipses. Each row: x, y, long radius, short radius, angle, blue, green, red, alpha 0…1, hardness (1 soft …
    8 crisp), additive (1) or covering (0).
    """
    height, width = dst.shape[0], dst.shape[1]
    for i in range(table.shape[0]):
        x, y, a, b = table[i, 0], table[i, 1], max(0.5, table[i, 2]), max(0.5, table[i, 3])
        cos, sin = np.cos(table[i, 4]), np.sin(table[i, 4])
        reach = max(a, b) + 1
        add = table[i, 10] > 0.5
        for py in range(max(0, int(y - reach)), min(height, int(y + reach) + 2)):
            for px in range(max(0, int(x - reach)), min(width, int(x + reach) + 2)):
                u, v = ((px - x) * cos + (py - y) * sin) / a, ((py - y) * cos - (px - x) * sin) / b
                d = u * u + v * v
                if d >= 1:
                    continue
                k = min(1.0, (1 - d) * table[i, 9]) * table[i, 8]
                for c in range(3):
                    p = float(dst[py, px, c])
                    p = p + table[i, 5 + c] * k if add else p + (table[i, 5 + c] - p) * k
                    dst[py, px, c] = min(255.0, p)
