"""Compiled inner loops: carry and bend the meshes of a body's parts into a pose, and paint textured meshes.

All functions release the interpreter lock and write only into the arrays they are given.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ...compose.jit import exact_kernel

#: An edge downwards, see `_edge`.
Edge: TypeAlias = tuple[float, float, float, float]

#: Kinds of pieces, and the columns of a `Layout`'s table of pieces.
RIGID, RIBBON, FAN = 0, 1, 2
KIND, BONE, BONES, VERT, VERTS, TRIANGLE, TRIANGLES, STATION, STATIONS, TEXEL, WIDE, HIGH = range(12)
FLAGS, BACK, FRONT, COVER = range(12, 16)
COLUMNS = 16
#: Flags of a piece: it stays upright; it lies down on the ground; it opens with the voice.
UPRIGHT, GROUNDED, OPENS = 1, 2, 4

#: Texels each way that are looked at as one, to know where there is no ink.
SHIFT = 3
BLOCK = 1 << SHIFT

#: What the steps of a row, which are cut to 65536ths of a pixel, may be off at its end.
_HAIR = 0.05


@exact_kernel
def bend(joints: NDArray[np.float64], stations: NDArray[np.float64], half: float, out: NDArray[np.float32]) -> None:
    """Vertices of a strip along the rounded line through `joints` (n, 2).

    stations (m, 3): segment, place 0…1 on it, radius of the rounded corners at its ends packed as a single number;
    out (3·m, 2): left, middle and right vertex of each station, `half` away from the line.
    """
    segments = joints.shape[0] - 1
    for k in range(stations.shape[0]):
        seg = int(stations[k, 0])
        along = stations[k, 1]
        x0, y0 = joints[seg, 0], joints[seg, 1]
        x1, y1 = joints[seg + 1, 0], joints[seg + 1, 1]
        length = math.hypot(x1 - x0, y1 - y0) + 1e-9
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        reach = stations[k, 2]
        s = along * length
        px, py = x0 + dx * s, y0 + dy * s
        tx, ty = dx, dy
        near_end = s > length - reach and seg < segments - 1
        near_start = s < reach and seg > 0
        if near_end or near_start:
            joint = seg + 1 if near_end else seg
            ax, ay = joints[joint - 1, 0], joints[joint - 1, 1]
            bx, by = joints[joint, 0], joints[joint, 1]
            cx, cy = joints[joint + 1, 0], joints[joint + 1, 1]
            la = math.hypot(bx - ax, by - ay) + 1e-9
            lb = math.hypot(cx - bx, cy - by) + 1e-9
            ux, uy = (bx - ax) / la, (by - ay) / la
            vx, vy = (cx - bx) / lb, (cy - by) / lb
            offset = s - length if near_end else s
            u = (offset + reach) / (2 * reach)
            p0x, p0y = bx - ux * reach, by - uy * reach
            p2x, p2y = bx + vx * reach, by + vy * reach
            px = (1 - u) * (1 - u) * p0x + 2 * u * (1 - u) * bx + u * u * p2x
            py = (1 - u) * (1 - u) * p0y + 2 * u * (1 - u) * by + u * u * p2y
            tx, ty = (1 - u) * ux + u * vx, (1 - u) * uy + u * vy
            norm = math.hypot(tx, ty) + 1e-9
            tx, ty = tx / norm, ty / norm
        for side in range(3):
            w = (side - 1) * half
            out[3 * k + side, 0] = px - ty * w
            out[3 * k + side, 1] = py + tx * w


@exact_kernel
def _edge(placed: NDArray[np.float32], i: int, j: int) -> Edge:
    """An edge downwards: its rows (from, to), its column at the first, columns per row.

    Both triangles at an edge must find the very same crossing, whichever way they go along it.
    """
    x0, y0, x1, y1 = float(placed[i, 0]), float(placed[i, 1]), float(placed[j, 0]), float(placed[j, 1])
    if y0 > y1 or (y0 == y1 and x0 > x1):
        x0, y0, x1, y1 = x1, y1, x0, y0
    return y0, y1, x0, (x1 - x0) / (y1 - y0) if y1 > y0 else 0.0


@exact_kernel
def _crossings(edges: tuple[Edge, Edge, Edge], yc: float) -> tuple[float, float]:
    """Where the line at height yc enters and leaves a triangle; left > right if it misses."""
    left, right = 1e9, -1e9
    for y0, y1, x0, slope in edges:
        if y0 <= yc < y1:
            x = x0 + (yc - y0) * slope
            left, right = min(left, x), max(right, x)
    return left, right


@exact_kernel
def _clipped(first: int, last: int, start: float, step: float, limit: float) -> tuple[int, int]:
    """The columns first…last in which start + step·(column - first) lies in [0, limit), but for a hair at the ends."""
    start, limit = start - _HAIR, limit - 2 * _HAIR
    if abs(step) < 1e-9:
        return (first, last) if 0 <= start < limit else (first, first - 1)
    a, b = -start / step, (limit - start) / step
    low, high = (a, b) if step > 0 else (b, a)
    return max(first, first + math.ceil(low + 1e-6)), min(last, first + math.floor(high - 1e-6))


@exact_kernel
def _fetch(four: NDArray[np.uint32], texture: NDArray[np.uint32], u: int, v: int, gx: int, gy: int, count: int) -> None:
    """Read the pixels about `count` places of the texture: rows of `four` are here, right, below, below right."""
    here, right, below, across, one = four[0], four[1], four[2], four[3], np.uint64(1)
    for i in range(count):
        # Unsigned numbers spare the check for indices from the end.
        iu, iv = np.uint64(u >> 16), np.uint64(v >> 16)
        here[i], right[i] = texture[iv, iu], texture[iv, iu + one]
        below[i], across[i] = texture[iv + one, iu], texture[iv + one, iu + one]
        u += gx
        v += gy


@exact_kernel
def _blend(line: NDArray[np.uint32], four: NDArray[np.uint32], u: int, v: int, gx: int, gy: int, count: int) -> None:
    """Mix four pixels a place by the fractions of the places, and lay the mixture over `line`."""
    two, eight, full, byte = np.uint32(0x00FF00FF), np.uint32(8), np.uint32(256), np.uint32(255)
    here, right, below, across = four[0], four[1], four[2], four[3]
    u0, v0, du, dv = np.uint32(u), np.uint32(v), np.uint32(gx), np.uint32(gy)
    for i in range(count):
        fu, fv = ((u0 + du * np.uint32(i)) >> eight) & byte, ((v0 + dv * np.uint32(i)) >> eight) & byte
        w11 = (fu * fv) >> eight
        w01, w10 = fu - w11, fv - w11
        w00 = full - fu - fv + w11
        p, q, r, s = here[i], right[i], below[i], across[i]
        low = (((p & two) * w00 + (q & two) * w01 + (r & two) * w10 + (s & two) * w11) >> eight) & two
        p, q, r, s = (p >> eight) & two, (q >> eight) & two, (r >> eight) & two, (s >> eight) & two
        high = ((p * w00 + q * w01 + r * w10 + s * w11) >> eight) & two
        alpha = high >> np.uint32(16)
        keep, under = full - alpha - (alpha >> np.uint32(7)), line[i]
        low += (((under & two) * keep) >> eight) & two
        high += ((((under >> eight) & two) * keep) >> eight) & two
        line[i] = low | (high << eight)


@exact_kernel
def _inked(cover: NDArray[np.uint8], u: float, v: float, gx: float, gy: float, count: int) -> tuple[int, int]:
    """The first of `count` places of a texture that may have ink, and the one after the last; see `coverage`."""
    step = max(1, min(count, int((BLOCK - 1) / (max(abs(gx), abs(gy)) + 1e-9))))
    first, last = 0, count - 1
    while first < count and cover[int(v + gy * first) >> SHIFT, int(u + gx * first) >> SHIFT] == 0:
        first += step
    while last > first and cover[int(v + gy * last) >> SHIFT, int(u + gx * last) >> SHIFT] == 0:
        last -= step
    return first, max(first, last + 1) if first < count else first


@exact_kernel
def _paint(
    lines: NDArray[np.uint32],
    spans: NDArray[np.int32],
    words: NDArray[np.uint32],
    cover: NDArray[np.uint8],
    source: NDArray[np.float32],
    placed: NDArray[np.float32],
    triangles: NDArray[np.int32],
) -> None:
    height, width = lines.shape[0], lines.shape[1]
    four = np.empty((4, width), np.uint32)
    for n in range(triangles.shape[0]):
        i, j, k = triangles[n, 0], triangles[n, 1], triangles[n, 2]
        ax, ay = float(placed[i, 0]), float(placed[i, 1])
        bx, by = float(placed[j, 0]) - ax, float(placed[j, 1]) - ay
        cx, cy = float(placed[k, 0]) - ax, float(placed[k, 1]) - ay
        area = bx * cy - by * cx
        if area == 0.0:
            continue
        # Texture coordinates are linear in x and y over the triangle.
        su, sv = float(source[i, 0]), float(source[i, 1])
        u1, v1 = float(source[j, 0]) - su, float(source[j, 1]) - sv
        u2, v2 = float(source[k, 0]) - su, float(source[k, 1]) - sv
        gx, gy = (cy * u1 - by * u2) / area, (cy * v1 - by * v2) / area
        hx, hy = (bx * u2 - cx * u1) / area, (bx * v2 - cx * v1) / area
        top = max(0, math.ceil(ay + min(0.0, by, cy) - 0.5))
        bottom = min(height - 1, math.floor(ay + max(0.0, by, cy) - 0.5))
        low, wide, high = 0.5 + _HAIR, words.shape[1] - 0.5 - 2 * _HAIR, words.shape[0] - 0.5 - 2 * _HAIR
        inside = su + min(0.0, u1, u2) >= low and su + max(0.0, u1, u2) < wide
        inside = inside and sv + min(0.0, v1, v2) >= low and sv + max(0.0, v1, v2) < high
        edges = _edge(placed, i, j), _edge(placed, j, k), _edge(placed, k, i)
        for row in range(top, bottom + 1):
            left, right = _crossings(edges, row + 0.5)
            first, last = max(0, math.ceil(left - 0.5)), min(width - 1, math.ceil(right - 0.5) - 1)
            if first > last:
                continue
            u = su + gx * (first + 0.5 - ax) + hx * (row + 0.5 - ay) - 0.5
            v = sv + gy * (first + 0.5 - ax) + hy * (row + 0.5 - ay) - 0.5
            start2, end = first, last
            if not inside:
                start, end = _clipped(first, last, u, gx, words.shape[1] - 1.0)
                start2, end = _clipped(start, end, v + gy * (start - first), gy, words.shape[0] - 1.0)
            if start2 <= end:
                d = start2 - first
                skipped, after = _inked(cover, u + gx * d, v + gy * d, gx, gy, end - start2 + 1)
                d, start2, count = d + skipped, start2 + skipped, after - skipped
                if count <= 0:
                    continue
                spans[row, 0], spans[row, 1] = min(spans[row, 0], start2), max(spans[row, 1], start2 + count - 1)
                at, step = (int((u + gx * d) * 65536), int((v + gy * d) * 65536)), (int(gx * 65536), int(gy * 65536))
                # Reading scattered pixels and mixing them are two loops: the second becomes vector code.
                _fetch(four, words, at[0], at[1], step[0], step[1], count)
                _blend(lines[row, start2:], four, at[0], at[1], step[0], step[1], count)


@exact_kernel
def _moved(
    out: NDArray[np.float32],
    row: NDArray[np.int32],
    reals: NDArray[np.float64],
    rest: NDArray[np.float32],
    cloth: NDArray[np.float32],
    bone: NDArray[np.float64],
    swings: NDArray[np.float64],
    opening: float,
) -> None:
    """Vertices of a rigid part, a mouth or cloth on its bone, in units of the drawing."""
    px, py, fit = reals[0], reals[1], reals[2]
    angle = math.radians(swings[row[BACK]] if row[FLAGS] & UPRIGHT else bone[2])
    c, s, sx, sy = math.cos(angle), math.sin(angle), bone[3] * fit, bone[4] * fit
    opens = row[FLAGS] & OPENS
    back, front = swings[row[BACK]], swings[row[FRONT]]
    for k in range(rest.shape[0]):
        x, y = float(rest[k, 0]), float(rest[k, 1])
        if opens:
            y = reals[4] + (y - reals[4]) * (0.45 + 0.75 * opening)
        if row[KIND] == FAN:
            fall = float(cloth[k, 2])
            swing = math.radians((back + (front - back) * float(cloth[k, 0])) * float(cloth[k, 1]))
            x, y = x - math.sin(swing) * fall, y - fall + math.cos(swing) * fall
        u, v = (x - px) * sx, (y - py) * sy
        out[k, 0], out[k, 1] = bone[0] + c * u - s * v, bone[1] + s * u + c * v


@exact_kernel
def place(
    out: NDArray[np.float32],
    shown: NDArray[np.int32],
    pieces: NDArray[np.int32],
    reals: NDArray[np.float64],
    rest: NDArray[np.float32],
    cloth: NDArray[np.float32],
    stations: NDArray[np.float64],
    follows: NDArray[np.int32],
    bones: NDArray[np.float64],
    swings: NDArray[np.float64],
    numbers: NDArray[np.float64],
) -> tuple[float, float, float, float]:
    """Vertices of the shown pieces of a `Layout` in a pose, and the box round them: left, top, right, bottom.

    bones (n, 5): x, y, angle, scale in x and y; numbers: see `Layout.place`.
    """
    floor, a, b, x = numbers[1], numbers[2], numbers[3], numbers[4]
    c, d, y = numbers[5], numbers[6], numbers[7]
    left, top, right, bottom = 1e9, 1e9, -1e9, -1e9
    for n in shown:
        row = pieces[n]
        own = follows[row[BONE] : row[BONE] + row[BONES]]
        first, last = row[VERT], row[VERT] + row[VERTS]
        verts = out[first:last]
        if row[KIND] == RIBBON:
            joints = np.empty((own.shape[0], 2))
            for k in range(own.shape[0]):
                joints[k, 0], joints[k, 1] = bones[own[k], 0], bones[own[k], 1]
            bend(joints, stations[row[STATION] : row[STATION] + row[STATIONS]], reals[n, 3], verts)
        else:
            _moved(verts, row, reals[n], rest[first:last], cloth[first:last], bones[own[0]], swings, numbers[0])
        grounded = row[FLAGS] & GROUNDED
        for k in range(verts.shape[0]):
            u, v = float(verts[k, 0]), float(verts[k, 1])
            if grounded:
                v = min(v, floor)
            verts[k, 0], verts[k, 1] = a * u + b * v + x, c * u + d * v + y
            left, right = min(left, verts[k, 0]), max(right, verts[k, 0])
            top, bottom = min(top, verts[k, 1]), max(bottom, verts[k, 1])
    return left, top, right, bottom


@exact_kernel
def paint_all(
    lines: NDArray[np.uint32],
    spans: NDArray[np.int32],
    shown: NDArray[np.int32],
    pieces: NDArray[np.int32],
    atlas: NDArray[np.uint32],
    covers: NDArray[np.uint8],
    source: NDArray[np.float32],
    verts: NDArray[np.float32],
    triangles: NDArray[np.int32],
    left: float,
    top: float,
) -> None:
    """Paint the shown pieces of a `Layout` with the pixel at (left, top) first; moves the vertices there."""
    for n in shown:
        row = pieces[n]
        first, last = row[VERT], row[VERT] + row[VERTS]
        own = verts[first:last]
        for k in range(own.shape[0]):
            own[k, 0] -= left
            own[k, 1] -= top
        words = atlas[row[TEXEL] : row[TEXEL] + row[WIDE] * row[HIGH]].reshape(row[HIGH], row[WIDE])
        mesh = triangles[row[TRIANGLE] : row[TRIANGLE] + row[TRIANGLES]]
        high, wide = row[HIGH] // BLOCK + 1, row[WIDE] // BLOCK + 1
        cover = covers[row[COVER] : row[COVER] + high * wide].reshape(high, wide)
        _paint(lines, spans, words, cover, source[first:last], own, mesh)


def coverage(texture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Whether there is ink in a block of a texture or in one beside it, 0 or 1."""
    height, width = texture.shape[:2]
    whole = np.zeros(((height // BLOCK + 1) * BLOCK, (width // BLOCK + 1) * BLOCK), np.bool_)
    whole[:height, :width] = texture.view(np.uint32)[..., 0] != 0
    blocks = whole.reshape(height // BLOCK + 1, BLOCK, width // BLOCK + 1, BLOCK).any((1, 3)).astype(np.uint8)
    return np.asarray(cv2.dilate(np.asarray(blocks), np.ones((3, 3), np.uint8)), np.uint8)


def sheet(height: int, width: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Nothing painted yet: clear pixels, and spans (see `blit.spans_of`) of rows without ink."""
    spans = np.zeros((height, 5), np.int32)
    spans[:, 0], spans[:, 1], spans[:, 3] = width, -1, -1
    return np.zeros((height, width, 4), np.uint8), spans


def paint(
    target: NDArray[np.uint8],
    spans: NDArray[np.int32],
    texture: NDArray[np.uint8],
    cover: NDArray[np.uint8],
    source: NDArray[np.float32],
    placed: NDArray[np.float32],
    triangles: NDArray[np.int32],
) -> None:
    """Paint a textured mesh over `target`, both premultiplied BGRA and contiguous; `spans` grow with it.

    source (v, 2): texture coordinates in pixels; placed (v, 2): where they land; triangles (n, 3): vertex numbers.
    Pixels on a shared edge belong to one triangle, so that nothing is painted twice.
    """
    # Only arrays known to be contiguous become vector code, which a view made inside a kernel is not.
    _paint(target.view(np.uint32)[..., 0], spans, texture.view(np.uint32)[..., 0], cover, source, placed, triangles)


def warm() -> None:
    """Compile the loops, so that the first frame does not pay for it."""
    dot, spans = sheet(4, 4)
    corners = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    triangle = np.array([[0, 1, 2]], np.int32)
    paint(dot, spans, dot.copy(), coverage(dot), corners, corners, triangle)
    bend(np.zeros((2, 2)), np.zeros((1, 3)), 1.0, np.zeros((3, 2), np.float32))
    piece = np.array([[RIGID, 0, 1, 0, 3, 0, 1, 0, 0, 0, 4, 4, 0, 0, 0, 0]], np.int32)
    shown, lines, verts = np.zeros(1, np.int32), dot.view(np.uint32)[..., 0], corners.copy()
    place(
        verts, shown, piece, np.ones((1, 5)), corners, np.zeros((3, 3), np.float32), np.zeros((0, 3)),
        np.zeros(1, np.int32), np.ones((1, 5)), np.zeros(1), np.ones(8),
    )  # fmt: skip
    paint_all(
        lines, spans, shown, piece, lines.reshape(-1).copy(), np.ones(1, np.uint8), corners, verts, triangle, 0.0, 0.0
    )
