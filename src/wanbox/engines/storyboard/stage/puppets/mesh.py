"""Meshes that carry a part's picture into a pose: a rigid card, a strip that bends, a cloth that swings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import kernel
from .extent import Extent, extent
from .model import Part, load
from .raster import Texture

_FAN_COLUMNS, _FAN_ROWS = 5, 6


@dataclass(frozen=True, slots=True)
class Mesh:
    """Vertices of a part at rest, in units of the drawing, and its triangles; a ribbon also has its stations."""

    rest: NDArray[np.float32]
    triangles: NDArray[np.int32]
    stations: NDArray[np.float64] | None = None
    half: float = 0.0

    def source(self, texture: Texture) -> NDArray[np.float32]:
        """The vertices in pixels of the part's picture."""
        corner = np.array([texture.x, texture.y], np.float32)
        return np.ascontiguousarray((self.rest - corner) * np.float32(texture.scale))


@cache
def mesh_of(puppet_name: str, part_name: str) -> Mesh | None:
    """The mesh of a part; None for a part without ink."""
    puppet = load(puppet_name)
    part = puppet.part(part_name)
    ink = extent(puppet_name, part_name)
    if ink is None:
        return None
    if part.kind == "ribbon":
        return _ribbon(puppet_name, part, ink)
    x, y, width, height = ink.box
    grown = (x - 3, y - 3, width + 6, height + 6)
    return _grid(grown, 2, 2) if part.kind == "rigid" else _grid(grown, _FAN_COLUMNS, _FAN_ROWS)


def _grid(box: tuple[float, float, float, float], columns: int, rows: int) -> Mesh:
    x, y, width, height = box
    xs, ys = np.linspace(x, x + width, columns), np.linspace(y, y + height, rows)
    rest = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2).astype(np.float32)
    return Mesh(rest, _quads(rows, columns))


@cache
def _quads(rows: int, columns: int) -> NDArray[np.int32]:
    out = []
    for r in range(rows - 1):
        for c in range(columns - 1):
            a, b = r * columns + c, (r + 1) * columns + c
            out += [(a, a + 1, b), (a + 1, b + 1, b)]
    return np.array(out, np.int32)


def _ribbon(puppet_name: str, part: Part, ink: Extent) -> Mesh:
    joints = np.array([load(puppet_name).pivots[bone] for bone in part.bones], np.float64)
    stations = _stations(joints, ink.half, ink.before, ink.after)
    rest = np.zeros((3 * len(stations), 2), np.float32)
    kernel.bend(joints, stations, ink.half, rest)
    return Mesh(rest, _quads(len(stations), 3), stations, ink.half)


def _stations(joints: NDArray[np.float64], half: float, before: float, after: float) -> NDArray[np.float64]:
    lengths = np.hypot(*(joints[1:] - joints[:-1]).T)
    reach = [min(0.46 * min(lengths[k - 1], lengths[k]), 1.1 * half) for k in range(1, len(lengths))]
    rows: list[tuple[float, float, float]] = [(0, -before / lengths[0], 1.0)]
    for k, length in enumerate(lengths):
        start, end = (reach[k - 1] if k else 0.0), (reach[k] if k < len(lengths) - 1 else 0.0)
        # Between its bends a limb is straight, and two stations carry it.
        near, straight = np.linspace(0, start, 5)[:-1], (start, length - end)
        marks = sorted({*near, *straight, *np.linspace(length - end, length, 5)[1:-1]})
        rows.extend((k, mark / length, start if mark < length / 2 else end) for mark in marks)
    rows += [(len(lengths) - 1, 1.0, 1.0), (len(lengths) - 1, 1 + after / lengths[-1], 1.0)]
    return np.array([(k, at, r or 1.0) for k, at, r in rows], np.float64)
