"""The airs of places, as read from `assets/airs`: a file by the name of each setting that has one, and `common`.

A file holds a table for each time of day, with those keys alone in which the place differs from the common air or from
the file that its `like` names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ..shotlist import TimeOfDay

COMMON = "common"
Row = dict[str, Any]
#: How many numbers stand under a key; a key of one number is not listed. Places may be none: [].
_LENGTHS = {
    **dict.fromkeys(("ambient", "haze", "cloud_lit", "cloud_shade", "disc", "glow", "rim"), 3),
    **dict.fromkeys(("disc_at", "rim_from"), 2),
}
_CURVES = frozenset({"red", "green", "blue"})


@cache
def known() -> frozenset[str]:
    """Names that have a file."""
    folder = files("wanbox") / "assets" / "airs"
    return frozenset(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


@cache
def rows(name: str) -> Mapping[TimeOfDay, Row]:
    """The values of `Air` by time of day for a place; those of `common` where it has no file.

    Raises ValueError, with file, table and key, for what no air has and for values of another shape.
    """
    if name not in known():
        return rows(COMMON)
    tables = tomllib.loads((files("wanbox") / "assets" / "airs" / f"{name}.toml").read_text("utf-8"))
    return merged(name, tables)


def merged(name: str, tables: Mapping[str, Any]) -> Mapping[TimeOfDay, Row]:
    """The tables of one file laid over those that they are like; errors as of `rows`."""
    like = tables.get("like", "" if name == COMMON else COMMON)
    if like and like not in known():
        raise ValueError(f"airs/{name}.toml: like: there is no airs/{like}.toml")
    if strange := set(tables) - {"like", *TimeOfDay}:
        raise ValueError(f"airs/{name}.toml: no time of day: {', '.join(sorted(strange))}")
    below = rows(like) if like else {time: {} for time in TimeOfDay}
    known_keys = frozenset(rows(COMMON)[TimeOfDay.DAY]) if like else None
    return {
        time: {**below[time], **_row(f"{name}.toml: {time}", tables.get(time, {}), known_keys)} for time in TimeOfDay
    }


def _row(where: str, table: Mapping[str, Any], known_keys: frozenset[str] | None) -> Row:
    for key, value in table.items():
        if known_keys is not None and key not in known_keys:
            raise ValueError(f"airs/{where}.{key}: no air has this; it has {', '.join(sorted(known_keys))}")
        if not _fits(key, value):
            raise ValueError(f"airs/{where}.{key}: not of the shape that it has in common.toml")
    return {key: _plain(key, value) for key, value in table.items()}


def _fits(key: str, value: Any) -> bool:
    if key == "sky":
        return _listed(value) and len(value) > 1 and all(_listed(row, 2) and _numbers(row[1], 3) for row in value)
    if key == "grade":
        if not isinstance(value, Mapping) or not set(value) <= _CURVES:
            return False
        return all(_listed(curve) and all(_numbers(point, 2) for point in curve) for curve in value.values())
    if key in _LENGTHS:
        return _numbers(value, _LENGTHS[key]) or (key == "disc_at" and value == [])
    return isinstance(value, int | float)


def _listed(value: Any, length: int | None = None) -> bool:
    return isinstance(value, list) and (length is None or len(value) == length)


def _numbers(value: Any, length: int) -> bool:
    return _listed(value, length) and all(isinstance(number, int | float) for number in value)


def _plain(key: str, value: Any) -> Any:
    """As an `Air` has it: tuples for lists, None for no place."""
    if key == "grade":
        return {channel: _tuples(curve) for channel, curve in value.items()}
    return None if value == [] else _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, Sequence) else value
