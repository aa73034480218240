"""Mosaic: small glazed stones in mortar."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, picture, plane, saturated, smoothstep
from .contract import Finish
from .strokes import unit


@functools.lru_cache(maxsize=4)
def _stones(rows: int, columns: int, side: int, seed: int) -> tuple[Plane, Plane]:
    """Tone of each stone, and the relief of one: joints dark, the upper left rim lit."""
    rng = np.random.default_rng(seed)
    tone = plane(1 + 0.09 * rng.standard_normal((rows, columns)))
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / max(1, side - 1)
    rim = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    return tone, plane((0.25 + 0.75 * smoothstep(0.0, 0.13, rim)) * (1.1 - 0.1 * (x + y)))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    side = max(9, round(14 * unit(image) * max(0.5, min(strength, 1.5))))
    rows, columns = -(-h // side), -(-w // side)
    padded = cv2.copyMakeBorder(image, 0, rows * side - h, 0, columns * side - w, cv2.BORDER_REPLICATE)
    small = saturated(picture(cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA)), 1.3)
    tone, relief = _stones(rows, columns, side, seed)
    stones = plane(small) * tone[..., None]
    big = np.repeat(np.repeat(stones, side, 0), side, 1)
    shape = np.tile(relief, (rows, columns))[..., None]
    mortar = np.array((92, 100, 106), np.float32) * np.float32(0.75)
    return picture((big * shape + mortar * np.clip(1 - shape * 1.6, 0, 0.5))[:h, :w])


FINISH = Finish("mosaic", {"en": ("mosaic", "tesserae", "tiles art"), "zh": ("马赛克", "镶嵌画")}, apply)
