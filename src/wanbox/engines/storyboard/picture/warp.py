"""The kernels of a picture's motion: where each part looks, the bent plate, and the bent subject laid over it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Packed, blend_row, mix_squares, u32, u64
from .pixels import Picture, Plane, kernel

#: Parallax of the farthest and, above it, of the nearest, as shares of the camera's own zoom.
FAR, NEARER = 0.88, 0.24
#: How far from the rim the picture is stretched where the camera would look beyond it, as a share of its side.
RIM = 0.3


@kernel
def held(q: float, size: float, low: float, high: float) -> float:
    """A place of the source kept inside the picture: what would lie up to `low` before it or `high` behind it.

    The rim is stretched outwards, softly, so that nothing has to be invented beyond it.
    """
    m = RIM * size
    if low > 0 and q < m:
        s = (m - q) / (m + low)
        return max(0.0, m - (m + low) * s + low * s * s)
    if high > 0 and q > size - 1 - m:
        s = (q - (size - 1 - m)) / (m + high)
        return min(size - 1, size - 1 - m + (m + high) * s - high * s * s)
    return q


@kernel
def overshoot(size: float, focus: float, pan: float, scale: float) -> tuple[float, float]:
    """How far a camera at that scale looks beyond the picture, before and behind it; none where it stands closer."""
    if scale >= 1:
        return 0.0, 0.0
    wide = 1 / scale - 1
    return max(0.0, focus * wide - pan), max(0.0, (size - 1 - focus) * wide + pan)


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
    nearest = 1 + (zoom - 1) * (FAR + NEARER)
    left, right = overshoot(w * cell, fx, px, nearest)
    above, below = overshoot(h * cell, fy, py, nearest)
    for j in range(h):
        y = (j + 0.5) * cell - 0.5
        near = max(0.08, min(1.0, (y - horizon) / (h * cell - horizon + 1.0)))
        for i in range(w):
            x = (i + 0.5) * cell - 0.5
            d = depth[j, i]
            s = 1 + (zoom - 1) * (FAR + NEARER * d)
            dx = (x - fx) * (1 / s - 1) + px + ox * (d - still)
            dy = (y - fy) * (1 / s - 1) + py + oy * (d - still)
            dx = held(x + dx, w * cell, left, right) - x
            dy = held(y + dy, h * cell, above, below) - y
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
def body_field(
    out: NDArray[np.float32], edge: Plane, cell: int, camera: NDArray[np.float64], body: NDArray[np.float64]
) -> None:
    """Where each coarse node looks in the subject's own picture: out[..., 0:2] = source minus own place in pixels.

    camera = scale, focus x, focus y, pan x, pan y
    body = foot x, foot y, shift x, shift y, scale, squash, lean (radians), neck x, neck y, softness of the neck in
    pixels (0: the head is not told apart), turn of the head (radians), its shift x, y, reach of hair and cloth in
    pixels, time
    """
    s, fx, fy, px, py = camera
    foot_x, foot_y, mx, my, scale, squash, lean, neck_x, neck_y, soft, turn, hx, hy, reach, t = body
    cos, sin = math.cos(turn) - 1, math.sin(turn)
    h, w = out.shape[:2]
    left, right = overshoot(w * cell, fx, px, s)
    above, below = overshoot(h * cell, fy, py, s)
    for j in range(h):
        y = (j + 0.5) * cell - 0.5
        for i in range(w):
            x = (i + 0.5) * cell - 0.5
            qx = held(fx + (x - fx) / s + px, w * cell, left, right) - mx - foot_x
            qy = held(fy + (y - fy) / s + py, h * cell, above, below) - my - foot_y
            qx, qy = qx / scale * (1 + 0.4 * squash), qy / (scale * (1 + squash))
            qx += lean * qy
            qx, qy = qx + foot_x, qy + foot_y
            if soft > 0:
                # One weight for all of the head: it turns as a whole, and no face is bent.
                u = min(1.0, max(0.0, (neck_y + soft - qy) / (2 * soft)))
                u = u * u * (3 - 2 * u)
                rx, ry = qx - neck_x, qy - neck_y
                qx += u * (rx * cos + ry * sin - hx)
                qy += u * (ry * cos - rx * sin - hy)
            if reach > 0:
                a, b = min(max(int(qx / cell), 0), w - 1), min(max(int(qy / cell), 0), h - 1)
                m = edge[b, a] * reach
                if m > 0.01:
                    q = math.sin(qx * 0.02 + qy * 0.013)
                    qx += m * (math.sin(t * 2.6 + q * 3 + qy * 0.02) + 0.4 * math.sin(t * 5.3 + q * 7))
                    qy += m * 0.3 * math.sin(t * 3.1 + q * 5)
            out[j, i, 0], out[j, i, 1], out[j, i, 2] = qx - x, qy - y, 1.0


@kernel
def node_row(row: NDArray[np.float32], field: NDArray[np.float32], y: int, cell: int) -> None:
    """The nodes' values at row y of the frame, between the two rows of nodes around it."""
    gh, gw = field.shape[:2]
    gy = min(max((y + 0.5) / cell - 0.5, 0.0), gh - 1.0)
    j = min(int(gy), gh - 2)
    v = np.float32(gy - j)
    for i in range(gw):
        for c in range(3):
            row[i, c] = field[j, i, c] + (field[j + 1, i, c] - field[j, i, c]) * v


