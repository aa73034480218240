"""What a body wears, and in which colours, as far as its drawing can show it."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.facts import Subject
from ..language.lexicon import css_colours
from ..language.vocabulary import Vocabulary
from ..stage.contract import CastEntry
from .scene import Notes, nearest

#: Colour slots that a colour said of the whole body fills, best first.
_BODY_SLOTS = ("fur", "body", "skin", "feathers", "coat", "paint", "hull", "shell", "main", "dress", "sail")
#: Puppet that carries a bare head.
BORROWED = "biped"


def slots_of(entry: CastEntry, stage: Vocabulary, *, head: bool) -> Iterable[str]:
    """Colour slots of the body that is shown; a borrowed one has its own, and its hats."""
    body = stage.cast.get(BORROWED)
    return (*body.colours, "hat") if head and body else entry.colours


def colours_of(subject: Subject, entry: CastEntry, slots: Iterable[str], notes: Notes) -> dict[str, str]:
    """Colours by slot, of the body and of what it wears; what cannot be coloured is noted."""
    css, chosen = css_colours(), {}
    if subject.colour and subject.colour not in nearest()["inborn"].get(entry.name, ()):
        slot = next((name for name in _BODY_SLOTS if name in entry.colours), next(iter(entry.colours), ""))
        if slot:
            chosen[slot] = css[subject.colour]
        else:
            notes.add(f"{entry.name} cannot be coloured {subject.colour}.")
    for garment in subject.garments:
        slot = _slot(garment.name, slots)
        if garment.colour and slot and garment.colour in css:
            chosen[slot] = css[garment.colour]
        elif garment.colour and not garment.held:
            notes.add(f"The {garment.name} of {entry.name} cannot be coloured {garment.colour}.")
    return chosen


def wears_of(subject: Subject, entry: CastEntry, notes: Notes, *, head: bool) -> tuple[str, ...]:
    """What it wears, by the names of the body that is shown; what it cannot wear is noted."""
    worn = []
    for garment in subject.garments:
        # A borrowed body has a wardrobe of its own, which only the stage knows.
        own = _wearable(garment.name, entry)
        if head or own:
            worn.append(own or garment.name)
        # What is held and cannot be is a prop, or the verb's own pose shows it.
        elif not garment.held and not _slot(garment.name, entry.colours):
            notes.add(f"{entry.name} cannot wear “{garment.span.text}”.", [garment.span.text])
    return tuple(dict.fromkeys(worn))


def can_wear(subject: Subject, entry: CastEntry) -> int:
    """How many of the named garments the body has."""
    return sum(bool(_wearable(garment.name, entry)) for garment in subject.garments)


def _wearable(garment: str, entry: CastEntry) -> str:
    """The garment itself or the nearest that the body has; "" for none."""
    return next((name for name in (garment, *nearest()["garment"].get(garment, ())) if name in entry.wears), "")


def _slot(garment: str, slots: Iterable[str]) -> str:
    known = set(slots)
    return next((name for name in (garment, *nearest()["slot"].get(garment, ())) if name in known), "")
