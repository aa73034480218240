"""A sandstorm: walls of blown sand between the planes, and grains that race by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.noise import field
from ...compose.particles import dabs
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, Rgb, View
from ..geometry import Geometry
from ..nodes import Painter, Plate

SAND: Rgb = (226, 172, 104)
GRAINS = 220
#: Depth, how dense, units a second.
WALLS = ((0.30, 0.92, 90.0), (0.62, 0.55, 220.0), (1.25, 0.34, 420.0))


class Sandstorm:
    name: ClassVar[str] = "sandstorm"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("sandstorm", "sand storm", "dust storm", "blowing sand"),
        "zh": ("沙尘暴", "沙暴", "飞沙走石", "风沙", "漫天黄沙"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        walls: list[Node] = [_wall(context, geometry, air, number, *wall) for number, wall in enumerate(WALLS)]
        return [*walls, _grains(context, air)]


def _lit(air: Air) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.minimum(255, np.array(SAND[::-1]) * np.array(air.ambient[::-1]) ** 0.8)


def _wall(
    context: Context, geometry: Geometry, air: Air, number: int, depth: float, dense: float, speed: float
) -> Plate:
    """One wall of sand, kept at an eighth of the frame's resolution."""
    box, shrink = geometry.box(depth), 8.0
    way = speed * context.unit
    left = box.x0 - way * context.shot.seconds - 2
    width, height = int((box.x1 - left) / shrink) + 3, int((box.y1 - box.y0) / shrink) + 3
    step = shrink / (260 * context.unit)
    noise = field(height, width, fx=step * 0.6, fy=step * 1.6, seed=context.seed % 700 + 11 * number, octaves=4)
    y = np.arange(height, dtype=np.float32)[:, None] * shrink + box.y0
    low = np.clip((y - geometry.horizon * 0.12) / (geometry.horizon * 0.8), 0.3, 1)
    alpha = np.clip((noise - 0.18 - 0.1 * number) * 2.4, 0, 1) * low * dense
    tone = _lit(air) * (0.82 + 0.36 * noise)[..., None]
    pixels = np.concatenate([np.minimum(255, tone) * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)
    return Plate(pixels, left, box.y0, depth, 1 / shrink, drift=way)


def _grains(context: Context, air: Air) -> Painter:
    rng, unit = np.random.default_rng(context.seed + 131), context.unit
    x, y, pace, size = (
        rng.uniform(0, 1, GRAINS),
        rng.uniform(0, 1, GRAINS),
        rng.uniform(0.7, 1.5, GRAINS),
        rng.uniform(0.7, 1.7, GRAINS),
    )
    tone = np.minimum(255, _lit(air) * 1.12)

    def draw(frame: Frame, view: View) -> None:
        table = np.zeros((GRAINS, 11), np.float32)
        wide = view.width * 1.2
        table[:, 0] = (x * wide + 900 * unit * pace * view.t) % wide - 0.1 * view.width
        table[:, 1] = (y + 0.02 * np.sin(view.t * 3 + x * 40)) * view.height
        table[:, 2], table[:, 3] = 13 * unit * pace, size * unit
        table[:, 4] = 0.05 * np.sin(view.t + y * 9)
        table[:, 5:8], table[:, 8], table[:, 9] = tone, 0.6, 1.6
        dabs(frame, table)

    return Painter(1.3, draw)
