"""Outlines of shapes as points: thousands of them are worked out for a plate, most of only a few points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .blit import Pixels
from .jit import exact_kernel

#: (points, 2), x and y.
Curve = NDArray[np.float64]
#: The same in whole numbers.
Fixed = NDArray[np.int32]

#: Farther away than any shape reaches, in fixed point: numbers beyond it would overflow.
LARGEST = 2.0**26


@exact_kernel
def fixed(points: Curve, x0: float, y0: float, scale: float) -> Fixed:
    """(points - corner) · scale, rounded."""
    out = np.empty(points.shape, np.int32)
    for i in range(points.shape[0]):
        x, y = (points[i, 0] - x0) * scale, (points[i, 1] - y0) * scale
        out[i, 0] = np.int32(np.rint(min(max(x, -LARGEST), LARGEST)))
        out[i, 1] = np.int32(np.rint(min(max(y, -LARGEST), LARGEST)))
    return out


@exact_kernel
def bounds(points: Fixed) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    left, top, right, bottom = points[0, 0], points[0, 1], points[0, 0], points[0, 1]
    for i in range(1, points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        left, right = min(left, x), max(right, x)
        top, bottom = min(top, y), max(bottom, y)
    return left, top, right, bottom


@exact_kernel
def oval(x: float, y: float, rx: float, ry: float, angle: float, count: int) -> Curve:
    """An ellipse of `count` points, turned by `angle` radians."""
    out, c, s = np.empty((count, 2), np.float64), math.cos(angle), math.sin(angle)
    for i in range(count):
        turn = i * (2 * math.pi / count)
        u, v = math.cos(turn) * rx, math.sin(turn) * ry
        out[i, 0], out[i, 1] = x + u * c - v * s, y + u * s + v * c
    return out


@exact_kernel
def tapered(path: Curve, start: float, end: float) -> Curve:
    """The outline of a stroke along the path that is `start` wide at its beginning and `end` wide at its end."""
    n = path.shape[0]
    out = np.empty((2 * n, 2), np.float64)
    for i in range(n):
        before, after = max(0, i - 1), min(n - 1, i + 1)
        dx = (path[after, 0] - path[before, 0]) / (after - before)
        dy = (path[after, 1] - path[before, 1]) / (after - before)
        half = (start + (end - start) * i / (n - 1)) / 2 / (math.hypot(dx, dy) + 1e-9)
        out[i, 0], out[i, 1] = path[i, 0] - dy * half, path[i, 1] + dx * half
        out[2 * n - 1 - i, 0], out[2 * n - 1 - i, 1] = path[i, 0] + dy * half, path[i, 1] - dx * half
    return out


@exact_kernel
def catmull_rom(p: Curve, steps: int) -> Curve:
    """The curve through p[1] … p[-2], `steps` points from each to the next, without the last."""
    spans = p.shape[0] - 3
    out = np.empty((spans * steps, 2), np.float64)
    for i in range(spans):
        for k in range(steps):
            t = k / steps
            for c in range(2):
                a, b, d, e = p[i, c], p[i + 1, c], p[i + 2, c], p[i + 3, c]
                bend = (2 * a - 5 * b + 4 * d - e) * t**2 + (3 * b - a - 3 * d + e) * t**3
                out[i * steps + k, c] = 0.5 * (2 * b + (d - a) * t + bend)
    return out


@exact_kernel
def ink(cutout: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not blank (the last two outside); zeros where all of it is."""
    height, width = cutout.shape[0], cutout.shape[1]
    left, right, top, bottom = width, 0, height, 0
    for y in range(height):
        row = cutout[y]
        for x in range(width):
            if row[x, 0] | row[x, 1] | row[x, 2] | row[x, 3]:
                left = min(left, x)
                break
        else:
            continue
        top, bottom = min(top, y), y + 1
        x = width - 1
        while x >= right and not (row[x, 0] | row[x, 1] | row[x, 2] | row[x, 3]):
            x -= 1
        right = max(right, x + 1)
    return (left, top, right, bottom) if bottom else (0, 0, 0, 0)


def warm() -> None:
    """Compile them."""
    path = np.array([(0.0, 0.0), (1.0, 2.0), (3.0, 1.0), (4.0, 4.0)])
    bounds(fixed(tapered(catmull_rom(path, 2), 2.0, 1.0), 0.0, 0.0, 16.0))
    oval(0.0, 0.0, 1.0, 1.0, 0.0, 12)
    ink(np.zeros((2, 2, 4), np.uint8))
