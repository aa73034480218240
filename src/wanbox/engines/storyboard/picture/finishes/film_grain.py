"""Film grain: the clumps of fast stock, strongest in the middle tones, with soft highlights."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, curve, luma, picture, plane
from .contract import Finish


@functools.lru_cache(maxsize=4)
def grain(height: int, width: int, seed: int) -> Plane:
    """Zero-mean, deviation about one, in clumps of a pixel and a half at 720; the same for every frame of a clip."""
    rng = np.random.default_rng(seed)
    size = min(height, width) / 720
    fine = plane(cv2.GaussianBlur(rng.standard_normal((height, width), np.float32), (0, 0), max(0.45, 0.5 * size)))
    wide = plane(cv2.GaussianBlur(rng.standard_normal((height, width), np.float32), (0, 0), max(0.8, 1.6 * size)))
    both = fine / float(fine.std()) + 0.3 * wide / float(wide.std())
    return plane(both / float(both.std()))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    table = curve([(0, 10), (60, 58), (128, 130), (210, 212), (255, 247)])
    soft = picture(cv2.LUT(image, table))
    light = luma(soft)
    amount = (4 + 10 * strength) * (0.45 + 2.2 * light * (1 - light))
    return picture(plane(soft) + (grain(h, w, seed) * amount)[..., None])


FINISH = Finish(
    "film-grain",
    {
        "en": ("film grain", "grainy", "grain", "35mm film", "35 mm film", "film look", "analog film", "analogue film"),
        "zh": ("胶片颗粒", "颗粒感", "电影颗粒", "胶片质感"),
    },
    apply,
)
