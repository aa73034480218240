"""The `Range` header of RFC 9110, as far as one range goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


class Unsatisfiable(ValueError):  # noqa: N818 - the name of the status it becomes
    """No byte of the file lies in the range."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to but not including `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


def parse_range(header: str | None, size: int) -> Span | None:
    """The span asked for, or None where the whole file is to be sent.

    Several ranges, other units and malformed headers are answered with the whole file, as RFC 9110 allows.
    Raises `Unsatisfiable` where the range begins behind the end.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, end)


def _suffix(length: int, size: int) -> Span:
    if length == 0 or size == 0:
        raise Unsatisfiable
    return Span(max(0, size - length), size)
