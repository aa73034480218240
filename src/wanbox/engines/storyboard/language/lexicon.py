"""The words that wanbox knows, from the data files in assets/lexicons: a new word or file needs no code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

LANGUAGES = ("en", "zh")


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
                yield from (Entry(word, category, value, like) for word in words["words"])
            else:
                yield from (Entry(word, category, value) for word in words)


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
