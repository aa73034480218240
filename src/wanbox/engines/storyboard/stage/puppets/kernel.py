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
def _mixed(p00: Any, p01: Any, p10: Any, p11: Any, w01: Any, w10: Any, w11: Any) -> Any:
    """Two of the four bytes of four pixels, mixed with weights of 256 in all; the other two come by a shift."""
    w00 = np.uint32(256) - w01 - w10 - w11
    two = np.uint32(0x00FF00FF)
    return (((p00 & two) * w00 + (p01 & two) * w01 + (p10 & two) * w10 + (p11 & two) * w11) >> np.uint32(8)) & two


@exact_kernel
def _row(
    line: NDArray[np.uint32], texture: NDArray[np.uint32], span: tuple[int, int], at: tuple[float, float, float, float]
) -> None:
    """Blend texture pixels over columns span[0]…span[1]; `at` is the texture place of the first and its step.

    A pixel is one 32-bit word; places are fixed point with 16 fractional bits.
    """
    u, v = int(at[0] * 65536), int(at[1] * 65536)
    gx, gy = int(at[2] * 65536), int(at[3] * 65536)
    two, eight, full, one = np.uint32(0x00FF00FF), np.uint32(8), np.uint32(256), np.uint64(1)
    for col in range(span[0], span[1] + 1):
        # Unsigned numbers spare the check for indices from the end.
        iu, iv = np.uint64(u >> 16), np.uint64(v >> 16)
        p00, p01 = texture[iv, iu], texture[iv, iu + one]
        p10, p11 = texture[iv + one, iu], texture[iv + one, iu + one]
        if (p00 | p01 | p10 | p11) != 0:
            fu, fv = np.uint32((u >> 8) & 255), np.uint32((v >> 8) & 255)
            w11 = (fu * fv) >> eight
            w01, w10 = fu - w11, fv - w11
            low = _mixed(p00, p01, p10, p11, w01, w10, w11)
            high = _mixed(p00 >> eight, p01 >> eight, p10 >> eight, p11 >> eight, w01, w10, w11)
            alpha = high >> np.uint32(16)
            if alpha < np.uint32(255):
                keep = full - alpha - (alpha >> np.uint32(7))
                under = line[col]
                low += (((under & two) * keep) >> eight) & two
                high += ((((under >> eight) & two) * keep) >> eight) & two
            line[col] = np.uint32(low | (high << eight))
        u += gx
        v += gy


@exact_kernel
def paint(
    target: NDArray[np.uint8],
    texture: NDArray[np.uint8],
    source: NDArray[np.float32],
    placed: NDArray[np.float32],
    triangles: NDArray[np.int32],
) -> None:
    """Paint a textured mesh over `target`, both premultiplied BGRA.

    source (v, 2): texture coordinates in pixels; placed (v, 2): where they land; triangles (n, 3): vertex numbers.
    Pixels on a shared edge belong to one triangle, so that nothing is painted twice.
    """
    height, width = target.shape[0], target.shape[1]
    lines, words = target.view(np.uint32)[:, :, 0], texture.view(np.uint32)[:, :, 0]
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
            start, end = _clipped(first, last, u, gx, texture.shape[1] - 1.0)
            start2, end = _clipped(start, end, v + gy * (start - first), gy, texture.shape[0] - 1.0)
            if start2 <= end:
                d = start2 - first
                _row(lines[row], words, (start2, end), (u + gx * d, v + gy * d, gx, gy))


def warm() -> None:
    """Compile the loops, so that the first frame does not pay for it."""
    dot: NDArray[Any] = np.zeros((4, 4, 4), np.uint8)
    corners = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    paint(dot, dot.copy(), corners, corners, np.array([[0, 1, 2]], np.int32))
    carry(corners, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, corners.copy())
    bend(np.zeros((2, 2)), np.zeros((1, 3)), 1.0, np.zeros((3, 2), np.float32))
