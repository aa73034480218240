"""Colour splash: everything in black and white but one colour, or but the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2

from .. import colours
from ..pixels import Picture, mix, picture
from ..words import Words
from .contract import Clause, Context, Found, NotFoundError, Stage, bgr

KEPT = re.compile(
    r"(?:except|but|apart from|other than|besides)\b(?P<en>.*)|(?:keep|leave|preserve)\b(?P<only>.*)"
    r"|只(?:保留|留下?|剩)(?P<zh>.*)|除了(?P<but>[^,，]*?)(?:以?外|之外|$)"
)


class Splash:
    name = "colour-splash"
    asks = 'a colour splash ("keep only the red")'
    words: ClassVar[Words] = {
        "en": ("color splash", "colour splash", "selective color", "selective colour"),
        "zh": ("局部彩色", "色彩保留", "单色保留"),
    }
    reads = 4
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        kept = KEPT.search(clause.text)
        named = clause.has(self.words)
        grey = clause.has(("black and white", "grayscale", "greyscale", "monochrome", "grey", "gray", "黑白", "灰"))
        what = next((group for group in kept.groups() if group), "") if kept else clause.text if named else ""
        tints = [name for _, _, name in colours.find(what) if name not in {"black", "white", "gray"}]
        subject = bool(re.search(r"subject|person|face|him|her|主体|人", what))
        if not (named or (kept and (tints or (grey and subject)))):
            return None
        return Found({"colour": tints[0] if tints else ""}, [(0, len(clause.text))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        grey = picture(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))
        mask = colours.like(image, bgr(params["colour"])) if params["colour"] else context.subject(image)
        if float(mask.mean()) < 1e-3:
            raise NotFoundError(params["colour"] or "subject")
        return mix(mix(grey, image, 0.08 * (context.variant % 3)), image, mask)


EDIT = Splash()
