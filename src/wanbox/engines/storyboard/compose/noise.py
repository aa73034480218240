"""Value noise: the same on every machine, addressed by position and seed."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .blit import Reals
from .jit import kernel

#: Floating-point numbers of any width.
Numbers: TypeAlias = NDArray[np.floating[Any]]


@kernel
def lattice(x: int, y: int, seed: int) -> float:
    """A number 0…1 for a lattice point."""
    n = (x * 374761393 + y * 668265263 + seed * 974634777) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) / 65535.0


@kernel
def value(x: float, y: float, seed: int) -> float:
    """Smoothed noise 0…1 at a point."""
    ix, iy = int(np.floor(x)), int(np.floor(y))
    fx, fy = x - ix, y - iy
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    upper = lattice(ix, iy, seed) * (1 - fx) + lattice(ix + 1, iy, seed) * fx
    lower = lattice(ix, iy + 1, seed) * (1 - fx) + lattice(ix + 1, iy + 1, seed) * fx
    return upper * (1 - fy) + lower * fy


@kernel
def fbm(x: float, y: float, seed: int, octaves: int) -> float:
    """Octaves of noise, each half as strong and about twice as fine; 0…1."""
    total, weight, norm = 0.0, 0.5, 0.0
    for k in range(octaves):
        total += weight * value(x, y, seed + k)
        norm += weight
        x, y, weight = x * 2.03, y * 2.03, weight * 0.5
    return total / norm


@kernel
def fbm_grid(out: Reals, fx: float, fy: float, ox: float, oy: float, seed: int, octaves: int) -> None:
    """Fill `out` with fBm sampled at (x·fx + ox, y·fy + oy)."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = fbm(x * fx + ox, y * fy + oy, seed, octaves)


@kernel
def _fbm_at(out: Reals, u: Reals, v: Reals, seed: int, octaves: int) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = fbm(u[y, x], v[y, x], seed, octaves)


def fbm_at(u: Numbers, v: Numbers, seed: int, octaves: int) -> Reals:
    """FBm 0…1 at the points (u, v); the two broadcast against each other."""
    u, v = np.broadcast_arrays(u, v)
    out = np.empty(u.shape, np.float32)
    _fbm_at(out, np.ascontiguousarray(u, np.float32), np.ascontiguousarray(v, np.float32), int(seed), int(octaves))
    return out


def field(
    height: int, width: int, *, fx: float, fy: float, seed: int, octaves: int = 4, ox: float = 0, oy: float = 0
) -> Reals:
    """A (height, width) picture of fBm, 0…1."""
    out = np.empty((height, width), np.float32)
    fbm_grid(out, float(fx), float(fy), float(ox), float(oy), int(seed), int(octaves))
    return out


@kernel
def _tile(out: Reals, cells: int, seed: int) -> None:
    n = out.shape[0]
    for y in range(n):
        for x in range(n):
            total, weight, c = 0.0, 0.5, cells
            for k in range(4):
                u, v = x * c / n, y * c / n
                ix, iy = int(u), int(v)
                fx, fy = u - ix, v - iy
                fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
                jx, jy = (ix + 1) % c, (iy + 1) % c
                upper = lattice(ix, iy, seed + k) * (1 - fx) + lattice(jx, iy, seed + k) * fx
                lower = lattice(ix, jy, seed + k) * (1 - fx) + lattice(jx, jy, seed + k) * fx
                total += weight * (upper * (1 - fy) + lower * fy)
                weight *= 0.5
                c *= 2
            out[y, x] = total / 0.9375


def tile(size: int, cells: int, seed: int) -> Reals:
    """A square of noise 0…1 that repeats without a seam; `size` a power of two."""
    out = np.empty((size, size), np.float32)
    _tile(out, int(cells), int(seed))
    return out
