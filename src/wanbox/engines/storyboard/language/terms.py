"""Tokens to terms: each word or phrase with the one sense that its neighbours give it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from . import lexicon
from .facts import Span
from .lexicon import irregular
from .tokens import Token
from .vocabulary import Found, Reading, Vocabulary

#: Tell something about the scene as a whole; one word may tell several of them.
SCENE = frozenset(
    {
        "time",
        "weather",
        "season",
        "mood",
        "style",
        "effect",
        "quality",
        "optics",
        "era",
        "camera",
        "framing",
        "angle",
        "setting",
        "place",
    }
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
        "pronoun",
        "scenery",
    }
)
_TOLD_BY_PLACES = frozenset({"time", "weather", "season", "effect", "era"})
#: What the words inside a noun tell of it besides: the white of "white horse".
_TOLD_BY_NOUNS = frozenset({"colour", "age", "material"})
#: Chinese words of one character are rather things.
_VERB_LENGTH = 2
_BEFORE_NOUN = frozenset({"article", "number", "colour", "size", "measure", "age", "material"})
_ADJECTIVES = _BEFORE_NOUN | {"mood", "hair", "quality", "era"}
#: Makes a noun of the English word after it that might be a verb.
_LINKS_NOUN = frozenset({"relation", "wearing", "holding", "negator"})
_PLACES = frozenset({"setting", "place"})
#: Chinese words that make a place of the noun before them: 城堡里.
_WITHIN = frozenset({"in-after", "on-after", "before", "beside", "under", "behind"})
#: Whose object is a thing, even where the word also names a place.
_HANDLES = frozenset({"eat", "drink", "cook", "paint", "write", "read", "build", "carry", "push", "pull", "plant"})
#: Chinese words before what is somewhere.
_THERE_IS = frozenset({"有", "是", "还有", "摆着", "放着", "立着"})
#: Words that a verb follows.
_MODAL = frozenset({"to", "can", "will", "must", "may", "might", "should", "could", "would", "don't", "not", "who"})
#: Relations that hang a noun, not a verb, on what stands before.
_STANDING = frozenset({"on", "in", "behind", "under", "beside", "above", "before", "between"})
#: The highest number that counts bodies; years are higher.
_MOST_COUNTED = 999


@dataclass(slots=True)
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
    #: What the words inside a noun tell.
    inner: tuple[Reading, ...] = ()
    #: The categories of its readings: asked for so often that they are kept.
    kinds: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.kinds = _kinds(self.readings)

    def get(self, *categories: str) -> Reading | None:
        if not self.kinds.isdisjoint(categories):
            for reading in self.readings:
                if reading.category in categories:
                    return reading
        return None

    def has(self, *categories: str) -> bool:
        return not self.kinds.isdisjoint(categories)

    @property
    def unknown(self) -> bool:
        return not self.readings and not self.mark


_NO_KIND: frozenset[str] = frozenset()


def _kinds(readings: Sequence[Reading]) -> frozenset[str]:
    if len(readings) < 2:
        return _only_kind(readings[0].category) if readings else _NO_KIND
    return frozenset([reading.category for reading in readings])


@cache
def _only_kind(category: str) -> frozenset[str]:
    return frozenset({category})


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
            inner = _within_noun(found, tokens[at : at + length], vocabulary)
            terms.append(Term(span, _language(token), readings, ending=found.ending, inner=inner))
        elif token.kind == "number" and 0 < int(token.forms[0][0][:9]) <= _MOST_COUNTED:
            terms.append(Term(span, "en", (Reading("number", str(int(token.forms[0][0]))),)))
        else:
            terms.append(Term(span, _language(token), mark=token.kind if token.kind in {"stop", "pause"} else ""))
        at += length
    return _join_unknown(terms, text)


def _within_place(found: Found, tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """What the words inside a place's name tell besides: the snow of "snowy mountains", the neon of "neon city"."""
    if len(tokens) < 2 or not any(reading.category in {"setting", "place", "effect"} for reading in found.readings):
        return ()
    inner = [vocabulary.longest(tokens[k:-1] if k == 0 else tokens[k:], 0) for k in range(len(tokens))]
    return tuple(r for part in inner if part for r in part.readings if r.category in _TOLD_BY_PLACES)


