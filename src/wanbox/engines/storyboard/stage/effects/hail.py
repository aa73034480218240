"""Hail: hard white grains that fall fast and bounce off the ground."""

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
from ._drift import Drift, drifting

FALLING = (
    Drift(
        count=150,
        depth=0.6,
        size=(1.2, 2.0),
        fall=(620, 760),
        wind=(-70, -50),
        colours=((236, 242, 250),),
        alpha=0.8,
        hardness=6,
    ),
    Drift(
        count=60, depth=1.1, size=(2.4, 4.0), fall=(900, 1100), wind=(-100, -70), colours=((246, 250, 255),), hardness=6
    ),
)
BOUNCING, HOP = 46, 0.5


class Hail:
    name: ClassVar[str] = "hail"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("hail", "hailstorm", "hailstones"), "zh": ("冰雹", "雹子")}
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        sheets: list[Node] = [drifting(context, sheet, 170 + number) for number, sheet in enumerate(FALLING)]
        return [*sheets, _bouncing(context, geometry)]


def _bouncing(context: Context, geometry: Geometry) -> Painter:
    rng, unit = np.random.default_rng(context.seed + 127), context.unit
    late, x, q, way = (
        rng.uniform(0, 1, BOUNCING),
        rng.uniform(0, 1, BOUNCING),
        rng.uniform(0.3, 1.3, BOUNCING),
        rng.normal(0, 22, BOUNCING),
    )

    def draw(frame: Frame, view: View) -> None:
        turn = view.t / HOP + late
        age, count = turn % 1, np.floor(turn)
        table = np.zeros((BOUNCING, 11), np.float32)
        table[:, 0] = ((x + 0.618 * count) % 1) * view.width + way * age * unit
        up = 4 * age * (1 - age) * 30 * unit * q
        table[:, 1] = geometry.horizon + geometry.reach * q - up
        table[:, 2] = table[:, 3] = 2.4 * unit * (0.3 + 0.7 * q)
        table[:, 5:8], table[:, 8], table[:, 9] = (255, 250, 246), 0.9 * (1 - age), 6
        dabs(frame, table)

    return Painter(1.05, draw, reads=False)
