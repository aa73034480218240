"""A shoal of small fish that turns as one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import Weather
from ..absent import unwanted
from ..air import Air
from ..contract import Context, Node, Rgb
from ..geometry import Geometry
from ..kit.sea_life import small_fish
from ..nodes import Mover, Pose

SILVER: Rgb = (206, 224, 238)
MANY = 46


class Shoal:
    name: ClassVar[str] = "shoal"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("school of fish", "shoal of fish", "swarm of fish", "schools of fish"),
        "zh": ("鱼群", "成群的鱼", "一群小鱼"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        if unwanted(context.shot, "fish"):
            return []
        rng, unit = np.random.default_rng(context.seed + 113), context.unit
        cycles = []
        for size in (9.0, 12.0, 16.0):
            frames = [small_fish(size * unit, beat, SILVER) for beat in (-1.0, -0.4, 0.4, 1.0, 0.4, -0.4)]
            cycles.append([air.settle(frame, 0.7 + size / 60, blur=0.15) for frame in frames])
        nodes: list[Node] = []
        for k in range(MANY):
            place, phase = rng.normal(0, 1, 2), rng.uniform(0, 6)
            path = _schooling(geometry, unit, (float(place[0]), float(place[1])), phase)
            nodes.append(Mover(cycles[k % 3], path, 0.62 + 0.2 * (k % 3), 2.0, anchor=(0.5, 0.5)))
        return nodes


def _schooling(geometry: Geometry, unit: float, place: tuple[float, float], phase: float) -> Callable[[float], Pose]:
    """All cross the frame on one waving line, each a little late and beside it, and come again."""

    def at(t: float) -> tuple[float, float]:
        breath = 1 + 0.22 * math.sin(t * 0.9)
        late = t - 0.2 * place[0]
        x = geometry.width * ((0.42 + 0.13 * t) % 1.7 - 0.3) + place[0] * 60 * unit * breath
        y = geometry.height * (0.36 + 0.07 * math.sin(0.9 * late)) + place[1] * 36 * unit * breath
        return x, y

    def pose(t: float) -> Pose:
        (x, y), (_, ny) = at(t), at(t + 0.05)
        return Pose(x=x, y=y, turn=math.atan2(ny - y, 0.0065 * geometry.width), picture=int((t * 10 + phase * 3) % 6))

    return pose
