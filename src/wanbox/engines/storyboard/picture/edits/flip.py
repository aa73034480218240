"""Mirroring, left to right or top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Flip:
    name = "flip"
    asks = "flip or mirror"
    words: ClassVar[Words] = {
        "en": ("flip", "flipped", "mirror", "mirrored", "mirror image"),
        "zh": ("翻转", "镜像", "水平翻转", "垂直翻转", "左右翻转", "上下翻转", "左右颠倒"),
    }
    reads = 31
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        down = clause.has(("vertical", "vertically", "upside", "垂直", "上下"))
        return clause.found(self.words, vertical=down)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        context.moved()
        return np.ascontiguousarray(image[::-1] if params["vertical"] else image[:, ::-1])


EDIT = Flip()
