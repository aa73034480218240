"""Black and white with the deep greens and bright skin of panchromatic film."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, curve, mix, picture
from .contract import Finish


def apply(image: Picture, strength: float, seed: int) -> Picture:
    # Weights of blue, green, red; a seed moves them a little, as another film would.
    red = 0.36 + 0.06 * (seed % 3)
    weights = np.array([[0.14, 0.86 - red, red]], np.float32)
    grey = picture(cv2.transform(image, weights))
    bend = 10 * min(strength, 1.5)
    grey = picture(cv2.LUT(grey, curve([(0, 0), (64, 64 - bend), (128, 128), (192, 192 + bend), (255, 255)])))
    toned = picture(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    return toned if strength >= 0.5 else mix(image, toned, 0.5 + strength)


FINISH = Finish(
    "black-and-white",
    {
        "en": (
            "black and white",
            "black-and-white",
            "b&w",
            "monochrome",
            "grayscale",
            "greyscale",
            "grey scale",
        ),
        "zh": ("黑白", "单色", "灰度"),
    },
    apply,
)
