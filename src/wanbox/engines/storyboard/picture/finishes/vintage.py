"""Film of the seventies: faded blacks, warm lights, cyan shadows, grain."""

from __future__ import annotations

import numpy as np

from ..pixels import Picture, curve, curves, picture, plane, saturated
from .contract import Finish
from .textures import blotches


def apply(image: Picture, strength: float, seed: int) -> Picture:
    k = min(strength, 1.5)
    faded = curves(
        saturated(image, 1 - 0.22 * k),
        curve([(0, 34 * k), (128, 128), (255, 255 - 44 * k)]),
        curve([(0, 16 * k), (128, 130), (255, 255 - 14 * k)]),
        curve([(0, 20 * k), (128, 128 + 12 * k), (255, 255)]),
    )
    h, w = image.shape[:2]
    grain = blotches(h, w, 2.2, seed)[..., None] - 0.5
    y, x = np.ogrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    corner = plane(1 - 0.22 * k * np.clip(x * x * 0.6 + y * y * 0.6 - 0.15, 0, 1))[..., None]
    return picture((plane(faded) + grain * 17 * k) * corner)


FINISH = Finish(
    "vintage",
    {
        "en": ("vintage", "retro", "polaroid look", "1970s", "seventies", "old film"),
        "zh": ("复古", "胶片", "老电影"),
    },
    apply,
)
