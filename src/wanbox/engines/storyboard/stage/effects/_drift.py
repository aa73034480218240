"""Many small things that drift: one description, one node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...compose.particles import dabs
from ..contract import Context, Frame, Rgb, View
from ..nodes import Painter


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Sizes and speeds in units (pixels at 720), times in seconds."""

    count: int
    depth: float
    size: tuple[float, float]
    #: Short radius over long radius, when seen flat and when seen edge-on.
    flat: tuple[float, float] = (1.0, 1.0)
    fall: tuple[float, float] = (0.0, 0.0)
    wind: tuple[float, float] = (0.0, 0.0)
    swing: float = 0.0
    pace: tuple[float, float] = (0.5, 1.2)
    colours: Sequence[Rgb] = ((255, 255, 255),)
    alpha: float = 1.0
    hardness: float = 2.0
    additive: bool = False
    #: Share of brightness that comes and goes.
    blink: float = 0.0
    #: Rows it lives in, as fractions of the height.
    band: tuple[float, float] = (-0.08, 1.08)


def drifting(context: Context, drift: Drift, seed: int) -> Painter:
    """A node that draws the drift; positions wrap round, so that there is no first and no last."""
    rng = np.random.default_rng(context.seed * 31 + seed)
    n, unit = drift.count, context.unit
    x, y = rng.uniform(0, 1, n), rng.uniform(0, 1, n)
    size, fall = rng.uniform(*drift.size, n) * unit, rng.uniform(*drift.fall, n) * unit
    wind, pace = rng.uniform(*drift.wind, n) * unit, rng.uniform(*drift.pace, n)
    phase, turn = rng.uniform(0, 2 * np.pi, n), rng.uniform(-2.5, 2.5, n)
    tone = np.array(drift.colours, np.float32)[rng.integers(len(drift.colours), size=n)][:, ::-1]

    def draw(frame: Frame, view: View) -> None:
        t, (s, tx, ty) = view.t, view.place(drift.depth)
        wide, top, tall = view.width * 1.2, drift.band[0] * view.height, (drift.band[1] - drift.band[0]) * view.height
        px = x * wide + wind * t + np.sin(t * pace * 2 + phase) * drift.swing * unit + tx * 0.6
        py = y * tall + fall * t + np.cos(t * pace * 1.6 + phase) * drift.swing * 0.4 * unit + ty * 0.6
        table = np.zeros((n, 11), np.float32)
        table[:, 0], table[:, 1] = px % wide - wide * 0.08, py % tall + top
        table[:, 2] = size * s
        tumble = 0.5 + 0.5 * np.sin(t * pace * 3.1 + phase * 2)
        table[:, 3] = table[:, 2] * (drift.flat[1] + (drift.flat[0] - drift.flat[1]) * tumble)
        table[:, 4] = phase + turn * t
        table[:, 5:8] = tone
        table[:, 8] = drift.alpha * (1 - drift.blink * (0.5 - 0.5 * np.sin(t * pace * 2.6 + phase * 3)))
        table[:, 9], table[:, 10] = drift.hardness, float(drift.additive)
        dabs(frame, table)

    return Painter(drift.depth, draw, reads=False)
