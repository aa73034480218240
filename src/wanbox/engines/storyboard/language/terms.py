"""Tokens to terms: each word or phrase with the one sense that its neighbours give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .facts import Span
from .tokens import Token
from .vocabulary import Found, Reading, Vocabulary

#: Tell something about the scene as a whole; one word may tell several of them.
SCENE = frozenset(
    {"time", "weather", "season", "mood", "style", "effect", "camera", "framing", "angle", "setting", "place"}
)
NOUNS = frozenset({"noun", "kind"})
#: Words that link others and tell nothing alone.
GRAMMAR = frozenset(
    {
        "stop",
        "article",
        "and",
        "but",
        "de",
        "measure",
        "relation",
        "wearing",
        "holding",
        "negator",
        "speech",
        "shotword",
    }
)
_TOLD_BY_PLACES = frozenset({"time", "weather", "season", "effect"})
#: Chinese words of one character are rather things.
_VERB_LENGTH = 2
_BEFORE_NOUN = frozenset({"article", "number", "colour", "size", "measure"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the prompt, or a piece of punctuation."""

    span: Span
    #: "en", "zh", or "" for marks.
    language: str
    #: Senses that hold together; empty for words not known.
    readings: tuple[Reading, ...] = ()
    #: "stop", "pause" or "" for words.
    mark: str = ""
    #: Ending that was taken off: "s", "ing", "ed", "irregular", "".
    ending: str = ""

    def get(self, *categories: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.category in categories), None)

    def has(self, *categories: str) -> bool:
        return self.get(*categories) is not None

    @property
    def unknown(self) -> bool:
        return not self.readings and not self.mark


def read(tokens: Sequence[Token], text: str, vocabulary: Vocabulary) -> list[Term]:
    """All terms of a text, in order, each with its likely sense."""
    return _settle(_split(tokens, text, vocabulary))


def _split(tokens: Sequence[Token], text: str, vocabulary: Vocabulary) -> list[Term]:
    terms: list[Term] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = vocabulary.longest(tokens, at)
        length = found.length if found else 1
        end = tokens[at + length - 1].end
        span = Span(token.start, end, text[token.start : end])
        if found:
            readings = found.readings + _within_place(found, tokens[at : at + length], vocabulary)
            terms.append(Term(span, _language(token), readings, ending=found.ending))
        elif token.kind == "number":
            terms.append(Term(span, "en", (Reading("number", str(min(max(int(token.text[:3]), 1), 5))),)))
        else:
            terms.append(Term(span, _language(token), mark=token.kind if token.kind in {"stop", "pause"} else ""))
        at += length
    return _join_unknown(terms, text)


