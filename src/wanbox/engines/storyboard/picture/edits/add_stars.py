"""Stars in the open sky; by day it gets dark first, as by day there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2

from ..pixels import Picture, mix
from ..words import Words
from .contract import Clause, Context, Found, NotFoundError, Stage
from .night import EDIT as NIGHT

#: Mean brightness of a sky in which stars can be seen, 0…255.
DARK = 96


class AddStars:
    name = "add-stars"
    asks = "add stars"
    words: ClassVar[Words] = {
        "en": ("some stars", "the stars", "many stars", "stars", "a star"),
        "zh": ("星星", "繁星", "群星"),
    }
    asking: ClassVar[Words] = {
        "en": ("add", "put", "place", "insert", "draw", "give"),
        "zh": ("加", "添", "放", "画", "增"),
    }
    # Before the night, which starry skies mean as well.
    reads = 36
    stage = Stage.SCENE + 0.3

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words) if clause.has(self.asking) else None

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        areas = context.regions(image)
        if not areas.has_sky:
            raise NotFoundError("sky")
        if float(cv2.cvtColor(areas.sky_colour, cv2.COLOR_BGR2GRAY).mean()) > DARK:
            done = NIGHT.apply(image, {**params, "moon": False}, context)
            context.relit(done)
            return done
        return mix(image, NIGHT.stars(image, context), areas.sky)


EDIT = AddStars()
