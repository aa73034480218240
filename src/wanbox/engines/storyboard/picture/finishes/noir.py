"""Film noir: black and white with deep shadows, hard light, dark corners and grain."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, curve, picture, plane
from .contract import Finish
from .film_grain import grain
from .textures import corners


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    k = min(strength, 1.5)
    grey = picture(cv2.transform(image, np.array([[0.18, 0.5, 0.32]], np.float32)))
    spread = cv2.createCLAHE(1.6, (4, 4)).apply(grey)
    bend = 26 * k
    hard = cv2.LUT(
        spread, curve([(0, 0), (56, 56 - bend), (128, 124 - 0.3 * bend), (196, 196 + 0.7 * bend), (255, 255)])
    )
    # Light blooms a little, as through a stocking over the lens.
    soft = cv2.GaussianBlur(hard, (0, 0), max(1.0, min(h, w) / 90))
    lit = np.maximum(plane(hard), plane(soft) * 0.8) * corners(h, w, 0.62 * k) + grain(h, w, seed) * 9
    return picture(cv2.cvtColor(picture(lit), cv2.COLOR_GRAY2BGR))


FINISH = Finish("noir", {"en": ("film noir", "noir"), "zh": ("黑色电影", "暗黑电影")}, apply)
