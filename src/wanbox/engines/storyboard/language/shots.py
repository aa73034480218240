"""Explicit shot lists: `Shot 1: …`, `镜头一：…`, `[0-3s] …`, `00:00-00:03 …`, and First … then … finally."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]|one|two|three|four|five|six|first|second|third|last)"
_TO = r"\s*(?:-|–|—|~|～|to|到|至)\s*"
_TIMES = (
    r"[\[\(（【]?\s*(?:(?P<from{n}>\d+(?:\.\d+)?)\s*(?:s|秒)?"
    + _TO
    + r"(?P<to{n}>\d+(?:\.\d+)?)\s*(?:s\b|sec\b|seconds\b|秒)"
    r"|(?P<clockfrom{n}>\d{{1,2}}:\d{{2}})" + _TO + r"(?P<clockto{n}>\d{{1,2}}:\d{{2}}))\s*[\]\)）】]?"
)
_TOLD = re.compile(
    r"(?P<first>\b(?:first(?:ly)?|at first|to begin with)\b|首先|一开始|起初|先是)"
    r"|\b(?:then|next|after that|afterwards|later|finally|at last|lastly|in the end)\b"
    r"|然后|接着|随后|接下来|之后|最后|最终",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:\b(?:shot|scene)\s*{_NUMBER}\b|(?:第\s*{_NUMBER}\s*(?:个)?\s*(?:镜头|镜|幕|场景))|(?:镜头|分镜|场景|画面)\s*{_NUMBER}(?![个只匹条位]))"
    rf"\s*(?:{_TIMES.format(n=1)})?\s*[:：.、,，\-–—]?\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"""(?:"[^"]*"|“[^”]*”|「[^」]*」|\d\.\d|[^.。!！?？\n])+[.。!！?？\n]*""")
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
        marks = _told(text)
    if len(marks) < 2:
        return Piece(0, len(text)), []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    shots = [Piece(mark.end(), end, *_seconds(mark)) for mark, end in zip(marks, ends, strict=True)]
    return Piece(0, marks[0].start()), shots


def sentences(text: str) -> list[Piece]:
    """The sentences of a prompt, those inside quotation marks not cut."""
    return [Piece(m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.group().strip(" .。!！?？\n")]


def _told(text: str) -> list[re.Match[str]]:
    """Steps of a story: clauses that begin with "first", then with "then" or "finally"."""
    steps = [m for m in _TOLD.finditer(text) if _starts_clause(text, m.start())]
    first = next((k for k, m in enumerate(steps) if m["first"]), len(steps))
    return steps[first:]


def _starts_clause(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".。!！?？;；\n,，" or text[at] in "[(（【"


def _seconds(mark: re.Match[str]) -> tuple[float, float]:
    groups = mark.groupdict()
    begins = _of(groups, "from")
    ends = _of(groups, "to")
    if begins < 0 or ends <= begins:
        return -1.0, -1.0
    return begins, ends


def _of(groups: Mapping[str, str | None], name: str) -> float:
    """Seconds, from a number of them or from minutes and seconds; −1 where there is neither."""
    for number in "12":
        plain, clock = groups.get(name + number), groups.get(f"clock{name}{number}")
        if plain:
            return float(plain)
        if clock:
            minutes, seconds = clock.split(":")
            return int(minutes) * 60 + float(seconds)
    return -1.0
