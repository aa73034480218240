"""The two kernels of a picture's motion: the bent plate, and the subject laid over it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .pixels import Picture, Plane, kernel


@kernel
def displacement(
    out: NDArray[np.float32],
    depth: Plane,
    sky: Plane,
    water: Plane,
    plants: Plane,
    cell: int,
    camera: NDArray[np.float64],
    life: NDArray[np.float64],
) -> None:
    """Where each coarse node looks: out[..., 0:2] = source minus own place in pixels, out[..., 2] = gain of light.

    camera = zoom, focus x, focus y, pan x, pan y, orbit x, orbit y, depth that orbits stand still at
    life = time, drift of the sky x, ripple, sway, design unit, horizon y
    """
    zoom, fx, fy, px, py, ox, oy, still = camera
    t, drift, ripple, sway, unit, horizon = life
    h, w = depth.shape
    for j in range(h):
        y = (j + 0.5) * cell - 0.5
        near = max(0.08, min(1.0, (y - horizon) / (h * cell - horizon + 1.0)))
        for i in range(w):
            x = (i + 0.5) * cell - 0.5
            d = depth[j, i]
            s = 1 + (zoom - 1) * (0.8 + 0.4 * d)
            dx = (x - fx) * (1 / s - 1) + px + ox * (d - still)
            dy = (y - fy) * (1 / s - 1) + py + oy * (d - still)
            gain = 1.0
            dx -= drift * sky[j, i]
            m = water[j, i] * ripple
            if m > 0.003:
                k = 0.55 / (unit * (3.0 + 17.0 * near))
                a = math.sin(y * k * 2.6 + 0.35 * math.sin(x * k * 0.9 + t * 0.7) * 3 - t * 2.1)
                b = math.sin(y * k * 4.3 - x * k * 0.6 + t * 3.0 + 1.3)
                dy += m * unit * (0.5 + 2.2 * near) * (a * 0.7 + b * 0.4)
                dx += m * unit * (0.6 + 2.6 * near) * (b * 0.6 + a * 0.3)
                gain += m * 0.035 * (a + b)
            m = plants[j, i] * sway
            if m > 0.003:
                q = math.sin(x * 0.011 / unit + y * 0.006 / unit)
                dx += m * unit * (1.6 * math.sin(t * 1.9 + q * 4) + 0.7 * math.sin(t * 4.3 + q * 9))
                dy += m * unit * 0.5 * math.sin(t * 2.3 + q * 6)
            out[j, i, 0] = dx
            out[j, i, 1] = dy
            out[j, i, 2] = gain


@kernel
def bend(
    out: Picture, plate: Picture, field: NDArray[np.float32], cell: int, pad_x: int, pad_y: int, lit: bool
) -> None:
    """Sample the padded plate through the coarse field."""
    height, width = out.shape[:2]
    ph, pw = plate.shape[:2]
    gh, gw = field.shape[:2]
    row = np.empty((gw, 3), np.float32)
    for y in range(height):
        gy = min(max((y + 0.5) / cell - 0.5, 0.0), gh - 1.0)
        j = min(int(gy), gh - 2)
        v = np.float32(gy - j)
        for i in range(gw):
            for c in range(3):
                row[i, c] = field[j, i, c] + (field[j + 1, i, c] - field[j, i, c]) * v
        for x in range(width):
            gx = min(max((x + 0.5) / cell - 0.5, 0.0), gw - 1.0)
            i = min(int(gx), gw - 2)
            u = np.float32(gx - i)
            sx = x + pad_x + row[i, 0] + (row[i + 1, 0] - row[i, 0]) * u
            sy = y + pad_y + row[i, 1] + (row[i + 1, 1] - row[i, 1]) * u
            sx = min(max(sx, np.float32(0)), np.float32(pw - 1.001))
            sy = min(max(sy, np.float32(0)), np.float32(ph - 1.001))
            ix = int(sx)
            iy = int(sy)
            ax = int((sx - ix) * 256 + 0.5)
            ay = int((sy - iy) * 256 + 0.5)
            w11 = (ax * ay) >> 8
            w10 = ax - w11
            w01 = ay - w11
            w00 = 256 - ax - ay + w11
            for c in range(3):
                value = (
                    plate[iy, ix, c] * w00
                    + plate[iy, ix + 1, c] * w10
                    + plate[iy + 1, ix, c] * w01
                    + plate[iy + 1, ix + 1, c] * w11
                    + 128
                ) >> 8
                if lit:
                    g = row[i, 2] + (row[i + 1, 2] - row[i, 2]) * u
                    value = min(255, int(value * g + 0.5))
                out[y, x, c] = value


@kernel
def lay(
    out: Picture,
    subject: NDArray[np.uint8],
    spans: NDArray[np.int32],
    inverse: NDArray[np.float64],
    top: int,
    bottom: int,
) -> None:
    """Lay the premultiplied subject over the frame through an inverse affine map (frame → padded subject).

    The map's shear must be small: a row of the frame is cut to the subject's columns in the rows around it.
    """
    width = out.shape[1]
    sh, sw = subject.shape[:2]
    a, b, c, d, e, f = inverse
    for y in range(max(0, top), min(out.shape[0], bottom)):
        y_left = int(e * y + f)
        y_right = int(d * width + e * y + f)
        lo = max(0, min(y_left, y_right) - 1)
        hi = min(sh - 1, max(y_left, y_right) + 2)
        first = 1 << 24
        last = -1
        for r in range(lo, hi + 1):
            first = min(first, spans[r, 0])
            last = max(last, spans[r, 1])
        if last < first:
            continue
        x0 = max(0, int((first - 2 - b * y - c) / a))
        x1 = min(width, int((last + 2 - b * y - c) / a) + 2)
        for x in range(x0, x1):
            sx = a * x + b * y + c
            sy = d * x + e * y + f
            ix = int(sx)
            iy = int(sy)
            if sx < 0 or sy < 0 or ix >= sw - 1 or iy >= sh - 1:
                continue
            ax = int((sx - ix) * 256 + 0.5)
            ay = int((sy - iy) * 256 + 0.5)
            w11 = (ax * ay) >> 8
            w10 = ax - w11
            w01 = ay - w11
            w00 = 256 - ax - ay + w11
            s00 = subject[iy, ix]
            s10 = subject[iy, ix + 1]
            s01 = subject[iy + 1, ix]
            s11 = subject[iy + 1, ix + 1]
            alpha = (s00[3] * w00 + s10[3] * w10 + s01[3] * w01 + s11[3] * w11 + 128) >> 8
            rest = 255 - alpha
            for k in range(3):
                over = (s00[k] * w00 + s10[k] * w10 + s01[k] * w01 + s11[k] * w11 + 128) >> 8
                if over > 0 or rest < 255:
                    out[y, x, k] = min(255, over + (out[y, x, k] * rest + 127) // 255)
