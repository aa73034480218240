"""A border: a painted mat, a polaroid, or a plain line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, picture, resize
from ..words import Words
from .contract import Clause, Context, Found, Stage, bgr


class Border:
    name = "frame"
    asks = "a frame or border in a colour"
    words: ClassVar[Words] = {
        "en": (
            "add a frame",
            "add frame",
            "picture frame",
            "photo frame",
            "frame",
            "framed",
            "border",
            "polaroid frame",
        ),
        "zh": ("边框", "相框", "加框", "画框", "白边", "黑边"),
    }
    reads = 36
    stage = Stage.FRAME

    def matches(self, clause: Clause) -> Found | None:
        named = clause.colours()
        table = ("polaroid", "instant photo", "拍立得", "宝丽来")
        return clause.found(self.words, colour=named[0] if named else "white", polaroid=clause.has(table))

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        side = round(context.vary(min(h, w) * 0.055, 0.25))
        foot = side * (3 if params["polaroid"] else 1)
        sheet = np.empty_like(image)
        sheet[:] = picture(np.array(bgr(params["colour"])))
        inner_w, inner_h = w - 2 * side, h - side - foot
        # The picture keeps its proportions: what does not fit into the mat is cut evenly.
        k = max(inner_w / w, inner_h / h)
        scaled = resize(image, max(inner_w, round(w * k)), max(inner_h, round(h * k)))
        x, y = (scaled.shape[1] - inner_w) // 2, (scaled.shape[0] - inner_h) // 2
        sheet[side : side + inner_h, side : side + inner_w] = scaled[y : y + inner_h, x : x + inner_w]
        line = max(1, side // 18)
        edge = sheet[side - line : side + inner_h + line, side - line : side + inner_w + line]
        shade = edge.copy()
        shade[line:-line, line:-line] = 0
        rim = np.ones(edge.shape[:2], bool)
        rim[line:-line, line:-line] = False
        edge[rim] = (shade[rim] * 0.8).astype(np.uint8)
        context.moved()
        return sheet


EDIT = Border()
