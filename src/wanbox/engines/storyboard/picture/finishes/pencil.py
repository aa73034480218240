"""Pencil on paper: contours and hatching that follows the forms."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, smoothstep
from .contract import Finish
from .press import pressed, soft
from .strokes import brush, grown, lines, times, tinted, unit
from .textures import tooth


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    # Grain of a picture is not drawn.
    grey = picture(cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (0, 0), max(0.3, 0.8 * u)))
    steps = np.arange(256)
    # Divided by its surroundings, a picture is paper with soft shades beside its edges.
    dodge = cv2.divide(grey, cv2.convertScaleAbs(soft(grey, 9 * u), beta=5), scale=255)
    dodge = picture(cv2.LUT(dodge, picture((smoothstep(0.35, 1.0, steps / 255) * 0.9 + 0.1) * 255)))
    contour = picture(255 - lines(grey, 1.1 * u, 0.008, 0.04, 0.75))
    return pressed(
        tinted(times(dodge, contour, _hatch(image, grey, strength, seed)), (58, 54, 54), (238, 245, 247)),
        texture=tooth(h, w, seed, 4),
    )


def _hatch(image: Picture, grey: Picture, strength: float, seed: int) -> Picture:
    steps = np.arange(256)
    hair = picture(cv2.LUT(brush(image, 14, seed, 8), picture((0.28 + 0.62 * smoothstep(158, 87, steps)) * 255)))
    shade = picture(cv2.LUT(grey, picture(smoothstep(191, 20, steps) * 255 * min(strength, 1.4) / 1.4)))
    return picture(255 - times(shade, grown(hair, grey)))


FINISH = Finish(
    "pencil",
    {
        "en": ("pencil sketch", "pencil drawing", "pencil", "sketch", "line drawing", "charcoal", "graphite"),
        "zh": ("铅笔", "素描", "线稿", "速写", "炭笔"),
    },
    apply,
)
