"""Autumn leaves on the wind."""

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
        count=34,
        depth=0.7,
        size=(3, 5),
        flat=(0.6, 0.1),
        fall=(30, 60),
        wind=(10, 46),
        swing=26,
        colours=((222, 132, 42), (196, 84, 38), (232, 178, 62)),
        hardness=6,
    ),
    Drift(
        count=18,
        depth=1.1,
        size=(6, 10),
        flat=(0.55, 0.1),
        fall=(58, 104),
        wind=(30, 80),
        swing=42,
        colours=((226, 138, 46), (200, 76, 36), (238, 184, 70)),
        hardness=6,
    ),
    Drift(
        count=5,
        depth=1.6,
        size=(15, 22),
        flat=(0.5, 0.15),
        fall=(100, 150),
        wind=(60, 120),
        swing=60,
        colours=((214, 120, 40),),
        alpha=0.8,
        hardness=1.4,
    ),
)


class Leaves:
    name: ClassVar[str] = "leaves"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("leaves", "falling leaves", "autumn leaves"),
        "zh": ("落叶", "树叶", "枫叶"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 80 + number) for number, sheet in enumerate(SHEETS)]
