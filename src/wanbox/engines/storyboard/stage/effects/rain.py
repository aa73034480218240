"""Rain in three distances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...compose.particles import rain
from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter

#: Depth, streaks per 720p frame, pixels per second, streak length, light.
SHEETS = ((0.6, 420, 820.0, 22.0, 30.0), (0.97, 260, 1150.0, 40.0, 46.0), (1.4, 80, 1700.0, 84.0, 62.0))


class Rain:
    name: ClassVar[str] = "rain"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("rain", "raindrops"), "zh": ("雨", "雨滴")}
    weather: ClassVar[Weather | None] = Weather.RAIN

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        return [self._sheet(context, number, *sheet) for number, sheet in enumerate(SHEETS)]

    def _sheet(
        self, context: Context, number: int, depth: float, count: int, speed: float, length: float, light: float
    ) -> Painter:
        unit, seed = context.unit, (context.seed * 13 + number * 101) & 0xFFFFFFF
        wide = max(context.width, context.height) / (context.unit * 1280)
        bright = light * (1.0 if context.shot.time is TimeOfDay.NIGHT else 1.25)

        def draw(frame: Frame, view: View) -> None:
            rain(frame, int(count * wide), float(view.t), seed, speed * unit, length * unit, -0.11, bright)

        return Painter(depth, draw, reads=False)
