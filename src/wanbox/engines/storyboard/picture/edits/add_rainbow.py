"""A rainbow across the sky, behind what stands before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, smoothstep
from ..words import Words
from .contract import Clause, Context, Found, Stage

#: From the inner rim to the outer one, BGR.
BANDS = np.array(
    [(190, 60, 120), (220, 90, 60), (200, 170, 50), (90, 190, 70), (60, 220, 235), (50, 140, 245), (60, 60, 235)],
    np.float32,
)


class AddRainbow:
    name = "add-rainbow"
    asks = "add a rainbow"
    words: ClassVar[Words] = {"en": ("rainbow", "rainbows"), "zh": ("彩虹",)}
    reads = 38
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas, subject = context.regions(image), context.subject(image)
        horizon = areas.horizon if areas.has_sky else 0.62
        side = (0.42, 0.6, 0.5, 0.7)[context.variant % 4]
        radius = max(0.5 * w, 1.02 * horizon * h)
        cx, cy = side * w, horizon * h + 0.36 * radius
        y, x = np.ogrid[0:h, 0:w]
        away = plane(np.sqrt((x - cx) ** 2 + (y - cy) ** 2))
        width = 0.085 * min(h, w)
        u = (away - (radius - width)) / width
        colour = np.stack([np.interp(u, np.linspace(0, 1, 7), BANDS[:, c]) for c in range(3)], -1).astype(np.float32)
        mask = smoothstep(0, 0.18, u) * smoothstep(1, 0.82, u)
        open_sky = areas.sky if areas.has_sky else plane((1 - subject) * (np.arange(h)[:, None] < horizon * h))
        # It grows pale towards its feet, where the air is thick.
        height = np.clip((horizon * h - np.arange(h)[:, None]) / (0.5 * h), 0, 1)
        weight = mask * open_sky * (0.3 + 0.35 * smoothstep(0, 0.5, height)) * min(1.3, float(params["strength"]))
        soft = plane(cv2.GaussianBlur(plane(weight), (0, 0), max(1.0, 0.006 * min(h, w))) * open_sky)[..., None]
        screened = 255 - (255 - plane(image)) * (1 - colour / 255 * 0.7)
        return picture(plane(image) * (1 - soft) + (0.55 * screened + 0.45 * colour) * soft)


EDIT = AddRainbow()
