"""Soap or air bubbles that rise."""

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
        count=30,
        depth=0.8,
        size=(3, 6),
        swing=12,
        pace=(0.4, 0.9),
        fall=(-60, -26),
        colours=((206, 236, 255),),
        alpha=0.4,
        hardness=0.9,
        additive=True,
    ),
    Drift(
        count=10,
        depth=1.2,
        size=(7, 13),
        swing=22,
        pace=(0.3, 0.8),
        fall=(-90, -40),
        colours=((214, 240, 255),),
        alpha=0.32,
        hardness=0.7,
        additive=True,
    ),
)


class Bubbles:
    name: ClassVar[str] = "bubbles"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("bubbles", "soap bubbles"), "zh": ("气泡", "泡泡", "肥皂泡")}
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 160 + number) for number, sheet in enumerate(SHEETS)]
