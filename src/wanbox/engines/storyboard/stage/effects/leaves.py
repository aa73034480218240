"""Autumn leaves on the wind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._tumble import Tumble, tumbling

LEAVES = Tumble(
    colours=((222, 132, 42), (196, 84, 38), (232, 178, 62)),
    many=(34, 18, 5),
    size=(6, 10),
    fall=(58, 104),
    wind=(24, 78),
    swing=42,
)


class Leaves:
    name: ClassVar[str] = "leaves"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("leaves", "falling leaves", "autumn leaves"),
        "zh": ("落叶", "树叶", "枫叶"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return tumbling(context, LEAVES, 80)
