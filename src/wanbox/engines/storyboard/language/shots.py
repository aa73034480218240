"""Explicit shot lists: `Shot 1: …`, `镜头一：…`, `[0-3s] …`, also mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]|one|two|three|four|five|first|second|third)"
_TIMES = (
    r"[\[\(（【]?\s*(?P<from{n}>\d+(?:\.\d+)?)\s*(?:s|秒)?"
    r"\s*(?:-|–|—|~|～|to|到|至)\s*(?P<to{n}>\d+(?:\.\d+)?)\s*(?:s|sec|seconds|秒)\s*[\]\)）】]?"
)
_NAMED = re.compile(
    rf"(?:\b(?:shot|scene)\s*{_NUMBER}\b|(?:第\s*{_NUMBER}\s*(?:个)?\s*(?:镜头|镜|幕|场景))|(?:镜头|分镜|场景)\s*{_NUMBER})"
    rf"\s*(?:{_TIMES.format(n=1)})?\s*[:：.、,，\-–—]?\s*",
    re.IGNORECASE,
)
_TIMED = re.compile(rf"{_TIMES.format(n=2)}\s*[:：,，]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one shot, from character `start` of the prompt to `end`; seconds -1 where none are given."""

    start: int
    end: int
    begins: float = -1.0
    ends: float = -1.0


def split(text: str) -> tuple[Piece, list[Piece]]:
    """What stands before the first marker, and the shots; no shots where the prompt has fewer than two markers."""
    named = list(_NAMED.finditer(text))
    marks = named if len(named) > 1 else [m for m in _TIMED.finditer(text) if _starts_clause(text, m.start())]
    if len(marks) < 2:
        return Piece(0, len(text)), []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    shots = [Piece(mark.end(), end, *_seconds(mark)) for mark, end in zip(marks, ends, strict=True)]
    return Piece(0, marks[0].start()), shots


def _starts_clause(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".。!！?？;；\n,，" or text[at] in "[(（【"


def _seconds(mark: re.Match[str]) -> tuple[float, float]:
    groups = mark.groupdict()
    begins = groups.get("from1") or groups.get("from2")
    ends = groups.get("to1") or groups.get("to2")
    if begins is None or ends is None or float(ends) <= float(begins):
        return -1.0, -1.0
    return float(begins), float(ends)
