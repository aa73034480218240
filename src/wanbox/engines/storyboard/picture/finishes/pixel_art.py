"""Pixel art: a grid of about 180 squares, 32 inks of the picture's own, ordered dither."""

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
    dithered = picture(np.clip(plane(small) + pattern * 18, 0, 255))
    inked = _inks(dithered, 28 + seed % 9)
    return picture(np.repeat(np.repeat(inked, size, 0), size, 1)[:h, :w])


def _inks(small: Picture, count: int) -> Picture:
    """Median cut by Pillow, which is exact and quick."""
    from PIL import Image

    image = Image.fromarray(small[..., ::-1]).quantize(count, dither=Image.Dither.NONE).convert("RGB")
    return np.ascontiguousarray(np.asarray(image, np.uint8)[..., ::-1])


FINISH = Finish(
    "pixel-art",
    {
        "en": ("pixel art", "pixel-art", "pixelated", "pixelate", "8-bit", "8 bit", "16-bit"),
        "zh": ("像素", "八位"),
    },
    apply,
)
