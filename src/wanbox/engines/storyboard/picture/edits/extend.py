"""A larger canvas: the picture goes on beyond its edges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..fill import behind
from ..pixels import Picture, blur_picture, mix, picture, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .crop import RATIO
from .light import cut


class Extend:
    name = "extend"
    asks = "extend the canvas"
    words: ClassVar[Words] = {
        "en": ("extend", "expand", "outpaint", "uncrop", "widen", "larger canvas", "zoom out", "enlarge the canvas"),
        "zh": ("扩展", "扩图", "扩大画布", "延伸", "扩充", "外扩"),
    }
    reads = 30
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        ratio = RATIO.search(clause.text)
        percent = re.search(r"(\d{1,3})\s*(?:%|percent)", clause.text)
        wanted = int(ratio[1]) / int(ratio[2]) if ratio and int(ratio[1]) and int(ratio[2]) else 0.0
        share = float(np.clip(int(percent[1]) / 100 if percent else 0.36, 0.05, 1.0))
        sides = tuple(
            s
            for s in ("left", "right", "top", "bottom")
            if clause.has((s, {"left": "左", "right": "右", "top": "上", "bottom": "下"}[s]))
        )
        found = clause.found(self.words, ratio=wanted, share=share, sides=sides)
        spans = [match.span() for match in (ratio, percent) if match]
        return found and Found(found.params, [*found.spans, *spans])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        # The subject stands once: only what is behind it goes on beyond the edges.
        ground = cut(image, context.subject(image))[1] if context.matte(image).found else image
        left, top, right, bottom = _rooms(params, w, h)
        grown = _with_border(image, (left, top, right, bottom))
        hole = np.ones(grown.shape[:2], np.float32)
        hole[top : top + h, left : left + w] = 0
        full = behind(_with_border(ground, (left, top, right, bottom)), hole, reach=min(h, w) * 0.12)
        full = mix(grown, full, hole)
        # What is invented gets softer with distance, as nobody can know its detail.
        away = plane(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5)) / max(h, w)
        context.moved()
        return mix(full, blur_picture(full, min(h, w) * 0.012), plane(np.clip(away * 7 - 0.1, 0, 0.85)))


def _with_border(image: Picture, rooms: tuple[int, int, int, int]) -> Picture:
    left, top, right, bottom = rooms
    return picture(cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_REPLICATE))


def _rooms(params: Mapping[str, Any], width: int, height: int) -> tuple[int, int, int, int]:
    """Pixels to add: left, top, right, bottom."""
    if params["ratio"]:
        ratio = float(np.clip(params["ratio"], 0.25, 4))
        more_w, more_h = max(0, round(height * ratio) - width), max(0, round(width / ratio) - height)
        return more_w // 2, more_h // 2, more_w - more_w // 2, more_h - more_h // 2
    if params["sides"]:
        room = {"left": width, "right": width, "top": height, "bottom": height}
        asked = {s: round(room[s] * params["share"]) if s in params["sides"] else 0 for s in room}
        return asked["left"], asked["top"], asked["right"], asked["bottom"]
    x, y = round(width * params["share"] / 2), round(height * params["share"] / 2)
    return x, y, x, y


EDIT = Extend()
