"""Lightning: now and then a bolt runs down the sky and lights the scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import cv2
import numpy as np

from ...compose.camera import FAR
from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter

#: Seconds between two strikes, about, and how long one is seen.
PERIOD, BURN = 1.7, 0.5
#: Sub-pixel bits of OpenCV's line drawing.
_SHIFT = 4


class Lightning:
    name: ClassVar[str] = "lightning"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("lightning", "lightning bolt", "thunderbolt"),
        "zh": ("闪电", "雷电"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        rng = np.random.default_rng(context.seed + 311)
        count = max(2, int(context.shot.seconds / PERIOD) + 1)
        starts = 0.25 + np.arange(count) * PERIOD + rng.uniform(-0.2, 0.2, count)
        bolts = [_bolt(rng, geometry) for _ in range(count)]

        def light(frame: Frame, view: View) -> None:
            power = max(_power(view.t - float(start)) for start in starts)
            if power > 0.01:
                cv2.convertScaleAbs(frame, frame, 1 + 0.45 * power, 26 * power)

        def strike(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(FAR)
            for start, bolt in zip(starts, bolts, strict=True):
                power = _power(view.t - float(start))
                if power > 0.05:
                    _draw(frame, [path * s + (tx, ty) for path in bolt], power, context.unit)

        return [Painter(FAR + 0.002, strike), Painter(1.6, light)]


def _power(age: float) -> float:
    """Brightness after the strike: two flickers, then gone."""
    if not 0 <= age < BURN:
        return 0.0
    u = age / BURN
    return float((1 - u) ** 1.4 * (0.62 + 0.38 * np.cos(u * 4 * np.pi)))


def _bolt(rng: np.random.Generator, geometry: Geometry) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """A jagged path from the clouds to the horizon, and two branches."""
    rows = np.linspace(-0.05, 0.98, 15) * geometry.horizon
    wander = np.cumsum(rng.normal(0, 0.018, 15)) * geometry.width
    main = np.stack([rng.uniform(0.15, 0.85) * geometry.width + wander, rows], 1)
    paths = [main]
    for _ in range(2):
        first, side = int(rng.integers(4, 9)), rng.choice([-1.0, 1.0])
        steps = np.cumsum(rng.uniform(0.3, 1.0, (5, 2)), 0) * (side * 0.016 * geometry.width, 0.045 * geometry.horizon)
        paths.append(np.concatenate([main[first : first + 1], main[first] + steps]))
    return paths


def _draw(
    frame: Frame, paths: Sequence[np.ndarray[tuple[int, int], np.dtype[np.float64]]], power: float, unit: float
) -> None:
    glow = np.zeros_like(frame)
    for number, path in enumerate(paths):
        points = [np.round(path * (1 << _SHIFT)).astype(np.int32)]
        thick = max(1, round((4.5 if number == 0 else 2.5) * unit))
        cv2.polylines(glow, points, False, (255, 236, 226), thick, cv2.LINE_AA, _SHIFT)
    halo = cv2.GaussianBlur(glow, (0, 0), max(1.0, 9 * unit))
    frame[:] = cv2.add(cv2.addWeighted(glow, power, halo, 1.6 * power, 0), frame)
