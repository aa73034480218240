"""A cloud of butterflies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node, Rgb
from ..geometry import Geometry
from ..kit.insects import butterfly, fluttering
from ..nodes import Mover

TONES: tuple[Rgb, ...] = ((250, 160, 60), (90, 150, 244), (250, 220, 96), (236, 110, 170), (250, 250, 246))
#: Depth, how many, size in units.
PLANES = ((0.6, 9, 10.0), (1.0, 10, 16.0), (1.3, 3, 30.0))
BEAT = (1.0, 0.7, 0.3, 0.1, 0.4, 0.8)


class Butterflies:
    name: ClassVar[str] = "butterflies"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("cloud of butterflies", "swarm of butterflies", "flock of butterflies", "butterflies all around"),
        "zh": ("蝶群", "成群的蝴蝶", "蝴蝶群", "蝴蝶飞舞", "彩蝶纷飞"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng, nodes = np.random.default_rng(context.seed + 109), list[Node]()
        for depth, count, size in PLANES:
            soft = 0.1 if depth < 1.2 else 1.4 * context.unit
            cycles = [
                [air.settle(butterfly(size * context.unit, beat, tone, 2.0), depth, haze=0, blur=soft) for beat in BEAT]
                for tone in TONES
            ]
            for k in range(count):
                x, y = rng.uniform(0.04, 0.96) * context.width, rng.uniform(0.24, 0.8) * context.height
                path = fluttering(x, y, size * context.unit, rng.uniform(0, 6), rng.uniform(-14, 14) * context.unit)
                nodes.append(Mover(cycles[k % len(TONES)], path, depth, 2.0, anchor=(0.5, 0.5)))
        return nodes
