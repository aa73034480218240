"""Falling snow: fine far away, soft and large close by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._drift import Drift, drifting

SHEETS = (
    Drift(count=340, depth=0.45, size=(0.9, 1.8), fall=(34, 60), wind=(-16, -4), swing=7, alpha=0.6, hardness=2),
    Drift(count=190, depth=0.96, size=(1.8, 3.4), fall=(62, 110), wind=(-26, -6), swing=13, alpha=0.85, hardness=1.6),
    Drift(count=34, depth=1.5, size=(5, 10), fall=(120, 190), wind=(-46, -12), swing=24, alpha=0.6, hardness=0.9),
)


class Snow:
    name: ClassVar[str] = "snow"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("snowfall", "snowflakes"), "zh": ("雪花", "飘雪")}
    weather: ClassVar[Weather | None] = Weather.SNOW

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 40 + number) for number, sheet in enumerate(SHEETS)]
