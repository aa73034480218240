"""Claymation: soft rounded colour, a studio lamp from the upper left, finger marks in the clay."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated, smoothstep
from .contract import Finish
from .press import EVEN, detail, pressed
from .strokes import calm, grown, unit
from .textures import blotches


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u, k = unit(image), min(strength, 1.5)
    smooth = calm(image, 7.2 * u, 5.2 * u)
    clay = saturated(smooth, 1.28)
    # Forms swell between their edges: the relief is the smoothed brightness, lit from the upper left.
    form = plane(cv2.GaussianBlur(cv2.cvtColor(smooth, cv2.COLOR_BGR2GRAY), (0, 0), max(0.5, 1.6 * u))) / 255
    height = form * 2.2 + blotches(*form.shape[:2], 9 * u, seed) * 0.10
    slope = plane(cv2.Sobel(height, cv2.CV_32F, 1, 0) + cv2.Sobel(height, cv2.CV_32F, 0, 1))
    light = picture((1 + np.clip(slope * 0.42 * k, -0.2, 0.24)) * EVEN)
    shine = picture(smoothstep(0.16, 0.5, slope) * 26 * k)
    lit = picture(cv2.add(clay, cv2.merge([shine, shine, shine])))
    return pressed(grown(lit, image), fine=detail(image, 3.0 * u), gain=0.55, texture=grown(light, image))


FINISH = Finish(
    "claymation",
    {
        "en": ("claymation", "clay animation", "plasticine", "play-doh", "clay style", "clay look", "made of clay",
               "clay figure", "stop motion", "stop-motion", "clay"),
        "zh": ("黏土", "粘土", "橡皮泥", "定格动画", "泥塑"),
    },
    apply,
)  # fmt: skip
