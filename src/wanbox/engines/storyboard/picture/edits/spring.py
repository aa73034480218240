"""Spring: fresh light green, blossom in the crowns, clear mild light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, luma, mix, noise, picture, plane, saturated, smoothstep
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Spring:
    name = "spring"
    asks = "spring, with blossom"
    words: ClassVar[Words] = {
        "en": ("spring", "springtime", "cherry blossoms", "cherry blossom", "blossoms", "in bloom", "blooming"),
        "zh": ("春天", "春季", "春景", "春色", "樱花", "开花", "花开"),
    }
    reads = 37
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        k = min(1.3, float(params["strength"]))
        plants = context.regions(image).plants
        hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
        hue = np.where(hsv[..., 0] < 40, hsv[..., 0] + 8, np.clip(hsv[..., 0], 34, 52))
        fresh = np.stack([hue, np.clip(hsv[..., 1] * 1.05 + 18, 0, 225), np.clip(hsv[..., 2] * 1.16 + 16, 0, 255)], -1)
        green = mix(image, picture(cv2.cvtColor(fresh.astype(np.uint8), cv2.COLOR_HSV2BGR)), plane(plants * 0.85))
        clumps = smoothstep(0.4, 0.56, noise(h, w, min(h, w) * 0.09, context.seed_of(31), 3))
        petals = smoothstep(0.4, 0.62, noise(h, w, max(3.0, min(h, w) * 0.011), context.seed_of(32), 2))
        lit = smoothstep(0.06, 0.5, luma(image))
        blossom = plants * clumps * petals * (0.45 + 0.55 * lit) * min(1.0, 0.85 * k)
        tint = ((206.0, 190.0, 248.0), (244.0, 240.0, 252.0), (190.0, 168.0, 240.0), (214.0, 206.0, 250.0))
        shade = plane(0.62 + 0.5 * luma(image))[..., None]
        pink = picture(np.array(tint[context.variant % 4], np.float32) * np.clip(shade, 0, 1.05))
        done = mix(green, pink, plane(blossom))
        return mix(done, saturated(picture(plane(done) * 1.05 + 4), 1.08), 0.8)


EDIT = Spring()
