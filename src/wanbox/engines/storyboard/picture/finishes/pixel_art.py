"""Pixel art: a grid of about 180 squares, a console's fixed inks, ordered dither."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated, sharpen
from .contract import Finish

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    cells = 190 / max(0.6, min(strength, 1.5))
    size = max(2, round(min(h, w) / cells * 1.4))
    sw, sh = -(-w // size), -(-h // size)
    small = picture(cv2.resize(image, (sw, sh), interpolation=cv2.INTER_AREA))
    small = sharpen(saturated(small, 1.25), 0.4, 1.0)
    pattern = np.tile(BAYER, (-(-sh // 4), -(-sw // 4)))[:sh, :sw, None]
    # Fixed inks: a palette of each frame's own would flicker in a clip.
    steps = 10 + seed % 3
    levels = np.round(np.clip(plane(small) / 255 * (steps - 1) + pattern * 0.75, 0, steps - 1))
    inked = picture(levels * (255 / (steps - 1)))
    return picture(cv2.resize(inked, (sw * size, sh * size), interpolation=cv2.INTER_NEAREST)[:h, :w])


FINISH = Finish(
    "pixel-art",
    {
        "en": ("pixel art", "pixel-art", "pixelated", "pixelate", "8-bit", "8 bit", "16-bit"),
        "zh": ("像素", "八位"),
    },
    apply,
)
