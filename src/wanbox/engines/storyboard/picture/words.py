"""Finding words of the lexicons in a text, English by whole words and Chinese by characters."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any, TypeAlias

#: Words by language: {"en": (…), "zh": (…)}.
Words: TypeAlias = Mapping[str, Sequence[str]]


@functools.cache
def lexicon(name: str) -> Any:
    """A JSON file of assets/lexicons, by its path without suffix."""
    path = resources.files("wanbox") / "assets" / "lexicons" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


@functools.lru_cache(maxsize=1024)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, the longest first; Latin ones only at word boundaries."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        escaped = re.escape(word).replace(r"\ ", r"[\s-]+")
        parts.append(escaped if is_chinese(word) else rf"(?<![a-z0-9]){escaped}(?![a-z0-9])")
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def flat(words: Words | Iterable[str]) -> tuple[str, ...]:
    if isinstance(words, Mapping):
        return tuple(word for group in words.values() for word in group)
    return tuple(words)


def spans(text: str, words: Words | Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text, from left to right."""
    return [match.span() for match in pattern(flat(words)).finditer(text)]


def has(text: str, words: Words | Iterable[str]) -> bool:
    return bool(pattern(flat(words)).search(text))
