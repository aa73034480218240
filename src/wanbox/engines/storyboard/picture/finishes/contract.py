"""What a finish is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..pixels import Picture
from ..words import Words


@dataclass(frozen=True, slots=True)
class Finish:
    """A look laid over a whole picture or frame."""

    #: Canonical name, as in `Shot.style`.
    name: str
    #: Words that call for it, by language.
    words: Words
    #: (picture, strength 0…1.5, seed) → picture of the same size; still textures stay in place from frame to frame.
    apply: Callable[[Picture, float, int], Picture]
