"""A moon or a sun in the open sky, with its glow, behind what stands before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from ..pixels import Picture, luma
from ..words import Words
from .contract import Clause, Context, Found, Stage, place_of
from .light import disc, free_sky_x, glow

SPOTS = ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.16), (0.1, -0.45, 0.12), (-0.1, 0.4, 0.14))
SUN = re.compile(r"\bsun\b|太阳")


class AddMoon:
    name = "add-moon"
    asks = "add a moon or a sun"
    words: ClassVar[Words] = {
        "en": ("full moon", "a moon", "the moon", "moon", "a sun", "the sun", "sun"),
        "zh": ("月亮", "满月", "圆月", "太阳"),
    }
    asking: ClassVar[Words] = {
        "en": ("add", "put", "place", "insert", "draw", "give"),
        "zh": ("加", "添", "放", "画", "增"),
    }
    reads = 38
    stage = Stage.SCENE + 0.5

    def matches(self, clause: Clause) -> Found | None:
        if not clause.has(self.asking):
            return None
        sun = bool(SUN.search(clause.text))
        place, spans = place_of(clause)
        found = clause.found(self.words, sun=sun, place=place)
        return found and Found(found.params, [*found.spans, *spans])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas = context.regions(image)
        horizon = areas.horizon if areas.has_sky else 0.5
        y = horizon * (0.34 + 0.1 * (context.variant % 3))
        column = {"left": 0.2, "right": 0.8}.get(params["place"].split("-")[-1])
        x = column or (free_sky_x(areas, y) if areas.has_sky else (0.8, 0.2)[context.variant % 2])
        at, radius = (x * w, y * h), 0.042 * min(h, w)
        mask = areas.sky if areas.has_sky else 1 - context.subject(image)
        bright = float(luma(image)[: max(1, int(horizon * h))].mean())
        if params["sun"]:
            lit = glow(glow(image, at, radius * 7, (110, 190, 255), 0.45), at, radius * 2.2, (190, 236, 255), 0.7)
            return disc(lit, at, radius, (225, 250, 255), mask)
        # By day the moon is pale and barely shines.
        lit = glow(image, at, radius * 4.5, (130, 110, 90), 0.5 if bright < 0.4 else 0.12)
        lit = disc(lit, at, radius, (232, 242, 246), mask)
        for dx, dy, r in SPOTS:
            lit = disc(lit, (at[0] + dx * radius, at[1] + dy * radius), r * radius, (208, 222, 230), mask)
        return lit


EDIT = AddMoon()
