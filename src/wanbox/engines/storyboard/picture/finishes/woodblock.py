"""Colour woodblock print: few flat inks, a key block of dark blue lines, the grain of the wood."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, noise, picture, plane, smoothstep
from .contract import Finish
from .strokes import lines, paper, unit, wash

#: Inks of the print, BGR: paper, sand, vermilion, ochre, two blues, two greens, brown, black-blue.
INKS = np.array(
    [
        (206, 228, 240), (158, 196, 222), (176, 200, 214), (74, 92, 206), (86, 160, 216), (196, 168, 120),
        (150, 112, 58),
        (150, 176, 142), (84, 116, 84), (62, 82, 128), (112, 120, 132), (66, 46, 38), (232, 224, 214), (120, 148, 226),
    ],
    np.uint8,
)  # fmt: skip


def _table() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Nearest ink for each of 16×16×16 colours, by distance in LAB with brightness counted less."""
    steps = (np.arange(16) * 17).astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(1, -1, 3)
    lab = plane(cv2.cvtColor(grid, cv2.COLOR_BGR2LAB))[0]
    inks = plane(cv2.cvtColor(INKS[None], cv2.COLOR_BGR2LAB))[0]
    weight = np.array((0.8, 1.2, 1.2), np.float32)
    away = (((lab[:, None] - inks[None]) * weight) ** 2).sum(-1)
    return picture(INKS[away.argmin(1)].reshape(16, 16, 16, 3))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    flat = wash(image, 5 * u, 3 * u)
    lively = picture(cv2.convertScaleAbs(flat, alpha=1.06, beta=4))
    index = np.clip((plane(lively) + 8) / 17, 0, 15).astype(np.intp)
    inks = picture(_table()[index[..., 0], index[..., 1], index[..., 2]])
    inks = picture(cv2.medianBlur(inks, 5))
    soft = picture(cv2.addWeighted(inks, 0.82, flat, 0.18, 0))
    key = lines(flat, 1.7 * u, 0.008, 0.022)[..., None] * min(1.0, 0.9 * strength)
    printed = plane(soft) * (1 - key) + np.array((60, 36, 28), np.float32) * key
    rings = noise(h, max(2, w // 8), 8, seed, 3)
    wood = plane(cv2.resize(rings, (w, h), interpolation=cv2.INTER_LINEAR))
    return picture(printed * (0.97 + 0.045 * smoothstep(0.3, 0.7, wood) * paper(h, w, seed))[..., None])


FINISH = Finish(
    "woodblock",
    {
        "en": ("woodblock", "woodcut", "ukiyo-e", "ukiyoe", "wood block", "block print"),
        "zh": ("木版", "版画", "浮世绘", "木刻"),
    },
    apply,
)
