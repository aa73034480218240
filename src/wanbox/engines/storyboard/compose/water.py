"""The sea, with its glitter and surf."""

from __future__ import annotations

import numpy as np

from .blit import Pixels, Reals
from .jit import kernel

TILE = 256
#: Height of a frame from which waves are fine enough to compute every other row.
FINE = 540


@kernel
def sample(tile: Reals, u: float, v: float) -> float:
    """Noise of a repeating tile at (u, v) in texels."""
    fu, fv = np.floor(u), np.floor(v)
    ix, iy = int(fu) & (TILE - 1), int(fv) & (TILE - 1)
    jx, jy = (ix + 1) & (TILE - 1), (iy + 1) & (TILE - 1)
    a, b = u - fu, v - fv
    upper = tile[iy, ix] + (tile[iy, jx] - tile[iy, ix]) * a
    lower = tile[jy, ix] + (tile[jy, jx] - tile[jy, ix]) * a
    return float(upper + (lower - upper) * b)


@kernel
def shallows(
    b: float, g: float, r: float, gap: float, n1: float, n2: float, n3: float, colours: Reals, surf: float
) -> tuple[float, float, float]:
    """Water near the edge: lighter, with lace, a breaker and the foam's lip; gap is 0 at the edge, 1 far out."""
    a = (1 - gap) * (1 - gap) * 0.75
    b, g, r = b + (colours[1, 0] - b) * a, g + (colours[1, 1] - g) * a, r + (colours[1, 2] - r) * a
    lace = max(0.0, 1 - abs(n3 + n2 - 1.0) * 7) * max(0.0, 1 - gap * 1.5)
    roll = max(0.0, 1 - abs(gap - 0.34 - 0.22 * (n1 - 0.5)) * 11) * (0.4 + 0.6 * n2)
    lip = max(0.0, 1 - gap * (9 - 5 * n2))
    e = min(1.0, (lace * 0.55 + roll * 0.8 + lip) * surf)
    return b + (colours[2, 0] - b) * e, g + (colours[2, 1] - g) * e, r + (colours[2, 2] - r) * e


@kernel
def surface(deep: Reals, sky: Reals, level: float, f: float) -> tuple[float, float, float]:
    """The water's own colour at a level of light, with a share f of the sky that it mirrors."""
    k = level * (1 - f)
    return deep[0] * k + sky[0] * f, deep[1] * k + sky[1] * f, deep[2] * k + sky[2] * f


@kernel
def glint(off_lane: float, crest: float) -> float:
    """How much of the sun a wave throws back: a narrow lane under the sun, brightest on the crests."""
    if abs(off_lane) > 2.6:
        return 0.0
    lane = np.exp(-off_lane * off_lane)
    return float(lane * (min(1.0, max(0.0, crest * 9)) * 0.95 + 0.2))


@kernel
def put_pair(
    line: Pixels, x: int, b: float, g: float, r: float, before_b: float, before_g: float, before_r: float
) -> None:
    """Write column x of a row, and the one before it as the middle of its neighbours: only every other is computed."""
    if x > 0:
        line[x - 1, 0], line[x - 1, 1], line[x - 1, 2] = (
            (b + before_b) * 0.5,
            (g + before_g) * 0.5,
            (r + before_r) * 0.5,
        )
    if x < line.shape[0]:
        line[x, 0], line[x, 1], line[x, 2] = b, g, r


@kernel
def between_rows(dst: Pixels, y: int, shore: Reals) -> None:
    """Fill row y from those above and below it, down to the water's edge."""
    upper, own, lower = dst[y - 1], dst[y], dst[y + 1]
    for x in range(dst.shape[1]):
        if y <= shore[x] + 2:
            below = y + 1 <= shore[x] + 2
            for c in range(3):
                own[x, c] = (int(upper[x, c]) + int(lower[x, c])) >> 1 if below else upper[x, c]


@kernel
def sea(
    dst: Pixels,
    top: int,
    rows: Reals,
    mirror: Reals,
    tile: Reals,
    shore: Reals,
    colours: Reals,
    knobs: Reals,
    t: float,
) -> None:
    """Paint the sea from row `top` down.

    rows[i]: nearness q (0 horizon … 1 actors' plane), scale and offset of that row's plane, and its mirrored row in
    `mirror` (a small BGR picture of the sky, zenith first, as wide as the frame). shore[x]: row of the water's edge.
    colours: deep, shallow, foam, glitter. knobs: sun column, glitter strength, its width, choppiness, pixels per unit,
    foam, mirror strength, how much taller than usual the floor is drawn.
    """
    height, width = dst.shape[0], dst.shape[1]
    mh, mw = mirror.shape[0], mirror.shape[1]
    sun, shine, spread, chop, unit, surf, gloss = knobs[0], knobs[1], knobs[2], knobs[3], knobs[4], knobs[5], knobs[6]
    end = min(rows.shape[0], height - top)
    for i in range(end):
        y = top + i
        # Every other row is computed, as every other column; the last one has no neighbour below.
        if y < 0 or (height >= FINE and i & 1 and i + 1 < end):
            continue
        q, s, tx, base = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
        z = 1.0 / (q + 0.02)
        fine = min(1.0, q * 4 + 0.1)
        near = min(1.0, q * 1.3)
        px = z / (s * unit)
        v1, v2, v3 = z * knobs[7] * 62 + t * 9, z * knobs[7] * 170 + t * 22, z * knobs[7] * 420 - t * 30
        fresnel = gloss * (0.9 - 0.42 * near)
        wide = unit * spread * (22 + 330 * q)
        pb, pg, pr = 0.0, 0.0, 0.0
        for x in range(0, width + 1, 2):
            edge = shore[min(x, width - 1)]
            if y > edge + 2:
                continue
            wx = ((x - tx) - width * 0.5 * s) * px
            n1 = sample(tile, wx * 0.20 + t * 5, v1 * 1.2)
            n2 = sample(tile, wx * 0.75 - t * 8, v2 * 1.6)
            n3 = sample(tile, wx * 2.3 + t * 11, v3 * 1.9)
            slope = ((n1 - 0.5) * 0.5 + (n2 - 0.5) * 0.5 + (n3 - 0.5) * 0.55 * fine) * chop
            my = min(mh - 1, max(0, int(base + (slope * 0.75 + 0.02) * mh)))
            mx = min(mw - 1, max(0, int(x * mw / width + slope * 5)))
            f = min(1.0, max(0.05, fresnel - slope * 0.9 * (0.4 + near)))
            b, g, r = surface(colours[0], mirror[my, mx], 0.82 + slope * 1.1, f)
            k = shine * glint((x - sun) / wide, n2 * 0.42 + n3 * 0.58 - 0.52 + 0.1 * (1 - near))
            cap = max(0.0, max(0.0, slope - 0.34) * 330 * near * (chop - 0.8))
            b, g, r = b + colours[3, 0] * k + cap, g + colours[3, 1] * k + cap, r + colours[3, 2] * k + cap
            gap = (edge - y) / (unit * 60)
            if gap < 1:
                b, g, r = shallows(b, g, r, gap, n1, n2, n3, colours, surf)
            b, g, r = min(255.0, max(0.0, b)), min(255.0, max(0.0, g)), min(255.0, max(0.0, r))
            put_pair(dst[y], x, b, g, r, pb, pg, pr)
            pb, pg, pr = b, g, r
        if height >= FINE and not i & 1 and i > 1 and y > 1:
            between_rows(dst, y - 1, shore)
