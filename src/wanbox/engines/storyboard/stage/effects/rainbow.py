"""A rainbow over the horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import cv2
import numpy as np

from ...compose.camera import FAR
from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..contract import Context, Node, Rgb
from ..geometry import Geometry
from ..nodes import Plate

#: From the outside to the inside of the bow.
COLOURS: tuple[Rgb, ...] = (
    (236, 64, 60),
    (246, 146, 52),
    (250, 226, 84),
    (104, 204, 98),
    (72, 160, 232),
    (88, 96, 208),
    (150, 92, 200),
)
SHRINK = 2
_STRENGTH = {TimeOfDay.DAY: 0.5, TimeOfDay.SUNSET: 0.42, TimeOfDay.NIGHT: 0.16}


class Rainbow:
    name: ClassVar[str] = "rainbow"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("rainbow", "rainbows"), "zh": ("彩虹", "虹")}
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        box = geometry.box(FAR)
        width, height = int((box.x1 - box.x0) / SHRINK) + 2, int((geometry.horizon - box.y0) / SHRINK) + 2
        x = np.arange(width, dtype=np.float32)[None] * SHRINK + box.x0
        y = np.arange(height, dtype=np.float32)[:, None] * SHRINK + box.y0
        side = 0.36 if context.seed % 2 else 0.64
        # The bow's middle lies below the horizon, opposite the sun.
        radius = 0.80 * min(geometry.horizon * 1.15, geometry.width * 0.62)
        away = np.hypot(x - side * geometry.width, y - geometry.horizon * 1.02)
        band = (radius - away) / (0.17 * radius)
        stops = np.linspace(0, 1, len(COLOURS))
        tones = np.stack([np.interp(band, stops, [c[k] for c in COLOURS]) for k in (2, 1, 0)], -1)
        edge = np.clip(band / 0.16, 0, 1) * np.clip((1 - band) / 0.22, 0, 1)
        # It fades where it meets the land.
        fade = np.clip((geometry.horizon - y) / (0.30 * geometry.horizon), 0, 1)
        alpha = (edge * fade * _STRENGTH[context.shot.time]).astype(np.float32)[..., None]
        pixels = np.concatenate([tones * alpha, 255 * alpha], -1)
        soft = np.asarray(cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 1.2), np.float32)
        return [Plate(np.clip(soft, 0, 255).astype(np.uint8), box.x0, box.y0, FAR + 0.001, 1 / SHRINK)]
