"""All words that mean something here: the lexicons, the settings' own words and the cast's, in one prefix tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from . import lexicon
from .inflect import forms
from .tokens import Token, tokenise

if TYPE_CHECKING:
    from ..stage.contract import CastEntry, Setting

#: Their words never name a body, whatever the cast calls itself.
_GRAMMAR = frozenset(
    {"stop", "shotword", "relation", "article", "and", "but", "de", "measure", "negator", "pronoun", "quality"}
)
#: Tables that are asked for words, and tell nothing of a prompt themselves.
_TABLES = frozenset({"english", "gender", "not-a-noun", "weak", "being"})
_NUMERALS = frozenset("一二两三四五六七八九几百十")
#: Plurals that are one thing.
_PAIRS = frozenset(
    {"glasses", "sunglasses", "goggles", "jeans", "shorts", "scissors", "skis", "headphones", "chopsticks"}
)
#: What only living bodies do.
_LIVING = frozenset({"eat", "walk", "talk", "sleep", "wave"})
#: A hand holds things up to this height, in metres.
_HAND = 0.85
_PRONOUN_BODY = {"he": "man", "she": "woman"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a word. Categories are the lexicons' tables, and "setting", "noun"."""

    category: str
    value: str
    like: tuple[str, ...] = ()
    #: Nouns: cast entries that own the word, best first.
    candidates: tuple[str, ...] = ()
    #: Nouns: "person", "animal" or "thing".
    being: str = "thing"
    #: Nouns: a thing that fits into a hand.
    small: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The longest entry at a place: how many tokens, its readings, and the ending of the last word."""

    length: int
    readings: tuple[Reading, ...]
    ending: str


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    #: What is found here by unbent words alone, once it has been asked for.
    _plain: Found | None = None

    def add(self, reading: Reading) -> None:
        if reading not in self.readings:
            self.readings.append(reading)
            self._plain = None

    def found(self, length: int) -> Found:
        """What is found by the one way here, which has this many tokens."""
        if self._plain is None:
            self._plain = _found(length, [(self, "")])
        return self._plain


class Vocabulary:
    """The words understood on a given stage; building it costs a few milliseconds, looking up nearly nothing.

    `effects` and `styles` are what can be shown, with the words that call for it; None: anything.
    """

    def __init__(
        self,
        *,
        settings: Mapping[str, Setting | type[Setting]],
        cast: Sequence[CastEntry],
        effects: Mapping[str, Sequence[str]] | None = None,
        styles: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.settings = settings
        # A puppet and a sprite may share a name; the one listed first, the puppet, has it.
        self.cast = {entry.name: entry for entry in reversed(cast)}
        self.effects = effects
        self.styles = styles
        self._root = _Node()
        #: Entries by their first word, until a prompt has that word.
        self._waiting: dict[str, list[tuple[str, Reading]]] = {}
        self._fill()
        self._fill_names("effect", effects or {})
        self._fill_names("style", styles or {})

    def known_style(self, name: str) -> str:
        """The stage's own name of a style; "" if it has none."""
        if self.styles is None or name in self.styles:
            return name
        spaced = name.replace("-", " ")
        return next((own for own, words in self.styles.items() if spaced in words or name in words), "")

    @cached_property
    def nouns(self) -> Mapping[str, tuple[str, ...]]:
        """Cast names by noun, of every language: puppets first, then bodies, bare heads last; most specific first."""
        ranked: dict[str, list[tuple[tuple[int, int, str], str]]] = {}
        for entry in self.cast.values():
            rank = 0 if entry.kind == "puppet" else 2 if entry.head_only else 1
            for words in entry.words.values():
                for place, word in enumerate(words):
                    ranked.setdefault(word.casefold(), []).append(((rank, place, entry.name), entry.name))
        return {word: tuple(dict.fromkeys(name for _, name in sorted(names))) for word, names in ranked.items()}

    @cached_property
    def setting_words(self) -> Mapping[str, str]:
        """Setting names by each of their words: of two that claim a word, the one that names it first in its list."""
        claims: dict[str, list[tuple[int, str]]] = {}
        for name, setting in self.settings.items():
            claims.setdefault(name.casefold(), []).append((-1, name))
            for words in setting.words.values():
                for place, word in enumerate(words):
                    claims.setdefault(word.casefold(), []).append((place, name))
        return {word: min(rows)[1] for word, rows in claims.items()}

    def is_puppet(self, name: str) -> bool:
        return name in self.cast and self.cast[name].kind == "puppet"

    def canonical(self, name: str) -> str:
        """The English noun of a cast entry."""
        words = self.cast[name].words.get("en", ())
        return words[0] if words else name

    def _fill(self) -> None:
        blocked = set(lexicon.words("not-a-noun"))
        english = _english()
        for entry in lexicon.entries():
            if entry.category in _TABLES:
                continue
            if entry.category in _GRAMMAR:
                blocked.add(entry.surface)
            if entry.category == "like":
                self._add_kind(entry)
            elif entry.category == "pronoun":
                body = self.nouns.get(_PRONOUN_BODY.get(entry.value, ""), ())
                self._add(entry.surface, Reading("pronoun", entry.value, candidates=body))
            else:
                self._add(entry.surface, Reading(entry.category, entry.value, entry.like))
        for word, name in self.setting_words.items():
            self._add_with_singular(word, Reading("setting", name))
        for word, names in self.nouns.items():
            if word not in blocked and not self._is_plural(word) and not self._is_coloured_puppet(word):
                noun = word if word.isascii() else english.get(word) or self.canonical(names[0])
                candidates = tuple(dict.fromkeys((*names, *self._without_size(word))))
                self._add_with_singular(word, self._noun("noun", noun, candidates))

    def _is_plural(self, word: str) -> bool:
        """Whether the word is only several of another noun: it is then found by that one, and counts as several."""
        if not word.endswith("s") or not word.isascii() or word in _PAIRS:
            return False
        *_, last = word.split(" ")
        head = word[: len(word) - len(last)]
        stems = [head + form for form, ending in forms(last) if ending == "s"]
        return any(stem in self.nouns or stem in _kind_words() for stem in stems)

    def _noun(self, category: str, noun: str, candidates: tuple[str, ...]) -> Reading:
        entry = self.cast[candidates[0]] if candidates else None
        animals = lexicon.words("being", "animal")
        dressed = entry is not None and bool(entry.wears) and entry.kind == "puppet"
        person = noun in _people() or (dressed and noun not in animals)
        living = noun in animals or (entry is not None and (bool(entry.actions & _LIVING) or entry.name in animals))
        small = (
            entry is not None
            and not person
            and not living
            and not entry.head_only
            and entry.kind == "sprite"
            and entry.medium == "ground"
            and entry.metres <= _HAND
            and "drive" not in entry.actions
        )
        return Reading(
            category,
            noun,
            candidates=candidates,
            being="person" if person else "animal" if living else "thing",
            small=small,
        )

    def _fill_names(self, category: str, names: Mapping[str, Sequence[str]]) -> None:
        told = {entry.surface for entry in lexicon.entries() if entry.category in {category, "stop"}}
        for name, words in names.items():
            for word in words:
                if word.casefold() not in told:
                    self._add_with_singular(word.casefold(), Reading(category, name))

    def _without_size(self, word: str) -> tuple[str, ...]:
        """小狐狸 may be played by whoever plays 狐狸."""
        return self.nouns.get(word[1:], ()) if len(word) > 2 and word[0] in "小大老" else ()

    def _is_coloured_puppet(self, word: str) -> bool:
        """A "red car" is better played by the car puppet, painted red, than by an icon of that name."""
        colour, rest = word.split(" ", 1) if " " in word else (word[:1], word[1:])
        body = self.nouns.get(rest, ())
        if colour not in _colours() or not body or self.cast[body[0]].kind != "puppet":
            return False
        return not any(self.cast[name].kind == "puppet" for name in self.nouns.get(word, ()))

    def _add_with_singular(self, surface: str, reading: Reading) -> None:
        self._add(surface, reading)
        *_, last = surface.split(" ")
        if surface in _PAIRS or (
            not last.endswith("s") and last not in lexicon.irregular() and not last.endswith("men")
        ):
            return
        for form, ending in forms(last):
            if ending in {"s", "irregular"}:
                self._add(surface[: len(surface) - len(last)] + form, reading)

    def _add_kind(self, entry: lexicon.Entry) -> None:
        # A word that the cast owns needs no relative.
        if self._is_plural(entry.surface):
            return
        if entry.surface not in self.nouns and not self._is_coloured_puppet(entry.surface):
            relatives = self._relatives(entry.value)
            value = entry.value
            if not value.isascii():
                value = _english().get(entry.surface) or (self.canonical(relatives[0]) if relatives else entry.surface)
            self._add(entry.surface, self._noun("kind", value, relatives))
            if entry.value not in self.nouns:
                self._add(entry.value, self._noun("kind", entry.value, relatives))

    def _relatives(self, kind: str) -> tuple[str, ...]:
        """Cast names for a kind: its own word, else the first word of the kind that the cast has."""
        if kind in self.nouns:
            return self.nouns[kind]
        words = _kinds().get(kind, ())
        return next((self.nouns[word] for word in words if word in self.nouns), ())

    def _add(self, surface: str, reading: Reading) -> None:
        surface = surface.casefold()
        first = _first(surface)
        if first:
            self._waiting.setdefault(first, []).append((surface, reading))

    def _grow(self, token: Token) -> None:
        """Put the entries into the tree that begin with this word: most words of a vocabulary are never asked for."""
        for form, _ in token.forms or ((token.text, ""),):
            for surface, reading in self._waiting.pop(form, ()):
                node = self._root
                for part in tokenise(surface):
                    node = node.next.setdefault(_key(part), _Node())
                if node is not self._root:
                    node.add(reading)

    def longest(self, tokens: Sequence[Token], at: int) -> Found | None:
        """The longest entry that starts at token `at`; unbent words win over inflected ones of the same length."""
        self._grow(tokens[at])
        node, best = self._root, None
        for index in range(at, len(tokens)):
            forms_ = tokens[index].forms
            if len(forms_) > 1 or (forms_ and forms_[0][1]):
                return self._longest_bent(tokens, at)
            # No word of Chinese bends: there is one way on at most.
            following = node.next.get(forms_[0][0] if forms_ else tokens[index].text)
            if following is None:
                break
            node = following
            if node.readings:
                best = node.found(index + 1 - at)
        return best

    def _longest_bent(self, tokens: Sequence[Token], at: int) -> Found | None:
        frontier: list[tuple[_Node, str]] = [(self._root, "")]
        longest: tuple[int, list[tuple[_Node, str]]] | None = None
        for length in range(1, len(tokens) - at + 1):
            token = tokens[at + length - 1]
            frontier = [
                (node.next[form], ending or bent)
                for node, bent in frontier
                for form, ending in (token.forms or ((token.text, ""),))
                if form in node.next
            ]
            if not frontier:
                break
            ends = [(node, bent) for node, bent in frontier if node.readings]
            if ends:
                longest = length, ends
        return _found(*longest) if longest else None


