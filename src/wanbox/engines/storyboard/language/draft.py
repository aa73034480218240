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
)


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
    #: Index of the subject with which it shares its verb ("a fox and a rabbit dance"); -1 for none.
    joined_to: int = -1
    garments: list[Garment] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def finish(self, terms: Sequence[Term]) -> Subject:
        return Subject(
            noun=self.noun,
            label=self.span.text,
            span=self.span,
            candidates=self.candidates,
            approximate=self.approximate,
            number=self.number,
            colour=self.colour,
            size=self.size,
            mentions=tuple(terms[at].span for at in self.mentions),
            garments=tuple(self.garments),
            actions=tuple(self.actions),
            relations=tuple(self.relations),
        )


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

    def live(self, at: int) -> bool:
        """Whether there is a term at this index that is not negated."""
        return 0 <= at < len(self.terms) and at not in self.negated

    def subject_at(self, at: int) -> int:
        """Number of the subject that the term names, or -1."""
        return next((n for n, draft in enumerate(self.drafts) if at in draft.mentions), -1)

    def before(self, at: int, *, within: tuple[str, ...] = ("stop",)) -> int:
        """The nearest subject named before the term, without crossing these marks; -1 for none."""
        for index in range(at - 1, -1, -1):
            if self.terms[index].mark in within:
                return -1
            if (found := self.subject_at(index)) >= 0:
                return found
        return -1

    def after(self, at: int, *, within: tuple[str, ...] = ("stop",)) -> int:
        """The nearest subject named after the term, without crossing these marks; -1 for none."""
        for index in range(at + 1, len(self.terms)):
            if self.terms[index].mark in within:
                return -1
            if (found := self.subject_at(index)) >= 0:
                return found
        return -1

    def modifiers(self, at: int) -> list[int]:
        """Indices of the adjectives, numbers and articles right before a noun, nearest first."""
        found: list[int] = []
        for index in range(at - 1, -1, -1):
            term = self.terms[index]
            participle = term.language == "en" and term.ending == "ing" and term.has("action")
            if not self.live(index) or not (term.has(*MODIFIERS) or term.unknown or participle):
                break
            found.append(index)
            if term.has("article"):
                break
        return found
