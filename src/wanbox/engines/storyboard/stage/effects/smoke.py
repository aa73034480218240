"""Smoke or steam that rises in soft puffs and bends with the wind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.particles import dabs
from ...shotlist import Weather
from ..air import Air
from ..brush import mix
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..kit.choice import free_side
from ..nodes import Painter

#: Puffs in a column, seconds that one lives, units that it climbs.
PUFFS, LIFE, CLIMB = 22, 3.2, 330.0


class Smoke:
    name: ClassVar[str] = "smoke"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("smoke", "steam", "rising steam", "smoke column"),
        "zh": ("烟雾", "炊烟", "蒸汽", "冒烟", "热气"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        fires = [a for a in context.shot.actors if a.action == "launch"]
        if fires:
            # What takes off stands in its own smoke.
            return [
                _billow(context, geometry, 7 * number + k, a.start[0] + off, q)
                for number, a in enumerate(fires)
                for k, (off, q) in enumerate(((-0.13, 0.86), (0.13, 0.86), (-0.05, 0.94), (0.06, 0.96)))
            ]
        side = free_side(context.shot)
        spots = ((0.5 + 0.36 * side, 0.30, 0.7), (0.5 + 0.27 * side, 0.72, 1.0))
        return [_column(context, geometry, air, number, *spot) for number, spot in enumerate(spots)]


def _column(
    context: Context, geometry: Geometry, air: Air, number: int, across: float, q: float, strength: float
) -> Painter:
    unit, rng = context.unit, np.random.default_rng(context.seed + 91 + number)
    x, foot, depth = across * geometry.width, geometry.horizon + geometry.reach * q, geometry.depth(q)
    birth, size = (np.arange(PUFFS) + rng.uniform(0, 0.8, PUFFS)) / PUFFS, rng.uniform(0.75, 1.25, PUFFS)
    off, turn = rng.normal(0, 1, PUFFS), rng.uniform(0, 6.3, PUFFS)
    tone = np.array(mix(air.haze, (236, 236, 240), 0.35)[::-1]) * np.array(air.ambient[::-1]) ** 0.45

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        age = (view.t / LIFE + birth) % 1
        up = CLIMB * unit * (0.4 + 0.6 * q) * age**0.85
        sway = np.sin(age * 5 + view.t * 0.7 + off) * 16 * age + 46 * age**1.6
        table = np.zeros((PUFFS, 11), np.float32)
        table[:, 0] = s * (x + (sway + 6 * off * (0.3 + age)) * unit) + tx
        table[:, 1] = s * (foot - up) + ty
        table[:, 2] = (11 + 54 * age) * size * unit * (0.4 + 0.6 * q) * s
        table[:, 3] = table[:, 2] * 0.8
        table[:, 4] = turn + age
        table[:, 5:8] = np.minimum(255, tone)
        table[:, 8] = 0.46 * strength * np.sin(np.pi * np.clip(age, 0, 1) ** 0.6)
        table[:, 9] = 1.0
        dabs(frame, table[np.argsort(-age)])

    return Painter(depth + 0.001, draw)


def _billow(context: Context, geometry: Geometry, number: int, across: float, q: float) -> Painter:
    """A cloud that rolls out over the ground, lit from below by the fire of what takes off."""
    unit, rng = context.unit, np.random.default_rng(context.seed + 191 + number)
    x, foot, depth = across * geometry.width, geometry.horizon + geometry.reach * q, geometry.depth(q)
    birth, size = (np.arange(PUFFS) + rng.uniform(0, 0.8, PUFFS)) / PUFFS, rng.uniform(0.75, 1.3, PUFFS)
    side, turn = rng.uniform(-1, 1, PUFFS), rng.uniform(0, 6.3, PUFFS)
    low = rng.uniform(0, 1, PUFFS)

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        age = (view.t / LIFE + birth) % 1
        grown = min(1.0, 0.35 + view.t / 1.5)
        table = np.zeros((PUFFS, 11), np.float32)
        table[:, 0] = s * (x + 150 * side * age**0.7 * unit * grown) + tx
        table[:, 1] = s * (foot - (12 + 110 * low * age) * unit * grown) + ty
        table[:, 2] = (26 + 60 * age) * size * unit * s * grown
        table[:, 3] = table[:, 2] * 0.75
        table[:, 4] = turn + 0.6 * age
        # Warm where it is young and near the flame, grey where it has rolled away.
        warm = (1 - age) * (1 - np.abs(side))
        table[:, 5:8] = np.array([150, 156, 168]) + warm[:, None] * np.array([-30, 40, 87])
        table[:, 8] = 0.62 * np.sin(np.pi * np.clip(age, 0, 1) ** 0.5)
        table[:, 9] = 1.0
        dabs(frame, table[np.argsort(-age)])

    return Painter(depth + 0.001, draw)
