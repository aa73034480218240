"""Claymation: soft rounded colour, a studio lamp from the upper left, finger marks in the clay."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, picture, plane, saturated, smoothstep
from .contract import Finish
from .strokes import blotches, dabs, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u, k = unit(image), min(strength, 1.5)
    half = picture(cv2.resize(image, (max(8, w // 2), max(8, h // 2)), interpolation=cv2.INTER_AREA))
    smooth = dabs(dabs(half, 3.6 * u), 2.6 * u)
    clay = saturated(picture(cv2.resize(smooth, (w, h), interpolation=cv2.INTER_CUBIC)), 1.28)
    detail = plane(luma(image) - blur(luma(image), 3.0 * u))
    clay = picture(plane(clay) + detail[..., None] * 150)
    # Forms swell between their edges: the relief is the smoothed brightness, lit from the upper left.
    form = cv2.GaussianBlur(luma(smooth), (0, 0), 1.6 * u)
    marks = cv2.GaussianBlur(
        blotches(h // 2 or 1, w // 2 or 1, 9 * u, seed)[: form.shape[0], : form.shape[1]], (0, 0), 1
    )
    height = form * 2.2 + cv2.resize(marks, form.shape[::-1]) * 0.10
    slope = cv2.Sobel(height, cv2.CV_32F, 1, 0) + cv2.Sobel(height, cv2.CV_32F, 0, 1)
    slope = plane(cv2.resize(slope, (w, h), interpolation=cv2.INTER_LINEAR))
    light = 1 + np.clip(slope * 0.42 * k, -0.2, 0.24)
    shine = smoothstep(0.16, 0.5, slope) * 26 * k
    return picture(plane(clay) * plane(light)[..., None] + shine[..., None])


FINISH = Finish(
    "claymation",
    {
        "en": ("claymation", "clay animation", "plasticine", "play-doh", "clay style", "clay look", "made of clay",
               "clay figure", "stop motion", "stop-motion", "clay"),
        "zh": ("黏土", "粘土", "橡皮泥", "定格动画", "泥塑"),
    },
    apply,
)  # fmt: skip
