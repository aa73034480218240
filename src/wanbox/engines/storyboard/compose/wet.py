"""Wet ground: first what it mirrors, at half size, then the ground itself mixed with it."""

from __future__ import annotations

import numpy as np

from .blit import Packed, Reals, lerp_rows, u32, u64
from .jit import kernel
from .water import sample


@kernel
def mix_wet(out: Packed, plain: Packed, blurred: Packed, wetness: Packed, shine: int) -> None:
    """The plain mirror image where it is wet, the blurred one where it is not; alpha becomes the mirror's share."""
    mask, eight, full = u32(0x00FF00FF), u32(8), u32(256)
    for x in range(out.shape[0]):
        a, b, w = plain[x], blurred[x], wetness[x]
        dull, k = full - w, (u32(shine) * (u32(51) + ((u32(205) * w) >> eight))) >> eight
        even = (((b & mask) * dull + (a & mask) * w) >> eight) & mask
        green = (((b >> eight) & u32(255)) * dull + ((a >> eight) & u32(255)) * w) & u32(0xFF00)
        out[x] = even | green | (min(u32(255), k) << u32(24))


@kernel
def reflect(
    out: Packed,
    ground: Packed,
    top: int,
    rows: Reals,
    sharp: Packed,
    soft: Packed,
    tile: Reals,
    foot: Reals,
    knobs: Reals,
) -> None:
    """What wet ground mirrors, for every other row and column of the frame; alpha becomes the share of the mirror.

    ground: BGRA, alpha the wetness 0…255. rows[i]: source row, first column, column step, nearness q of frame row
    top + 2 i. sharp, soft: what is mirrored, plain and blurred, at half size. foot[x]: where what stands in frame
    column x meets the ground. knobs: strength, ripple, pixels per unit, time.
    """
    sh, sw, mh, width = ground.shape[0], ground.shape[1], sharp.shape[0], out.shape[1]
    shine, ripple, unit, t = u32(knobs[0] * 256), knobs[1], knobs[2], knobs[3]
    floor, clear, faint = ground.reshape(-1), sharp.reshape(-1), soft.reshape(-1)
    shift, (plain, blurred, wetness) = np.empty(width + 4, np.float32), np.empty((3, width), np.uint32)
    for i in range(out.shape[0]):
        y, iy = top + 2 * i, min(max(int(rows[i, 0]), 0), sh - 1)
        q, u0, inc = rows[i, 3], rows[i, 1], rows[i, 2] * np.float32(2)
        z = 1.0 / (q + 0.03)
        reach, across = ripple * unit * (2 + 14 * q), z * 0.5 / unit
        after = sample(tile, u0 * across + t * 14, z * 120 - t * 26)
        for x in range(0, width, 4):
            # The ripple is smooth: every fourth column is enough.
            before = after
            after = sample(tile, (u0 + inc * (x + 4)) * across + t * 14, z * 120 - t * 26)
            for k in range(4):
                shift[x + k] = (before + (after - before) * (0.25 * k) - 0.5) * reach
        for x in range(width):
            ix, at = min(max(int(u0 + inc * x), 0), sw - 1), foot[2 * x]
            w = floor[u64(iy * sw + ix)] >> u32(24)
            my = min(mh - 1, int(at) >> 1, max(0, int(2 * at - y + shift[x] * 2) >> 1))
            mx = min(width - 1, max(0, int(x + shift[x] * (np.float32(0.8) - w * np.float32(0.5 / 255)))))
            place = u64(my * width + mx)
            plain[x], blurred[x], wetness[x] = clear[place], faint[place], w
        mix_wet(out[i], plain, blurred, wetness, int(shine))


@kernel
def doubled(out: Packed, row: Packed) -> None:
    """A row at twice its length, every other pixel the middle of its neighbours."""
    half = u32(0x7F7F7F7F)
    for x in range(row.shape[0] - 1):
        out[2 * x] = row[x]
        out[2 * x + 1] = ((row[x] >> u32(1)) & half) + ((row[x + 1] >> u32(1)) & half)
    out[2 * row.shape[0] - 2] = out[2 * row.shape[0] - 1] = row[row.shape[0] - 1]


@kernel
def mix_mirror(line: Packed, mirror: Packed, count: int) -> None:
    """Lay the mirror over the ground by its alpha; the ground darkens under it."""
    mask, eight, full, over = u32(0x00FF00FF), u32(8), u32(256), u32(0x00010001)
    for x in range(count):
        g, m = line[x], mirror[x]
        k = m >> u32(24)
        keep = full - ((u32(115) * k) >> eight)
        even = ((((g & mask) * keep) >> eight) & mask) + ((((m & mask) * k) >> eight) & mask)
        odd = (((((g >> eight) & mask) * keep) >> eight) & mask) + (((((m >> eight) & u32(255)) * k) >> eight) & mask)
        e, o = (even >> eight) & over, (odd >> eight) & over
        line[x] = ((even | ((e << eight) - e)) & mask) | (((odd | ((o << eight) - o)) & mask) << eight)


@kernel
def wet(dst: Packed, ground: Packed, top: int, rows: Reals, mirror: Packed, foot: Reals) -> None:
    """Paint ground and mirror below `foot`, which falls towards one column and rises after it.

    rows as in `reflect`, but one for each frame row from `top`.
    """
    width, sh, sw = dst.shape[1], ground.shape[0], ground.shape[1]
    between, wide = np.empty_like(mirror[0]), np.empty(width + 8, np.uint32)
    for i in range(min(rows.shape[0], dst.shape[0] - top)):
        y = top + i
        x0, x1 = 0, width
        while x0 < width and foot[x0] > y:
            x0 += 1
        while x1 > x0 and foot[x1 - 1] > y:
            x1 -= 1
        if x1 <= x0:
            continue
        source = ground[min(max(int(rows[i, 0]), 0), sh - 1)]
        pos, inc = int(rows[i, 1] * 65536), int(rows[i, 2] * 65536)
        line = dst[y]
        for x in range(x0, x1):
            line[x] = source[u64(min(max((pos + inc * x) >> 16, 0), sw - 1))]
        upper = min(i >> 1, mirror.shape[0] - 1)
        lower = min((i + 1) >> 1, mirror.shape[0] - 1)
        lerp_rows(between, mirror[upper], mirror[lower], 128, 128)
        doubled(wide, between)
        mix_mirror(line[x0:x1], wide[x0:x1], x1 - x0)
