"""Fireflies that come and go."""

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
        count=26,
        depth=0.8,
        size=(3.2, 5),
        swing=46,
        pace=(0.2, 0.6),
        fall=(-6, 4),
        wind=(-6, 6),
        colours=((214, 255, 120), (255, 236, 120)),
        hardness=0.9,
        additive=True,
        blink=0.95,
        band=(0.4, 0.98),
    ),
    Drift(
        count=14,
        depth=1.15,
        size=(7, 11),
        swing=70,
        pace=(0.15, 0.5),
        fall=(-8, 4),
        wind=(-8, 8),
        colours=((206, 255, 112), (255, 240, 140)),
        alpha=0.8,
        hardness=0.9,
        additive=True,
        blink=0.95,
        band=(0.4, 0.98),
    ),
)


class Fireflies:
    name: ClassVar[str] = "fireflies"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("fireflies", "firefly", "glow worms"),
        "zh": ("萤火虫", "流萤"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 100 + number) for number, sheet in enumerate(SHEETS)]
