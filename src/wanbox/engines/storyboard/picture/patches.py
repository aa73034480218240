"""Closing large holes with texture of the same picture: PatchMatch search and voting over a pyramid.

After Barnes et al. 2009 and Wexler et al. 2007: every patch that touches the hole looks for its like outside, all
patches vote on each pixel, from coarse to fine; the full-size picture is copied along the offsets that were found.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .fill import smooth_fill
from .pixels import Picture, Plane, kernel, mix, picture, plane, smoothstep

#: Half a patch: seven pixels wide.
R = 3
#: What one height of vertical displacement costs, squared grey levels: sky is filled from sky, ground from ground.
LEVEL = 2600.0

Field = NDArray[np.int32]


def patched(image: Picture, hole: Plane, *, banned: Plane | None = None, side: int = 240, seed: int = 1) -> Picture:
    """The picture with the hole (over a half) filled from elsewhere; pixels outside the hole stay.

    banned: where nothing is copied from (what is removed shall not come back). side: longer side, in pixels, of the
    finest level that is searched; the rest is copied along.
    """
    h, w = image.shape[:2]
    if float(hole.max(initial=0)) < 0.5:
        return image.copy()
    k = min(1.0, side / max(h, w))
    size = (max(8 * R, round(w * k)), max(8 * R, round(h * k)))
    small = plane(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    inside = (cv2.resize(hole, size, interpolation=cv2.INTER_AREA) > 0.02).astype(np.uint8)
    gap = np.asarray(cv2.dilate(inside, _SQUARE), np.uint8)
    closed = gap.copy()
    if banned is not None:
        closed |= (cv2.resize(banned, size, interpolation=cv2.INTER_AREA) > 0.2).astype(np.uint8)
    if not _sources(closed).any():
        return smooth_fill(image, plane(1 - np.clip(hole, 0, 1)))
    filled, ny, nx = _pyramid(small, gap, closed, seed)
    filled = _levelled(small, filled, (ny, nx), gap)
    ground = _copied(image, filled, (ny, nx), gap)
    weight = plane(cv2.GaussianBlur(np.clip(hole, 0, 1), (0, 0), max(0.8, 0.6 / k)))
    return mix(image, ground, plane(np.maximum(np.clip(hole, 0, 1), np.clip(weight * 1.4 - 0.2, 0, 1))))


_SQUARE = np.ones((3, 3), np.uint8)


def _sources(closed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Centres of patches that lie wholly in the known part of the picture."""
    free = cv2.erode(
        1 - closed, np.ones((2 * R + 1, 2 * R + 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    free[:R] = free[-R:] = 0
    free[:, :R] = free[:, -R:] = 0
    return np.asarray(free, np.uint8)


def _pyramid(small: Plane, gap: NDArray[np.uint8], closed: NDArray[np.uint8], seed: int) -> tuple[Plane, Field, Field]:
    levels = [(small, gap, closed)]
    while min(levels[-1][1].shape) > 48:
        image, g, c = levels[-1]
        size = (image.shape[1] // 2, image.shape[0] // 2)
        half = plane(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
        smaller = (cv2.resize(c.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.01).astype(np.uint8)
        if not _sources(smaller).any():
            break
        hole = (cv2.resize(g.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.01).astype(np.uint8)
        levels.append((half, hole, smaller))
    work = plane(smooth_fill(picture(levels[-1][0]), plane(1 - levels[-1][1])))
    ny = nx = np.zeros((0, 0), np.int32)
    for depth in range(len(levels) - 1, -1, -1):
        image, g, c = levels[depth]
        h, w = g.shape
        grown = plane(cv2.resize(work, (w, h), interpolation=cv2.INTER_CUBIC))
        work = plane(np.where(g[..., None] > 0, grown, image))
        valid = _sources(c)
        ny, nx = _started(valid, ny, nx, seed + depth)
        _refine(work, g, valid, (ny, nx), (8, 5, 3, 2)[min(3, len(levels) - 1 - depth)], seed)
    return work, ny, nx


def _started(valid: NDArray[np.uint8], ny: Field, nx: Field, seed: int) -> tuple[Field, Field]:
    """The coarser level's field at twice the size, and a random source where that is none."""
    h, w = valid.shape
    ys, xs = np.nonzero(valid)
    rng = np.random.default_rng(seed)
    pick = rng.integers(0, len(ys), (h, w))
    wild_y, wild_x = ys[pick].astype(np.int32), xs[pick].astype(np.int32)
    if not ny.size:
        return wild_y, wild_x
    gy, gx = np.mgrid[0:h, 0:w]
    sy, sx = np.minimum(gy // 2, ny.shape[0] - 1), np.minimum(gx // 2, ny.shape[1] - 1)
    y = np.clip(ny[sy, sx] * 2 + gy % 2, 0, h - 1)
    x = np.clip(nx[sy, sx] * 2 + gx % 2, 0, w - 1)
    good = valid[y, x] > 0
    return np.where(good, y, wild_y).astype(np.int32), np.where(good, x, wild_x).astype(np.int32)


def _refine(
    work: Plane, gap: NDArray[np.uint8], valid: NDArray[np.uint8], field: tuple[Field, Field], rounds: int, seed: int
) -> None:
    """Search and vote that many times; the picture and the field are changed in place."""
    near = np.asarray(cv2.dilate(gap, np.ones((2 * R + 1, 2 * R + 1), np.uint8)), np.uint8)
    away = cv2.distanceTransform(gap, cv2.DIST_L2, 5)
    trust = plane(np.power(1.25, -away) + 0.02)
    ys, xs = (found.astype(np.int32) for found in np.nonzero(near))
    dist = np.full(gap.shape, np.inf, np.float32)
    for turn in range(rounds):
        dist[:] = np.inf
        _search(work, trust, near, valid, field[0], field[1], dist, ys, xs, seed * 131 + turn)
        sigma = float(np.percentile(dist[near > 0], 60)) + 1.0
        _vote(work, gap, near, field[0], field[1], dist, trust, sigma)


@kernel
def _distance(work: Plane, trust: Plane, y: int, x: int, v: int, u: int, height: int, width: int) -> float:
    total = np.float32(0)
    weight = np.float32(0)
    for dy in range(-R, R + 1):
        j = y + dy
        if j < 0 or j >= height:
            continue
        for dx in range(-R, R + 1):
            i = x + dx
            if i < 0 or i >= width:
                continue
            t = trust[j, i]
            a = work[j, i, 0] - work[v + dy, u + dx, 0]
            b = work[j, i, 1] - work[v + dy, u + dx, 1]
            c = work[j, i, 2] - work[v + dy, u + dx, 2]
            total += t * (a * a + b * b + c * c)
            weight += t
    up = np.float32(v - y) / np.float32(height)
    return float(total / weight + np.float32(LEVEL) * up * up)


@kernel
def _try(
    work: Plane,
    trust: Plane,
    valid: NDArray[np.uint8],
    ny: Field,
    nx: Field,
    dist: Plane,
    at: tuple[int, int],
    source: tuple[int, int],
) -> None:
    """Take the source for the patch at that place if it lies in the known part and fits better."""
    height, width = dist.shape
    y, x = at
    v, u = source
    if v < R or u < R or v >= height - R or u >= width - R or valid[v, u] == 0:
        return
    d = _distance(work, trust, y, x, v, u, height, width)
    if d < dist[y, x]:
        dist[y, x] = d
        ny[y, x] = v
        nx[y, x] = u


@kernel
def _search(
    work: Plane,
    trust: Plane,
    near: NDArray[np.uint8],
    valid: NDArray[np.uint8],
    ny: Field,
    nx: Field,
    dist: Plane,
    ys: Field,
    xs: Field,
    seed: int,
) -> None:
    """Three sweeps of propagation and random search, forth, back and forth."""
    height, width = near.shape
    state = np.uint32(seed * 2654435761 % 4294967296)
    count = len(ys)
    for n in range(count):
        dist[ys[n], xs[n]] = _distance(work, trust, ys[n], xs[n], ny[ys[n], xs[n]], nx[ys[n], xs[n]], height, width)
    for sweep in range(3):
        step = 1 if sweep % 2 == 0 else -1
        for n in range(count):
            m = n if step == 1 else count - 1 - n
            y = ys[m]
            x = xs[m]
            if 0 <= y - step < height and near[y - step, x] > 0:
                _try(work, trust, valid, ny, nx, dist, (y, x), (ny[y - step, x] + step, nx[y - step, x]))
            if 0 <= x - step < width and near[y, x - step] > 0:
                _try(work, trust, valid, ny, nx, dist, (y, x), (ny[y, x - step], nx[y, x - step] + step))
            reach = max(height, width)
            while reach >= 1:
                state = np.uint32(state * np.uint32(1664525) + np.uint32(1013904223))
                v = ny[y, x] + int(state >> np.uint32(8)) % (2 * reach + 1) - reach
                state = np.uint32(state * np.uint32(1664525) + np.uint32(1013904223))
                u = nx[y, x] + int(state >> np.uint32(8)) % (2 * reach + 1) - reach
                reach //= 2
                _try(work, trust, valid, ny, nx, dist, (y, x), (v, u))


@kernel
def _vote(
    work: Plane,
    gap: NDArray[np.uint8],
    near: NDArray[np.uint8],
    ny: Field,
    nx: Field,
    dist: Plane,
    trust: Plane,
    sigma: float,
) -> None:
    """Every pixel of the hole becomes the mean of what the patches over it say, good matches first."""
    height, width = gap.shape
    for y in range(height):
        for x in range(width):
            if gap[y, x] == 0:
                continue
            total = np.float32(1e-6)
            b = np.float32(0)
            g = np.float32(0)
            r = np.float32(0)
            for dy in range(-R, R + 1):
                j = y + dy
                if j < 0 or j >= height:
                    continue
                for dx in range(-R, R + 1):
                    i = x + dx
                    if i < 0 or i >= width or near[j, i] == 0:
                        continue
                    k = trust[j, i] * np.exp(-dist[j, i] / (np.float32(0.7) * np.float32(sigma)))
                    v = ny[j, i] - dy
                    u = nx[j, i] - dx
                    total += k
                    b += k * work[v, u, 0]
                    g += k * work[v, u, 1]
                    r += k * work[v, u, 2]
            if total > 2e-6:
                work[y, x, 0] = b / total
                work[y, x, 1] = g / total
                work[y, x, 2] = r / total


def _levelled(small: Plane, filled: Plane, field: tuple[Field, Field], gap: NDArray[np.uint8]) -> Plane:
    """The fill moved to the brightness and tint of its surroundings, as far as its sources differ from them there."""
    ring = cv2.dilate(gap, np.ones((5, 5), np.uint8)) - gap
    source = filled[field[0].clip(0, gap.shape[0] - 1), field[1].clip(0, gap.shape[1] - 1)]
    step = np.clip(small - source, -40, 40) * ring[..., None]
    total, weight = plane(cv2.GaussianBlur(step, (0, 0), 2)), cv2.GaussianBlur(plane(ring), (0, 0), 2)
    near = picture(total / np.maximum(weight, 1e-3)[..., None] + 128)
    wide = plane(smooth_fill(near, plane(ring))) - 128
    inside = plane(cv2.GaussianBlur(plane(gap), (0, 0), 0.8))[..., None] * gap[..., None]
    levelled = plane(filled + wide * inside)
    rim = gap[0].any() or gap[-1].any() or gap[:, 0].any() or gap[:, -1].any()
    # A hole that is open to the outside has nothing to run to.
    return levelled if rim else _evened(levelled, small, gap)


def _evened(filled: Plane, small: Plane, gap: NDArray[np.uint8]) -> Plane:
    """Calm areas without the seams of their pieces: a sky runs from one side of the hole to the other."""
    sigma = max(gap.shape) / 36
    low = plane(cv2.GaussianBlur(filled, (0, 0), sigma))
    ground = plane(smooth_fill(picture(small), plane(1 - gap)))
    away = np.abs(ground - low).max(2)
    busy = plane(
        cv2.GaussianBlur(np.abs(filled - plane(cv2.GaussianBlur(filled, (0, 0), 1.5))).max(2), (0, 0), sigma / 2)
    )
    calm = smoothstep(34, 12, away) * smoothstep(7, 2, busy) * plane(gap)
    weight = plane(cv2.GaussianBlur(calm, (0, 0), sigma / 3))[..., None] * gap[..., None]
    return plane(filled + (ground - low) * weight)


def _copied(image: Picture, filled: Plane, field: tuple[Field, Field], gap: NDArray[np.uint8]) -> Picture:
    """The fill at full size: colours as voted, fine detail from where the nearest patch was found."""
    h, w = image.shape[:2]
    sh, sw = gap.shape
    ky, kx = h / sh, w / sw
    base = plane(cv2.resize(filled, (w, h), interpolation=cv2.INTER_CUBIC))
    if ky < 1.3:
        return picture(base)
    out = picture(base)
    part = _box(gap, ky, kx, (h, w))
    gy, gx = (grid.astype(np.float32) for grid in np.mgrid[part])
    rows, columns = np.minimum((gy / ky).astype(np.int32), sh - 1), np.minimum((gx / kx).astype(np.int32), sw - 1)
    there = gap[rows, columns] > 0
    map_y = np.where(there, gy + (field[0][rows, columns] - rows) * np.float32(ky), gy).astype(np.float32)
    map_x = np.where(there, gx + (field[1][rows, columns] - columns) * np.float32(kx), gx).astype(np.float32)
    low = cv2.resize(cv2.resize(image, (sw, sh), interpolation=cv2.INTER_AREA), (w, h), interpolation=cv2.INTER_CUBIC)
    sharp = plane(cv2.remap(image, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    soft = plane(cv2.remap(low, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    fine = picture(base[part] + (sharp - soft))
    out[part] = np.where(there[..., None], fine, out[part])
    return out


def _box(gap: NDArray[np.uint8], ky: float, kx: float, shape: tuple[int, int]) -> tuple[slice, slice]:
    """The part of the full-size picture that holds the hole."""
    ys, xs = np.nonzero(gap)
    top, bottom = int(ys.min() * ky), min(shape[0], int((ys.max() + 1) * ky) + 2)
    left, right = int(xs.min() * kx), min(shape[1], int((xs.max() + 1) * kx) + 2)
    return slice(top, bottom), slice(left, right)
