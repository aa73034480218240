"""Letters as the lexicons write them: full width to plain, traditional Chinese to simplified; every place is kept."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_WIDE = range(0xFF01, 0xFF5F)
_WIDE_TO_PLAIN = 0xFEE0
_IDEOGRAPHIC_SPACE = "\u3000"
#: Full-width marks that the reader tells apart from the plain ones.
_KEPT = frozenset("，。：；！？（）")


@cache
def _table() -> dict[int, str]:
    text = (files("wanbox") / "assets" / "lexicons" / "traditional.json").read_text("utf-8")
    pairs: Mapping[str, str] = json.loads(text)
    table = {ord(old): new for row in pairs.values() for old, new in zip(row[::2], row[1::2], strict=True)}
    table |= {code: chr(code - _WIDE_TO_PLAIN) for code in _WIDE if chr(code) not in _KEPT}
    table[ord(_IDEOGRAPHIC_SPACE)] = " "
    return table


@cache
def _pictographs() -> Mapping[str, str]:
    text = (files("wanbox") / "assets" / "lexicons" / "emoji.json").read_text("utf-8")
    table: Mapping[str, str] = json.loads(text)
    return table


def fold(text: str) -> str:
    """The text with one plain letter for each of its letters; as long as before."""
    return text if text.isascii() else text.translate(_table())


#: What follows a pictograph and is no picture of its own: variants of look, skin tones, joiners.
JOINER = "\u200d"
TRAILING = "\ufe0e\ufe0f\u20e3" + "".join(map(chr, range(0x1F3FB, 0x1F400)))


def is_pictograph(letter: str) -> bool:
    return unicodedata.category(letter) == "So"


def words_of(pictograph: str) -> str:
    """The words that a pictograph stands for, "" for none: "fox" for the face of a fox."""
    plain = "".join(letter for letter in pictograph if letter not in TRAILING)
    return _pictographs().get(plain) or _pictographs().get(plain.split(JOINER)[0], "")
