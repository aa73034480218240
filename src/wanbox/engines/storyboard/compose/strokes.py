"""Bulk painting of plates: thousands of leaves and blades of grass at build time."""

from __future__ import annotations

import numpy as np

from .blit import Packed, Pixels, Reals, packed, u32
from .jit import kernel


@kernel
def leaves(canvas: Pixels, table: Reals) -> None:
    """Small anti-aliased ellipses over a premultiplied canvas. Rows: x, y, long and short radius, angle, b, g, r."""
    height, width = canvas.shape[0], canvas.shape[1]
    for i in range(table.shape[0]):
        x, y, a, b = table[i, 0], table[i, 1], max(0.6, table[i, 2]), max(0.6, table[i, 3])
        cos, sin = np.cos(table[i, 4]), np.sin(table[i, 4])
        edge = (1 + 0.5 / b) ** 2
        # How far the turned ellipse reaches across and up.
        wide = np.sqrt(edge * (a * a * cos * cos + b * b * sin * sin)) + 0.01
        tall = np.sqrt(edge * (a * a * sin * sin + b * b * cos * cos)) + 0.01
        ca, sa, cb, sb = cos / a, sin / a, cos / b, sin / b
        for py in range(max(0, int(y - tall)), min(height, int(y + tall) + 2)):
            for px in range(max(0, int(x - wide)), min(width, int(x + wide) + 2)):
                u, v = (px - x) * ca + (py - y) * sa, (py - y) * cb - (px - x) * sb
                far = u * u + v * v
                if far >= edge:
                    continue
                k = min(1.0, (1 - np.sqrt(far)) * b + 0.5)
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
    rows, half, most = canvas.reshape(canvas.shape[0], -1), np.float32(0.5), np.float32(255)
    for i in range(mask.shape[0]):
        row, share = rows[y + i, 4 * x :], mask[i]
        c0, c1, c2, c3 = colours[i, 0], colours[i, 1], colours[i, 2], colours[i, 3]
        for j in range(share.shape[0]):
            k = np.float32(share[j]) * np.float32(1 / 255)
            p, q = np.float32(row[4 * j]), np.float32(row[4 * j + 1])
            r, s = np.float32(row[4 * j + 2]), np.float32(row[4 * j + 3])
            row[4 * j] = np.uint8(min(most, p + (c0 - p) * k + half))
            row[4 * j + 1] = np.uint8(min(most, q + (c1 - q) * k + half))
            row[4 * j + 2] = np.uint8(min(most, r + (c2 - r) * k + half))
            row[4 * j + 3] = np.uint8(min(most, s + (c3 - s) * k + half))


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
def _stamp(canvas: Packed, cutout: Packed, x: int, y: int) -> None:
    mask, eight, one = u32(0x00FF00FF), u32(8), u32(0x00010001)
    first, last = max(0, -x), min(cutout.shape[1], canvas.shape[1] - x)
    for i in range(max(0, -y), min(cutout.shape[0], canvas.shape[0] - y)):
        row, above = canvas[y + i, x + first :], cutout[i, first:]
        for j in range(last - first):
            p, s = row[j], above[j]
            rest = u32(255) - (s >> u32(24))
            even, odd = (p & mask) * rest, ((p >> eight) & mask) * rest
            # A division by 255 that is exact: what was opaque has to stay opaque.
            even = (((even + one + ((even >> eight) & mask)) >> eight) & mask) + (s & mask)
            odd = (((odd + one + ((odd >> eight) & mask)) >> eight) & mask) + ((s >> eight) & mask)
            e, o = (even >> eight) & one, (odd >> eight) & one
            row[j] = ((even | ((e << eight) - e)) & mask) | (((odd | ((o << eight) - o)) & mask) << eight)


def stamp(canvas: Pixels, cutout: Pixels, x: int, y: int) -> None:
    """Cover a contiguous premultiplied canvas with a premultiplied cutout, its corner at (x, y)."""
    _stamp(canvas.view(np.uint32)[..., 0], packed(cutout), x, y)
