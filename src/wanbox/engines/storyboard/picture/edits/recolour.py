"""Another colour for the sky, the background, plants, water, the subject, or for everything of one colour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import cv2
import numpy as np

from .. import colours
from ..dye import dyed
from ..own_colour import own
from ..pixels import Bgr, Picture, Plane, mix, plane
from ..things import Thing, is_many, locate, named, person_part
from ..words import Words, lexicon
from .contract import Clause, Context, Found, NotFoundError, Span, Stage, bgr, place_of

#: Parts of a body that are too small to be told apart.
PART = re.compile(
    r"\b(?:eyes?|nose|ears?|lips|mouth|teeth|tail|paws?|beard|whiskers)\b"
    r"|眼睛|鼻子|耳朵|嘴唇|嘴巴|牙齿|尾巴|爪子|胡子"
)
#: What people call orange or brown is nearer to red or yellow than the colour that the screen calls so.
SEEN_AS = {"orange": "#f2661a", "brown": "#8b5a2b", "gold": "#c8a040", "green": "#3c9a3c", "purple": "#7a3ca0"}


class Recolour:
    name = "recolour"
    asks = 'recolour ("make the sky pink", "make the dress green", "change the red car to blue")'
    words: ClassVar[Words] = {
        "en": ("make", "turn", "change", "recolor", "recolour", "paint", "colour", "color", "dye", "replace", "tint",
               "→", "->", "=>"),
        "zh": ("变成", "改成", "换成", "变为", "改为", "染成", "涂成", "变", "换为", "改"),
    }  # fmt: skip
    reads = 34
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        verbs, tints = clause.spans(self.words), colours.find(clause.text)
        verbs = verbs or [m.span() for m in re.finditer("→|->|=>", clause.text)]
        if not verbs or not tints:
            return None
        region, thing, spans = _target(clause)
        source = tints[0][2] if len(tints) > 1 else ""
        part = PART.search(clause.text)
        if part:
            # A part of a thing is not the thing: better nothing than all of the cat for its eyes.
            params = {"region": "", "thing": Thing("", part[0]), "colour": tints[-1][2], "part": True}
            return Found(params, [(0, len(clause.text))])
        # "black and white" is a finish; it never comes here, as finishes do not name a thing to paint.
        if not (region or thing.kind or source or clause.has(("the", "her", "his", "its", "把", "将", "的"))):
            return None
        taken = [*verbs, *((a, b) for a, b, _ in tints), *spans]
        if not region and not source and not thing.kind:
            taken = [(0, len(clause.text))]
        thing = replace(thing, colour=source)
        return Found({"region": region, "thing": thing, "colour": tints[-1][2], "strength": 1.0}, taken)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        thing: Thing = params["thing"]
        if params.get("part"):
            raise NotFoundError(thing.label)
        mask = _mask(image, params["region"], thing, context)
        if float(mask.mean()) < (0.01 if params["region"] else 5e-4):
            raise NotFoundError(params["region"] or thing.label or thing.colour)
        painted = dyed(image, mask, bgr(params["colour"]), context.vary(1.0, 0.1))
        return mix(image, painted, mask)


def _target(clause: Clause) -> tuple[str, Thing, list[Span]]:
    """The region or the thing that is named, whichever comes first, and the words that do."""
    table = lexicon("picture/instructions")["targets"]
    regions = [(spans[0][0], name, spans) for name, words in table.items() if (spans := clause.spans(words))]
    found = named(clause.text)
    place, places = place_of(clause)
    if regions and (found is None or min(regions)[0] <= found[2][0]):
        return min(regions)[1], Thing("", ""), min(regions)[2]
    if found is None:
        return "", Thing("", "", "", place), places
    return "", Thing(found[0], found[1], "", place, is_many(clause.text, found[1])), [found[2], *places]


def _mask(image: Picture, region: str, thing: Thing, context: Context) -> Plane:
    areas, subject = context.regions(image), context.subject(image)
    known = {"sky": areas.sky, "plants": areas.plants, "water": areas.water, "background": plane(1 - subject)}
    if region:
        mask = known[region]
        return own(image, _seen_as(thing.colour), mask) if thing.colour else mask
    if thing.kind in {"clothes", "hair"}:
        part = person_part(context.seen(image), thing.kind)
        return own(image, _seen_as(thing.colour), part) if thing.colour else part
    if thing.colour and not thing.kind and not thing.place:
        return own(image, _seen_as(thing.colour))
    seen = context.seen(image)
    piece = locate(seen, thing) if thing.kind or thing.place else subject
    if thing.colour:
        # The colour says which one; the thing itself is wider than its purest pixels.
        whole = locate(seen, replace(thing, colour="")) if thing.kind else piece
        held = float((whole * piece).sum()) > 0.6 * float(piece.sum()) > 0.12 * float(whole.sum())
        return own(image, _seen_as(thing.colour), whole if held else piece)
    return piece if thing.kind == "lettering" else plane(_dominant(image, piece) * piece)


def _seen_as(css: str) -> Bgr:
    return bgr(SEEN_AS.get(css, css))


def _dominant(image: Picture, subject: Plane) -> Plane:
    """Where the subject has its own most common strong colour; all of it where it has none."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    strong = (subject > 0.5) & (hsv[..., 1] > 90) & (hsv[..., 2] > 50)
    if strong.sum() < 0.08 * max(1, (subject > 0.5).sum()):
        return np.ones(subject.shape, np.float32)
    counts = np.bincount(hsv[..., 0][strong] // 6, minlength=30)
    hue = int(counts.argmax()) * 6 + 3
    same = strong & (np.abs(hsv[..., 0].astype(np.int16) - hue) < 8)
    depth = [int(np.median(hsv[..., c][same]) * 0.75) for c in (1, 2)]
    pure = cv2.cvtColor(np.array([[[hue, *depth]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0]
    return own(image, (float(pure[0]), float(pure[1]), float(pure[2])), subject)


EDIT = Recolour()
