"""Things to put into a picture: any noun of the cast as a cutout of an asked height and colour."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from . import colours
from .dye import dyed
from .pixels import Picture, plane
from .words import is_chinese, pattern

_WORD = re.compile(r"[a-z0-9]+", re.IGNORECASE)
#: Between the words of a noun.
_GAP = re.compile(r"[\s-]+")

#: (height, width, 4) uint8, BGRA, premultiplied.
Cutout = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Prop:
    """A noun that can be drawn."""

    noun: str
    #: Name and kind ("puppet" or "sprite") in the catalogue of the stage.
    art: str
    kind: str
    #: "ground", "water" or "air".
    medium: str
    metres: float
    aspect: float
    head_only: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)


@functools.cache
def stock() -> Mapping[str, str]:
    """Art names by noun, English and Chinese, of everything the stage can draw."""
    from ..language.vocabulary import load

    return {noun: names[0] for noun, names in load().nouns.items() if names}


@functools.cache
def _nouns(chinese: bool) -> Mapping[str, str]:
    """Art names by noun of one script; in English a plural is its singular."""
    nouns = {noun: name for noun, name in stock().items() if is_chinese(noun) == chinese}
    return nouns if chinese else nouns | {_plural(noun): name for noun, name in nouns.items()}


@functools.cache
def _by_beginning(chinese: bool) -> Mapping[str, tuple[str, ...]]:
    """Nouns by their first word or character: a pattern of all of them takes seconds to compile."""
    found: dict[str, list[str]] = {}
    for noun in _nouns(chinese):
        found.setdefault(_beginning(noun, 0, chinese), []).append(noun)
    return {beginning: tuple(nouns) for beginning, nouns in found.items()}


def _beginning(text: str, at: int, chinese: bool) -> str:
    word = None if chinese else _WORD.match(text, at)
    return word.group(0).lower() if word else text[at : at + 1].lower()


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return noun[:-1] + "ies"
    return noun + "s"


def find(text: str) -> tuple[Prop, tuple[int, int]] | None:
    """The first noun that can be drawn, the longest of those that begin there, and where it stands."""
    chinese = is_chinese(text)
    for at in range(len(text)):
        candidates = _by_beginning(chinese).get(_beginning(text, at, chinese))
        match = pattern(candidates).match(text, at) if candidates else None
        if match:
            return prop(_art(match.group(0).lower(), chinese), match.group(0)), match.span()
    return None


def _art(words: str, chinese: bool) -> str:
    """The art of a noun as it is written, also with a hyphen or several blanks between its words."""
    nouns = _nouns(chinese)
    return nouns.get(words) or nouns[_GAP.sub(" ", words)]


def prop(name: str, noun: str) -> Prop:
    from ..stage import catalogue

    entry = catalogue.find(name)
    assert entry is not None, "the vocabulary names nothing that the catalogue lacks"
    return Prop(
        noun, entry.name, entry.kind, entry.medium, entry.metres, entry.aspect, entry.head_only, dict(entry.colours)
    )


def draw(wanted: Prop, height: int, *, colour: str = "", facing: int = 1, seed: int = 0) -> Cutout:
    """The thing that many pixels high, cut to its ink, in its own colours or in the asked one."""
    from ..shotlist import Actor
    from ..stage import cast

    slot = "top" if "top" in wanted.slots else next(iter(wanted.slots), "")
    dress = {slot: colour} if colour and slot and wanted.kind == "puppet" else {}
    actor = Actor(
        id=f"prop-{seed}", noun=wanted.noun, label=wanted.noun, kind=wanted.kind, art=wanted.art,
        medium=wanted.medium, colours=dress, action="fly" if wanted.medium == "air" else "stand",
    )  # fmt: skip
    body = cast.make(actor, height=float(max(24, height)), travel=0.0, seconds=5.0, seed=seed).pose(0.6, 5.0)
    pixels = _inked(body.pixels)
    if facing < 0:
        pixels = np.ascontiguousarray(pixels[:, ::-1])
    return _tinted(pixels, colour) if colour and not dress else pixels


def _inked(pixels: Cutout) -> Cutout:
    ys, xs = np.nonzero(pixels[..., 3] > 8)
    if not len(ys):
        return pixels
    return np.ascontiguousarray(pixels[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])


def _tinted(pixels: Cutout, colour: str) -> Cutout:
    """Its coloured parts in another colour; outlines, whites and greys stay unless all of it is grey."""
    alpha = plane(pixels[..., 3:]) / 255
    straight: Picture = np.asarray(np.clip(plane(pixels[..., :3]) / np.maximum(alpha, 0.02), 0, 255), np.uint8)
    hsv = cv2.cvtColor(straight, cv2.COLOR_BGR2HSV)
    vivid = plane((hsv[..., 1] > 60) & (hsv[..., 2] > 50)) * alpha[..., 0]
    mask = vivid if float(vivid.sum()) > 0.25 * float(alpha.sum()) else plane(alpha[..., 0])
    done = dyed(straight, plane(mask), colours.bgr(colour), 1.1)
    mixed = plane(straight) * (1 - mask[..., None]) + plane(done) * mask[..., None]
    return np.dstack([np.asarray(np.clip(mixed * alpha, 0, 255), np.uint8), pixels[..., 3]])