def _within_noun(found: Found, tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """What the first words of a noun tell of a body that could look otherwise; an icon looks as it is drawn."""
    noun = next((r for r in found.readings if r.category in NOUNS), None)
    if len(tokens) < 2 or noun is None or (noun.candidates and not vocabulary.is_puppet(noun.candidates[0])):
        return ()
    inner = vocabulary.longest(tokens[:-1], 0)
    return tuple(r for r in inner.readings if r.category in _TOLD_BY_NOUNS) if inner else ()


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
        before = settled[-1] if settled else None
        readings = term.readings
        if len(readings) > 1:
            readings = _senses(term, before, following, _link(settled))
        elif term.language == "en" and _is_bare_noun(term, before, _link(settled)):
            readings = ()
        settled.append(replace(term, readings=readings) if readings != term.readings else term)
    return settled


def _is_bare_noun(term: Term, before: Term | None, link: Term | None) -> bool:
    """The fence of "behind a fence" is no verb, though no list has the noun."""
    if term.ending or not term.has("action") or before is None or link is None:
        return False
    return before.has("article") and any(r.category == "relation" and r.value in _STANDING for r in link.readings)


def _link(settled: Sequence[Term]) -> Term | None:
    """The last word before an adjective, number or article."""
    for term in reversed(settled[-4:]):
        if term.kinds.isdisjoint(_ADJECTIVES):
            return term
    return None


def _senses(term: Term, before: Term | None, after: Term | None, link: Term | None) -> tuple[Reading, ...]:
    """The readings of a word that fit its neighbours."""
    kinds = {reading.category for reading in term.readings}
    if len(kinds) < 2:
        return _best_kind(term.readings)
    if "stop" in kinds:
        rest = tuple(r for r in term.readings if r.category in SCENE | {"action", "relation", "pronoun", "scenery"})
        return rest or term.readings[:1]
    word = _Word(term, kinds, before, after, link)
    for rule in _RULES:
        chosen = rule(word)
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
    #: The word before the adjectives and the article that belong to it.
    link: Term | None


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
    nominal = _nominal_chinese(word) if word.term.language == "zh" else not _verbal_english(word)
    return NOUNS | {"held", "clothes"} if nominal else frozenset({"action"})


def _verbal_english(word: _Word) -> bool:
    before, ending = word.before, word.term.ending
    counted = before is not None and before.has(*_BEFORE_NOUN)
    if ending in {"ing", "ed"} or word.term.span.text.casefold().endswith("ing"):
        return not counted
    if before is None or before.mark or counted:
        return False
    after = word.after
    if word.term.span.text.endswith("s") and after is not None and after.has("article", *_BEFORE_NOUN, *NOUNS, "held"):
        return not before.has("relation", "and", "wearing", "holding")
    if before.span.text.casefold() in _MODAL or before.has("pronoun", "pace"):
        return True
    if before.has("and"):
        return ending == "s" and word.after is not None and not word.after.mark
    if before.has(*NOUNS):
        # "A cat fishes" has a verb, "toy train" a noun: after one body a verb ends in -s, after several it does not.
        goes_on = after is not None and after.has("article", "pronoun")
        return goes_on or bool(ending) != bool(before.ending) or _is_plural(before)
    return False


def _is_plural(term: Term) -> bool:
    word = term.span.text.casefold()
    return word.endswith("s") or term.has("collective") or word in irregular()


def _nominal_chinese(word: _Word) -> bool:
    """滑雪 after a place is what somebody does; a measure word or a hand makes it a thing."""
    before = word.before
    if before is not None and before.has(*NOUNS, "pronoun"):
        return False
    held = before is None or before.has(*_BEFORE_NOUN, "holding", "de", "and")
    return held or len(word.term.span.text) < _VERB_LENGTH


def _place_or_noun(word: _Word) -> frozenset[str] | None:
    """A castle is a body where it stands somewhere, and a place where somebody is in it."""
    if not word.kinds & _PLACES or not word.kinds & (NOUNS | {"held"}):
        return None
    things = NOUNS | {"held"}
    if _is_landmark(word):
        return things
    verb = word.link.get("action") if word.link else None
    if word.term.language == "zh" and word.before is not None and word.before.has("action"):
        verb = word.before.get("action")
    if (verb and verb.value in _HANDLES) or (word.link and word.link.has("holding")):
        return things
    if word.term.language == "zh":
        within = word.after.get("relation") if word.after else None
        if within or word.before is None or not word.before.has("number", "measure"):
            return SCENE
        if word.link is not None and (word.link.has("action") or word.link.span.text in _THERE_IS):
            return things
        return things if word.after is not None and word.after.has("action") else SCENE
    if word.link is not None and not word.link.mark and not word.link.has("stop", "framing", "camera", "shotword"):
        return SCENE
    return things if word.after is not None and word.after.has("relation") else SCENE


def _is_landmark(word: _Word) -> bool:
    """Whether it is a castle that somebody stands before or rides to, not one that somebody is in."""
    if word.term.span.text.casefold() not in lexicon.words("landmark"):
        return False
    if word.term.language == "zh":
        within = word.after.get("relation") if word.after else None
        return within is None or within.value != "in-after"
    leads = word.link.get("relation") if word.link else None
    return leads is None or leads.value not in {"in", "at"}


def _colour_or_noun(word: _Word) -> frozenset[str] | None:
    if "colour" not in word.kinds or not word.kinds & NOUNS:
        return None
    if word.after is not None and (
        word.after.has(*NOUNS, "clothes", "held", "de", "size", "hair") or word.after.unknown
    ):
        return frozenset({"colour"})
    counted = word.before is not None and word.before.has("article", "number", "measure")
    return NOUNS if counted else frozenset({"colour"})


def _fall(word: _Word) -> frozenset[str] | None:
    if "season" not in word.kinds or "action" not in word.kinds:
        return None
    falling = word.before is not None and word.before.has(*NOUNS, "effect", "weather", "scenery")
    verbal = word.term.ending in {"ing", "s", "ed"} or falling
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
    return NOUNS | {"held", "clothes"} if "held" in word.kinds and word.kinds & NOUNS else None


_RULES: Sequence[Callable[[_Word], frozenset[str] | None]] = (
    _camera,
    _verb_or_place,
    _place_or_noun,
    _verb_or_noun,
    _colour_or_noun,
    _fall,
    _scene_or_noun,
    _held_or_noun,
)


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
