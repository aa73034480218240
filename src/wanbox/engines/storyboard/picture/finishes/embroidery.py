"""Embroidery: satin stitches of glossy thread along the forms, on linen."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, picture, saturated
from .contract import Finish
from .press import EVEN, detail, pressed
from .strokes import brush, calm, grown, relief, unit


@functools.lru_cache(maxsize=4)
def _rows(height: int, width: int, u: float) -> Picture:
    """Stitches end and begin: a broken row pattern across the thread."""
    y = np.arange(height, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None]
    row = np.sin((x + 0.45 * y) / (2.3 * u)) * np.sin((y - 0.3 * x) / (4.5 * u))
    return picture(EVEN * (1 + 0.07 * row))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u, k = unit(image), min(strength, 1.5)
    cloth = saturated(calm(image, 5.2 * u, 3.6 * u), 1.35)
    thread = relief(brush(image, round(12 * max(u, 0.5)), seed, 9), 0.30 * k, 0.34 * k)
    sewn = picture(cv2.multiply(thread, _rows(*thread.shape[:2], max(u, 0.2)), scale=1 / EVEN))
    return pressed(grown(cloth, image), fine=detail(image, 2.5 * u), gain=0.47, texture=grown(sewn, image))


FINISH = Finish(
    "embroidery",
    {
        "en": ("embroidery", "embroidered", "cross-stitch", "cross stitch", "needlework", "stitched"),
        "zh": ("刺绣", "十字绣", "苏绣"),
    },
    apply,
)
