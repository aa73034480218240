"""The vendored icon set: its catalogue, and the drawing of one icon. See `assets/sprites/SOURCE.md`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

_FOLDER = files("wanbox.assets") / "sprites"


class Row(TypedDict):
    """What `catalogue.json` says about a sprite."""

    en: list[str]
    zh: list[str]
    #: Ink in the drawing: x, y, width, height.
    box: list[float]
    metres: float
    #: "animal", "bird", "fish", "boat", "vehicle", "aircraft", "drift", "plant", "object" or "still".
    move: str
    medium: str
    #: Drawn looking left.
    flip: NotRequired[bool]
    head: NotRequired[bool]


@cache
def catalogue() -> Mapping[str, Row]:
    """All sprites by name."""
    rows: Mapping[str, Row] = json.loads((_FOLDER / "catalogue.json").read_text(encoding="utf-8"))
    return rows


@cache
def _drawings() -> Mapping[str, str]:
    packed: Mapping[str, str] = json.loads(gzip.decompress((_FOLDER / "icons.json.gz").read_bytes()))
    return packed


def drawing(name: str) -> str:
    """The SVG markup of an icon, without its root element. Raises KeyError."""
    return _drawings()[name]
