"""What an edit operation is, and what it gets to work with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np

from .. import colours, matte, regions
from ..pixels import Bgr, Picture, Plane
from ..things import Seen
from ..words import Words, flat, lexicon, pattern

#: (words of the scene, (width, height), seed) → a drawn scene, BGR of that size.
Scenery = Callable[[str, tuple[int, int], int], Picture]

Span = tuple[int, int]

#: What stands after a word that names the state before.
TURNED = re.compile(r"\s*(?:(?:in)?to\b|变|改|换|转)")


@dataclass(frozen=True, slots=True)
class Found:
    """An operation asked for in a clause: what exactly, and which characters say so."""

    params: Mapping[str, Any] = field(default_factory=dict)
    spans: Sequence[Span] = ()


@dataclass(slots=True)
class Clause:
    """A part of an instruction, lower case; quoted words are out of it, `"` stands where they were."""

    text: str
    #: Quoted words in the order of the whole instruction.
    quotes: tuple[str, ...] = ()
    #: How many pictures were given.
    pictures: int = 1

    def spans(self, words: Words | Iterable[str]) -> list[Span]:
        return [match.span() for match in pattern(flat(words)).finditer(self.text)]

    def has(self, words: Words | Iterable[str]) -> bool:
        return bool(self.spans(words))

    def strength(self) -> float:
        """0.55 for "slightly", 1.4 for "very", else 1."""
        table = lexicon("picture/instructions")["strength"]
        if self.has(table["weak"]):
            return 0.55
        return 1.4 if self.has(table["strong"]) else 1.0

    def colours(self) -> list[str]:
        """CSS names of the colours in reading order."""
        return [name for _, _, name in colours.find(self.text)]

    def colour_spans(self) -> list[tuple[int, int, str]]:
        """Start, end and CSS name of the colours in reading order."""
        return colours.find(self.text)

    def numbers(self) -> list[float]:
        return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", self.text)]

    def scene(self, words: Words) -> Found | None:
        """As `found`, but not for what the scene is turned from: "summer into autumn", "白天变成夜晚"."""
        spans = [span for span in self.spans(words) if not TURNED.match(self.text, span[1])]
        return Found({"strength": self.strength()}, spans) if spans else None

    def found(self, words: Words | Iterable[str], **params: Any) -> Found | None:
        """Found with the clause's strength where one of the words stands."""
        spans = self.spans(words)
        return Found({"strength": self.strength(), **params}, spans) if spans else None


@dataclass(slots=True)
class Known:
    """What was found in a picture so far."""

    matte: matte.Matte | None = None
    regions: regions.Regions | None = None


@dataclass(slots=True)
class Context:
    """What is known while the operations of one result are applied."""

    #: All given pictures as they came, normalised to BGR.
    pictures: Sequence[Picture]
    width: int
    height: int
    seed: int
    #: 0 is the plainest reading; others differ in strength, palette and grain.
    variant: int
    scenery: Scenery | None = None
    _known: Known = field(default_factory=Known)

    def rng(self, salt: int = 0) -> np.random.Generator:
        return np.random.default_rng((self.seed, self.variant, salt))

    def seed_of(self, salt: int = 0) -> int:
        return (self.seed * 31 + self.variant * 977 + salt) % (1 << 31)

    def vary(self, value: float, share: float = 0.18) -> float:
        """The value itself in variant 0, up to `share` more or less in the others."""
        step = (0.0, 1.0, -1.0, 0.5)[self.variant % 4]
        return value * (1 + share * step)

    def matte(self, image: Picture) -> matte.Matte:
        """The subject; found once, as operations that move nothing leave it where it is."""
        known = self._known
        if known.matte is None or known.matte.alpha.shape != image.shape[:2]:
            known.matte = matte.subject(image)
        return known.matte

    def subject(self, image: Picture) -> Plane:
        return self.matte(image).alpha

    def regions(self, image: Picture) -> regions.Regions:
        known = self._known
        if known.regions is None or known.regions.sky.shape != image.shape[:2]:
            known.regions = regions.find(image, self.subject(image))
        return known.regions

    def seen(self, image: Picture) -> Seen:
        return Seen(image, self.matte(image), self.regions(image))

    def relit(self, image: Picture) -> None:
        """Things are where they were, in another light."""
        known = self._known
        if known.regions is not None and known.regions.sky.shape == image.shape[:2]:
            self._known = Known(known.matte, regions.relit(known.regions, image))

    def share(self, other: Context) -> None:
        """Find things once for both: they start on the same picture."""
        self._known = other._known

    def moved(self, subject: Plane | None = None) -> None:
        """Things are elsewhere now; the subject is known if given."""
        self._known = Known(None if subject is None else matte.Matte(subject, "given"))


class Edit(Protocol):
    """One operation."""

    name: ClassVar[str]
    #: What can be asked, in a few words for the list in an error message.
    asks: ClassVar[str]
    words: ClassVar[Words]
    #: Order of reading: lower ones take their words first.
    reads: ClassVar[int]
    #: Order of work: see Stage; a param "stage" of what was found comes before it.
    stage: ClassVar[float]

    def matches(self, clause: Clause) -> Found | None: ...

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture: ...


class NotFoundError(Exception):
    """What an instruction names is not in the picture; the argument is the word for it."""


class Stage:
    """Operations are applied in this order, whatever the order of the words."""

    COMPOSE = 0
    BACKGROUND = 1
    GEOMETRY = 2
    SCENE = 3
    COLOUR = 4
    STYLE = 5
    FRAME = 6
    TEXT = 7


def bgr(css: str) -> Bgr:
    return colours.bgr(css)


def place_of(clause: Clause) -> tuple[str, list[Span]]:
    """The first place that a clause names ("top-left", "" for none), and the words that do."""
    for name, words in lexicon("picture/instructions")["places"].items():
        spans = clause.spans(words)
        if spans:
            return name, spans
    return "", []
