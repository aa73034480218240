"""A clear sunny day: blue sky with light clouds, warm bright light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, curve, curves, mix, noise, picture, plane, saturated, smoothstep
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import gradient, swap_sky

SKY = ((0.0, (214.0, 140.0, 66.0)), (0.6, (236.0, 186.0, 128.0)), (1.0, (246.0, 224.0, 196.0)))


class Daylight:
    name = "daylight"
    asks = "sunny day with a blue sky"
    words: ClassVar[Words] = {
        "en": ("sunny", "blue sky", "clear sky", "daylight", "daytime", "summer", "clear day"),
        "zh": ("晴天", "蓝天", "阳光", "白天", "夏天", "晴朗", "夏季"),
    }
    reads = 33
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas = context.regions(image)
        bend = context.vary(10 * float(params["strength"]), 0.3)
        lift = curve([(0, 0), (64, 64 + bend * 0.8), (128, 128 + bend * 1.6), (192, 192 + bend * 1.2), (255, 255)])
        warm = curve([(0, 0), (128, 122 + bend), (255, 250)])
        bright = saturated(curves(image, warm, lift, lift), 1.14)
        if not areas.has_sky:
            return bright
        sky = gradient(h, w, SKY, end=min(1.0, areas.horizon + 0.08))
        # Clouds are flattened by perspective: the noise is stretched sideways.
        puffs = noise(h, max(2, w // 2), min(h, w) * 0.22, context.seed_of(8), 5)
        clouds = smoothstep(0.56, 0.86, np.repeat(puffs, 2, 1)[:, :w] if w % 2 == 0 else np.resize(puffs, (h, w)))
        sky = mix(sky, picture(np.full_like(sky, 252)), plane(clouds * 0.8))
        return swap_sky(image, bright, areas, picture(sky), clouds=0.2, tint=(255, 255, 255))


EDIT = Daylight()
