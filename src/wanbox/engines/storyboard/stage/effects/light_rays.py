"""Beams of light that fall from the bright side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ..kit.wood import shafts

_STRENGTH = {TimeOfDay.DAY: 0.34, TimeOfDay.SUNSET: 0.36, TimeOfDay.NIGHT: 0.22}


class LightRays:
    name: ClassVar[str] = "light-rays"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("sun rays", "sunbeams", "god rays", "light rays", "rays of light"),
        "zh": ("光束", "丁达尔效应", "光柱", "阳光透过", "霞光万丈"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng = np.random.default_rng(context.seed + 107)
        box, side = geometry.box(0.7), 1 if air.rim_from[0] > 0 else -1
        span = (box.x0, box.y0, box.x1, geometry.height * 0.9)
        return shafts(span, rng, air.rim, _STRENGTH[context.shot.time], 0.7, -0.42 * side, context.unit)
