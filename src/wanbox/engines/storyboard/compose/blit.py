"""Bitmaps onto the frame: row by row, column by column, or through any affine map.

Sources are premultiplied BGRA. Rows and columns carry their own scale and offset, so that one kernel draws flat planes,
receding ground, swaying trees and rippled reflections alike.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .jit import kernel

Pixels: TypeAlias = NDArray[np.uint8]
Reals: TypeAlias = NDArray[np.float32]
Spans: TypeAlias = NDArray[np.int32]


def spans_of(cutout: Pixels) -> Spans:
    """First and last column with ink, per row; (width, -1) for empty rows."""
    ink = cutout[..., 3] > 0 if cutout.shape[2] == 4 else np.ones(cutout.shape[:2], bool)
    # Additive light has colour without alpha.
    if cutout.shape[2] == 4:
        ink |= cutout[..., :3].any(axis=2)
    width = cutout.shape[1]
    first = np.where(ink.any(axis=1), ink.argmax(axis=1), width)
    last = np.where(ink.any(axis=1), width - 1 - ink[:, ::-1].argmax(axis=1), -1)
    return np.stack([first, last], axis=1).astype(np.int32)


@kernel
def rows_over(dst: Pixels, src: Pixels, spans: Spans, top: int, sy: Reals, sx: Reals, step: Reals, opacity: Reals) -> None:
    """Blend row sy[i] of `src`, read from column sx[i] in steps of step[i] > 0, over row top + i of `dst`."""
    width, sh, sw = dst.shape[1], src.shape[0], src.shape[1]
    for i in range(sy.shape[0]):
        y, iy = top + i, int(np.floor(sy[i]))
        o = int(opacity[i] * 256)
        if y < 0 or y >= dst.shape[0] or iy < 0 or iy >= sh - 1 or o <= 0:
            continue
        fy = int((sy[i] - iy) * 256)
        a0 = max(0, min(spans[iy, 0], spans[iy + 1, 0]) - 1)
        a1 = min(sw - 2, max(spans[iy, 1], spans[iy + 1, 1]))
        x0 = max(0, int(np.ceil((a0 - sx[i]) / step[i])))
        x1 = min(width - 1, int(np.floor((a1 + 0.99 - sx[i]) / step[i])))
        if x1 < x0 or a1 < a0:
            continue
        pos, inc = int((sx[i] + step[i] * x0) * 65536), int(step[i] * 65536)
        upper, lower, out = src[iy], src[iy + 1], dst[y]
        for x in range(x0, x1 + 1):
            ix = pos >> 16
            fx = (pos >> 8) & 255
            pos += inc
            if ix < 0 or ix >= sw - 1:
                continue
            w11 = (fx * fy) >> 8
            w10 = fx - w11
            w01 = fy - w11
            w00 = 256 - fx - fy + w11
            b = upper[ix, 0] * w00 + upper[ix + 1, 0] * w10 + lower[ix, 0] * w01 + lower[ix + 1, 0] * w11
            g = upper[ix, 1] * w00 + upper[ix + 1, 1] * w10 + lower[ix, 1] * w01 + lower[ix + 1, 1] * w11
            r = upper[ix, 2] * w00 + upper[ix + 1, 2] * w10 + lower[ix, 2] * w01 + lower[ix + 1, 2] * w11
            a = upper[ix, 3] * w00 + upper[ix + 1, 3] * w10 + lower[ix, 3] * w01 + lower[ix + 1, 3] * w11
            if a | b | g | r == 0:
                continue
            if o < 256:
                b, g, r, a = (b * o) >> 8, (g * o) >> 8, (r * o) >> 8, (a * o) >> 8
            rest = 65280 - a
            out[x, 0] = min(255, (b + ((out[x, 0] * rest) >> 8) + 128) >> 8)
            out[x, 1] = min(255, (g + ((out[x, 1] * rest) >> 8) + 128) >> 8)
            out[x, 2] = min(255, (r + ((out[x, 2] * rest) >> 8) + 128) >> 8)


@kernel
def rows_copy(dst: Pixels, src: Pixels, top: int, sy: Reals, sx: Reals, step: Reals) -> None:
    """Copy rows of an opaque BGR source as `rows_over` does; reads beyond the edges repeat the edge."""
    sh, sw = src.shape[0], src.shape[1]
    last = (sw - 1) * 65536 - 1
    for i in range(sy.shape[0]):
        y = top + i
        if y < 0 or y >= dst.shape[0]:
            continue
        row = min(max(sy[i], 0.0), sh - 1.001)
        iy = int(row)
        fy = int((row - iy) * 256)
        pos, inc = int(sx[i] * 65536), int(step[i] * 65536)
        upper, lower, out = src[iy], src[iy + 1], dst[y]
        for x in range(dst.shape[1]):
            at = min(max(pos, 0), last)
            ix = at >> 16
            fx = (at >> 8) & 255
            pos += inc
            w11 = (fx * fy) >> 8
            w10 = fx - w11
            w01 = fy - w11
            w00 = 256 - fx - fy + w11
            for c in range(3):
                v = upper[ix, c] * w00 + upper[ix + 1, c] * w10 + lower[ix, c] * w01 + lower[ix + 1, c] * w11
                out[x, c] = v >> 8


@kernel
def columns_over(dst: Pixels, src: Pixels, ends: Spans, left: int, sx: Reals, sy: Reals, step: Reals) -> None:
    """Blend column sx[i] of `src`, read from row sy[i] in steps of step[i], over column left + i; `ends` are the first
    and last row with ink per source column.
    """
    height, sh, sw = dst.shape[0], src.shape[0], src.shape[1]
    n = sx.shape[0]
    lo, hi = np.empty(n, np.int64), np.empty(n, np.int64)
    top, bottom = height, -1
    for i in range(n):
        ix = min(max(int(sx[i]), 0), sw - 2)
        a0 = max(0, min(ends[ix, 0], ends[ix + 1, 0]) - 1)
        a1 = min(sh - 2, max(ends[ix, 1], ends[ix + 1, 1]))
        lo[i] = max(0, int(np.ceil((a0 - sy[i]) / step[i])))
        hi[i] = min(height - 1, int(np.floor((a1 + 0.99 - sy[i]) / step[i])))
        if a1 < a0 or sx[i] < 0 or sx[i] >= sw - 1:
            hi[i] = -1
        top, bottom = min(top, lo[i]), max(bottom, hi[i])
    for y in range(top, bottom + 1):
        for i in range(n):
            if y < lo[i] or y > hi[i]:
                continue
            u, v = sx[i], sy[i] + step[i] * y
            ix, iy = int(u), int(v)
            fx, fy = int((u - ix) * 256), int((v - iy) * 256)
            iy = min(max(iy, 0), sh - 2)
            w11 = (fx * fy) >> 8
            w10 = fx - w11
            w01 = fy - w11
            w00 = 256 - fx - fy + w11
            p, q, r, s = src[iy, ix], src[iy, ix + 1], src[iy + 1, ix], src[iy + 1, ix + 1]
            rest = 65280 - (p[3] * w00 + q[3] * w10 + r[3] * w01 + s[3] * w11)
            for c in range(3):
                value = p[c] * w00 + q[c] * w10 + r[c] * w01 + s[c] * w11
                dst[y, left + i, c] = min(255, (value + ((dst[y, left + i, c] * rest) >> 8) + 128) >> 8)


@kernel
def affine_over(dst: Pixels, src: Pixels, inverse: Reals, x0: int, y0: int, x1: int, y1: int, opacity: float) -> None:
    """Blend `src` through the inverse map (6 numbers: destination to source) over the box of `dst`."""
    sh, sw = src.shape[0], src.shape[1]
    o = int(opacity * 256)
    for y in range(y0, y1):
        for x in range(x0, x1):
            u = inverse[0] * x + inverse[1] * y + inverse[2]
            v = inverse[3] * x + inverse[4] * y + inverse[5]
            if u < 0 or v < 0 or u >= sw - 1 or v >= sh - 1:
                continue
            ix, iy = int(u), int(v)
            fx, fy = int((u - ix) * 256), int((v - iy) * 256)
            w11 = (fx * fy) >> 8
            w10 = fx - w11
            w01 = fy - w11
            w00 = 256 - fx - fy + w11
            p, q, r, s = src[iy, ix], src[iy, ix + 1], src[iy + 1, ix], src[iy + 1, ix + 1]
            rest = 65280 - (((p[3] * w00 + q[3] * w10 + r[3] * w01 + s[3] * w11) * o) >> 8)
            for c in range(3):
                value = ((p[c] * w00 + q[c] * w10 + r[c] * w01 + s[c] * w11) * o) >> 8
                dst[y, x, c] = min(255, (value + ((dst[y, x, c] * rest) >> 8) + 128) >> 8)


def plane(
    dst: Pixels,
    src: Pixels,
    spans: Spans,
    *,
    scale: float,
    x: float,
    y: float,
    opacity: float = 1.0,
    shift: Reals | None = None,
) -> None:
    """Draw `src` scaled, with its corner at (x, y); `shift` moves each frame row sideways by that many pixels."""
    top, bottom = max(0, int(np.floor(y))), min(dst.shape[0], int(np.ceil(y + src.shape[0] * scale)))
    if bottom <= top:
        return
    rows = np.arange(top, bottom, dtype=np.float32)
    offset = np.full(len(rows), x, np.float32) if shift is None else (x + shift[top:bottom]).astype(np.float32)
    inverse = np.full(len(rows), 1 / scale, np.float32)
    fade = np.full(len(rows), opacity, np.float32)
    rows_over(dst, src, spans, top, (rows - np.float32(y)) / np.float32(scale), -offset / np.float32(scale), inverse, fade)


def affine(dst: Pixels, src: Pixels, matrix: NDArray[np.float64], opacity: float = 1.0) -> None:
    """Draw `src` through a 2x3 forward matrix."""
    full = np.vstack([matrix, [0.0, 0.0, 1.0]])
    corners = full @ np.array([[0, src.shape[1], 0, src.shape[1]], [0, 0, src.shape[0], src.shape[0]], [1, 1, 1, 1]])
    x0, y0 = max(0, int(corners[0].min())), max(0, int(corners[1].min()))
    x1, y1 = min(dst.shape[1], int(corners[0].max()) + 2), min(dst.shape[0], int(corners[1].max()) + 2)
    if x1 > x0 and y1 > y0:
        inverse = np.linalg.inv(full)[:2].astype(np.float32).ravel()
        affine_over(dst, src, inverse, x0, y0, x1, y1, float(opacity))
