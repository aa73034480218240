"""Value noise: the same on every machine, addressed by position and seed."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .blit import Reals, u32
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
def hashed(x: np.uint32, y: np.uint32, seed: np.uint32) -> np.float32:
    """`lattice` in 32 bits, times 65535; `seed` comes multiplied. Without wide numbers it becomes vector code."""
    n = u32(u32(x * u32(374761393)) + u32(y * u32(668265263)) + seed)
    n = u32(u32(n ^ (n >> u32(13))) * u32(1274126177))
    return np.float32(np.int32((n ^ (n >> u32(16))) & u32(0xFFFF)))


@kernel
def octave(out: Reals, u: Reals, v: Reals, scale: float, weight: float, seed: int) -> None:
    """Add smoothed noise 0…weight at the points (u·scale, v·scale) to a row."""
    start, one, two = u32((seed * 974634777) & 0xFFFFFFFF), u32(1), np.float32(2)
    k, w, three = np.float32(scale), np.float32(weight / 65535), np.float32(3)
    for i in range(out.shape[0]):
        a, b = u[i] * k, v[i] * k
        fa, fb = np.floor(a), np.floor(b)
        x, y = u32(np.int32(fa)), u32(np.int32(fb))
        fx, fy = a - fa, b - fb
        fx, fy = fx * fx * (three - two * fx), fy * fy * (three - two * fy)
        p, q = hashed(x, y, start), hashed(u32(x + one), y, start)
        r, s = hashed(x, u32(y + one), start), hashed(u32(x + one), u32(y + one), start)
        upper, lower = p + (q - p) * fx, r + (s - r) * fx
        out[i] += (upper + (lower - upper) * fy) * w


@kernel
def fbm_row(out: Reals, u: Reals, v: Reals, seed: int, octaves: int) -> None:
    """Octaves of noise, each half as strong and about twice as fine; 0…1."""
    out[:] = np.float32(0)
    scale, weight = 1.0, 0.5 / (1 - 0.5**octaves)
    for k in range(octaves):
        octave(out, u, v, scale, weight, seed + k)
        scale, weight = scale * 2.03, weight * 0.5


@kernel
def fbm_grid(out: Reals, fx: float, fy: float, ox: float, oy: float, seed: int, octaves: int) -> None:
    """Fill `out` with fBm sampled at (x·fx + ox, y·fy + oy)."""
    u, v = np.empty((2, out.shape[1]), np.float32)
    for x in range(out.shape[1]):
        u[x] = np.float32(x * fx + ox)
    for y in range(out.shape[0]):
        v[:] = np.float32(y * fy + oy)
        fbm_row(out[y], u, v, seed, octaves)


@kernel
def _fbm_at(out: Reals, u: Reals, v: Reals, seed: int, octaves: int) -> None:
    for y in range(out.shape[0]):
        fbm_row(out[y], u[y], v[y], seed, octaves)


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
