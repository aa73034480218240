"""Two pictures in one: a double exposure, or a plain blend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from .. import matte
from ..pixels import Picture, fit, luma, mix, picture, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage


class Blend:
    name = "blend"
    asks = "blend two pictures or make a double exposure"
    words: ClassVar[Words] = {
        "en": ("double exposure", "blend", "overlay", "superimpose", "crossfade", "mix the two", "cross-fade"),
        "zh": ("双重曝光", "叠加", "重叠", "混合", "叠化", "叠在"),
    }
    reads = 9
    stage = Stage.COMPOSE

    def matches(self, clause: Clause) -> Found | None:
        if clause.pictures < 2:
            return None
        double = clause.has(("double exposure", "双重曝光"))
        found = clause.found(self.words, double=double)
        return found and Found(found.params, [(0, len(clause.text))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        first, second = (fit(given, w, h) for given in context.pictures[:2])
        context.moved()
        if not params["double"]:
            return mix(first, second, context.vary(0.5, 0.25))
        found = matte.subject(first)
        # Light adds on film: the second picture shows where the first is dark, inside its figure.
        screened = 255 - (255 - plane(first)) * (255 - plane(second) * 0.92) / 255
        if not found.found:
            return picture(screened)
        inside = found.alpha * (0.35 + 0.65 * (1 - luma(first))) * min(1.0, context.vary(0.95, 0.15))
        pale = picture(245 - (255 - plane(first)) * 0.12)
        return mix(mix(pale, first, plane(found.alpha)), picture(screened), plane(inside))


EDIT = Blend()
