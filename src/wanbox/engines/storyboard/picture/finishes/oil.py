"""Oil paint: dabs along the forms, with the relief of the brush."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, picture, plane, saturated
from .contract import Finish
from .strokes import brush, unit, wash


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u, k = unit(image), min(strength, 1.5)
    paint = wash(image, 5.0 * u * k, 3.0 * u)
    # Fine work (eyes, lettering, twigs) is set in with a small brush afterwards.
    detail = plane(luma(image) - blur(luma(image), 3.5 * u))
    paint = picture(plane(saturated(paint, 1.24)) + detail[..., None] * 130)
    hair = brush(paint, round(11 * max(u, 0.5)), seed, 5)
    relief = cv2.Sobel(hair, cv2.CV_32F, 1, 0) * 0.6 + cv2.Sobel(hair, cv2.CV_32F, 0, 1) * 0.8
    light = 1 + np.clip(relief * 0.12 * k, -0.12, 0.14) + (hair - 0.5) * 0.10 * k
    return picture(plane(paint) * plane(light)[..., None] + 2)


FINISH = Finish(
    "oil",
    {
        "en": ("oil painting", "oil paint", "oils", "oil", "impressionist", "impasto", "van gogh", "monet"),
        "zh": ("油画", "印象派", "梵高", "莫奈"),
    },
    apply,
)
