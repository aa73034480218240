"""Bitmaps onto the canvas: row by row, column by column, or through any affine map.

Sources are premultiplied BGRA, canvases BGR and a byte that says nothing; both are handled four bytes at a time. Each
row is resampled and then blended, because loops that do one thing each are the ones that compilers turn into vector
code.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from .jit import kernel

Pixels: TypeAlias = NDArray[np.uint8]
Reals: TypeAlias = NDArray[np.float32]
Spans: TypeAlias = NDArray[np.int32]
#: Six numbers of an affine map, in any shape.
Matrix: TypeAlias = NDArray[np.float64]
#: BGRA pixels as one number each.
Packed: TypeAlias = NDArray[np.uint32]

u32, u64 = np.uint32, np.uint64
_STILL = np.empty(0, np.float32)


def packed(cutout: Pixels) -> Packed:
    """The same pixels, one number each; the picture must be contiguous."""
    return np.ascontiguousarray(cutout).view(np.uint32)[..., 0]


def rows_of(canvas: Pixels) -> Packed:
    """A canvas as one number a pixel; shares its memory. Raises ValueError if it has not four bytes a pixel."""
    return canvas.view(np.uint32)[..., 0]


@kernel
def find_spans(out: Spans, cutout: Packed) -> None:
    width, alpha, byte = cutout.shape[1], u32(24), u32(255)
    for y in range(cutout.shape[0]):
        row, first, last = cutout[y], 0, width - 1
        while first < width and row[first] == 0:
            first += 1
        while last >= first and row[last] == 0:
            last -= 1
        ink, shines = row[first : last + 1], u32(0)
        for x in range(ink.shape[0]):
            p = ink[x]
            most = max(p & byte, (p >> u32(8)) & byte, (p >> u32(16)) & byte)
            # Below zero, and so with the highest bit set, where there is more light than alpha.
            shines |= u32((p >> alpha) - most)
        longest, end, x = 0, 0, 0
        while x < ink.shape[0]:
            while x < ink.shape[0] and ink[x] >> alpha < byte:
                x += 1
            start = x
            while x < ink.shape[0] and ink[x] >> alpha == byte:
                x += 1
            if x - start > longest:
                longest, end = x - start, x
        out[y, 0], out[y, 1] = first, last if first < width else -1
        out[y, 2], out[y, 3], out[y, 4] = first + end - longest, first + end - 1, shines >> u32(31)


def spans_of(cutout: Pixels) -> Spans:
    """Per row: first and last column with ink, (width, -1) for empty rows; first and last of its longest opaque run,
    last < first for none; 1 where it shines, having more light than alpha, else 0. Light without alpha is ink.
    """
    out = np.empty((cutout.shape[0], 5), np.int32)
    find_spans(out, packed(cutout))
    return out


@kernel
def lerp_rows(out: Packed, upper: Packed, lower: Packed, a: int, b: int) -> None:
    """Mix two rows with weights of 256ths, no more than 256 together."""
    mask, eight, wa, wb = u32(0x00FF00FF), u32(8), u32(a), u32(b)
    # Counting from zero spares the compiler a check for negative indices, which would keep it from vector code.
    for j in range(out.shape[0]):
        p, q = upper[j], lower[j]
        even = (((p & mask) * wa + (q & mask) * wb) >> eight) & mask
        out[j] = even | ((((p >> eight) & mask) * wa + ((q >> eight) & mask) * wb) & u32(0xFF00FF00))


@kernel
def pick(left: Packed, right: Packed, row: Packed, pos: int, step: int, count: int) -> None:
    """Read `count` pixels of a row at pos, pos + step … (65536ths), and their right neighbours."""
    at, inc = u64(pos), u64(step)
    for x in range(count):
        ix = at >> u64(16)
        left[x], right[x] = row[ix], row[ix + u64(1)]
        at += inc


@kernel
def mix_pixels(out: Packed, left: Packed, right: Packed, pos: int, step: int, count: int) -> None:
    """Mix neighbours by the fractions of pos, pos + step … (65536ths)."""
    mask, eight, full = u32(0x00FF00FF), u32(8), u32(256)
    for x in range(count):
        f = ((u32(pos) + u32(step) * u32(x)) >> eight) & u32(255)
        e, p, q = full - f, left[x], right[x]
        even = (((p & mask) * e + (q & mask) * f) >> eight) & mask
        out[x] = even | ((((p >> eight) & mask) * e + ((q >> eight) & mask) * f) & u32(0xFF00FF00))


@kernel
def mix_squares(out: Packed, four: Packed, fx: Packed, fy: Packed, opacity: int, count: int) -> None:
    """Mix four neighbours a pixel (rows of `four`: here, right, below, below right) by 256ths, faded by `opacity`."""
    mask, eight, full, o = u32(0x00FF00FF), u32(8), u32(256), u32(opacity)
    p, q, r, s = four[0], four[1], four[2], four[3]
    for i in range(count):
        f, g = fx[i], fy[i]
        w11 = (f * g) >> eight
        w10, w01 = f - w11, g - w11
        w00 = full - f - g + w11
        a, b, c, d = p[i], q[i], r[i], s[i]
        even = (((a & mask) * w00 + (b & mask) * w10 + (c & mask) * w01 + (d & mask) * w11) >> eight) & mask
        a, b, c, d = (a >> eight) & mask, (b >> eight) & mask, (c >> eight) & mask, (d >> eight) & mask
        odd = ((a * w00 + b * w10 + c * w01 + d * w11) >> eight) & mask
        out[i] = (((even * o) >> eight) & mask) | ((odd * o) & u32(0xFF00FF00))


@kernel
def blend_row(out: Pixels, source: Pixels, count: int) -> None:
    """Lay `count` premultiplied BGRA pixels over as many BGR pixels, three bytes each; both are rows of bytes."""
    for x in range(count):
        a = source[4 * x + 3]
        k = 256 - a - (a >> 7)
        out[3 * x] = min(255, source[4 * x] + ((out[3 * x] * k) >> 8))
        out[3 * x + 1] = min(255, source[4 * x + 1] + ((out[3 * x + 1] * k) >> 8))
        out[3 * x + 2] = min(255, source[4 * x + 2] + ((out[3 * x + 2] * k) >> 8))


@kernel
def slide(out: Packed, row: Packed, share: int, count: int) -> None:
    """Mix each pixel with its right neighbour, which has a share of 256ths."""
    mask, eight, f, e = u32(0x00FF00FF), u32(8), u32(share), u32(256 - share)
    for x in range(count):
        p, q = row[x], row[x + 1]
        even = (((p & mask) * e + (q & mask) * f) >> eight) & mask
        out[x] = even | ((((p >> eight) & mask) * e + ((q >> eight) & mask) * f) & u32(0xFF00FF00))


@kernel
def cover_row(under: Packed, source: Packed, count: int) -> None:
    """Lay pixels with no more light than alpha over others."""
    mask, eight, full = u32(0x00FF00FF), u32(8), u32(256)
    for i in range(count):
        p, s = under[i], source[i]
        a = s >> u32(24)
        k = full - a - (a >> u32(7))
        under[i] = s + (((((p & mask) * k) >> eight) & mask) | ((((p >> eight) & mask) * k) & u32(0xFF00FF00)))


@kernel
def shine_row(under: Packed, source: Packed, count: int) -> None:
    """Lay pixels with any light over others; what is brighter than white is white."""
    mask, eight, full, over = u32(0x00FF00FF), u32(8), u32(256), u32(0x00010001)
    for i in range(count):
        p, s = under[i], source[i]
        a = s >> u32(24)
        k = full - a - (a >> u32(7))
        even = (s & mask) + ((((p & mask) * k) >> eight) & mask)
        odd = ((s >> eight) & mask) + (((((p >> eight) & mask) * k) >> eight) & mask)
        e, o = (even >> eight) & over, (odd >> eight) & over
        under[i] = ((even | ((e << eight) - e)) & mask) | (((odd | ((o << eight) - o)) & mask) << eight)


@kernel
def lay_row(under: Packed, source: Packed, shines: bool) -> None:
    """Lay as many pixels as `source` has over others."""
    if shines:
        shine_row(under, source, source.shape[0])
    else:
        cover_row(under, source, source.shape[0])


@kernel
def sampled_row(line: Packed, mixed: Packed, left: Packed, right: Packed, pos: int, inc: int, count: int) -> None:
    """Read `count` pixels of a row at pos, pos + inc … (65536ths), each mixed of two neighbours."""
    if abs(inc - 65536) * count < 256:
        slide(line, mixed[pos >> 16 :], (pos >> 8) & 255, count)
        return
    # Reading scattered pixels and mixing them are two loops: the second becomes vector code.
    pick(left, right, mixed, pos, inc, count)
    mix_pixels(line, left, right, pos, inc, count)


@kernel
def opaque_run(spans: Spans, iy: int, pos: int, inc: int, count: int) -> tuple[int, int]:
    """The samples, from the first up to the one before the second, that rows iy and iy + 1 cover wholly."""
    a, b = max(spans[iy, 2], spans[iy + 1, 2]), min(spans[iy, 3], spans[iy + 1, 3])
    if b <= a or inc <= 0:
        return 0, 0
    first = min(count, max(0, (a * 65536 - pos + inc - 1) // inc))
    return first, max(first, min(count, (b * 65536 - 1 - pos) // inc + 1))


@kernel
def rows_over(
    dst: Packed, source: Packed, spans: Spans, top: int, sy: Reals, sx: Reals, step: Reals, opacity: Reals
) -> None:
    """Blend row sy[i] of `source`, read from column sx[i] in steps of step[i] > 0, over row top + i of `dst`."""
    width, sh, sw = dst.shape[1], source.shape[0], source.shape[1]
    mixed, line = np.empty(sw + 1, np.uint32), np.empty(width, np.uint32)
    left, right = np.empty(width, np.uint32), np.empty(width, np.uint32)
    for i in range(sy.shape[0]):
        y, iy = top + i, int(np.floor(sy[i]))
        o = int(opacity[i] * 256 + 0.5)
        if y < 0 or y >= dst.shape[0] or iy < 0 or iy >= sh - 1 or o <= 0:
            continue
        a0 = max(0, min(spans[iy, 0], spans[iy + 1, 0]) - 1)
        a1 = min(sw - 2, max(spans[iy, 1], spans[iy + 1, 1]))
        x0 = max(0, int(np.ceil((a0 - sx[i]) / step[i])))
        x1 = min(width - 1, int(np.floor((a1 + 0.98 - sx[i]) / step[i])))
        if x1 < x0 or a1 < a0:
            continue
        pos, inc = int((sx[i] + step[i] * x0) * 65536), int(step[i] * 65536)
        pos = max(0, pos)
        count = min(x1 - x0 + 1, ((sw - 1) * 65536 - 1 - pos) // max(1, inc) + 1)
        first, last = pos >> 16, min(sw, ((pos + inc * count) >> 16) + 2)
        b = int((sy[i] - iy) * o)
        lerp_rows(mixed[first:last], source[iy, first:last], source[iy + 1, first:last], o - b, b)
        shines = spans[iy, 4] | spans[iy + 1, 4] != 0
        solid, after = opaque_run(spans, iy, pos, inc, count) if o >= 256 else (0, 0)
        row = dst[y, x0:]
        # What is opaque goes straight onto the canvas.
        if solid > 0:
            sampled_row(line, mixed, left, right, pos, inc, solid)
            lay_row(row, line[:solid], shines)
        if after > solid:
            sampled_row(row[solid:], mixed, left, right, pos + inc * solid, inc, after - solid)
        if count > after:
            sampled_row(line, mixed, left, right, pos + inc * after, inc, count - after)
            lay_row(row[after:], line[: count - after], shines)


@kernel
def affine_over(
    dst: Packed, source: Packed, inverse: NDArray[np.float64], x0: int, y0: int, x1: int, y1: int, opacity: float
) -> None:
    """Blend `source` through the inverse map (6 numbers: destination to source) over a box of `dst`."""
    sh, sw, n = source.shape[0], source.shape[1], x1 - x0
    line, four = np.empty(n + 1, np.uint32), np.empty((4, n), np.uint32)
    fx, fy = np.empty(n, np.uint32), np.empty(n, np.uint32)
    du, dv, o = int(inverse[0] * 65536), int(inverse[3] * 65536), int(opacity * 256)
    for y in range(y0, y1):
        u = int((inverse[0] * x0 + inverse[1] * y + inverse[2]) * 65536)
        v = int((inverse[3] * x0 + inverse[4] * y + inverse[5]) * 65536)
        first, last = n, 0
        for i in range(n):
            iy, ix = v >> 16, u >> 16
            if ix < 0 or iy < 0 or ix >= sw - 1 or iy >= sh - 1:
                four[0, i] = four[1, i] = four[2, i] = four[3, i] = u32(0)
            else:
                a, b = u64(iy), u64(ix)
                four[0, i], four[1, i] = source[a, b], source[a, b + u64(1)]
                four[2, i], four[3, i] = source[a + u64(1), b], source[a + u64(1), b + u64(1)]
                fx[i], fy[i] = u32((u >> 8) & 255), u32((v >> 8) & 255)
                if four[0, i] | four[1, i] | four[2, i] | four[3, i] != 0:
                    first, last = min(first, i), i + 1
            u += du
            v += dv
        if last > first:
            mix_squares(line[first:last], four[:, first:last], fx[first:last], fy[first:last], o, last - first)
            shine_row(dst[y, x0 + first :], line[first:last], last - first)


@kernel
def plane_over(
    dst: Packed,
    source: Packed,
    spans: Spans,
    top: int,
    bottom: int,
    numbers: tuple[float, float, float, float],
    shift: Reals,
) -> None:
    """`rows_over` for a picture scaled about its corner. numbers: scale, corner's x and y, opacity; `shift` is empty or
    moves each frame row sideways.
    """
    scale, x, y, opacity = numbers
    sy, sx, step, fade = np.empty((4, bottom - top), np.float32)
    for i in range(bottom - top):
        moved = shift[top + i] if shift.shape[0] else np.float32(0)
        sy[i], sx[i], step[i], fade[i] = (top + i - y) / scale, -(x + moved) / scale, 1 / scale, opacity
    rows_over(dst, source, spans, top, sy, sx, step, fade)


def over_rows(
    dst: Pixels, src: Pixels, spans: Spans, top: int, sy: Reals, sx: Reals, step: Reals, opacity: Reals
) -> None:
    """`rows_over` for pictures of pixels."""
    rows_over(rows_of(dst), packed(src), spans, top, sy, sx, step, opacity)


def over_columns(dst: Pixels, turned: Pixels, ends: Spans, left: int, sx: Reals, sy: Reals, step: Reals) -> None:
    """Blend column sx[i] of a picture, read from row sy[i] in steps of step[i], over column left + i of `dst`.

    `turned` is the picture with rows and columns exchanged, `ends` are its spans.
    """
    n = len(sx)
    # Columns of pixels that lie apart are slow to write, so the work is done on a turned copy.
    piece = np.asarray(cv2.transpose(dst[:, left : left + n]), np.uint8)
    over_rows(piece, turned, ends, 0, sx, sy, step, np.ones(n, np.float32))
    cv2.transpose(piece, dst[:, left : left + n])


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
    top, bottom = max(0, math.floor(y)), min(dst.shape[0], math.ceil(y + src.shape[0] * scale))
    if bottom > top:
        shifts = _STILL if shift is None else shift.astype(np.float32, copy=False)
        numbers = float(scale), float(x), float(y), float(opacity)
        plane_over(rows_of(dst), packed(src), spans, top, bottom, numbers, shifts)


def reach_of(dst: Pixels, src: Pixels, matrix: Matrix) -> tuple[tuple[int, int, int, int], Matrix | None]:
    """The box of `dst` that `src` covers through a 2x3 forward matrix, and the inverse map; None where it misses."""
    (a, b, tx), (c, d, ty) = matrix.tolist()
    height, width = src.shape[:2]
    # The corners of the source, mapped: plain numbers are quicker than arrays of four.
    xs = tx, tx + a * width, tx + b * height, tx + a * width + b * height
    ys = ty, ty + c * width, ty + d * height, ty + c * width + d * height
    x0, y0 = max(0, int(min(xs))), max(0, int(min(ys)))
    x1, y1 = min(dst.shape[1], int(max(xs)) + 2), min(dst.shape[0], int(max(ys)) + 2)
    area = a * d - b * c
    if x1 <= x0 or y1 <= y0 or not area:
        return (x0, y0, x1, y1), None
    return (x0, y0, x1, y1), np.array([d, -b, b * ty - d * tx, -c, a, c * tx - a * ty]) / area


def affine(dst: Pixels, src: Pixels, matrix: Matrix, opacity: float = 1.0) -> None:
    """Draw `src` through a 2x3 forward matrix."""
    box, inverse = reach_of(dst, src, matrix)
    if inverse is not None:
        affine_over(rows_of(dst), packed(src), inverse, *box, float(opacity))


def blank(height: int, width: int) -> Pixels:
    """An empty canvas."""
    return np.zeros((height, width, 4), np.uint8)


def opaque(picture: Pixels) -> Pixels:
    """A BGR picture as BGRA without holes."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8) if picture.shape[2] == 3 else picture
