"""Mosaic: small glazed stones in mortar."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated, smoothstep
from .contract import Finish
from .press import EVEN, pressed
from .strokes import unit


@functools.lru_cache(maxsize=4)
def _stones(rows: int, columns: int, side: int, seed: int) -> tuple[Picture, Picture]:
    """A texture of the stones, each of its own tone, joints dark and the upper left rim lit; and the mortar."""
    rng = np.random.default_rng(seed)
    tone = np.repeat(np.repeat(1 + 0.09 * rng.standard_normal((rows, columns)), side, 0), side, 1)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / max(1, side - 1)
    rim = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    shape = np.tile((0.25 + 0.75 * smoothstep(0.0, 0.13, rim)) * (1.1 - 0.1 * (x + y)), (rows, columns))
    return picture(plane(np.clip(tone * shape * EVEN, 0, 255))), picture(np.clip(1 - shape * 1.6, 0, 0.5) * 255)


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    side = max(9, round(14 * unit(image) * max(0.5, min(strength, 1.5))))
    rows, columns = -(-h // side), -(-w // side)
    padded = cv2.copyMakeBorder(image, 0, rows * side - h, 0, columns * side - w, cv2.BORDER_REPLICATE)
    small = saturated(picture(cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA)), 1.3)
    shape, mortar = _stones(rows, columns, side, seed)
    big = cv2.resize(small, (columns * side, rows * side), interpolation=cv2.INTER_NEAREST)
    laid = pressed(picture(big), line=mortar, ink=(69, 75, 80), texture=shape)
    return np.ascontiguousarray(laid[:h, :w])


FINISH = Finish("mosaic", {"en": ("mosaic", "tesserae", "tiles art"), "zh": ("马赛克", "镶嵌画")}, apply)
