"""Windows in the wall of a room: their casing, their panes, and where their light falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..contract import Rgb
from .sheet import Sheet

Numbers: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A window in the back wall, in metres; `bars` upright and level."""

    x0: float
    x1: float
    y0: float
    y1: float
    bars: tuple[int, int] = (2, 1)


def inside(hole: Opening, x: Numbers, y: Numbers, soft: Numbers) -> Numbers:
    """1 within the panes of a window, 0 outside and behind its bars."""
    across = np.clip((x - hole.x0) / soft + 0.5, 0, 1) * np.clip((hole.x1 - x) / soft + 0.5, 0, 1)
    up = np.clip((y - hole.y0) / soft + 0.5, 0, 1) * np.clip((hole.y1 - y) / soft + 0.5, 0, 1)
    for n, at, low, high in ((hole.bars[0], x, hole.x0, hole.x1), (hole.bars[1], y, hole.y0, hole.y1)):
        for k in range(1, n + 1):
            bar = low + (high - low) * k / (n + 1)
            across = across * np.clip((np.abs(at - bar) - 0.03) / (soft * 0.8), 0, 1)
    return np.asarray(across * up, np.float32)


def panes(hole: Opening) -> list[tuple[float, float, float, float]]:
    (nx, ny), t = hole.bars, 0.022
    wide, high = (hole.x1 - hole.x0) / (nx + 1), (hole.y1 - hole.y0) / (ny + 1)
    return [
        (hole.x0 + i * wide + t, hole.y0 + j * high + t, hole.x0 + (i + 1) * wide - t, hole.y0 + (j + 1) * high - t)
        for i in range(nx + 1)
        for j in range(ny + 1)
    ]


def frame(sheet: Sheet, hole: Opening, colour: Rgb) -> None:
    """Casing and sill."""
    x0, x1, y0, y1 = hole.x0, hole.x1, hole.y0, hole.y1
    sheet.rect(x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1, colour)
    sheet.rect(x0 - 0.1, y1 + 0.07, x1 + 0.1, y1 + 0.1, (255, 255, 255), 0.25)
    sheet.rect(x0 - 0.16, y0 - 0.13, x1 + 0.16, y0 - 0.06, colour)
    sheet.rect(x0 - 0.16, y0 - 0.2, x1 + 0.16, y0 - 0.13, (30, 20, 16), 0.35)


def cut(sheet: Sheet, hole: Opening) -> None:
    """Cut the panes out, leaving a breath of reflection on the glass."""
    for x0, y0, x1, y1 in panes(hole):
        (left, top), (right, bottom) = sheet.px([(x0, y1), (x1, y0)])
        a = sheet.a
        rows = slice(max(0, round((top - a.y0) * a.scale)), max(0, round((bottom - a.y0) * a.scale)))
        columns = slice(max(0, round((left - a.x0) * a.scale)), max(0, round((right - a.x0) * a.scale)))
        a.pixels[rows, columns] = 0
        sheet.e.pixels[rows, columns] = 0
        w = x1 - x0
        gleam = [(x0 + w * 0.1, y1), (x0 + w * 0.42, y1), (x0 + w * 0.2, y0), (x0, y0), (x0, y0 + 0.3)]
        sheet.poly(gleam, (255, 255, 255), 0.06, shine=True)
