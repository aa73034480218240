"""Butterflies: their picture, and the way they fly."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb
from ..nodes import Pose


def butterfly(size: float, beat: float, tone: Rgb, scale: float) -> Canvas:
    """A butterfly that looks up and to the right; `beat` 0…1 is how far its wings are open."""
    c = Canvas(-size * 1.3, -size * 1.2, size * 1.3, size * 1.1, scale)
    open_ = 0.16 + 0.84 * beat
    for side in (-1, 1):
        for shape, shade in (
            (((0.04, 0.1), (0.5, 0.75), (0.34, 0.95), (0.06, 0.4)), 0.82),
            (((0.04, 0.05), (0.5, -0.9), (1.0, -0.86), (1.05, -0.4), (0.6, 0.16)), 1.0),
        ):
            wing = [(side * x * open_ * size, y * size) for x, y in shape]
            curve = smooth(wing, 5, closed=True)
            c.poly(curve, dim(tone, 0.58))
            c.poly((curve - curve.mean(0)) * 0.86 + curve.mean(0), dim(mix(tone, (255, 255, 255), 0.12), shade))
        c.ellipse(side * 0.78 * open_ * size, -0.55 * size, 0.1 * size * open_, 0.1 * size, (255, 250, 236))
    c.line([(0, -0.3 * size), (0, 0.42 * size)], max(1.0, 0.12 * size), (44, 36, 40))
    for side in (-1, 1):
        c.line([(0, -0.3 * size), (side * 0.2 * size, -0.72 * size)], max(1.0, 0.03 * size), (44, 36, 40))
    return c


def fluttering(x: float, y: float, size: float, phase: float, way: float = 0.0) -> Callable[[float], Pose]:
    """A wavering path about (x, y) for six pictures of a wing beat; `way` pixels a second to the right."""

    def pose(t: float) -> Pose:
        dx = 5.0 * math.sin(t * 0.7 + phase) + 1.6 * math.sin(t * 2.3 + phase * 2)
        dy = 2.6 * math.sin(t * 1.1 + phase * 3) + 0.8 * math.sin(t * 5.2 + phase)
        lean = 0.5 * float(np.tanh(math.cos(t * 0.7 + phase) + way / (4 * size)))
        return Pose(x=x + dx * size + way * t, y=y + dy * size, turn=lean, picture=int((t * 13 + phase * 5) % 6))

    return pose
