"""Autumn: green leaves turn gold, orange and red, tree by tree; warm low light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, mix, noise, picture, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Autumn:
    name = "autumn"
    asks = "autumn"
    words: ClassVar[Words] = {
        "en": ("autumn", "autumnal", "fall colors", "fall colours", "fall season", "in the fall"),
        "zh": ("秋天", "秋季", "秋景", "金秋", "秋色"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        plants = context.regions(image).plants
        tone = noise(h, w, min(h, w) * 0.16, context.seed_of(4), 3)
        hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
        # OpenCV's hue: 4 is red-orange, 13 orange, 23 gold.
        hue = np.clip(5 + 19 * tone + (hsv[..., 0] - 45) * 0.12, 2, 27)
        saturation = np.clip(hsv[..., 1] * 1.25 + 38, 0, 235)
        value = np.clip(hsv[..., 2] * 1.12 + 8, 0, 255)
        turned = picture(cv2.cvtColor(np.stack([hue, saturation, value], -1).astype(np.uint8), cv2.COLOR_HSV2BGR))
        leaves = mix(image, turned, plane(np.clip(plants * min(1.2, float(params["strength"])), 0, 1) * 0.92))
        warm = picture(plane(leaves) * np.array((0.90, 0.985, 1.05), np.float32))
        return mix(leaves, warm, context.vary(0.8))


EDIT = Autumn()
