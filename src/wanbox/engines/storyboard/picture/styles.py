"""Finishes for pictures and whole clips, by name: `finish(frame, "watercolour")`."""

from __future__ import annotations

import functools

from .discovery import registered
from .finishes.contract import Finish
from .pixels import Picture
from .words import has


@functools.cache
def finishes() -> dict[str, Finish]:
    """All finishes by name."""
    return {found.name: found for found in registered(f"{__package__}.finishes", "FINISH")}


@functools.cache
def known_style(style: str) -> str:
    """The canonical name of a style named in any of its words ("watercolor", "水彩"); "" if there is none."""
    name = style.strip().lower().replace("_", "-")
    if not name:
        return ""
    if name in finishes():
        return name
    spaced = name.replace("-", " ")
    return next((f.name for f in finishes().values() if has(spaced, f.words) or has(name, f.words)), "")


def finish(frame: Picture, style: str, *, strength: float = 1.0, seed: int = 0) -> Picture:
    """The frame in a style; unchanged for an unknown or empty one."""
    name = known_style(style)
    return finishes()[name].apply(frame, strength, seed) if name else frame
