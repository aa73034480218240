"""What a prompt says must not be: "no people", "without rain", 没有人."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .terms import NOUNS, SCENE, Term

#: A negation in English ends where another thought begins.
_ENDS = ("relation", "but", "wearing", "holding", "shotword")


def scope(terms: Sequence[Term]) -> frozenset[int]:
    """Indices of the terms that are negated, the negators themselves not included."""
    found: set[int] = set()
    for at, term in enumerate(terms):
        if term.has("negator"):
            found.update(_reach(terms, at))
    return frozenset(found)


def _reach(terms: Sequence[Term], at: int) -> Iterable[int]:
    reached: list[int] = []
    for index in range(at + 1, len(terms)):
        term = terms[index]
        if term.mark or term.has("negator", "de") or (reached and term.has(*_ENDS)):
            break
        if term.has("and") and index + 1 < len(terms) and terms[index + 1].has("article", "number"):
            break
        if reached and term.has("action") and not terms[index - 1].has("and", "stop"):
            break  # "no people walk here" ends before the verb only if something was named
        if not term.has("stop", "article", "and", "measure", "number"):
            reached.append(index)
    return reached


def named(terms: Iterable[Term]) -> frozenset[tuple[str, str]]:
    """(category, canonical word) of everything that these terms name."""
    found: set[tuple[str, str]] = set()
    for term in terms:
        for reading in term.readings:
            if term.has("generic"):
                found.add(("noun", "person"))
            elif reading.category in SCENE | {"action", "clothes", "held", "colour"}:
                found.add((reading.category, reading.value))
            elif reading.category in NOUNS:
                found.add(("noun", reading.value))
                found.update(("cast", name) for name in reading.candidates if reading.category == "noun")
        if term.unknown or term.has("quality"):
            found.add(("word", term.span.text.casefold()))
    return frozenset(found)
