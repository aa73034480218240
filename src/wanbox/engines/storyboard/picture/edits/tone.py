"""Warmer, cooler, brighter, darker, more or less contrast and colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, curve, curves, picture, plane, saturated
from ..words import Words, flat, lexicon
from .contract import Clause, Context, Found, Span, Stage


class Tone:
    name = "tone"
    asks = "warmer, cooler, brighter, darker, more or less contrast or saturation, vignette"
    words: ClassVar[Words] = {
        "any": tuple(w for group in lexicon("picture/instructions")["tones"].values() for w in flat(group))
    }
    reads = 45
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        tones: list[str] = []
        spans: list[Span] = []
        for name, words in lexicon("picture/instructions")["tones"].items():
            here = [s for s in clause.spans(words) if not any(s[0] < e and b < s[1] for b, e in spans)]
            if here:
                tones.append(name)
                spans += here
        return Found({"tones": tuple(tones), "strength": clause.strength()}, spans) if tones else None

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        for name in params["tones"]:
            image = toned(image, name, context.vary(float(params["strength"]), 0.25))
        return image


def toned(image: Picture, name: str, k: float) -> Picture:
    """One change of tone; k = 1 is clearly visible and still natural."""
    if name in {"warmer", "cooler"}:
        side = 1 if name == "warmer" else -1
        gain = np.array((1 - 0.13 * k * side, 1 + 0.005 * k, 1 + 0.09 * k * side), np.float32)
        return picture(plane(image) * gain)
    if name in {"brighter", "darker"}:
        bend = 34 * k * (1 if name == "brighter" else -1)
        table = curve(
            [
                (0, max(0.0, bend * 0.15)),
                (64, 64 + bend * 0.8),
                (128, 128 + bend),
                (192, 192 + bend * 0.7),
                (255, 255 + min(0.0, bend * 0.35)),
            ]
        )
        return curves(image, table, table, table)
    if name in {"more-contrast", "less-contrast"}:
        bend = 22 * k * (1 if name == "more-contrast" else -1)
        table = curve(
            [(0, max(0.0, -bend)), (64, 64 - bend), (128, 128), (192, 192 + bend), (255, 255 + min(0.0, bend))]
        )
        return curves(image, table, table, table)
    if name in {"more-saturation", "less-saturation"}:
        return saturated(image, 1 + 0.5 * k if name == "more-saturation" else max(0.1, 1 - 0.45 * k))
    if name == "negative":
        return picture(255 - image)
    h, w = image.shape[:2]
    y, x = np.ogrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    return picture(plane(image) * plane(1 - 0.55 * k * np.clip((x * x + y * y) * 0.6 - 0.2, 0, 1))[..., None])


EDIT = Tone()
