"""Any finish: black and white, pencil, watercolour, oil, ink wash, anime, woodblock, pixel art and more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..pixels import Picture
from ..styles import finish, finishes
from ..words import Words, flat
from .contract import Clause, Context, Found, Stage


class Style:
    name = "style"
    asks = "black and white, sepia, pencil, watercolour, oil painting, ink wash, anime, woodblock, pixel art"
    words: ClassVar[Words] = {"any": tuple(word for found in finishes().values() for word in flat(found.words))}
    reads = 28
    stage = Stage.STYLE

    def matches(self, clause: Clause) -> Found | None:
        for found in finishes().values():
            spans = clause.spans(found.words)
            if spans:
                return Found({"style": found.name, "strength": clause.strength()}, spans)
        return None

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        strength = context.vary(float(params["strength"]), 0.2)
        return finish(image, params["style"], strength=strength, seed=context.seed_of(5) % 9973)


EDIT = Style()
