"""Straightening: the picture turned until its long lines are level or upright."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .rotate import slanted

#: Degrees within which a picture is taken to be askew by accident.
MOST = 15.0


class Straighten:
    name = "straighten"
    asks = "straighten"
    words: ClassVar[Words] = {
        "en": ("straighten", "straightened", "level the horizon", "make it level", "fix the tilt", "deskew"),
        "zh": ("拉直", "校正水平", "扶正", "摆正", "矫正倾斜", "水平校正", "校正倾斜"),
    }
    reads = 29
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:  # noqa: ARG002 - the same call as every edit's
        angle = askew(image)
        if abs(angle) < 0.15:
            return image
        context.moved()
        return slanted(image, -angle)


def askew(image: Picture) -> float:
    """Degrees clockwise by which the long lines are off level or upright; 0 where there are none."""
    h, w = image.shape[:2]
    k = min(1.0, 640 / max(h, w))
    small = cv2.resize(image, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1.2), 40, 120)
    side = min(small.shape[:2])
    lines = cv2.HoughLinesP(edges, 1, math.pi / 720, round(side * 0.16), None, side * 0.18, side * 0.03)
    if lines is None:
        return 0.0
    x0, y0, x1, y1 = (plane.astype(np.float64) for plane in np.asarray(lines).reshape(-1, 4).T)
    angle = (np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 45) % 90 - 45
    near = np.abs(angle) < MOST
    if not near.any():
        return 0.0
    weight = np.hypot(x1 - x0, y1 - y0)[near]
    # The fullest half-degree and its neighbours: a median would fall between two directions.
    bins = np.arange(-MOST, MOST + 0.5, 0.5)
    counts, _ = np.histogram(angle[near], bins, weights=weight)
    soft = np.convolve(counts, (0.5, 1.0, 0.5), "same")
    middle = bins[int(soft.argmax())] + 0.25
    close = np.abs(angle[near] - middle) < 1.0
    return float(np.average(angle[near][close], weights=weight[close])) if close.any() else 0.0


EDIT = Straighten()
