"""Sparks that rise from a fire."""

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
        count=60,
        depth=0.9,
        size=(1.2, 2.8),
        swing=18,
        pace=(0.6, 1.6),
        fall=(-110, -40),
        wind=(-10, 26),
        colours=((255, 150, 50), (255, 206, 96)),
        hardness=1.6,
        additive=True,
        blink=0.8,
    ),
    Drift(
        count=14,
        depth=1.3,
        size=(3, 6),
        swing=30,
        pace=(0.5, 1.2),
        fall=(-160, -70),
        wind=(-10, 40),
        colours=((255, 140, 50),),
        alpha=0.7,
        hardness=1.0,
        additive=True,
        blink=0.7,
    ),
)


class Embers:
    name: ClassVar[str] = "embers"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("embers", "sparks", "ashes"), "zh": ("火星", "火花", "余烬")}
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 140 + number) for number, sheet in enumerate(SHEETS)]
