"""Before and after on one sheet: the given picture on the left, the edited one on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, fit
from ..words import Words
from .contract import Clause, Context, Found, Stage


class BeforeAfter:
    name = "before-after"
    asks = "a before/after split"
    words: ClassVar[Words] = {
        "en": ("before and after", "before/after", "before-after", "before-and-after", "split view", "split screen"),
        "zh": ("前后对比", "对比图", "修图前后", "分屏对比", "前后分屏"),
    }
    reads = 6
    stage = Stage.FRAME + 0.5

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:  # noqa: ARG002 - the same call as every edit's
        h, w = image.shape[:2]
        before = fit(context.pictures[0], w, h)
        after = image
        if len(context.pictures) > 1 and np.array_equal(before, image):
            after = fit(context.pictures[1], w, h)
        out = before.copy()
        out[:, w // 2 :] = after[:, w // 2 :]
        line = max(2, round(w / 300))
        out[:, w // 2 - line // 2 : w // 2 - line // 2 + line] = 250 if context.variant % 2 == 0 else 20
        context.moved()
        return out


EDIT = BeforeAfter()
