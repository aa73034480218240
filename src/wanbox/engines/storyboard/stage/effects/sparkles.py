"""Sparkles: points of light that flash up and die."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.particles import dabs
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter

MANY = 54
TONES = ((210, 240, 255), (150, 214, 255), (255, 226, 236))


class Sparkles:
    name: ClassVar[str] = "sparkles"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("sparkles", "glitter", "magic dust", "stardust"),
        "zh": ("星尘", "金粉", "闪光", "魔法光"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng, unit = np.random.default_rng(context.seed + 137), context.unit
        x, y, late, pace = (
            rng.uniform(0, 1, MANY),
            rng.uniform(0.12, 0.92, MANY),
            rng.uniform(0, 1, MANY),
            rng.uniform(0.5, 1.0, MANY),
        )
        size, tone = rng.uniform(5, 15, MANY), np.array(TONES)[rng.integers(3, size=MANY)]

        def draw(frame: Frame, view: View) -> None:
            turn = view.t * pace + late
            age, count = turn % 1, np.floor(turn)
            flash = np.clip(np.sin(np.pi * age), 0, 1) ** 3
            px = ((x + 0.618 * count) % 1) * view.width
            py = ((y + 0.382 * count) % 1) * view.height - 14 * unit * age
            table = np.zeros((3 * MANY, 11), np.float32)
            # A cross of two thin rays and a round heart.
            for k, (long, thin, angle) in enumerate(((1.0, 0.10, 0.0), (1.0, 0.10, np.pi / 2), (0.34, 0.34, 0.0))):
                part = slice(k * MANY, (k + 1) * MANY)
                table[part, 0], table[part, 1] = px, py
                table[part, 2], table[part, 3] = size * long * unit * flash, size * thin * unit * flash
                table[part, 4], table[part, 5:8], table[part, 8] = angle, tone, flash
            table[:, 9], table[:, 10] = 1.5, 1
            dabs(frame, table)

        return [Painter(1.08, draw, reads=False)]
