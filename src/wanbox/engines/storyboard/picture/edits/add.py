"""Something drawn into the picture: on the ground, on the water, in the sky, or on somebody's head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from .. import props
from ..pixels import Picture
from ..placing import flock, put, silhouette, spots, worn
from ..words import Words, flat, lexicon, pattern
from .contract import Clause, Context, Found, Span, Stage, place_of

COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "a pair of": 2, "a few": 3, "some": 3,
    "several": 4, "many": 6, "a flock of": 6, "lots of": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
    "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "几": 3, "一些": 3, "许多": 6, "很多": 6, "一群": 6,
}  # fmt: skip
COUNT = re.compile(
    r"\b(" + "|".join(word for word in COUNTS if word.isascii()) + r")\b"
    r"|(" + "|".join(word for word in COUNTS if not word.isascii()) + r")(?=[只个条艘朵颗棵匹位名辆架群]|鸟|云)"
)
#: Nouns of a place, which tell where and are not what is added.
WHERE = re.compile(
    r"\b(?:in|on|at|to|above|over|behind|beside|near|next to|by|under|below|into|onto|of)\s+"
    r"(?:the|his|her|its|their|an?)?\s*\w+"
    r"|在[^,，。]*?(?:上空|上方|旁边|里面|中间|前面|后面|下面|上|里|中|旁|边)"
)
#: Nouns that are weather, light or manner before they are things.
NOT_THINGS: Words = {
    "en": ("snow", "rain", "fog", "star", "stars", "light", "lights", "night", "frame", "color", "colour", "contrast"),
    "zh": ("雪", "雨", "雾", "星星", "星", "光", "夜", "框", "颜色", "雪花"),
}
WORN_AT: Words = {"en": ("head", "face", "wearing", "wear", "eyes"), "zh": ("戴", "头上", "脸上")}


class Add:
    name = "add"
    asks = 'add something ("a red balloon", "two birds in the sky", "sunglasses", "a boat on the lake")'
    words: ClassVar[Words] = {
        "en": ("add", "insert", "put", "place", "give him", "give her", "give it", "wearing", "wear", "draw"),
        "zh": (
            "添加",
            "加上",
            "加一",
            "增加",
            "加入",
            "放一",
            "放上",
            "画一",
            "画上",
            "添上",
            "戴上",
            "戴",
            "加",
            "放",
        ),
    }
    reads = 39
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        verbs = clause.spans(self.words)
        if not verbs or '"' in clause.text:
            return None
        after = " " * verbs[0][1] + clause.text[verbs[0][1] :]
        # "In the sky" is where, unless nothing but a place is named.
        bare = WHERE.sub(lambda match: " " * len(match[0]), after)
        found = props.find(bare) or props.find(after)
        if found is None:
            return None
        prop, span = found
        if clause.text[span[0] : span[1]] in flat(NOT_THINGS):
            return None
        # What flies is put into the sky that an operation on the scene leaves.
        late = {"stage": Stage.SCENE + 0.6} if prop.medium == "air" and prop.art not in wearables() else {}
        params = {**late, "prop": prop, "worn": prop.art in wearables(), **_manner(clause, after, span)}
        spans = [*verbs, span, *_manner_spans(clause), *(m.span() for m in WHERE.finditer(after))]
        return Found(params, [*spans, *((a, b) for a, b, _ in clause.colour_spans())])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        prop = params["prop"]
        seen = context.seen(image)
        if params["worn"] and seen.matte.found:
            spot = worn(seen, prop, wearables()[prop.art])
            drawn = props.draw(prop, spot.height, colour=params["colour"], seed=context.seed)
            return put(image, drawn, spot, seen)
        rng = context.rng(13)
        if prop.medium == "air" and params["count"] > 2 and prop.metres < 3:
            return self._flock(image, params, context)
        for spot in spots(seen, prop, params["place"], params["count"], params["size"], rng):
            facing = 1 if spot.x < 0.5 else -1
            drawn = props.draw(prop, spot.height, colour=params["colour"], facing=facing, seed=int(rng.integers(999)))
            image = put(image, drawn, spot, seen)
        return image

    def _flock(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        """Birds of one flock fly one way, near each other, dark before the light."""
        prop, seen, rng = params["prop"], context.seen(image), context.rng(13)
        for spot in flock(seen, prop, params["place"], params["count"], params["size"], rng):
            drawn = props.draw(prop, spot.height, colour=params["colour"], facing=1, seed=int(rng.integers(999)))
            image = put(image, drawn if params["colour"] else silhouette(drawn, seen), spot, seen)
        return image


def wearables() -> Mapping[str, Any]:
    """Art that is worn, with how it sits on a head."""
    table: Mapping[str, Any] = lexicon("picture/wearables")
    return table


def _manner(clause: Clause, after: str, span: Span) -> dict[str, Any]:
    table = lexicon("picture/instructions")["sizes"]
    size = 1.6 if clause.has(table["large"]) else 0.6 if clause.has(table["small"]) else 1.0
    counted = COUNT.search(clause.text)
    noun = after[span[0] : span[1]]
    plural = noun.isascii() and noun.endswith("s") and not noun.endswith(("ss", "glasses"))
    count = COUNTS[next(g for g in counted.groups() if g)] if counted else 3 if plural else 1
    tints = clause.colour_spans()
    return {"place": place_of(clause)[0], "count": count, "size": size, "colour": tints[0][2] if tints else ""}


def _manner_spans(clause: Clause) -> list[Span]:
    sizes = lexicon("picture/instructions")["sizes"]
    words = tuple(word for group in sizes.values() for word in flat(group))
    counted = COUNT.search(clause.text)
    return [
        *place_of(clause)[1],
        *clause.spans(WORN_AT),
        *(m.span() for m in pattern(words).finditer(clause.text)),
        *([counted.span()] if counted else []),
    ]


EDIT = Add()
