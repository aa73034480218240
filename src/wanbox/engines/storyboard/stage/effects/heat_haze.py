"""Hot air over the ground: what lies near the horizon shimmers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import cv2
import numpy as np

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter


class HeatHaze:
    name: ClassVar[str] = "heat-haze"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("heat haze", "heat shimmer", "mirage", "shimmering heat", "scorching heat"),
        "zh": ("热浪", "海市蜃楼", "蒸腾", "热气蒸腾"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        unit, depth = context.unit, geometry.depth(0.35)

        def draw(frame: Frame, view: View) -> None:
            _, _, ty = view.place(depth)
            middle, reach = geometry.horizon * view.zoom**depth + ty, 92 * unit * view.zoom**depth
            top, end = max(0, int(middle - reach)), min(frame.shape[0], int(middle + reach))
            if end - top < 4:
                return
            y, x = np.arange(top, end, dtype=np.float32)[:, None], np.arange(frame.shape[1], dtype=np.float32)[None]
            # Stronger just above the ground, nothing at the edges of the band.
            power = np.clip(1 - np.abs(y - middle) / reach, 0, 1) * 2.6 * unit
            wave = np.sin(y / (5.3 * unit) - view.t * 6.1) + 0.6 * np.sin(y / (2.9 * unit) + view.t * 8.3)
            across = np.sin(x / (37 * unit) + y / (9 * unit) - view.t * 4.4)
            map_x = (x + power * wave + 0 * y).astype(np.float32)
            map_y = (y - top + 0.7 * power * across).astype(np.float32)
            frame[top:end] = cv2.remap(frame[top:end], map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

        return [Painter(depth, draw)]