@kernel
def places(
    u: NDArray[np.int32], v: NDArray[np.int32], row: NDArray[np.float32], cell: int, left: float, top: float
) -> None:
    """Where each column of a row looks, in 256ths of a pixel: straight between its nodes, held beyond the outermost."""
    width, last = u.shape[0], row.shape[0] - 1
    for x in range(width):
        u[x], v[x] = 0, 0
    for i in range(-1, last + 1):
        a, b = max(i, 0), min(i + 1, last)
        first = int((i + 0.5) * cell) if i >= 0 else 0
        end = min(width, int((i + 1.5) * cell)) if i < last else width
        span = np.float32(1.0 / cell)
        for x in range(max(0, first), end):
            w = (np.float32(x) - np.float32((i + 0.5) * cell - 0.5)) * span if a != b else np.float32(0)
            u[x] = int((x + left + row[a, 0] + (row[b, 0] - row[a, 0]) * w) * 256 + 0.5)
            v[x] = int((top + row[a, 1] + (row[b, 1] - row[a, 1]) * w) * 256 + 0.5)


@kernel
def gather(
    four: Packed, fx: Packed, fy: Packed, source: Packed, u: NDArray[np.int32], v: NDArray[np.int32], x0: int, x1: int
) -> None:
    """Four neighbours and the fractions of each place, which is held inside the source."""
    right, low = (source.shape[1] - 1) * 256 - 1, (source.shape[0] - 1) * 256 - 1
    flat, sw = source.reshape(-1), source.shape[1]
    for x in range(x0, x1):
        px, py = max(0, min(right, u[x])), max(0, min(low, v[x]))
        k, at = x - x0, u64((py >> 8) * sw + (px >> 8))
        four[0, k], four[1, k] = flat[at], flat[at + u64(1)]
        four[2, k], four[3, k] = flat[at + u64(sw)], flat[at + u64(sw) + u64(1)]
        fx[k], fy[k] = u32(px & 255), u32(py & 255)


@kernel
def bend(out: Picture, plate: Packed, field: NDArray[np.float32], cell: int, pad_x: int, pad_y: int, lit: bool) -> None:
    """Sample the padded plate (packed BGRA) through the coarse field."""
    height, width = out.shape[:2]
    row, line = np.empty((field.shape[1], 3), np.float32), np.empty(width, np.uint32)
    four, fx, fy = np.empty((4, width), np.uint32), np.empty(width, np.uint32), np.empty(width, np.uint32)
    u, v = np.empty(width, np.int32), np.empty(width, np.int32)
    line8 = line.view(np.uint8)
    for y in range(height):
        node_row(row, field, y, cell)
        places(u, v, row, cell, pad_x, y + pad_y)
        gather(four, fx, fy, plate, u, v, 0, width)
        mix_squares(line, four, fx, fy, 256, width)
        if lit:
            shine(line8, row, cell, width)
        flat = out[y].reshape(-1)
        for x in range(width):
            flat[3 * x], flat[3 * x + 1], flat[3 * x + 2] = line8[4 * x], line8[4 * x + 1], line8[4 * x + 2]


@kernel
def shine(line: NDArray[np.uint8], row: NDArray[np.float32], cell: int, width: int) -> None:
    """Light and shade of the waves over a row of BGRA bytes, where there are any."""
    for i in range(row.shape[0]):
        if abs(row[i, 2] - 1) < 0.002:
            continue
        g = int(row[i, 2] * 256)
        for x in range(i * cell, min(width, (i + 1) * cell)):
            for c in range(3):
                line[4 * x + c] = min(255, (line[4 * x + c] * g) >> 8)


@kernel
def lay(
    out: Picture,
    subject: Packed,
    spans: NDArray[np.int32],
    field: NDArray[np.float32],
    cell: int,
    pad_x: int,
    pad_y: int,
) -> None:
    """Lay the padded premultiplied subject over the frame through its own coarse field.

    spans: first and last column of the subject per row of the padded picture.
    """
    height, width = out.shape[:2]
    row, line = np.empty((field.shape[1], 3), np.float32), np.empty(width, np.uint32)
    four, fx, fy = np.empty((4, width), np.uint32), np.empty(width, np.uint32), np.empty(width, np.uint32)
    u, v = np.empty(width, np.int32), np.empty(width, np.int32)
    line8 = line.view(np.uint8)
    left, right = spans[:, 0].min(), spans[:, 1].max()
    first, last = rows_with_ink(spans)
    for y in range(height):
        node_row(row, field, y, cell)
        low, high = row[:, 1].min() + y + pad_y, row[:, 1].max() + y + pad_y
        if high < first - 1 or low > last + 1:
            continue
        places(u, v, row, cell, pad_x, y + pad_y)
        x0, x1 = 0, width
        while x0 < x1 and u[x0] >> 8 < left - 1:
            x0 += 1
        while x1 > x0 and u[x1 - 1] >> 8 > right + 1:
            x1 -= 1
        if x1 > x0:
            gather(four, fx, fy, subject, u, v, x0, x1)
            mix_squares(line, four, fx, fy, 256, x1 - x0)
            blend_row(out[y].reshape(-1)[x0 * 3 :], line8, x1 - x0)


@kernel
def rows_with_ink(spans: NDArray[np.int32]) -> tuple[int, int]:
    first, last = spans.shape[0], -1
    for y in range(spans.shape[0]):
        if spans[y, 1] >= 0:
            first, last = min(first, y), y
    return first, last
