"""Banks of fog that drift between the planes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.noise import field
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ..nodes import Plate


class Fog:
    name: ClassVar[str] = "fog"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("fog", "mist", "haze"), "zh": ("雾", "薄雾", "雾气")}
    weather: ClassVar[Weather | None] = Weather.FOG

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [
            bank(context, geometry, air, depth, strength, number)
            for number, (depth, strength) in enumerate(((0.55, 0.62), (1.2, 0.42)))
        ]


def bank(context: Context, geometry: Geometry, air: Air, depth: float, strength: float, number: int) -> Plate:
    """One bank: densest along the ground, ragged above, kept at a sixth of the frame's resolution."""
    speed = (10 + 14 * number) * context.unit
    box, shrink = geometry.box(depth), 6.0
    left = box.x0 - speed * context.shot.seconds - 2
    width, height = int((box.x1 - left) / shrink) + 3, int((box.y1 - box.y0) / shrink) + 3
    step = shrink / (300 * context.unit)
    noise = field(height, width, fx=step, fy=step * 2.4, seed=context.seed % 800 + number * 7, octaves=4)
    y = np.arange(height, dtype=np.float32)[:, None] * shrink + box.y0
    middle, spread = (
        geometry.horizon + (geometry.height - geometry.horizon) * (0.1 + 0.5 * number),
        geometry.height * 0.26,
    )
    shape = np.exp(-(((y - middle) / spread) ** 2))
    alpha = np.clip((noise - 0.3) * 2.1, 0, 1) * shape * strength
    colour = np.array(air.haze[::-1], np.float32) * 1.04
    pixels = np.concatenate([np.minimum(255, colour) * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)
    return Plate(pixels, left, box.y0, depth, 1 / shrink, drift=speed)
