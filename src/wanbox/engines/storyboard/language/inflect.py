"""Light English inflection: the forms under which a word may stand in a lexicon."""

from __future__ import annotations

from functools import cache

from .lexicon import irregular

#: Shorter stems would turn "king" into "k" and "red" into "r".
_SHORTEST = 2
_VOWELS = "aeiou"


@cache
def forms(word: str) -> tuple[tuple[str, str], ...]:
    """(form, ending) pairs, the word itself first with ending "". Endings: "s", "ing", "ed", "irregular"."""
    found = {word: ""}
    if word.endswith(("'s", "’s")):
        word = word[:-2]
        found.setdefault(word, "")
    base = irregular().get(word)
    if base:
        found.setdefault(base, "irregular")
    if word.endswith("men") and len(word) > len("women"):
        found.setdefault(word[:-3] + "man", "irregular")
    for stem in _without_s(word):
        found.setdefault(stem, "s")
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            for stem in _without_verb_ending(word[: -len(ending)]):
                found.setdefault(stem, ending)
    if word.endswith("ier"):
        found.setdefault(word[:-3] + "y", "er")
    return tuple(found.items())


def _without_s(word: str) -> list[str]:
    if not word.endswith("s") or word.endswith("ss") or len(word) <= _SHORTEST + 1:
        return []
    stems = [word[:-1]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    if word.endswith("es"):
        stems.append(word[:-2])
    if word.endswith("ves"):
        stems += [word[:-3] + "f", word[:-3] + "fe"]
    return stems


def _without_verb_ending(stem: str) -> list[str]:
    if len(stem) < _SHORTEST or not any(letter in _VOWELS + "y" for letter in stem):
        return []
    stems = [stem, stem + "e"]
    if stem[-1] == stem[-2]:
        stems.append(stem[:-1])
    if stem.endswith("i"):
        stems.append(stem[:-1] + "y")
    return stems
