"""Rotation by degrees; other angles than quarter turns are cut to the largest upright part without corners."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, picture
from ..words import Words
from .contract import Clause, Context, Found, Stage

DEGREES = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:degrees?|deg|°|度)")
LEFT: Words = {
    "en": ("left", "counterclockwise", "counter-clockwise", "anticlockwise", "ccw"),
    "zh": ("逆时针", "向左", "左转"),
}
RIGHT: Words = {"en": ("right", "clockwise", "cw"), "zh": ("顺时针", "向右", "右转")}


class Rotate:
    name = "rotate"
    asks = "rotate by degrees"
    words: ClassVar[Words] = {
        "en": ("rotate", "rotated", "rotation", "turn", "upside down", "tilt"),
        "zh": ("旋转", "转动", "倒过来", "上下颠倒"),
    }
    reads = 32
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        degrees = DEGREES.search(clause.text)
        spans = clause.spans(self.words)
        flipped = clause.has(("upside down", "倒过来", "上下颠倒"))
        aside = clause.spans(LEFT) + clause.spans(RIGHT)
        sure = degrees or flipped or clause.has(("rotate", "rotated", "rotation", "旋转"))
        if not spans or not sure:
            return None
        angle = float(degrees[1]) if degrees else 180.0 if flipped else 90.0
        if clause.has(LEFT):
            angle = -angle
        return Found({"degrees": angle % 360}, [*spans, *aside, *([degrees.span()] if degrees else [])])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        """Clockwise by params["degrees"]."""
        angle = float(params["degrees"])
        quarters = {
            0.0: None,
            90.0: cv2.ROTATE_90_CLOCKWISE,
            180.0: cv2.ROTATE_180,
            270.0: cv2.ROTATE_90_COUNTERCLOCKWISE,
        }
        context.moved()
        if angle in quarters:
            turn = quarters[angle]
            return image if turn is None else picture(cv2.rotate(image, turn))
        return slanted(image, angle)


def slanted(image: Picture, degrees: float) -> Picture:
    h, w = image.shape[:2]
    inner_w, inner_h = inscribed(w, h, math.radians(degrees))
    matrix = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), -degrees, 1.0)
    matrix[0, 2] += (inner_w - w) / 2
    matrix[1, 2] += (inner_h - h) / 2
    turned = cv2.warpAffine(image, matrix, (inner_w, inner_h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return picture(turned)


def inscribed(width: int, height: int, angle: float) -> tuple[int, int]:
    """Largest upright rectangle inside a turned one."""
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    long, short = max(width, height), min(width, height)
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-9:
        x = 0.5 * short
        size = (x / sin, x / cos) if width >= height else (x / cos, x / sin)
    else:
        d = cos * cos - sin * sin
        size = ((width * cos - height * sin) / d, (height * cos - width * sin) / d)
    return max(8, int(np.floor(size[0]))), max(8, int(np.floor(size[1])))


EDIT = Rotate()
