"""Sharper and larger, as far as the asked size allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2

from ..pixels import Picture, picture, sharpen
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Upscale:
    name = "upscale"
    asks = "upscale or sharpen"
    words: ClassVar[Words] = {
        "en": (
            "upscale",
            "sharpen",
            "sharper",
            "enhance",
            "higher resolution",
            "super resolution",
            "more detail",
            "denoise",
            "hd",
            "4k",
        ),
        "zh": ("放大分辨率", "锐化", "清晰", "高清", "超分", "增强", "提高分辨率", "降噪"),
    }
    reads = 40
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        k = context.vary(float(params["strength"]), 0.25)
        unit = min(image.shape[:2]) / 720
        calm = picture(cv2.bilateralFilter(image, 5, 14, 3))
        fine = sharpen(calm, 0.55 * k, 1.0 * unit)
        return sharpen(fine, 0.22 * k, 5.0 * unit)


EDIT = Upscale()
