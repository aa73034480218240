"""Embroidery: satin stitches of glossy thread along the forms, on linen."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, picture, plane, saturated
from .contract import Finish
from .strokes import brush, dabs, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u, k = unit(image), min(strength, 1.5)
    half = picture(
        cv2.resize(image, (max(8, image.shape[1] // 2), max(8, image.shape[0] // 2)), interpolation=cv2.INTER_AREA)
    )
    calm = dabs(dabs(half, 2.6 * u), 1.8 * u)
    calm = picture(cv2.resize(calm, image.shape[1::-1], interpolation=cv2.INTER_CUBIC))
    detail = plane(luma(image) - blur(luma(image), 2.5 * u))
    cloth = picture(plane(saturated(calm, 1.35)) + detail[..., None] * 120)
    thread = brush(cloth, round(16 * max(u, 0.5)), seed, 9)
    relief = cv2.Sobel(thread, cv2.CV_32F, 1, 0) + cv2.Sobel(thread, cv2.CV_32F, 0, 1)
    light = 1 + np.clip(relief * 0.55 * k, -0.32, 0.36) + (thread - 0.5) * 0.34 * k
    # Stitches end and begin: a broken row pattern across the thread.
    y = np.arange(image.shape[0], dtype=np.float32)[:, None]
    x = np.arange(image.shape[1], dtype=np.float32)[None]
    row = np.sin((x + 0.45 * y) / (4.6 * u)) * np.sin((y - 0.3 * x) / (9.0 * u))
    return picture(plane(cloth) * plane(light * (1 + 0.07 * k * row))[..., None])


FINISH = Finish(
    "embroidery",
    {
        "en": ("embroidery", "embroidered", "cross-stitch", "cross stitch", "needlework", "stitched"),
        "zh": ("刺绣", "十字绣", "苏绣"),
    },
    apply,
)
