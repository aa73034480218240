"""Cherry petals that tumble on a light wind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._tumble import Tumble, tumbling

PETALS = Tumble(
    colours=((255, 200, 214), (250, 176, 196), (255, 226, 232)),
    many=(60, 34, 8),
    size=(4.5, 7.5),
    fall=(48, 86),
    wind=(34, 84),
    swing=26,
    flat=(0.7, 0.14),
)


class Petals:
    name: ClassVar[str] = "petals"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("petals", "cherry blossom", "blossoms", "sakura"),
        "zh": ("花瓣", "樱花", "落英"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return tumbling(context, PETALS, 60)
