"""The brown of old prints."""

from __future__ import annotations

import cv2

from ..pixels import Picture, curve, curves, mix, picture
from .contract import Finish


def apply(image: Picture, strength: float, seed: int) -> Picture:
    grey = picture(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))
    warm = 8 * (seed % 3)
    toned = curves(
        grey,
        curve([(0, 14), (128, 88 - warm), (255, 205 - warm)]),
        curve([(0, 18), (128, 114), (255, 236)]),
        curve([(0, 28), (128, 146), (255, 252)]),
    )
    return mix(image, toned, min(1.0, 0.4 + 0.6 * strength))


FINISH = Finish(
    "sepia", {"en": ("sepia", "old photo", "old photograph"), "zh": ("棕褐色", "怀旧", "老照片", "泛黄")}, apply
)
