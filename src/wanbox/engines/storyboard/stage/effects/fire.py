"""A campfire beside the actors: logs, flames, sparks, and its light on the ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.particles import dabs
from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..brush import Canvas, dim
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..kit.choice import free_side
from ..nodes import Painter

TONGUES, SPARKS = 46, 30
#: Brightness of its light on the ground by time of day.
_GLOW = {TimeOfDay.DAY: 0.18, TimeOfDay.SUNSET: 0.45, TimeOfDay.NIGHT: 0.8}


class Fire:
    name: ClassVar[str] = "fire"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("campfire", "bonfire", "camp fire", "burning fire", "open fire"),
        "zh": ("篝火", "营火", "火堆", "柴火"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        unit, q = context.unit, 0.92
        x, foot = geometry.width * (0.5 + 0.25 * free_side(context.shot)), geometry.horizon + geometry.reach * q
        depth = geometry.depth(q)
        logs = Canvas(x - 90 * unit, foot - 70 * unit, x + 90 * unit, foot + 40 * unit, 1.5)
        for k, angle in enumerate((-0.4, 0.35, 0.05, -0.75, 0.8)):
            dx, dy = math.cos(angle) * 52 * unit, math.sin(angle) * 22 * unit
            logs.line(
                [(x - dx, foot + 4 * unit - dy), (x + dx, foot + 4 * unit + dy)],
                15 * unit,
                dim((92, 62, 46), 0.8 + 0.1 * k),
            )
            logs.ellipse(x + dx, foot + 4 * unit + dy, 7 * unit, 7.5 * unit, (170, 120, 80))
        for k in range(11):
            a = k * 2 * math.pi / 11
            logs.ellipse(
                x + math.cos(a) * 74 * unit,
                foot + 8 * unit + math.sin(a) * 20 * unit,
                13 * unit,
                9 * unit,
                dim((132, 128, 130), 0.75 + 0.3 * (k % 2)),
            )
        light = _flames(context, x, foot, depth)
        return [_ground(context, x, foot, depth), air.plate(logs, depth - 0.0006), light]


def _flicker(t: float) -> float:
    return 0.82 + 0.10 * math.sin(t * 9.1) + 0.08 * math.sin(t * 14.7 + 1)


def _ground(context: Context, x: float, foot: float, depth: float) -> Painter:
    """The pool of light round the fire."""
    unit, glow = context.unit, _GLOW[context.shot.time]

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        power = _flicker(view.t) * glow
        px, py = s * x + tx, s * foot + ty
        rows = ((px, py, 330, 92, 0.5), (px, py, 190, 50, 0.7), (px, py - 60 * unit * s, 230, 210, 0.34))
        table = np.zeros((3, 11), np.float32)
        for k, (cx, cy, a, b, share) in enumerate(rows):
            table[k, :4] = cx, cy, a * unit * s, b * unit * s
            table[k, 5:8], table[k, 8], table[k, 9], table[k, 10] = (40, 120, 255), power * share, 1.0, 1
        dabs(frame, table)

    return Painter(depth - 0.001, draw)


def _flames(context: Context, x: float, foot: float, depth: float) -> Painter:
    unit, rng = context.unit, np.random.default_rng(context.seed + 97)
    birth, off, size, pace = (
        rng.uniform(0, 1, TONGUES),
        rng.normal(0, 0.42, TONGUES),
        rng.uniform(0.7, 1.2, TONGUES),
        rng.uniform(1.3, 2.1, TONGUES),
    )
    late, way, rise = rng.uniform(0, 1, SPARKS), rng.normal(0, 30, SPARKS), rng.uniform(150, 330, SPARKS)

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        age = (view.t * pace + birth) % 1
        table = np.zeros((TONGUES + SPARKS, 11), np.float32)
        lick = np.sin(view.t * 7 + off * 9 + age * 4) * 9 * age
        table[:TONGUES, 0] = s * (x + (off * 48 * (1 - 0.72 * age) + lick) * unit) + tx
        table[:TONGUES, 1] = s * (foot - (6 + 140 * age * (1 - 0.5 * np.abs(off))) * unit) + ty
        table[:TONGUES, 2] = (36 * (1 - age) + 6) * size * unit * s
        table[:TONGUES, 3] = table[:TONGUES, 2] * 0.56
        table[:TONGUES, 4] = np.pi / 2
        heat = np.clip(1.25 - age - 0.5 * np.abs(off), 0, 1)
        table[:TONGUES, 5:8] = np.stack([30 + 150 * heat**3, 70 + 160 * heat, 255 + 0 * heat], 1)
        table[:TONGUES, 8] = 0.36 * (1 - age) ** 0.8
        up = (view.t * 0.6 + late) % 1
        table[TONGUES:, 0] = s * (x + (way * up + 9 * np.sin(view.t * 3 + late * 20)) * unit) + tx
        table[TONGUES:, 1] = s * (foot - (30 + rise * up) * unit) + ty
        table[TONGUES:, 2] = table[TONGUES:, 3] = 2.0 * unit * s
        table[TONGUES:, 5:8], table[TONGUES:, 8] = (60, 160, 255), (1 - up) ** 0.7
        table[:, 9], table[:, 10] = 1.3, 1
        dabs(frame, table)

    return Painter(depth + 0.0006, draw)
