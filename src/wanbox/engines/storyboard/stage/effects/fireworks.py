"""Fireworks over the horizon: shells climb, burst, hang and fade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.particles import dabs
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, Rgb, View
from ..geometry import Geometry
from ..nodes import Painter

COLOURS: tuple[Rgb, ...] = (
    (255, 96, 84),
    (255, 204, 96),
    (120, 214, 255),
    (190, 130, 255),
    (120, 255, 170),
    (255, 150, 214),
)
SPARKS, CLIMB, BURN = 84, 0.7, 1.9


class Fireworks:
    name: ClassVar[str] = "fireworks"
    words: ClassVar[Mapping[str, Sequence[str]]] = {"en": ("fireworks", "firework"), "zh": ("烟花", "焰火", "烟火")}
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng = np.random.default_rng(context.seed + 77)
        count = max(3, int(context.shot.seconds * 1.5))
        starts = np.arange(count) / 1.5 - 1.2 + rng.uniform(-0.2, 0.2, count)
        places = np.stack(
            [rng.uniform(0.12, 0.88, count) * geometry.width, rng.uniform(0.14, 0.55, count) * geometry.horizon], 1
        )
        tones = rng.integers(len(COLOURS), size=count)
        angle, speed = rng.uniform(0, 2 * np.pi, (count, SPARKS)), np.sqrt(rng.uniform(0.15, 1, (count, SPARKS)))

        def draw(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(FAR)
            for k in range(count):
                age = view.t - starts[k]
                if 0 < age < CLIMB + BURN:
                    x, y = places[k]
                    table = _shell(age, geometry.horizon, y, COLOURS[tones[k]], angle[k], speed[k], context.unit)
                    table[:, 0], table[:, 1] = s * (x + table[:, 0]) + tx, s * table[:, 1] + ty
                    dabs(frame, table)

        return [Painter(FAR + 0.01, draw, reads=False)]


def _shell(age: float, ground: float, top: float, tone: Rgb, angle: Reals, speed: Reals, unit: float) -> Reals:
    """Dabs of one shell at its age; x against its column, y in the rest frame."""
    if age < CLIMB:
        u = np.linspace(0, 0.08, 8)
        climbed = np.clip(age / CLIMB - u, 0, 1)
        table = np.zeros((8, 11), np.float32)
        table[:, 1] = ground + (top - ground) * (1 - (1 - climbed) ** 2)
        table[:, 2] = table[:, 3] = 2.0 * unit
        table[:, 5:8], table[:, 8] = (150, 210, 255), np.linspace(0.8, 0.1, 8)
    else:
        burn = (age - CLIMB) / BURN
        trail = np.array([0.0, 0.03, 0.06])
        b = np.clip(burn - trail[:, None], 0, 1)
        spread = 125 * unit * (1 - np.exp(-3.6 * b)) * speed
        table = np.zeros((3 * len(angle), 11), np.float32)
        table[:, 0] = (np.cos(angle) * spread).ravel()
        table[:, 1] = (top + np.sin(angle) * spread + 62 * unit * b * b).ravel()
        table[:, 2] = table[:, 3] = np.repeat([2.6, 1.9, 1.4], len(angle)) * unit
        white = max(0.0, 1 - burn * 4)
        table[:, 5:8] = np.array(tone[::-1]) * (1 - white) + 255 * white
        table[:, 8] = np.repeat([1.0, 0.6, 0.35], len(angle)) * (1 - burn) ** 1.3
    table[:, 9], table[:, 10] = 1.4, 1
    return table
