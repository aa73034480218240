"""Compiled inner loops: bend a strip of mesh along a line, and paint a textured mesh.

All functions release the interpreter lock and write only into the arrays they are given.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(cache=True, nogil=True)
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


@numba.njit(cache=True, nogil=True, fastmath=False)
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
    th, tw = texture.shape[0], texture.shape[1]
    for n in range(triangles.shape[0]):
        i, j, k = triangles[n, 0], triangles[n, 1], triangles[n, 2]
        ax, ay = float(placed[i, 0]), float(placed[i, 1])
        bx, by = float(placed[j, 0]), float(placed[j, 1])
        cx, cy = float(placed[k, 0]), float(placed[k, 1])
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0.0:
            continue
        top = max(0, math.ceil(min(ay, by, cy) - 0.5))
        bottom = min(height - 1, math.floor(max(ay, by, cy) - 0.5))
        # Texture coordinates are linear in x and y over the triangle.
        sx0, sy0 = float(source[i, 0]), float(source[i, 1])
        sx1, sy1 = float(source[j, 0]) - sx0, float(source[j, 1]) - sy0
        sx2, sy2 = float(source[k, 0]) - sx0, float(source[k, 1]) - sy0
        ux, uy = (cy - ay) / area, -(cx - ax) / area
        vx, vy = -(by - ay) / area, (bx - ax) / area
        gx, gy = ux * sx1 + vx * sx2, ux * sy1 + vx * sy2
        hx, hy = uy * sx1 + vy * sx2, uy * sy1 + vy * sy2
        for row in range(top, bottom + 1):
            yc = row + 0.5
            left, right = 1e9, -1e9
            for e in range(3):
                if e == 0:
                    x0, y0, x1, y1 = ax, ay, bx, by
                elif e == 1:
                    x0, y0, x1, y1 = bx, by, cx, cy
                else:
                    x0, y0, x1, y1 = cx, cy, ax, ay
                # Both triangles at an edge must find the very same crossing, whichever way they go along it.
                if y0 > y1:
                    x0, y0, x1, y1 = x1, y1, x0, y0
                if y0 <= yc < y1:
                    x = x0 + (x1 - x0) * (yc - y0) / (y1 - y0)
                    left, right = min(left, x), max(right, x)
            if right < left:
                continue
            first = max(0, math.ceil(left - 0.5))
            last = min(width - 1, math.ceil(right - 0.5) - 1)
            u = sx0 + gx * (first + 0.5 - ax) + hx * (yc - ay) - 0.5
            v = sy0 + gy * (first + 0.5 - ax) + hy * (yc - ay) - 0.5
            for col in range(first, last + 1):
                iu, iv = math.floor(u), math.floor(v)
                if 0 <= iu < tw - 1 and 0 <= iv < th - 1:
                    fu, fv = u - iu, v - iv
                    w11 = fu * fv
                    w10 = fv - w11
                    w01 = fu - w11
                    w00 = 1.0 - fu - fv + w11
                    alpha = (
                        texture[iv, iu, 3] * w00
                        + texture[iv, iu + 1, 3] * w01
                        + texture[iv + 1, iu, 3] * w10
                        + texture[iv + 1, iu + 1, 3] * w11
                    )
                    if alpha > 0.25:
                        keep = 1.0 - alpha / 255.0
                        for c in range(4):
                            ink = (
                                texture[iv, iu, c] * w00
                                + texture[iv, iu + 1, c] * w01
                                + texture[iv + 1, iu, c] * w10
                                + texture[iv + 1, iu + 1, c] * w11
                            )
                            target[row, col, c] = np.uint8(min(255.0, ink + target[row, col, c] * keep + 0.5))
                u += gx
                v += gy


def warm() -> None:
    """Compile both loops, so that the first frame does not pay for it."""
    dot: NDArray[Any] = np.zeros((4, 4, 4), np.uint8)
    corners = np.array([[0, 0], [4, 0], [0, 4]], np.float32)
    paint(dot, dot.copy(), corners, corners, np.array([[0, 1, 2]], np.int32))
    bend(np.zeros((2, 2)), np.zeros((1, 3)), 1.0, np.zeros((3, 2), np.float32))
