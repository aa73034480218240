"""One measurement beside what it is compared with, and the table that they make."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass


class Measured(enum.StrEnum):
    """What a target is about."""

    FIGURE = "figure"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, the bare library's figure for the same work, and the budget.

    Higher is worse, unless `more_is_better`. The ratio says how many times worse than the bare library we are.
    """

    topic: str
    what: str
    figure: float
    unit: str
    bare: float | None = None
    #: What the bare figure is a figure of.
    beside: str = ""
    target: float | None = None
    target_on: Measured = Measured.FIGURE
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        if self.bare is None:
            return None
        ours, theirs = (self.bare, self.figure) if self.more_is_better else (self.figure, self.bare)
        return ours / theirs if theirs else math.inf

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        if self.target_on is Measured.RATIO:
            return self.ratio is not None and self.ratio <= self.target
        return self.figure >= self.target if self.more_is_better else self.figure <= self.target

    def to_json(self) -> dict[str, object]:
        return {
            "topic": self.topic,
            "what": self.what,
            "figure": rounded(self.figure),
            "unit": self.unit,
            "bare": None if self.bare is None else rounded(self.bare),
            "beside": self.beside,
            "ratio": None if self.ratio is None else rounded(self.ratio),
            "target": self.target,
            "target_on": self.target_on.value if self.target is not None else None,
            "met": self.met,
        }


def rounded(value: float) -> float:
    """Four significant digits; more would be noise."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, 3 - math.floor(math.log10(abs(value))))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0…1) of all do not exceed; raises ValueError for no values."""
    if not values:
        raise ValueError("there is nothing to take a percentile of")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


# --- the table

_HEADS = ("what", "figure", "bare", "ratio", "target", "met", "beside")
_VERDICT = {True: "yes", False: "NO", None: ""}


def table(rows: Sequence[Row]) -> str:
    """All rows as aligned text, one paragraph per topic."""
    cells = [_HEADS, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADS))]
    lines = [_line(_HEADS, widths)]
    topic = ""
    for row, line in zip(rows, cells[1:], strict=True):
        if row.topic != topic:
            topic = row.topic
            lines += ["", topic]
        lines.append(_line(line, widths))
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.more_is_better and row.target_on is Measured.FIGURE else "≤"
    target = "" if row.target is None else f"{sign} {_number(row.target)}"
    unit = "x" if row.target_on is Measured.RATIO else f" {row.unit}"
    return (
        row.what,
        f"{_number(row.figure)} {row.unit}",
        "" if row.bare is None else f"{_number(row.bare)} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}x",
        target and target + unit,
        _VERDICT[row.met],
        row.beside,
    )


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *middle, last = cells
    columns = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
    return "  ".join([f"  {first}".ljust(widths[0] + 2), *columns, last]).rstrip()
