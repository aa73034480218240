"""Two to four pictures on one sheet, side by side or in a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, fit
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Collage:
    name = "collage"
    asks = "a collage"
    words: ClassVar[Words] = {
        "en": (
            "collage",
            "side by side",
            "side-by-side",
            "next to each other",
            "grid of",
            "in a grid",
            "montage",
            "stack them",
        ),
        "zh": ("拼贴", "拼图", "并排", "拼接", "左右对比", "拼在一起", "九宫格"),
    }
    reads = 8
    stage = Stage.COMPOSE

    def matches(self, clause: Clause) -> Found | None:
        found = clause.found(self.words) if clause.pictures > 1 else None
        return found and Found(found.params, [(0, len(clause.text))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:  # noqa: ARG002 - the same call as every edit's
        h, w = image.shape[:2]
        gap = max(4, round(min(h, w) * 0.012))
        sheet = np.full((h, w, 3), (250, 252, 252) if context.variant % 2 == 0 else (28, 28, 30), np.uint8)
        for given, (x, y, right, bottom) in zip(context.pictures, cells(len(context.pictures), w, h), strict=False):
            left, top = x + gap, y + gap
            sheet[top : bottom - gap, left : right - gap] = fit(given, right - gap - left, bottom - gap - top)
        context.moved()
        return sheet


def cells(count: int, width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each picture's place."""
    wide = width >= height
    if count == 2:
        half = (width // 2, height) if wide else (width, height // 2)
        return [(0, 0, *half), (width - half[0], height - half[1], width, height)]
    if count == 3:
        if wide:
            a = width * 3 // 5
            return [(0, 0, a, height), (a, 0, width, height // 2), (a, height // 2, width, height)]
        a = height * 3 // 5
        return [(0, 0, width, a), (0, a, width // 2, height), (width // 2, a, width, height)]
    x, y = width // 2, height // 2
    return [(0, 0, x, y), (x, 0, width, y), (0, y, x, height), (x, y, width, height)]


EDIT = Collage()
