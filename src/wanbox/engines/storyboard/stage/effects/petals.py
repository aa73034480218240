"""Cherry petals that tumble on a light wind."""

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
        depth=0.7,
        size=(2.4, 4),
        flat=(0.7, 0.15),
        fall=(26, 52),
        wind=(18, 52),
        swing=16,
        colours=((255, 200, 214), (250, 176, 196), (255, 226, 232)),
        hardness=5,
    ),
    Drift(
        count=34,
        depth=1.1,
        size=(4.5, 7.5),
        flat=(0.7, 0.12),
        fall=(48, 86),
        wind=(34, 84),
        swing=26,
        colours=((255, 204, 218), (248, 170, 194)),
        hardness=4,
    ),
    Drift(
        count=8,
        depth=1.6,
        size=(11, 16),
        flat=(0.7, 0.2),
        fall=(90, 140),
        wind=(70, 140),
        swing=40,
        colours=((255, 206, 220),),
        alpha=0.75,
        hardness=1.2,
    ),
)


class Petals:
    name: ClassVar[str] = "petals"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("petals", "cherry blossom", "blossoms", "sakura"),
        "zh": ("花瓣", "樱花", "落英"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [drifting(context, sheet, 60 + number) for number, sheet in enumerate(SHEETS)]
