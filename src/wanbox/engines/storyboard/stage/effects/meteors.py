"""Shooting stars: streaks that flash over the upper sky."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.particles import dabs
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter

#: Seconds between two of them, how long one burns, dabs in a tail.
PERIOD, BURN, TAIL = 0.42, 1.15, 40


class Meteors:
    name: ClassVar[str] = "meteors"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("shooting star", "shooting stars", "meteor shower", "falling stars", "comet"),
        "zh": ("流星", "流星雨", "流星划过"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng, unit = np.random.default_rng(context.seed + 83), context.unit
        count = int(context.shot.seconds / PERIOD) + 3
        starts = np.arange(count) * PERIOD - 0.5 + rng.uniform(-0.2, 0.2, count)
        side = -1.0 if context.seed % 2 else 1.0
        x = rng.uniform(0.05, 0.95, count) * geometry.width - side * 0.1 * geometry.width
        y = rng.uniform(0.04, 0.5, count) * geometry.horizon
        long, slope = rng.uniform(150, 330, count) * unit, rng.uniform(0.34, 0.5, count)
        size = rng.uniform(2.0, 3.6, count) * unit
        u = np.linspace(0, 1, TAIL)

        def draw(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(FAR)
            for k in range(count):
                age = (view.t - starts[k]) / BURN
                if not 0 <= age < 1:
                    continue
                way = long[k] * (1.5 * age - 0.55 * u * min(1.0, age * 3))
                table = np.zeros((TAIL, 11), np.float32)
                table[:, 0], table[:, 1] = s * (x[k] + side * way) + tx, s * (y[k] + slope[k] * way) + ty
                table[:, 2] = table[:, 3] = size[k] * (1 - 0.75 * u) * s
                table[:, 5:8] = np.stack([255 - 0 * u, 250 - 50 * u, 244 - 110 * u], 1)
                table[:, 8] = (1 - u) ** 1.3 * np.sin(np.pi * min(1.0, age * 1.05)) ** 0.7
                table[:, 9], table[:, 10] = 1.4, 1
                dabs(frame, table)

        return [Painter(FAR + 0.003, draw, reads=False)]
