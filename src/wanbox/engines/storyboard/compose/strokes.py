"""Bulk painting of plates: thousands of leaves and blades of grass at build time."""

from __future__ import annotations

import numpy as np

from .blit import Pixels, Reals
from .jit import kernel


@kernel
def leaves(canvas: Pixels, table: Reals) -> None:
    """Small anti-aliased ellipses over a premultiplied canvas. Rows: x, y, long and short radius, angle, b, g, r."""
    height, width = canvas.shape[0], canvas.shape[1]
    for i in range(table.shape[0]):
        x, y, a, b = table[i, 0], table[i, 1], max(0.6, table[i, 2]), max(0.6, table[i, 3])
        cos, sin = np.cos(table[i, 4]), np.sin(table[i, 4])
        reach = max(a, b) + 1
        for py in range(max(0, int(y - reach)), min(height, int(y + reach) + 2)):
            for px in range(max(0, int(x - reach)), min(width, int(x + reach) + 2)):
                u, v = ((px - x) * cos + (py - y) * sin) / a, ((py - y) * cos - (px - x) * sin) / b
                k = min(1.0, (1 - np.sqrt(u * u + v * v)) * b + 0.5)
                if k <= 0:
                    continue
                for c in range(3):
                    canvas[py, px, c] = canvas[py, px, c] * (1 - k) + table[i, 5 + c] * k
                canvas[py, px, 3] = canvas[py, px, 3] * (1 - k) + 255 * k


@kernel
def blades(canvas: Pixels, table: Reals) -> None:
    """Tapering blades. Rows: foot x, foot y, height, lean in pixels, width, tip b, g, r, foot b, g, r."""
    height, width = canvas.shape[0], canvas.shape[1]
    for i in range(table.shape[0]):
        x, y, h, lean, wide = table[i, 0], table[i, 1], table[i, 2], table[i, 3], table[i, 4]
        for py in range(max(0, int(y - h)), min(height, int(y) + 1)):
            u = (y - py) / h
            half = max(0.35, 0.5 * wide * (1 - u * u))
            at = x + lean * u * u
            for px in range(max(0, int(at - half - 1)), min(width, int(at + half + 2))):
                k = min(1.0, half + 0.5 - abs(px - at))
                if k <= 0:
                    continue
                for c in range(3):
                    v = table[i, 5 + c] * u + table[i, 8 + c] * (1 - u)
                    canvas[py, px, c] = canvas[py, px, c] * (1 - k) + v * k
                canvas[py, px, 3] = canvas[py, px, 3] * (1 - k) + 255 * k


@kernel
def cover(canvas: Pixels, mask: Pixels, colours: Reals, x: int, y: int) -> None:
    """Lay one colour per row (BGRA) over a premultiplied canvas where the mask says, its corner at (x, y)."""
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            k = np.float32(mask[i, j]) * np.float32(1 / 255)
            if k > 0:
                for c in range(4):
                    v = np.float32(canvas[y + i, x + j, c])
                    canvas[y + i, x + j, c] = min(np.float32(255), v + (colours[i, c] - v) * k + np.float32(0.5))


@kernel
def pool(canvas: Pixels, x: float, y: float, a: float, b: float, colour: Reals) -> None:
    """Add a soft ellipse of light with the half axes a and b, without covering; colour: blue, green, red, strength."""
    height, width = canvas.shape[0], canvas.shape[1]
    for py in range(max(0, int(y - b)), min(height, int(y + b) + 1)):
        v = 1 - ((py - y) / b) ** 2
        for px in range(max(0, int(x - a)), min(width, int(x + a) + 1)):
            fall = v - ((px - x) / a) ** 2
            if fall > 0:
                k = np.float32(fall * fall) * colour[3]
                for c in range(3):
                    light = np.float32(canvas[py, px, c]) + colour[c] * k
                    canvas[py, px, c] = min(np.float32(255), max(np.float32(0), light))


@kernel
def stamp(canvas: Pixels, cutout: Pixels, x: int, y: int) -> None:
    """Cover a premultiplied canvas with a premultiplied cutout, its corner at (x, y)."""
    first, last = max(0, -x), min(cutout.shape[1], canvas.shape[1] - x)
    for i in range(max(0, -y), min(cutout.shape[0], canvas.shape[0] - y)):
        for j in range(first, last):
            rest = 255 - cutout[i, j, 3]
            for c in range(4):
                canvas[y + i, x + j, c] = min(255, cutout[i, j, c] + canvas[y + i, x + j, c] * rest // 255)
