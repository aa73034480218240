"""Pencil on paper: contours and hatching that follows the forms."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, plane, smoothstep
from .contract import Finish
from .strokes import brush, lines, multiply, paper, tinted, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    grey = plane(cv2.bilateralFilter(image, 5, 30, 4).max(2)) / 255 * 0.4 + luma(image) * 0.6
    dodge = plane(np.clip(grey / np.maximum(blur(grey, 9 * u) + 0.02, 0.05), 0, 1))
    contour = 1 - 0.75 * lines(image, 1.1 * u, 0.006, 0.035)
    hair = brush(image, 14, seed, 8)
    shade = smoothstep(0.75, 0.08, grey) * min(strength, 1.4)
    hatch = 1 - shade * (0.28 + 0.62 * smoothstep(0.62, 0.34, hair))
    tone = plane(smoothstep(0.35, 1.0, dodge) * 0.9 + 0.1) * contour * hatch
    return multiply(tinted(plane(tone), (58, 54, 54), (238, 245, 247)), paper(h, w, seed, 4))


FINISH = Finish(
    "pencil",
    {
        "en": ("pencil sketch", "pencil drawing", "pencil", "sketch", "line drawing", "charcoal", "graphite"),
        "zh": ("铅笔", "素描", "线稿", "速写", "炭笔"),
    },
    apply,
)
