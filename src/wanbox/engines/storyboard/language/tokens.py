"""A prompt as tokens: words, single Chinese characters, numbers, punctuation, pictographs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .inflect import forms

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_㐀-鿿豈-﫿]+(?:['’][^\W\d_㐀-鿿豈-﫿]+)?|\d+[a-z]+\b)"
    r"|(?P<number>\d+)|(?P<han>[㐀-鿿豈-﫿])|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
#: Clause ends: a full stop ends what a sentence says, a comma only a clause.
_STRONG = set(".!?。！？;；\n…")
_WEAK = set(',，、:：()（）—|/[]【】"“”「」『』《》')
#: Joins two words into one, like a space.
_JOINING = set("-‐‑_")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int
    #: "word", "han", "number", "stop" (full stop), "pause" (comma), "emoji" or "mark" (anything else).
    kind: str
    #: (form, ending) under which it may stand in a lexicon.
    forms: tuple[tuple[str, str], ...]


def tokenise(text: str) -> list[Token]:
    """All tokens of a text, without the spaces and the hyphens inside words."""
    tokens = []
    for match in _TOKEN.finditer(text):
        token = _token(match, text)
        if token is not None:
            tokens.append(token)
    return tokens


def _token(match: re.Match[str], text: str) -> Token | None:
    piece, kind = match.group(), match.lastgroup
    if kind == "space":
        return Token(piece, match.start(), match.end(), "stop", ()) if piece.count("\n") > 1 else None
    if kind == "word":
        low = piece.casefold().replace("’", "'")
        return Token(piece, match.start(), match.end(), "word", forms(low))
    if kind in {"number", "han"}:
        return Token(piece, match.start(), match.end(), kind, ((piece, ""),))
    return _mark(piece, match.start(), match.end(), text)


def _mark(piece: str, start: int, end: int, text: str) -> Token | None:
    if piece in _JOINING and start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum():
        return None
    if piece in _STRONG:
        return Token(piece, start, end, "stop", ())
    if piece in _WEAK or piece == "-":
        return Token(piece, start, end, "pause", ())
    if unicodedata.category(piece) == "So":
        return Token(piece, start, end, "emoji", _emoji_forms(piece))
    return Token(piece, start, end, "mark", ())


def _emoji_forms(piece: str) -> tuple[tuple[str, str], ...]:
    """The words of a pictograph's Unicode name: "FOX FACE" can be found as "fox"."""
    words = unicodedata.name(piece, "").casefold().replace("-", " ").split()
    return tuple((word, "") for word in words if word not in {"face", "with", "of", "sign", "symbol", "and"})
