"""Plates with ink at both edges and nothing between, cut in two: what is empty costs nothing."""

from __future__ import annotations

import numpy as np

from ..nodes import Plate


def halves(plate: Plate) -> list[Plate]:
    """The left and the right half of a plate whose middle is empty, each cut down to its own ink."""
    ink = plate.pixels.max(axis=(0, 2)) > 0
    middle = len(ink) // 2
    parts = []
    for first, last in ((0, middle), (middle, len(ink))):
        inked = np.flatnonzero(ink[first:last])
        if not len(inked):
            continue
        a, b = max(0, first + int(inked[0]) - 1), min(len(ink), first + int(inked[-1]) + 2)
        pixels = np.ascontiguousarray(plate.pixels[:, a:b])
        parts.append(Plate(pixels, plate.x + a / plate.scale, plate.y, plate.depth, plate.scale, sway=plate.sway))
    return parts
