"""Whose words a quotation is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from .doing import head
from .draft import Page
from .facts import Quote, Span

#: Terms in which the speaker is named right after the words: “Hello,” says the fox.
_AFTERWORDS = 8


def quotes(page: Page, spans: Sequence[Span]) -> tuple[Quote, ...]:
    """Each quotation with its speaker: who "says" it beside it, else who was named last, else who is named next."""
    found: list[Quote] = []
    doers = _doers(page)
    for span in spans:
        at = _first_after(page, span)
        speaker = _said_after(page, at)
        if speaker < 0:
            speaker = _said_before(page, at, doers)
        if speaker < 0:
            speaker = page.before(at, within=())
            speaker = head(page, speaker, at) if speaker >= 0 else page.after(at - 1, within=("stop",))
        found.append(Quote(text=span.text, span=span, speaker=speaker))
    return tuple(found)


def _first_after(page: Page, span: Span) -> int:
    return bisect_left(page.terms, span.end, key=lambda term: term.span.start)


def _said_after(page: Page, at: int) -> int:
    """The speaker named with a verb of speech behind the quotation, in the same sentence."""
    verb, named = False, -1
    for index in range(at, min(at + _AFTERWORDS, len(page.terms))):
        term = page.terms[index]
        if term.mark == "stop" or (term.mark == "pause" and (verb or named >= 0)):
            break
        verb = verb or term.has("speech")
        if named < 0:
            named = page.subject_at(index)
        if verb and named >= 0:
            return named
    return -1


def _doers(page: Page) -> dict[tuple[int, int], int]:
    """The first that does what a verb says, by the verb's place."""
    found: dict[tuple[int, int], int] = {}
    for number, draft in enumerate(page.drafts):
        for action in draft.actions:
            found.setdefault((action.span.start, action.span.end), number)
    return found


def _said_before(page: Page, at: int, doers: Mapping[tuple[int, int], int]) -> int:
    """The subject of the verb of speech right before the quotation."""
    for index in range(at - 1, max(-1, at - _AFTERWORDS), -1):
        term = page.terms[index]
        if term.mark == "stop":
            return -1
        if term.has("speech"):
            return doers.get((term.span.start, term.span.end), -1)
    return -1
