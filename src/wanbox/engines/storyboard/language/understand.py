"""A prompt in English, Chinese or both to facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import attach, camera, conflicts, doing, lexicon, negation, pronouns, quotes, saying, shots, subjects
from .draft import Page
from .facts import Facts, Place, ShotFacts, Span, Value
from .folding import fold
from .terms import GRAMMAR, SCENE, Term, read
from .tokens import tokenise
from .vocabulary import Vocabulary

#: What is told of the scene as a whole; places are read apart.
_VALUES = (
    "time", "weather", "season", "mood", "style", "effect", "camera", "framing", "angle", "optics", "era", "quality",
)  # fmt: skip

#: What else tells something, besides the scene as a whole.
_TELLING = frozenset(
    {"noun", "kind", "action", "clothes", "held", "colour", "size", "pace", "direction", "empty", "age", "material"}
    | {"hair", "skin"}
)
_CONTENT = SCENE | _TELLING
#: Words that tell nothing alone.
_LINKING = GRAMMAR | {"number", "collective", "plural"}
_TINTED = ("time", "weather", "season", "effect", "mood", "style")
#: Adjectives that may tell of a place or the light instead of a body.
_ADJECTIVES = ("colour", "size", "age", "material")


#: A full stop that ends no sentence: T. rex, Mr. Fox, Dr. Bear.
_ABBREVIATED = re.compile(r"\b(T|t|Mr|Mrs|Ms|Dr|St)\.(?=\s?\w)")


def understand(prompt: str, vocabulary: Vocabulary) -> Facts:
    """Read a prompt. Never fails: what makes no sense is in `not_understood`."""
    head, pieces = shots.split(fold(prompt))
    if not pieces:
        return _scene(prompt, vocabulary)
    listed = tuple(
        ShotFacts(
            facts=_scene(_only(prompt, piece), vocabulary),
            span=Span(piece.start, piece.end, prompt[piece.start : piece.end]),
            start=piece.begins,
            end=piece.ends,
        )
        for piece in pieces
    )
    whole = _scene(_only(prompt, head, *pieces), vocabulary)
    return replace(whole, shots=tuple(shot for shot in listed if shot.facts.understood or shot.facts.not_understood))


def told(prompt: str, vocabulary: Vocabulary) -> tuple[ShotFacts, ...]:
    """The sentences of a story as shots: each in which somebody does something; () for fewer than two."""
    found = []
    done = [action.span.start for subject in _scene(prompt, vocabulary).subjects for action in subject.actions]
    for piece in shots.sentences(fold(prompt)):
        facts = _scene(_only(prompt, piece), vocabulary)
        if any(piece.start <= at < piece.end for at in done) or (facts.places and facts.subjects):
            found.append(ShotFacts(facts=facts, span=Span(piece.start, piece.end, prompt[piece.start : piece.end])))
    return tuple(found) if len(found) > 1 else ()


def avoided(negative: str, vocabulary: Vocabulary) -> frozenset[tuple[str, str]]:
    """(category, canonical word) of everything that a negative prompt names."""
    return negation.named(read(tokenise(negative), negative, vocabulary))


def _only(text: str, *pieces: shots.Piece) -> str:
    """The text with everything outside the pieces blanked, so that spans keep their places."""
    keep = bytearray(len(text))
    for piece in pieces:
        keep[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    # A full stop at each border keeps one shot's sentences out of the next.
    return "".join(
        letter if kept else ("." if letter.isalnum() else " ") for letter, kept in zip(text, keep, strict=True)
    )


def _scene(text: str, vocabulary: Vocabulary) -> Facts:
    text = _ABBREVIATED.sub(r"\1 ", text)
    spoken = quotes.find(text, fold(text))
    terms = read(tokenise(quotes.blank(text, spoken)), text, vocabulary)
    page = Page(text, terms, negation.scope(terms))
    subjects.find(page)
    pronouns.resolve(page)
    directed = camera.moves(page)
    attach.garments(page)
    attach.relations(page)
    doing.actions(page)
    doing.facings(page)
    doing.companions(page)
    attach.copulas(page)
    attach.looks(page)
    said = saying.quotes(page, spoken)
    fields = _scene_values(page)
    places = _places(page)
    tints = _tints(page)
    deserted = _deserted(page)
    pace = _camera_pace(page)
    times = conflicts.ranked(fields["time"])
    understood, missed = _sort_out(page)
    return Facts(
        places=places,
        camera_pace=pace,
        subjects=tuple(draft.finish(terms) for draft in page.drafts),
        quotes=said,
        avoid=negation.named(terms[i] for i in sorted(page.negated)) | deserted,
        understood=understood + tuple(quote.text for quote in said),
        not_understood=missed,
        times=times,
        weathers=fields["weather"],
        seasons=fields["season"],
        moods=fields["mood"],
        styles=fields["style"],
        effects=fields["effect"],
        cameras=_steady_first(fields["camera"] + directed),
        framings=fields["framing"],
        angles=fields["angle"],
        optics=fields["optics"],
        eras=fields["era"],
        qualities=fields["quality"],
        tints=tints,
        notes=conflicts.notes(fields),
    )


def _steady_first(cameras: tuple[Value, ...]) -> tuple[Value, ...]:
    """A hand holds whatever move is made: the move counts first."""
    return tuple(sorted(cameras, key=lambda value: value.name == "handheld"))


def _scene_values(page: Page) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {name: [] for name in _VALUES}
    for at, term in enumerate(page.terms):
        if not page.live(at) or page.subject_at(at) >= 0:
            continue
        for reading in term.readings:
            if reading.category in found:
                found[reading.category].append(Value(name=reading.value, span=term.span))
                page.used.add(at)
    return {name: tuple(values) for name, values in found.items()}


def _places(page: Page) -> tuple[Place, ...]:
    found = []
    for at, term in enumerate(page.terms):
        reading = term.get("setting", "place") if page.live(at) and page.subject_at(at) < 0 else None
        if reading:
            setting = reading.value if reading.category == "setting" else ""
            colour = _adjectives(page, at)
            found.append(Place(setting=setting, like=reading.like, span=term.span, colour=colour))
            page.used.add(at)
    weak = lexicon.words("weak", "place")
    return tuple(sorted(found, key=lambda place: place.span.text.casefold() in weak))


def _adjectives(page: Page, at: int) -> str:
    """Use up the free adjectives before a term, and give the colour that they name."""
    colour = ""
    for index in page.modifiers(at):
        term = page.terms[index]
        if index not in page.used and term.has(*_ADJECTIVES):
            page.used.add(index)
            reading = term.get("colour")
            colour = colour or (reading.value if reading else "")
    return colour


def _tints(page: Page) -> tuple[Value, ...]:
    """Colours of the light, the sky, the weather: of what is no body."""
    found = []
    for at, term in enumerate(page.terms):
        if term.has("scenery", *_TINTED) and page.live(at) and page.subject_at(at) < 0:
            first = min(page.modifiers(at), default=at)
            colour = _adjectives(page, at)
            if colour:
                found.append(Value(name=colour, span=page.terms[first].span))
    return tuple(found)


def _deserted(page: Page) -> frozenset[tuple[str, str]]:
    """An empty street has no people."""
    found = [at for at, term in enumerate(page.terms) if term.has("empty") and page.live(at)]
    page.used.update(found)
    return frozenset({("noun", "person")}) if found else frozenset()


def _camera_pace(page: Page) -> str:
    for at, term in enumerate(page.terms):
        reading = term.get("pace")
        if reading and at not in page.used and page.live(at):
            page.used.add(at)
            return reading.value
    return ""


def _sort_out(page: Page) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that took effect, and those that did not; words that only link others are neither."""
    understood: list[str] = []
    missed: list[str] = []
    told = page.negated | page.directing
    for at, term in enumerate(page.terms):
        if term.mark or not _is_content(term):
            continue
        known = at in told or (at in page.used and not _is_unknown_subject(page, at))
        (understood if known else missed).append(term.span.text)
    return _unique(understood), _unique(missed)


def _is_unknown_subject(page: Page, at: int) -> bool:
    return page.terms[at].unknown


def _is_content(term: Term) -> bool:
    if term.unknown:
        return any(letter.isalnum() for letter in term.span.text) or len(term.span.text.encode()) > 3
    return not term.kinds <= _LINKING and not term.kinds.isdisjoint(_CONTENT)


def _unique(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
