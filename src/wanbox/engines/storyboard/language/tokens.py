"""A prompt as tokens: words, single Chinese characters, numbers, punctuation, and the words of pictographs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .folding import JOINER, TRAILING, fold, is_pictograph, words_of
from .inflect import forms

_HAN = "㐀-鿿豈-﫿"
_TOKEN = re.compile(
    rf"(?P<word>[^\W\d_{_HAN}]+(?:['’][^\W\d_{_HAN}]+)?|\d+[a-z]+\b)"
    rf"|(?P<number>\d+)|(?P<count>[一二两三四五六七八九几]?[百十][一二三四五六七八九几]?(?=[只个条匹位名艘辆头朵棵架台座人]))"
    rf"|(?P<han>[{_HAN}])|(?P<space>\s+)|(?P<picture>[\U0001F1E6-\U0001F1FF]{{2}})|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
#: Clause ends: a full stop ends what a sentence says, a comma only a clause.
_STRONG = set(".!?。！？;；\n…")
_WEAK = set(',，、:：()（）—|/[]【】"“”「」『』《》«»')
#: Joins two words into one, like a space.
_JOINING = set("-‐‑_")
#: Characters with which a Chinese number may begin.
_COUNTING = frozenset("一二两三四五六七八九几百十")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "几": 3}


@dataclass(slots=True)
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
    return list(_tokens(fold(text)))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        letter = text[at]
        if "一" <= letter <= "鿿" and letter not in _COUNTING:
            yield Token(letter, at, at + 1, "han", ((letter, ""),))
            at += 1
            continue
        match = _TOKEN.match(text, at)
        assert match is not None  # the last branch takes any letter
        at = match.end()
        if match.lastgroup in {"other", "picture"} and is_pictograph(match.group()[0]):
            at = _end_of_pictograph(text, at)
            yield from _pictured(text[match.start() : at], match.start(), at)
        elif (token := _token(match, text)) is not None:
            yield token


def _end_of_pictograph(text: str, at: int) -> int:
    while at < len(text) and (text[at] in TRAILING or text[at] == JOINER or text[at - 1] == JOINER):
        at += 1
    return at


def _pictured(piece: str, start: int, end: int) -> Iterator[Token]:
    """Each word of a pictograph as a token in its place."""
    words = words_of(piece).split()
    for word in words:
        yield Token(piece, start, end, "word", forms(word))
    if not words:
        yield Token(piece, start, end, "emoji", ())


def _token(match: re.Match[str], text: str) -> Token | None:
    piece, kind = match.group(), match.lastgroup
    if kind == "space":
        return Token(piece, match.start(), match.end(), "stop", ()) if piece.count("\n") > 1 else None
    if kind == "word":
        low = piece.casefold().replace("’", "'")
        return Token(piece, match.start(), match.end(), "word", forms(low))
    if kind == "count":
        return Token(piece, match.start(), match.end(), "number", ((str(_counted(piece)), ""),))
    if kind in {"number", "han"}:
        return Token(piece, match.start(), match.end(), str(kind), ((piece, ""),))
    return _mark(piece, match.start(), match.end(), text)


def _counted(piece: str) -> int:
    """The value of a Chinese number below a thousand: 二十三 is 23."""
    unit = next(letter for letter in piece if letter in "十百")
    before, after = piece.split(unit)
    size = 100 if unit == "百" else 10
    return _DIGITS.get(before, 1) * size + _DIGITS.get(after, 0) * (size // 10)


def _mark(piece: str, start: int, end: int, text: str) -> Token | None:
    if piece in _JOINING and start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum():
        return None
    if piece in _STRONG:
        return Token(piece, start, end, "stop", ())
    if piece in _WEAK or piece == "-":
        return Token(piece, start, end, "pause", ())
    return Token(piece, start, end, "mark", ())
