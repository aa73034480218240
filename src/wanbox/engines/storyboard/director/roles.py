"""One subject and who plays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..language.facts import Action, Relation, Subject
from ..language.vocabulary import Vocabulary
from ..stage import catalogue
from ..stage.contract import CastEntry
from .outfit import can_wear, colours_of, slots_of, wears_of
from .scene import Notes, nearest, together

#: Height in metres of what nobody knows.
_UNKNOWN_METRES = 1.6
_SIZE = {"tiny": 0.45, "small": 0.72, "large": 1.35, "huge": 2.2}
_HEAD_ASPECT = 0.5
#: What any body does where nothing nearer is known.
_AT_LEAST = ("stand", "swim", "fly", "sail", "drive", "float")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One subject with the art that plays it."""

    subject: Subject
    #: Index of the subject in the facts, for relations.
    index: int
    entry: CastEntry | None
    kind: str
    art: str
    metres: float
    aspect: float
    medium: str
    colours: dict[str, str] = field(default_factory=dict)
    wears: tuple[str, ...] = ()
    #: Names of cast entries that it carries in its hand.
    holds: tuple[str, ...] = ()
    count: int = 1

    @property
    def noun(self) -> str:
        return self.subject.noun

    @property
    def relations(self) -> tuple[Relation, ...]:
        return self.subject.relations

    def action(self, notes: Notes) -> Action | None:
        """The verb that it shows: the first said that it can do, else the nearest of its own."""
        said = self.subject.actions
        if not said or self.entry is None or self.kind == "standin":
            return said[0] if said else None
        own = self.entry.actions
        able = [action for action in said if action.verb in own]
        telling = [action for action in able if action.verb not in together("mild")["verbs"]]
        if able:
            return (telling or able)[0]
        first = said[0]
        verb = next((verb for verb in (*nearest()["action"].get(first.verb, ()), *_AT_LEAST) if verb in own), "stand")
        if first.verb == "fly" and self.entry.kind == "sprite":
            verb = "float"  # any illustrated body can be carried through the air
        carried = (first.verb, verb) == ("fly", "float")
        if verb != first.verb and not carried and verb not in together("same").get(first.verb, ()):
            notes.add(f"{self.noun} does not {first.verb}; it is shown to {verb}.")
        return replace(first, verb=verb, said=first.verb)


def make_role(subject: Subject, index: int, count: int, stage: Vocabulary, notes: Notes) -> Role:
    """Who plays the subject: puppet, else illustrated body, else a head on a borrowed body, else a lettered card."""
    subject = _of_its_trade(subject)
    entry = _best(subject, stage)
    size = _SIZE.get(subject.size, 1.0)
    if entry is None:
        notes.add(f"Nothing in stock looks like “{subject.label}”: it is a lettered card.")
        return Role(
            subject=subject, index=index, entry=None, kind="card", art="", count=count,
            metres=_UNKNOWN_METRES * size, aspect=0.8, medium="ground",
        )  # fmt: skip
    members = nearest()["company"].get(subject.label.casefold(), ())
    if subject.approximate and entry.name not in members and not _same_word(subject, entry):
        notes.add(f"“{subject.label}” is played by {entry.name}.")
    if subject.counted > subject.number:
        notes.add(f"Of {subject.counted} “{subject.label}” the stage has room for {subject.number}.")
    head = entry.kind == "sprite" and entry.head_only
    return Role(
        subject=subject,
        index=index,
        entry=entry,
        kind="standin" if head else entry.kind,
        art=entry.name,
        metres=(max(entry.metres, 1.2) if head else entry.metres) * size,
        aspect=_HEAD_ASPECT if head else entry.aspect,
        medium="ground" if head else entry.medium,
        colours=colours_of(subject, entry, slots_of(entry, stage, head=head), notes),
        wears=wears_of(subject, entry, notes, head=head),
        count=count,
    )


def _of_its_trade(subject: Subject) -> Subject:
    """A chef's hat is a chef's hat, whatever its colour."""
    own = nearest()["trade"].get(subject.noun) or nearest()["trade"].get(subject.label.casefold(), ())
    worn = dict(pair.split("=") for pair in own)
    garments = tuple(replace(garment, name=worn.get(garment.name, garment.name)) for garment in subject.garments)
    return replace(subject, garments=garments) if worn else subject


def _best(subject: Subject, stage: Vocabulary) -> CastEntry | None:
    """The first candidate; of several puppets the one that can wear and do most of what is said."""
    whole: Mapping[str, Any] = nearest()["whole"]
    names = [whole.get(name, name) for name in subject.candidates]
    known = [stage.cast[name] for name in names if name in stage.cast]
    if not known:
        return None
    if known[0].kind != "puppet":
        return _clothed(subject, known[0], stage)
    verbs = {action.verb for action in subject.actions}
    puppets = [entry for entry in known if entry.kind == "puppet"]
    best = max(puppets, key=lambda entry: 2 * can_wear(subject, entry) + len(verbs & entry.actions))
    return _clothed(subject, best, stage)


def _clothed(subject: Subject, entry: CastEntry, stage: Vocabulary) -> CastEntry:
    """The body, or its head alone for a borrowed one, where it is to wear what it cannot."""
    clothes = [garment for garment in subject.garments if not garment.held]
    if not clothes or entry.head_only or can_wear(subject, entry):
        return entry
    names = (*nearest()["head"].get(entry.name, ()), f"{entry.name}-face")
    heads = [stage.cast[name] for name in names if name in stage.cast]
    # A puppet on four legs hides the bare face of the same name.
    face = entry.words.get("en", ())[:1] or (entry.name,)
    hidden = catalogue.find(face[0], "sprite") if entry.kind == "puppet" and "wave" not in entry.actions else None
    return next((head for head in (*heads, hidden) if head and head.head_only), entry)


def _same_word(subject: Subject, entry: CastEntry) -> bool:
    """小狐狸 is a 狐狸, and a "red fox" a "fox"."""
    label = subject.label.casefold()
    return any(word in label for words in entry.words.values() for word in words)
