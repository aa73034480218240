"""Motes that glint in the light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._drift import Drift, drifting

SHEETS = (
    Drift(
        count=70,
        depth=0.9,
        size=(1.1, 2.2),
        swing=26,
        pace=(0.2, 0.7),
        fall=(-5, 9),
        wind=(-4, 12),
        colours=((255, 244, 204), (255, 232, 170)),
        alpha=0.75,
        hardness=1.4,
        additive=True,
        blink=0.7,
    ),
    Drift(
        count=12,
        depth=1.4,
        size=(4, 8),
        swing=40,
        pace=(0.2, 0.5),
        fall=(-6, 10),
        wind=(-8, 16),
        colours=((255, 240, 200),),
        alpha=0.3,
        hardness=0.8,
        additive=True,
        blink=0.6,
    ),
)


class Dust:
    name: ClassVar[str] = "dust"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("dust", "motes", "pollen"),
        "zh": ("尘埃", "微尘"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 120 + number) for number, sheet in enumerate(SHEETS)]
