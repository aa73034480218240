"""Compiled inner loops: bend a strip of mesh along a line, and paint a textured mesh.

All functions release the interpreter lock and write only into the arrays they are given.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...compose.jit import exact_kernel

#: An edge downwards, see `_edge`.
Edge: TypeAlias = tuple[float, float, float, float]

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
def carry(
    points: NDArray[np.float32], a: float, b: float, x: float, c: float, d: float, y: float, out: NDArray[np.float32]
) -> None:
    """Move points (n, 2) by the affine map (a, b, x; c, d, y)."""
    for k in range(points.shape[0]):
        u, v = float(points[k, 0]), float(points[k, 1])
        out[k, 0], out[k, 1] = a * u + b * v + x, c * u + d * v + y


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
def _paint(
    lines: NDArray[np.uint32],
    words: NDArray[np.uint32],
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
        edges = _edge(placed, i, j), _edge(placed, j, k), _edge(placed, k, i)
        for row in range(top, bottom + 1):
            left, right = _crossings(edges, row + 0.5)
            first, last = max(0, math.ceil(left - 0.5)), min(width - 1, math.ceil(right - 0.5) - 1)
            if first > last:
                continue
            u = su + gx * (first + 0.5 - ax) + hx * (row + 0.5 - ay) - 0.5
            v = sv + gy * (first + 0.5 - ax) + hy * (row + 0.5 - ay) - 0.5
            start, end = _clipped(first, last, u, gx, words.shape[1] - 1.0)
            start2, end = _clipped(start, end, v + gy * (start - first), gy, words.shape[0] - 1.0)
            if start2 <= end:
                d, count = start2 - first, end - start2 + 1
                at, step = (int((u + gx * d) * 65536), int((v + gy * d) * 65536)), (int(gx * 65536), int(gy * 65536))
                # Reading scattered pixels and mixing them are two loops: the second becomes vector code.
                _fetch(four, words, at[0], at[1], step[0], step[1], count)
                _blend(lines[row, start2:], four, at[0], at[1], step[0], step[1], count)


def paint(
    target: NDArray[np.uint8],
    texture: NDArray[np.uint8],
    source: NDArray[np.float32],
    placed: NDArray[np.float32],
    triangles: NDArray[np.int32],
) -> None:
    """Paint a textured mesh over `target`, both premultiplied BGRA and contiguous.

    source (v, 2): texture coordinates in pixels; placed (v, 2): where they land; triangles (n, 3): vertex numbers.
    Pixels on a shared edge belong to one triangle, so that nothing is painted twice.
    """
    # Only arrays known to be contiguous become vector code, which a view made inside a kernel is not.
    _paint(target.view(np.uint32)[..., 0], texture.view(np.uint32)[..., 0], source, placed, triangles)


def warm() -> None:
    """Compile the loops, so that the first frame does not pay for it."""
    dot: NDArray[Any] = np.zeros((4, 4, 4), np.uint8)
    corners = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    paint(dot, dot.copy(), corners, corners, np.array([[0, 1, 2]], np.int32))
    carry(corners, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, corners.copy())
    bend(np.zeros((2, 2)), np.zeros((1, 3)), 1.0, np.zeros((3, 2), np.float32))
