"""Still textures, made once for a size and kept for the next frame: paper, cloth, brush hair."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, noise, picture, plane, smoothstep
from .press import EVEN

#: Directions of the combed textures over half a turn.
DIRECTIONS = 16


@functools.lru_cache(maxsize=8)
def paper(height: int, width: int, seed: int, cell: float = 5.0) -> Plane:
    """Paper tooth, around 1 with deviations of a few hundredths."""
    fine = noise(height, width, cell, seed, 3)
    coarse = noise(height, width, 90, seed + 1, 3)
    return plane(1 + (fine - 0.5) * 0.09 + (coarse - 0.5) * 0.04)


@functools.lru_cache(maxsize=8)
def tooth(height: int, width: int, seed: int, cell: float = 5.0) -> Picture:
    """The same as a texture for `pressed`."""
    return picture(paper(height, width, seed, cell) * EVEN)


@functools.lru_cache(maxsize=8)
def blotches(height: int, width: int, cell: float, seed: int) -> Plane:
    """Slow noise, 0…1, kept for the next frame."""
    return noise(height, width, cell, seed, 4)


@functools.lru_cache(maxsize=8)
def corners(height: int, width: int, amount: float) -> Plane:
    """Factor that darkens the corners, 1 in the middle."""
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return plane(1 - amount * np.clip((x * x + y * y) * 0.6 - 0.2, 0, 1))


@functools.lru_cache(maxsize=4)
def rice_paper(height: int, width: int, seed: int) -> Picture:
    """Xuan paper as BGR, bright ivory with long fibres, clouds of pulp and a toned rim."""
    u = min(height, width) / 720
    rng = np.random.default_rng(seed)
    sheet = np.zeros((height, width), np.float32)
    for _ in range(320):
        x, y = rng.random(2) * (width, height)
        angle, bend, length = rng.random() * 2 * np.pi, rng.normal(0, 0.5), (20 + 70 * rng.random()) * u
        s = np.linspace(0, 1, 8)
        path = np.stack([x + np.cos(angle + bend * s) * length * s, y + np.sin(angle + bend * s) * length * s], 1)
        shade = float(rng.choice((-1.0, 0.7)) * (0.5 + 0.5 * rng.random()))
        cv2.polylines(sheet, [np.round(path * 16).astype(np.int32)], False, shade, 1, cv2.LINE_AA, 4)
    fibres = cv2.GaussianBlur(sheet, (0, 0), max(0.5, 0.7 * u))
    tone = 1 + 0.05 * fibres + (paper(height, width, seed, 3.0) - 1) * 0.5
    tone = tone + (blotches(height, width, 190 * u, seed + 2) - 0.5) * 0.035
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    tone = tone - 0.05 * smoothstep(0.7, 1.15, np.sqrt(x * x * 0.6 + y * y * 0.6) + np.zeros((height, width)))
    return picture(np.clip(plane(tone)[..., None] * np.array((225, 240, 246), np.float32), 0, 255))


@functools.lru_cache(maxsize=4)
def wobble(height: int, width: int, reach: float, cell: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Maps for `cv2.remap` that move everything by up to `reach` pixels, as a brush does not follow a ruler."""
    dx, dy = (noise(height, width, cell, seed + i, 3) - 0.5 for i in (0, 1))
    gx, gy = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.convertMaps(plane(gx + dx * 2 * reach), plane(gy + dy * 2 * reach), cv2.CV_16SC2)


@functools.lru_cache(maxsize=4)
def combed(height: int, width: int, length: int, seed: int) -> Picture:
    """Brush hair in `DIRECTIONS` directions, (DIRECTIONS, height, width), 128 in the mean."""
    rng = np.random.default_rng(seed)
    grain = plane(cv2.GaussianBlur(rng.random((height, width), np.float32), (0, 0), 0.8))
    side = length * 2 + 1
    planes = []
    for number in range(DIRECTIONS):
        angle = np.pi * number / DIRECTIONS
        tip = np.array((np.cos(angle), np.sin(angle))) * length
        line = np.zeros((side, side), np.float32)
        ends = [tuple(int(v) for v in np.round((length + sign * tip) * 16)) for sign in (-1, 1)]
        cv2.line(line, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
        hair = cv2.filter2D(grain, -1, line / line.sum())
        planes.append(picture(np.clip(128 + (hair - hair.mean()) / max(float(hair.std()), 1e-6) * 51, 0, 255)))
    return np.stack(planes)
