"""White feathers that rock down slowly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._tumble import Tumble, tumbling

FEATHERS = Tumble(
    colours=((255, 255, 255), (240, 244, 252), (252, 246, 236)),
    many=(22, 14, 4),
    size=(14, 23),
    fall=(24, 44),
    wind=(-10, 24),
    swing=64,
    flat=(0.26, 0.08),
)


class Feathers:
    name: ClassVar[str] = "feathers"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("feathers", "falling feathers", "floating feathers"),
        "zh": ("羽毛飘落", "羽毛", "飘落的羽毛"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return tumbling(context, FEATHERS, 160)
