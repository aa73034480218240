"""Fog that thickens with distance and leaves what is near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, mix, noise, picture, plane, saturated
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import dimmed, gradient


class Fog:
    name = "fog"
    asks = "fog"
    words: ClassVar[Words] = {
        "en": ("fog", "foggy", "mist", "misty", "haze", "hazy"),
        "zh": ("大雾", "雾气", "薄雾", "雾天", "起雾", "雾"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas, subject = context.regions(image), context.subject(image)
        k = min(1.25, context.vary(float(params["strength"]), 0.15))
        drift = 0.82 + 0.36 * (noise(h, w, min(h, w) * 0.4, context.seed_of(6), 3) - 0.5)
        thick = np.clip(0.22 + 0.68 * (1 - areas.depth) ** 1.2, 0, 0.92) * drift
        thick = thick * (1 - 0.62 * subject) * k
        stops = ((0.0, (226.0, 220.0, 214.0)), (1.0, (208.0, 204.0, 198.0)))
        veil = gradient(h, w, dimmed(stops, areas) if areas.has_sky else stops)
        return mix(saturated(image, 0.8), picture(veil), plane(np.clip(thick, 0, 0.95)))


EDIT = Fog()
