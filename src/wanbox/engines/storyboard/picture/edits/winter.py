"""Winter: snow on what faces the sky, on plants and ground, pale light and falling flakes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..particles import snow
from ..pixels import Picture, Plane, blur, luma, mix, noise, picture, plane, saturated, smoothstep
from ..skin import skin
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import dimmed, gradient, swap_sky

SKY = ((0.0, (206.0, 194.0, 184.0)), (1.0, (240.0, 236.0, 232.0)))


class Winter:
    name = "winter"
    asks = "winter or snow"
    words: ClassVar[Words] = {
        "en": ("winter", "wintry", "snow", "snowy", "snowing", "snowfall", "covered in snow", "frosty", "christmas"),
        "zh": ("冬天", "冬季", "下雪", "雪景", "雪花", "积雪", "飘雪", "大雪", "圣诞", "雪"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas = context.regions(image)
        k = context.vary(float(params["strength"]), 0.15)
        cold = saturated(image, 0.66)
        cold = picture(plane(cold) * np.array((1.06, 1.0, 0.93), np.float32))
        cold = mix(cold, saturated(cold, 0.3), areas.plants)
        white = mix(
            cold, gradient(h, w, ((0.0, (250, 246, 240)), (1.0, (236, 230, 222)))), self._cover(image, context, k)
        )
        if areas.has_sky:
            white = swap_sky(
                image,
                white,
                areas,
                gradient(h, w, dimmed(SKY, areas), end=areas.horizon + 0.1),
                clouds=0.25,
                tint=(255, 250, 245),
            )
        unit = min(h, w) / 720
        snow(white, 20.0 + context.variant, unit, context.seed_of(2) % 9973)
        return white

    def _cover(self, image: Picture, context: Context, k: float) -> Plane:
        """Where snow lies: upper sides, plants, open ground; never on skin, little on the subject."""
        h, w = image.shape[:2]
        areas, subject = context.regions(image), context.subject(image)
        size = min(h, w)
        grey = cv2.bilateralFilter(image, 5, 30, 4)
        light = luma(picture(grey))
        step = max(2, round(size * 0.006))
        below = np.vstack([light[step:], np.repeat(light[-1:], step, 0)])
        facing = smoothstep(0.05, 0.24, light - below)
        crumbs = smoothstep(0.36, 0.62, noise(h, w, size * 0.016, context.seed_of(1), 3))
        on_plants = areas.plants * smoothstep(0.16, 0.45, light) * (0.45 + 0.55 * crumbs)
        ground = (
            smoothstep(0.45, 0.95, areas.depth)
            * smoothstep(0.25, 0.6, light)
            * crumbs
            * (1 - areas.water)
            * areas.has_sky
        )
        lying = np.maximum(facing * 0.95, np.maximum(on_plants, ground * 0.8))
        guard = (1 - skin(image)) * (1 - areas.sky) * (1 - 0.9 * areas.water)
        alive = float(skin(image)[subject > 0.5].mean()) > 0.04 if (subject > 0.5).any() else False
        if alive:
            # No white outline round a person either.
            guard = guard * (1 - np.clip(blur(subject, size * 0.02) * 2.4, 0, 0.97))
        else:
            guard = guard * (1 - 0.25 * subject)
        return plane(np.clip(blur(plane(lying), 0.8) * guard * min(1.25, k), 0, 0.94))


EDIT = Winter()
