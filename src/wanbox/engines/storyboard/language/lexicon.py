"""The words that wanbox knows, from the data files in assets/lexicons: a new word or file needs no code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

#: Folders of lexicons; "world" has a few words of other languages.
LANGUAGES = ("en", "zh", "world")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: what kind of thing it tells, and which."""

    surface: str
    category: str
    value: str
    #: For places and kinds: the words that come nearest.
    like: tuple[str, ...] = ()


def _folder() -> Traversable:
    return files("wanbox") / "assets" / "lexicons"


@cache
def entries() -> tuple[Entry, ...]:
    """All entries of all languages, in the order of the files."""
    found: list[Entry] = []
    for language in LANGUAGES:
        for file in sorted((_folder() / language).iterdir(), key=lambda path: path.name):
            if file.name.endswith(".toml"):
                found.extend(_read(tomllib.loads(file.read_text("utf-8"))))
    return tuple(found)


def _read(data: Mapping[str, Any]) -> Iterator[Entry]:
    for category, values in data.items():
        if category == "irregular":
            continue
        for value, words in values.items():
            if isinstance(words, dict):
                like = tuple(words["like"])
                yield from (Entry(word, category, value, like) for word in _listed(words["words"]))
            else:
                yield from (Entry(word, category, value) for word in _listed(words))


def _listed(words: str | Sequence[str]) -> Sequence[str]:
    """Words may stand as a list, or as one text with commas between them."""
    if isinstance(words, str):
        return [word for part in words.split(",") if (word := " ".join(part.split()))]
    return words


@cache
def by_category() -> Mapping[str, tuple[Entry, ...]]:
    """The entries of each category."""
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        found.setdefault(entry.category, []).append(entry)
    return {category: tuple(rows) for category, rows in found.items()}


@cache
def words(category: str, value: str = "") -> frozenset[str]:
    """The words of a category, or of one of its values."""
    rows = by_category().get(category, ())
    return frozenset(row.surface for row in rows if not value or row.value == value)


@cache
def pairs() -> Mapping[tuple[str, str], str]:
    """The verb that a verb and its object are together: "play" and "guitar" are "play guitar"."""
    data = tomllib.loads((_folder() / "pairs.toml").read_text("utf-8"))
    return {
        (verb, thing): whole
        for verb, rows in data.items()
        for whole, things in rows.items()
        for thing in _listed(things)
    }


@cache
def irregular() -> Mapping[str, str]:
    """Irregular English forms and their base words."""
    data = tomllib.loads((_folder() / "en" / "irregular.toml").read_text("utf-8"))
    forms: Mapping[str, str] = data["irregular"]
    return forms


@cache
def css_colours() -> Mapping[str, str]:
    """Canonical colour to CSS colour."""
    data = tomllib.loads((_folder() / "colours.toml").read_text("utf-8"))
    colours: Mapping[str, str] = data["css"]
    return colours
