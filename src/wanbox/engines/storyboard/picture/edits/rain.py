"""Rain: an overcast sky, dull wet colours, streaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..particles import rain
from ..pixels import Picture, picture, plane, saturated
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import dimmed, gradient, swap_sky

SKY = ((0.0, (122.0, 112.0, 104.0)), (1.0, (184.0, 176.0, 168.0)))


class Rain:
    name = "rain"
    asks = "rain"
    words: ClassVar[Words] = {
        "en": ("rain", "rainy", "raining", "rainfall", "stormy", "storm", "drizzle"),
        "zh": ("下雨", "雨天", "雨景", "大雨", "小雨", "暴雨", "雨中", "雨"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas = context.regions(image)
        k = context.vary(float(params["strength"]), 0.2)
        dull = picture(plane(saturated(image, 0.62)) * np.array((0.80, 0.76, 0.72), np.float32))
        if areas.has_sky:
            dull = swap_sky(
                image,
                dull,
                areas,
                gradient(h, w, dimmed(SKY, areas), end=areas.horizon + 0.1),
                clouds=0.5,
                tint=(255, 250, 245),
            )
        unit = min(h, w) / 720
        for layer in range(2 if k > 0.8 else 1):
            rain(dull, 8.0 + 0.37 * layer + context.variant, unit * (1 + 0.35 * layer), context.seed_of(layer) % 9973)
        return dull


EDIT = Rain()
