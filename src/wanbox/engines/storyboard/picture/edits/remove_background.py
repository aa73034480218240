"""The subject alone on white, or on a colour that is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, picture
from ..words import Words
from .contract import Clause, Context, Found, Stage, bgr
from .light import cut, over


class RemoveBackground:
    name = "remove-background"
    asks = "remove the background"
    words: ClassVar[Words] = {
        "en": (
            "remove the background", "remove background", "background removal", "delete the background", "cut out",
            "cutout", "erase the background", "without background", "no background", "isolate the subject",
        ),
        "zh": ("去掉背景", "去除背景", "移除背景", "删除背景", "抠图", "去背景", "抠出", "抠像"),
    }  # fmt: skip
    reads = 16
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        if clause.has(("paper", "cardboard", "剪纸")):
            return None
        named = clause.colours()
        return clause.found(self.words, colour=named[0] if named else "white")

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        found = context.matte(image)
        if not found.found:
            return image
        subject, _ = cut(image, found.alpha)
        ground = np.empty_like(image)
        ground[:] = picture(np.array(bgr(params["colour"])))
        return over(subject, found.alpha, ground)


EDIT = RemoveBackground()