def _key(token: Token) -> str:
    return token.forms[0][0] if token.forms else token.text


def _first(surface: str) -> str:
    """The form of a text's first token, without reading the rest where that can be helped."""
    head = surface.split(" ", 1)[0]
    if head.isalpha() and head.isascii():
        return head
    if "一" <= surface[:1] <= "鿿" and not (surface[0] in _NUMERALS or surface[1:2] in _NUMERALS):
        return surface[0]
    return next((_key(token) for token in tokenise(surface)), "")


@cache
def _english() -> Mapping[str, str]:
    """Chinese nouns of those whose looks differ although one body plays them, in English."""
    return {entry.surface: entry.value for entry in lexicon.by_category().get("english", ())}


@cache
def _people() -> frozenset[str]:
    """Nouns of people, as canonical nouns and as kinds."""
    return lexicon.words("like", "person") | {"person", "child", "girl", "boy", "man", "woman"}


@cache
def _kind_words() -> frozenset[str]:
    return lexicon.words("like")


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    """The words of each kind, in the order of the files."""
    found: dict[str, list[str]] = {}
    for entry in lexicon.by_category().get("like", ()):
        found.setdefault(entry.value, []).append(entry.surface)
    return {kind: tuple(words) for kind, words in found.items()}


@cache
def _colours() -> frozenset[str]:
    return lexicon.words("colour")


