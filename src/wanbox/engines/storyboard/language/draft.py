"""Subjects while they are being read: found by their noun, then given what the rest of the sentence says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .facts import Action, Garment, Relation, Span, Subject
from .terms import Term

#: May stand between an article and its noun.
MODIFIERS = (
    "colour",
    "size",
    "number",
    "article",
    "measure",
    "de",
    "mood",
    "season",
    "time",
    "weather",
    "style",
    "collective",
    "age",
    "material",
    "hair",
    "skin",
    "cut",
    "quality",
    "era",
)

_MODIFYING = frozenset(MODIFIERS)


@dataclass(slots=True)
class Draft:
    noun: str
    span: Span
    candidates: tuple[str, ...]
    approximate: bool
    #: Indices of the terms that name it, first mention first.
    mentions: list[int]
    number: int = 1
    colour: str = ""
    size: str = ""
    counted: int = 1
    age: str = ""
    material: str = ""
    #: "person", "animal" or "thing".
    being: str = "thing"
    #: "female", "male" or "".
    gender: str = ""
    #: Index of the subject with which it shares its verb ("a fox and a rabbit dance"); -1 for none.
    joined_to: int = -1
    garments: list[Garment] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def finish(self, terms: Sequence[Term]) -> Subject:
        return Subject(
            noun=self.noun,
            label=_plain(self.span.text),
            span=self.span,
            candidates=self.candidates,
            approximate=self.approximate,
            number=self.number,
            colour=self.colour,
            size=self.size,
            counted=max(self.counted, self.number),
            age=self.age,
            material=self.material,
            mentions=tuple(terms[at].span for at in self.mentions),
            garments=tuple(self.garments),
            actions=tuple(self.actions),
            relations=tuple(self.relations),
        )


def _plain(label: str) -> str:
    """The noun without the ending of a possessor: the cat's eye is a part of the cat."""
    return label[:-2] if label.endswith(("'s", "’s")) else label


@dataclass(slots=True)
class Page:
    """The terms of a text with what has been found out about them so far."""

    text: str
    terms: Sequence[Term]
    negated: frozenset[int] = frozenset()
    drafts: list[Draft] = field(default_factory=list)
    #: Indices of the terms that took effect.
    used: set[int] = field(default_factory=set)
    #: Indices of the terms that speak of the camera, not of anybody in the picture.
    directing: set[int] = field(default_factory=set)
    #: Terms that stand for several subjects at once ("they"), with the subjects' numbers.
    groups: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _where: dict[int, int] = field(default_factory=dict)

    def add(self, draft: Draft) -> int:
        """Number of the new subject."""
        self.drafts.append(draft)
        for at in draft.mentions:
            self._where[at] = len(self.drafts) - 1
        return len(self.drafts) - 1

    def mention(self, number: int, at: int) -> None:
        """Say that the term names this subject again."""
        self.drafts[number].mentions.append(at)
        self._where[at] = number

    def in_order(self) -> None:
        """Number the subjects by their first mention; only before anything refers to them by number."""
        self.drafts.sort(key=lambda draft: draft.mentions[0])
        self._where = {at: number for number, draft in enumerate(self.drafts) for at in draft.mentions}

    def live(self, at: int) -> bool:
        """Whether there is a term at this index that is not negated."""
        return 0 <= at < len(self.terms) and at not in self.negated

    def subject_at(self, at: int) -> int:
        """Number of the subject that the term names, or -1."""
        return self._where.get(at, -1)

    def before(self, at: int, *, within: tuple[str, ...] = ("stop",)) -> int:
        """The nearest subject named before the term, without crossing these marks; -1 for none."""
        return self.subject_at(self.mention_before(at, within=within))

    def mention_before(self, at: int, *, within: tuple[str, ...] = ("stop",)) -> int:
        """Index of the nearest term before this one that names a subject, likewise."""
        for index in range(at - 1, -1, -1):
            if self.terms[index].mark in within:
                return -1
            if index in self._where:
                return index
        return -1

    def after(self, at: int, *, within: tuple[str, ...] = ("stop",)) -> int:
        """The nearest subject named after the term, without crossing these marks; -1 for none."""
        for index in range(at + 1, len(self.terms)):
            if self.terms[index].mark in within:
                return -1
            if (found := self.subject_at(index)) >= 0:
                return found
        return -1

    def _is_participle(self, at: int) -> bool:
        """A running dog has one, "is cooking soup" has none."""
        term = self.terms[at]
        if term.language != "en" or term.ending != "ing" or not term.has("action"):
            return False
        return at == 0 or bool(self.terms[at - 1].mark) or self.terms[at - 1].has(*MODIFIERS)

    def modifiers(self, at: int) -> list[int]:
        """Indices of the adjectives, numbers and articles right before a noun, nearest first."""
        found: list[int] = []
        for index in range(at - 1, -1, -1):
            term = self.terms[index]
            participle = self._is_participle(index)
            if not self.live(index) or (term.kinds.isdisjoint(_MODIFYING) and not term.unknown and not participle):
                break
            found.append(index)
            if term.has("article"):
                break
        return found
