"""Something taken out of the picture; what stands behind it is closed with the picture's own texture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..patches import patched
from ..pixels import Picture, plane
from ..things import Thing, is_many, kinds, locate, named
from ..words import Words
from .contract import Clause, Context, Found, NotFoundError, Stage, place_of

#: Words of finishing touches that "remove" takes away as a tone, not as a thing.
NOT_A_THING = ("background", "noise", "colour", "color", "colors", "colours", "saturation", "背景", "颜色", "噪点")


class Remove:
    name = "remove"
    asks = 'remove something ("the person", "the text at the top left", "the red ball")'
    words: ClassVar[Words] = {
        "en": ("remove", "erase", "delete", "take out", "take away", "get rid of", "eliminate", "clean up", "without"),
        "zh": ("去掉", "去除", "移除", "删除", "删掉", "擦除", "擦掉", "消除", "抹去", "抹掉", "清除", "除去", "移走"),
    }
    reads = 17
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        spans = clause.spans(self.words)
        if not spans or (clause.has(NOT_A_THING) and named(clause.text) is None):
            return None
        thing, here = thing_of(clause)
        if not (thing.kind or thing.colour or thing.place):
            return None
        return Found({"thing": thing}, [*spans, *here])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        thing: Thing = params["thing"]
        mask = locate(context.seen(image), thing)
        if float(mask.mean()) < 2e-4:
            raise NotFoundError(thing.label or thing.colour or thing.place)
        h, w = image.shape[:2]
        grow = max(3, round(min(h, w) * (0.012 + 0.004 * (context.variant % 3)))) | 1
        hole = plane(cv2.dilate((mask > 0.06).astype(np.float32), np.ones((grow, grow), np.uint8)))
        context.moved()
        return patched(image, hole, seed=context.seed_of(21) % 9973)


def thing_of(clause: Clause) -> tuple[Thing, list[tuple[int, int]]]:
    """What a clause names, and the characters that say so."""
    found = named(clause.text)
    place, places = place_of(clause)
    tints = clause.colour_spans()
    label = found[1] if found else ""
    spans = [*places, *((a, b) for a, b, _ in tints[:1])]
    if found:
        assert found[0] in kinds()
        spans.append(found[2])
    kind = found[0] if found else ""
    return Thing(kind, label, tints[0][2] if tints else "", place, is_many(clause.text, label)), spans


EDIT = Remove()
