"""The colours of one picture on another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, luma, mix, picture, plane, resize
from ..words import Words
from .combine import NAMED, NUMBERS
from .contract import Clause, Context, Found, Stage

STYLE_OF = re.compile(
    r"(?:style|look|colou?rs?|palette|mood|tones?)\s+(?:of|from)\s+(?:the\s+)?(?P<en>(?:image|picture|photo|first|second|third).{0,12})"
    r"|(?P<zh>(?:图片?|照片|第)\s*[1-4一二两三四]\s*(?:张|幅)?(?:图片?|照片)?)的?(?:风格|色调|颜色|配色|样式)"
)


class Palette:
    name = "palette"
    asks = "the style or colours of picture 2 on picture 1"
    words: ClassVar[Words] = {"en": ("style of image 2", "colours of picture 2"), "zh": ("图2的风格",)}
    reads = 7
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        match = STYLE_OF.search(clause.text)
        if match is None or clause.pictures < 2:
            return None
        said = NAMED.search(match["en"] or match["zh"])
        source = NUMBERS[next(group for group in said.groups() if group)] if said else 2
        others = [NUMBERS[next(g for g in m.groups() if g)] for m in NAMED.finditer(clause.text)]
        target = next((number for number in others if number != source), 1 if source != 1 else 2)
        if max(source, target) > clause.pictures:
            return None
        return Found(
            {"source": source - 1, "scene": target - 1, "strength": clause.strength()}, [(0, len(clause.text))]
        )

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        """Each LAB channel takes the distribution of the other picture, in a part that leaves things recognisable."""
        given = context.pictures[params["source"]]
        k = min(256 / max(given.shape[:2]), 1.0)
        model = resize(given, max(8, round(given.shape[1] * k)), max(8, round(given.shape[0] * k)))
        lab, wanted = cv2.cvtColor(image, cv2.COLOR_BGR2LAB), cv2.cvtColor(model, cv2.COLOR_BGR2LAB)
        moved = [_matched(lab[..., c], wanted[..., c]) for c in range(3)]
        # Brightness moves half as far, so that light stays where it was.
        moved[0] = picture(cv2.addWeighted(picture(moved[0]), 0.5, picture(lab[..., 0]), 0.5, 0))
        done = picture(cv2.cvtColor(np.dstack(moved), cv2.COLOR_LAB2BGR))
        done = _textured(done, model)
        return mix(image, done, min(1.0, context.vary(0.85 * float(params["strength"]), 0.15)))


def _textured(image: Picture, model: Picture) -> Picture:
    """Fine detail as strong as in the model: smooth as a poster, or rough as paint."""
    sigma = max(1.0, min(image.shape[:2]) / 260)
    fine = luma(image) - cv2.GaussianBlur(luma(image), (0, 0), sigma)
    wanted = luma(model) - cv2.GaussianBlur(luma(model), (0, 0), 1.0)
    ratio = float(np.clip(wanted.std() / max(float(fine.std()), 1e-3), 0.5, 1.9))
    return picture(plane(image) + (fine * (ratio - 1) * 255)[..., None])


def _matched(values: Any, wanted: Any) -> Picture:
    """Histogram matching with both histograms smoothed, so that no bands appear."""
    own, other = (np.cumsum(_smooth(np.bincount(channel.ravel(), minlength=256))) for channel in (values, wanted))
    table = np.interp(own / own[-1], other / other[-1], np.arange(256))
    return picture(cv2.LUT(values, picture(table.round())))


def _smooth(counts: Any) -> Any:
    wide = cv2.GaussianBlur(plane(counts)[None], (0, 0), 5)[0]
    return wide + wide.sum() * 1e-5


EDIT = Palette()