def _found(length: int, ends: Sequence[tuple[_Node, str]]) -> Found:
    bent = min((ending for _, ending in ends), key=bool)
    readings = tuple(reading for node, ending in ends if bool(ending) == bool(bent) for reading in node.readings)
    if not bent and all(reading.category in {"collective", "gender"} for reading in readings):
        return Found(length, readings + tuple(r for node, ending in ends if ending for r in node.readings), "s")
    if not bent and all(reading.category in {"setting", "place"} for reading in readings):
        # "A girl waves" has no sea in it: the verb stays possible beside the place.
        readings += tuple(r for node, ending in ends if ending for r in node.readings if r.category == "action")
    elif not bent and any(reading.category == "noun" for reading in readings):
        # In "she is painting" nobody means a painting, and "he cooks" is no pair of cooks.
        bent_ones = [r for node, ending in ends if ending for r in node.readings]
        readings += tuple(r for r in bent_ones if r.category in {"action", "held", "clothes"})
    return Found(length, readings, bent)


def load() -> Vocabulary:
    """The vocabulary of everything that is installed."""
    from ..picture.styles import finishes
    from ..stage import effects, settings
    from ..stage.catalogue import entries

    return Vocabulary(
        settings=settings.load(),
        cast=entries(),
        effects={e.name: _all_words(e.words) for e in effects.load().values() if e.weather is None},
        styles={finish.name: _all_words(finish.words) for finish in finishes().values()},
    )


def _all_words(words: Mapping[str, Sequence[str]] | Sequence[str]) -> tuple[str, ...]:
    if isinstance(words, Mapping):
        return tuple(word for language in words.values() for word in language)
    return tuple(words)
