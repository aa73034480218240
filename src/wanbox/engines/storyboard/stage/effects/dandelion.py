"""Dandelion seeds that sail by under their parachutes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import Weather
from ..air import Air
from ..brush import Canvas
from ..contract import Context, Node
from ..geometry import Geometry
from ..nodes import Mover, Pose

#: Depth, how many, size in units.
PLANES = ((0.6, 14, 8.0), (1.02, 10, 15.0), (1.45, 3, 34.0))


class Dandelion:
    name: ClassVar[str] = "dandelion"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("dandelion seeds", "dandelion fluff", "dandelions", "floating seeds"),
        "zh": ("蒲公英", "蒲公英飘", "柳絮", "飞絮"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng, nodes = np.random.default_rng(context.seed + 103), list[Node]()
        for depth, count, size in PLANES:
            picture = air.settle(
                _seed(size * context.unit), depth, haze=0, blur=0.2 if depth < 1.2 else 1.2 * context.unit
            )
            for _ in range(count):
                at = rng.uniform(0, 1), rng.uniform(0.15, 0.8)
                pose = _sailing(
                    at, context, size * context.unit, rng.uniform(20, 44) * (0.4 + depth), rng.uniform(0, 6)
                )
                nodes.append(Mover([picture], pose, depth, 2.0, anchor=(0.5, 0.5)))
        return nodes


def _seed(size: float) -> Canvas:
    canvas = Canvas(-size, -size, size, size, 2.0)
    for a in np.linspace(-2.7, -0.44, 11):
        tip = (math.cos(a) * size * 0.8, -0.1 * size + math.sin(a) * size * 0.7)
        canvas.line([(0, -0.1 * size), tip], max(1.0, 0.03 * size), (255, 255, 252), 0.8)
        canvas.ellipse(*tip, 0.08 * size, 0.08 * size, (255, 255, 255), 0.7)
    canvas.line([(0, -0.1 * size), (0, 0.6 * size)], max(1.0, 0.04 * size), (226, 220, 196))
    canvas.ellipse(0, 0.7 * size, 0.06 * size, 0.15 * size, (126, 92, 60))
    return canvas


def _sailing(
    at: tuple[float, float], context: Context, size: float, speed: float, phase: float
) -> Callable[[float], Pose]:
    wide = context.width * 1.2

    def pose(t: float) -> Pose:
        x = (at[0] * wide + speed * context.unit * t) % wide - 0.1 * context.width
        y = at[1] * context.height + size * (1.4 * math.sin(t * 0.8 + phase) - 0.16 * t)
        return Pose(x=x, y=y, turn=0.35 + 0.3 * math.sin(t * 0.9 + phase))

    return pose
