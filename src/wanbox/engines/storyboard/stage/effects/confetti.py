"""Paper confetti of all colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry
from ._tumble import Tumble, tumbling

PAPER = Tumble(
    colours=((240, 80, 90), (250, 200, 70), (80, 180, 230), (130, 210, 110), (190, 120, 230), (255, 150, 190)),
    many=(170, 100, 16),
    size=(6.5, 10),
    fall=(70, 150),
    wind=(-24, 40),
    swing=22,
    flat=(0.9, 0.22),
)


class Confetti:
    name: ClassVar[str] = "confetti"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("confetti", "streamers", "ticker tape"),
        "zh": ("彩带", "彩纸", "纸屑", "礼花筒"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return tumbling(context, PAPER, 900)