def _within_place(found: Found, tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """What the words inside a place's name tell besides: the snow of "snowy mountains", the neon of "neon city"."""
    if len(tokens) < 2 or not any(reading.category in {"setting", "place"} for reading in found.readings):
        return ()
    inner = [vocabulary.longest(tokens[k:-1] if k == 0 else tokens[k:], 0) for k in range(len(tokens))]
    return tuple(r for part in inner if part for r in part.readings if r.category in _TOLD_BY_PLACES)


def _language(token: Token) -> str:
    return "zh" if token.kind == "han" else "en"


def _join_unknown(terms: Sequence[Term], text: str) -> list[Term]:
    """Chinese characters that stand together unread are one word."""
    joined: list[Term] = []
    for term in terms:
        last = joined[-1] if joined else None
        if last and last.unknown and term.unknown and term.language == last.language == "zh":
            span = Span(last.span.start, term.span.end, text[last.span.start : term.span.end])
            joined[-1] = replace(last, span=span)
        else:
            joined.append(term)
    return joined


def _settle(terms: Sequence[Term]) -> list[Term]:
    settled: list[Term] = []
    for at, term in enumerate(terms):
        following = terms[at + 1] if at + 1 < len(terms) else None
        settled.append(replace(term, readings=_senses(term, settled[-1] if settled else None, following)))
    return settled


def _senses(term: Term, before: Term | None, after: Term | None) -> tuple[Reading, ...]:
    """The readings of a word that fit its neighbours."""
    kinds = {reading.category for reading in term.readings}
    if len(kinds) < 2:
        return _best_kind(term.readings)
    if "stop" in kinds:
        rest = tuple(r for r in term.readings if r.category in SCENE | {"action", "relation"})
        return rest or term.readings[:1]
    for rule in (_camera, _verb_or_place, _verb_or_noun, _colour_or_noun, _fall, _scene_or_noun, _held_or_noun):
        chosen = rule(_Word(term, kinds, before, after))
        if chosen is not None:
            return _best_kind(tuple(r for r in term.readings if r.category in chosen))
    return _best_kind(term.readings)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with several meanings, and its neighbours."""

    term: Term
    kinds: set[str]
    before: Term | None
    after: Term | None


def _camera(word: _Word) -> frozenset[str] | None:
    return frozenset({"camera"}) if "camera" in word.kinds else None


def _verb_or_place(word: _Word) -> frozenset[str] | None:
    if "action" not in word.kinds or not word.kinds & {"setting", "place"}:
        return None
    nominal = word.before is None or word.before.has(*_BEFORE_NOUN, "relation", "setting", "place")
    return frozenset({"action"}) if word.term.ending in {"ing", "ed"} or not nominal else SCENE


def _verb_or_noun(word: _Word) -> frozenset[str] | None:
    if "action" not in word.kinds or not word.kinds & (NOUNS | {"held", "clothes"}):
        return None
    nominal = word.before is None or word.before.has(*_BEFORE_NOUN) or bool(word.before.mark)
    if word.term.ending in {"ing", "ed"} or (not nominal and word.before is not None and word.before.has(*NOUNS)):
        return frozenset({"action"})
    if word.term.language == "zh":
        # 滑雪 after a place is what somebody does; a measure word or a hand makes it a thing.
        held = word.before is None or word.before.has(*_BEFORE_NOUN, "holding", "de", "and")
        nominal = held or len(word.term.span.text) < _VERB_LENGTH
    return NOUNS | {"held", "clothes"} if nominal else frozenset({"action"})


def _colour_or_noun(word: _Word) -> frozenset[str] | None:
    if "colour" not in word.kinds or not word.kinds & NOUNS:
        return None
    if word.after is not None and (word.after.has(*NOUNS, "clothes", "held", "de", "size") or word.after.unknown):
        return frozenset({"colour"})
    counted = word.before is not None and word.before.has("article", "number", "measure")
    return NOUNS if counted else frozenset({"colour"})


def _fall(word: _Word) -> frozenset[str] | None:
    if "season" not in word.kinds or "action" not in word.kinds:
        return None
    verbal = word.term.ending in {"ing", "s", "ed"} or (word.before is not None and word.before.has(*NOUNS))
    return frozenset({"action"}) if verbal else SCENE


def _scene_or_noun(word: _Word) -> frozenset[str] | None:
    scene = word.kinds & SCENE
    if not scene or not word.kinds & (NOUNS | {"held", "action", "size", "colour", "clothes"}):
        return None
    if word.kinds & NOUNS and scene == {"effect"} and word.before is not None and word.before.has("number", "measure"):
        return NOUNS  # "two butterflies" are bodies, "butterflies everywhere" an effect
    return SCENE


def _held_or_noun(word: _Word) -> frozenset[str] | None:
    # Whether it is in a hand is known only with the whole clause: keep both.
    return NOUNS | {"held"} if "held" in word.kinds and word.kinds & NOUNS else None


def _best_kind(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Of several relatives of a noun only the nearest that the cast has; settings beat places."""
    kinds = [r for r in readings if r.category == "kind"]
    rest = tuple(r for r in readings if r.category != "kind")
    if any(r.category == "noun" for r in rest):
        return rest
    if any(r.category == "setting" for r in rest):
        rest = tuple(r for r in rest if r.category != "place")
    kinds.sort(key=lambda r: (not r.candidates, r.value == "person"))
    return (*rest, *kinds[:1])
