"""Bitmaps onto the canvas: row by row, column by column, or through any affine map.

Sources are premultiplied BGRA, canvases BGR and a byte that says nothing; both are handled four bytes at a time. Each
row is resampled and then blended, because loops that do one thing each are the ones that compilers turn into vector
code.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from .jit import kernel
from .pixels import Matrix, Packed, Pixels, Reals, Spans, blank, packed, rows_of, u32, u64
from .spans import NO_RUNS, Runs, find_spans, runs_of, spans_of

__all__ = [
    "Matrix",
    "Packed",
    "Pixels",
    "Reals",
    "Runs",
    "Spans",
    "affine",
    "blank",
    "find_spans",
    "opaque",
    "over_columns",
    "over_rows",
    "packed",
    "plane",
    "rows_of",
    "runs_of",
    "spans_of",
    "u32",
    "u64",
]

_STILL = np.empty(0, np.float32)
#: Steps below which a row of the source serves so many rows of the canvas that it is read across but once.
_COARSE = 0.75
#: How far from 65536 a step may be for `near_row`: 15 of them must not add up to two pixels.
_NEAR = 8700
#: Pixels that it reads before and after a row's own.
_LEAD, _TAIL = 2, 24


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
def add_row(under: Pixels, light: Pixels) -> None:
    """Add bytes of light to others, no further than white."""
    for j in range(light.shape[0]):
        under[j] = np.uint8(min(255, int(under[j]) + int(light[j])))


@kernel
def lay_row(under: Packed, source: Packed, shines: bool) -> None:
    """Lay as many pixels as `source` has over others."""
    if shines:
        shine_row(under, source, source.shape[0])
    else:
        cover_row(under, source, source.shape[0])


@kernel
def near_row(out: Packed, row: Packed, pos: int, inc: int, count: int) -> None:
    """`mix_pixels` of the pixels that `pick` would read, for steps near 65536: within 16 pixels they fall no more than
    two behind or ahead, so that each is one of three neighbours and nothing need be read from scattered places.

    Reads two pixels before and up to 18 after what it mixes, and writes up to 15 more than `count`.
    """
    mask, eight, full, sixteen = u32(0x00FF00FF), u32(8), u32(256), u32(16)
    behind, step = u64(2 if inc < 65536 else 0), u32(inc)
    for i in range((count + 15) >> 4):
        at, to = u64(pos) + u64(inc) * u64(16 * i), u64(16 * i)
        base, first = (at >> u64(16)) - behind, u32(at & u64(65535))
        for k in range(16):
            t, here = first + step * u32(k), base + u64(k)
            off = (t >> sixteen) + u32(behind) - u32(k)
            a, b, c, d = row[here], row[here + u64(1)], row[here + u64(2)], row[here + u64(3)]
            p = a if off == 0 else (b if off == 1 else c)
            q = b if off == 0 else (c if off == 1 else d)
            f = (t >> eight) & u32(255)
            even = (((p & mask) * (full - f) + (q & mask) * f) >> eight) & mask
            odd = ((p >> eight) & mask) * (full - f) + ((q >> eight) & mask) * f
            out[to + u64(k)] = even | (odd & u32(0xFF00FF00))


@kernel
def copy_row(out: Packed, row: Packed, count: int) -> None:
    """Copy pixels; a loop is quicker here than assigning a slice."""
    for x in range(count):
        out[x] = row[x]


@kernel
def sampled_row(line: Packed, mixed: Packed, left: Packed, right: Packed, pos: int, inc: int, count: int) -> None:
    """Read `count` pixels of a row at pos, pos + inc … (65536ths), each mixed of two neighbours.

    `mixed` and `line` are longer than what is read and written, see `near_row`.
    """
    if abs(inc - 65536) * count < 256:
        slide(line, mixed[pos >> 16 :], (pos >> 8) & 255, count)
    elif abs(inc - 65536) < _NEAR:
        near_row(line, mixed, pos, inc, count)
    else:
        # Reading scattered pixels and mixing them are two loops: the second becomes vector code.
        pick(left, right, mixed, pos, inc, count)
        mix_pixels(line, left, right, pos, inc, count)


@kernel
def spanned(out: Spans, spans: Spans, y: int, width: int) -> int:
    """The cells between rows y and y + 1 as far as spans tell, see `Runs`; how many they are."""
    first, last = max(0, min(spans[y, 0], spans[y + 1, 0]) - 1), min(width - 1, max(spans[y, 1], spans[y + 1, 1]) + 1)
    a, b = max(spans[y, 2], spans[y + 1, 2]), min(spans[y, 3], spans[y + 1, 3])
    if b <= a:
        a = b = last
    out[0, 0], out[0, 1], out[0, 2] = first, a, 1
    out[1, 0], out[1, 1], out[1, 2] = a, b, 2
    out[2, 0], out[2, 1], out[2, 2] = b, last, 1
    return 3 if last > first else 0


@kernel
def across(out: Packed, row: Packed, spans: Spans, y: int, left: Packed, right: Packed, pos: int, inc: int) -> None:
    """Row y of a source at the canvas's steps, wherever it or a neighbour has ink."""
    a, b = max(0, y - 1), min(spans.shape[0] - 1, y + 1)
    first = max(0, min(spans[a, 0], spans[y, 0], spans[b, 0]) - 1)
    last = min(row.shape[0] - 1, max(spans[a, 1], spans[y, 1], spans[b, 1]) + 1)
    x0 = max(0, -((pos - first * 65536) // inc))
    x1 = min(out.shape[0], -((pos - last * 65536) // inc))
    if x1 > x0:
        sampled_row(out[x0:x1], row, left, right, pos + inc * x0, inc, x1 - x0)


@kernel
def rows_over(
    dst: Packed,
    source: Packed,
    spans: Spans,
    starts: Spans,
    cells: Spans,
    top: int,
    sy: Reals,
    sx: Reals,
    step: Reals,
    opacity: Reals,
    alike: bool,
) -> None:
    """Blend row sy[i] of `source`, read from column sx[i] in steps of step[i] > 0, over row top + i of `dst`.

    starts, cells: see `Runs`, or empty. `alike` tells that sx and step are the same in all rows.
    """
    width, sh, sw = dst.shape[1], source.shape[0], source.shape[1]
    mixed, line = np.empty(_LEAD + sw + _TAIL, np.uint32), np.empty(width + _TAIL, np.uint32)
    left, right = np.empty(width, np.uint32), np.empty(width, np.uint32)
    own, ready, known = np.empty((3, 3), np.int32), np.empty((2, width), np.uint32), np.full(2, -1)
    coarse = alike and step.shape[0] > 0 and step[0] < _COARSE
    for i in range(sy.shape[0]):
        y, iy, o = top + i, int(np.floor(sy[i])), int(opacity[i] * 256 + 0.5)
        if y < 0 or y >= dst.shape[0] or iy < 0 or iy >= sh - 1 or o <= 0:
            continue
        pos, inc, b = int(np.floor(sx[i] * 65536)), max(1, int(step[i] * 65536)), int((sy[i] - iy) * o)
        shines = spans[iy, 4] | spans[iy + 1, 4] != 0
        seen = spanned(own, spans, iy, sw)
        a0, a1 = own[0, 0], own[2, 1]
        runs = cells[starts[iy] : starts[iy + 1]] if starts.shape[0] > 0 and seen > 0 else own[:seen]
        for k in range(runs.shape[0]):
            # The canvas's columns whose samples lie in the run; dividing rounds down, so that this rounds up.
            x0 = max(0, -((pos - max(a0, runs[k, 0]) * 65536) // inc))
            x1 = min(width, -((pos - min(a1, runs[k, 1]) * 65536) // inc))
            if x1 <= x0:
                continue
            solid = runs[k, 2] == 2 and o >= 256
            if coarse:
                for j in range(iy, iy + 2):
                    if known[j & 1] != j:
                        across(ready[j & 1], source[j], spans, j, left, right, pos, inc)
                        known[j & 1] = j
                lerp_rows(line[: x1 - x0], ready[iy & 1, x0:x1], ready[(iy + 1) & 1, x0:x1], o - b, b)
            else:
                at = pos + inc * x0
                first, last = at >> 16, ((at + inc * (x1 - x0 - 1)) >> 16) + 2
                between = mixed[first + _LEAD : last + _LEAD]
                lerp_rows(between, source[iy, first:last], source[iy + 1, first:last], o - b, b)
                sampled_row(line, mixed, left, right, at + _LEAD * 65536, inc, x1 - x0)
            if solid:
                copy_row(dst[y, x0:x1], line, x1 - x0)
            elif runs[k, 2] == 3:
                add_row(dst[y, x0:x1].view(np.uint8), line[: x1 - x0].view(np.uint8))
            else:
                lay_row(dst[y, x0:x1], line[: x1 - x0], shines)


@kernel
def affine_over(
    dst: Packed, source: Packed, inverse: Matrix, x0: int, y0: int, x1: int, y1: int, opacity: float
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
    starts: Spans,
    cells: Spans,
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
    rows_over(dst, source, spans, starts, cells, top, sy, sx, step, fade, shift.shape[0] == 0)


def over_rows(
    dst: Pixels, src: Pixels, spans: Spans, top: int, sy: Reals, sx: Reals, step: Reals, opacity: Reals
) -> None:
    """`rows_over` for pictures of pixels."""
    ink = spans, NO_RUNS.starts, NO_RUNS.cells
    rows_over(rows_of(dst), packed(src), *ink, top, sy, sx, step, opacity, False)


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
    runs: Runs = NO_RUNS,
) -> None:
    """Draw `src` scaled, with its corner at (x, y); `shift` moves each frame row sideways by that many pixels.

    Nothing outside of the spans is drawn, and what the runs know to be empty is not looked at.
    """
    top, bottom = max(0, math.floor(y)), min(dst.shape[0], math.ceil(y + src.shape[0] * scale))
    if bottom > top:
        shifts = _STILL if shift is None else shift.astype(np.float32, copy=False)
        numbers = float(scale), float(x), float(y), float(opacity)
        plane_over(rows_of(dst), packed(src), spans, runs.starts, runs.cells, top, bottom, numbers, shifts)


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


def opaque(picture: Pixels) -> Pixels:
    """A BGR picture as BGRA without holes."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8) if picture.shape[2] == 3 else picture
