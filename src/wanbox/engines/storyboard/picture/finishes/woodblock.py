"""Colour woodblock print: few inks in smooth gradations, a key block of bold dark blue lines, the grain of the wood."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, kernel, noise, picture, plane, saturated, smoothstep
from .contract import Finish
from .press import EVEN, pressed
from .strokes import calm, grown, lines, unit
from .textures import paper

#: Inks of the print, BGR: paper, sand, vermilion, ochre, two blues, two greens, brown, black-blue.
INKS = np.array(
    [
        (206, 228, 240), (158, 196, 222), (176, 200, 214), (74, 92, 206), (86, 160, 216), (196, 168, 120),
        (150, 112, 58),
        (150, 176, 142), (84, 116, 84), (62, 82, 128), (112, 120, 132), (66, 46, 38), (232, 224, 214), (120, 148, 226),
    ],
    np.uint8,
)  # fmt: skip
#: Colours on each axis of the table.
STEPS = 17
#: How far inks run into each other, in LAB.
SPREAD = 8.0


@functools.cache
def _table() -> Picture:
    """The ink for each of 17×17×17 colours; between two inks they run into each other, so that skies stay smooth."""
    steps = np.minimum(np.arange(STEPS) * 16, 255).astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(1, -1, 3)
    lab = plane(cv2.cvtColor(grid, cv2.COLOR_BGR2LAB))[0]
    inks = plane(cv2.cvtColor(INKS[None], cv2.COLOR_BGR2LAB))[0]
    weight = np.array((0.8, 1.2, 1.2), np.float32)
    away = np.sqrt((((lab[:, None] - inks[None]) * weight) ** 2).sum(-1))
    near = np.exp(-(away - away.min(1, keepdims=True)) / SPREAD)
    mixed = (near @ plane(INKS)) / near.sum(1, keepdims=True)
    return picture(mixed.reshape(STEPS, STEPS, STEPS, 3))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    flat = saturated(calm(image, 5 * u, 3.2 * u), 1.15)
    printed = np.empty_like(flat)
    _ink(printed, picture(cv2.convertScaleAbs(flat, alpha=1.06, beta=4)), _table())
    printed = picture(cv2.addWeighted(printed, 0.84, flat, 0.16, 0))
    _wipe(printed, flat, _bokashi(*flat.shape[:2], u, seed))
    key = lines(grown(flat, image), 2.6 * u, 0.03, 0.06, 0.95 * strength)
    return pressed(grown(printed, image), line=key, ink=(60, 36, 28), texture=_wood(h, w, seed))


@kernel
def _ink(out: Picture, image: Picture, table: Picture) -> None:
    """The table read with trilinear interpolation."""
    height, width = image.shape[:2]
    for y in range(height):
        for x in range(width):
            b, g, r = np.int32(image[y, x, 0]), np.int32(image[y, x, 1]), np.int32(image[y, x, 2])
            i, j, k = b >> 4, g >> 4, r >> 4
            p, q, s = b & 15, g & 15, r & 15
            for c in range(3):
                low = (np.int32(table[i, j, k, c]) * (16 - s) + np.int32(table[i, j, k + 1, c]) * s) * (16 - q) + (
                    np.int32(table[i, j + 1, k, c]) * (16 - s) + np.int32(table[i, j + 1, k + 1, c]) * s
                ) * q
                high = (np.int32(table[i + 1, j, k, c]) * (16 - s) + np.int32(table[i + 1, j, k + 1, c]) * s) * (
                    16 - q
                ) + (np.int32(table[i + 1, j + 1, k, c]) * (16 - s) + np.int32(table[i + 1, j + 1, k + 1, c]) * s) * q
                out[y, x, c] = (low * (16 - p) + high * p) >> 12


@functools.lru_cache(maxsize=4)
def _bokashi(height: int, width: int, u: float, seed: int) -> Plane:
    """The printer's wiped band of indigo along the upper edge, 0…1, a little uneven from side to side."""
    y = np.arange(height, dtype=np.float32)[:, None] / height
    reach = 0.17 + 0.03 * (cv2.resize(noise(1, width, 120 * u + 4, seed, 2), (width, 1)) - 0.5)
    return plane(np.clip(1 - y / reach, 0, 1) ** 1.4 * 0.72)


@kernel
def _wipe(printed: Picture, flat: Picture, band: Plane) -> None:
    """The band over what is bright there, which is sky; dark things stand before it."""
    height, width = band.shape
    for y in range(height):
        if band[y, 0] <= 0 and band[y, width - 1] <= 0:
            break
        for x in range(width):
            light = (np.float32(flat[y, x, 0]) + flat[y, x, 1] + flat[y, x, 2]) * np.float32(1 / 765)
            a = band[y, x] * min(np.float32(1), max(np.float32(0), (light - np.float32(0.38)) * np.float32(4)))
            printed[y, x, 0] = int(printed[y, x, 0] + (np.float32(132) - printed[y, x, 0]) * a)
            printed[y, x, 1] = int(printed[y, x, 1] + (np.float32(88) - printed[y, x, 1]) * a)
            printed[y, x, 2] = int(printed[y, x, 2] + (np.float32(44) - printed[y, x, 2]) * a)


@functools.lru_cache(maxsize=4)
def _wood(height: int, width: int, seed: int) -> Picture:
    """Long grain of the block in the print, and the paper's own."""
    rings = noise(height, max(2, width // 8), 8, seed, 3)
    wood = plane(cv2.resize(rings, (width, height), interpolation=cv2.INTER_LINEAR))
    return picture(EVEN * (0.97 + 0.045 * smoothstep(0.3, 0.7, wood) * paper(height, width, seed)))


FINISH = Finish(
    "woodblock",
    {
        "en": ("woodblock", "woodcut", "ukiyo-e", "ukiyoe", "wood block", "block print"),
        "zh": ("木版", "版画", "浮世绘", "木刻"),
    },
    apply,
)
