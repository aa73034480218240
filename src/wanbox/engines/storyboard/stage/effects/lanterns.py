"""Sky lanterns that rise glowing into the night."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.blit import Pixels
from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..brush import Canvas, smooth
from ..contract import Context, Node
from ..geometry import Geometry
from ..nodes import Mover, Pose

#: Depth, how many, height in units, units a second.
PLANES = ((0.26, 22, 9.0, 5.0), (0.42, 12, 20.0, 10.0), (0.75, 6, 42.0, 19.0), (1.15, 2, 92.0, 34.0))


class Lanterns:
    name: ClassVar[str] = "lanterns"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("sky lanterns", "floating lanterns", "lantern festival"),
        "zh": ("孔明灯", "天灯", "放天灯"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng, unit = np.random.default_rng(context.seed + 71), context.unit
        shine = 1.0 if context.shot.time is TimeOfDay.NIGHT else 0.7
        nodes: list[Node] = []
        for depth, count, tall, rise in PLANES:
            pictures = [lantern(tall * unit, beat, shine) for beat in (0.86, 1.0, 0.93)]
            for _ in range(count):
                x, y = rng.uniform(0.02, 0.98) * context.width, rng.uniform(-0.1, 1.0)
                if depth > 0.6 and 0.3 < x / context.width < 0.7:
                    x = (x + 0.42 * context.width) % context.width
                path = _rising(
                    x, y, context.height * (0.74 if depth < 0.6 else 0.95), tall * unit, rise * unit, rng.uniform(0, 6)
                )
                nodes.append(Mover(pictures, path, depth, 1.5, anchor=(0.5, 0.5)))
        return nodes


def lantern(tall: float, flame: float, shine: float) -> Pixels:
    """A paper lantern lit from below, with a halo that only adds light."""
    canvas = Canvas(-1.5 * tall, -1.5 * tall, 1.5 * tall, 1.5 * tall, 1.5)
    body = smooth([(-0.26, 0.5), (-0.37, 0.0), (-0.34, -0.36), (0, -0.5), (0.34, -0.36), (0.37, 0.0), (0.26, 0.5)], 6)
    canvas.ramp(body * tall, (226, 96, 40), (255, 206 * flame, 110 * flame), -0.5 * tall, 0.5 * tall)
    for x in (-0.16, 0.16):
        rib = smooth([(x * 0.4, -0.48), (x * 1.15, -0.1), (x * 0.9, 0.5)], 5) * tall
        canvas.line(rib, max(1.0, 0.018 * tall), (190, 70, 34), 0.5)
    canvas.ellipse(0, 0.48 * tall, 0.26 * tall, 0.05 * tall, (255, 240, 190))
    canvas.glow(0, 0.3 * tall, 0.42 * tall, 0.5 * tall, (255, 220, 140), 0.6 * flame)
    # Light outside of the paper covers nothing: colour without alpha.
    canvas.glow(0, 0.1 * tall, 1.45 * tall, 1.45 * tall, (255, 130, 46), 0.42 * shine * flame)
    return canvas.pixels


def _rising(x: float, y: float, span: float, tall: float, speed: float, phase: float) -> Callable[[float], Pose]:
    def pose(t: float) -> Pose:
        up = (y * span - speed * t + tall) % (span + 2 * tall) - tall
        return Pose(
            x=x + 0.5 * tall * math.sin(t * 0.5 + phase) + 0.2 * speed * t,
            y=up,
            turn=0.06 * math.sin(t * 0.9 + phase),
            picture=int(t * 6 + phase * 3) % 3,
            opacity=min(1.0, max(0.0, (span - up) / (0.12 * span))),
        )

    return pose
