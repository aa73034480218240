"""Moves told of the camera in a sentence of their own: "the camera is slowly moving forward", 镜头慢慢向前移动."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from .draft import Page
from .facts import Span, Value
from .terms import NOUNS, Term

#: Terms after the camera's name that may still speak of it.
_REACH = 7
#: Where the clause turns to what is in the picture.
_ENDS = (*NOUNS, "setting", "place", "article", "number", "but")
#: Other words for the picture as a whole do not move.
_CAMERAS = frozenset({"camera", "cameras", "lens", "镜头", "机位", "摄像机", "摄影机", "相机"})


@cache
def _ways() -> Sequence[tuple[re.Pattern[str], str]]:
    """(pattern, move), the longest words first, so that "into" is not taken for "in"."""
    table: Mapping[str, Sequence[str]] = tomllib.loads(
        (files("wanbox") / "assets" / "lexicons" / "camera-ways.toml").read_text("utf-8")
    )
    pairs = sorted(((word, move) for move, words in table.items() for word in words), key=lambda pair: -len(pair[0]))
    return [(re.compile(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w), re.IGNORECASE), m) for w, m in pairs]


def moves(page: Page) -> tuple[Value, ...]:
    """Camera moves that no fixed phrase names; the words that tell them are used up, so that nobody acts on them."""
    found = []
    for at, term in enumerate(page.terms):
        named = term.span.text.casefold() in _CAMERAS
        if not page.live(at) or page.subject_at(at) >= 0 or not (named or _ends_with_camera(term)):
            continue
        told = _told(page, at)
        if any(page.terms[index].has("camera", "framing") for index in told):
            _claim(page, told)
            continue
        value = _way(page, told)
        if value is not None:
            found.append(value)
            _claim(page, told)
        elif not named:
            _claim(page, [index for index in told if page.terms[index].has("action")])
    return tuple(found)


def _ends_with_camera(term: Term) -> bool:
    """A handheld camera, 摇臂镜头: a fixed phrase that may be followed by where it goes."""
    return term.has("camera") and term.span.text.casefold().endswith(("camera", "镜头"))


def _told(page: Page, at: int) -> list[int]:
    """Indices of the terms that the camera's clause still covers, up to the first body that it names."""
    told = []
    for index in range(at + 1, min(at + 1 + _REACH, len(page.terms))):
        term = page.terms[index]
        if term.mark or not page.live(index) or page.subject_at(index) >= 0 or term.has(*_ENDS):
            break
        told.append(index)
    return told


def _way(page: Page, told: Sequence[int]) -> Value | None:
    if not told:
        return None
    spans = [page.terms[index].span for index in told]
    start = spans[0].start
    text = " ".join(span.text for span in spans) if spans[0].text.isascii() else "".join(span.text for span in spans)
    for pattern, move in _ways():
        if pattern.search(text):
            return Value(name=move, span=Span(start, spans[-1].end, text))
    return None


def _claim(page: Page, told: Sequence[int]) -> None:
    # The pace stays for whoever reads how fast the camera goes.
    page.used.update(index for index in told if not page.terms[index].has("pace"))
    page.directing.update(told)
