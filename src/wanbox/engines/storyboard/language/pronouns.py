"""Whom "she", "it", "they" and 前者 mean: a pronoun names again a subject named before it."""

from __future__ import annotations

from . import lexicon
from .draft import Draft, Page
from .terms import NOUNS

_PERSON = {"he": "man", "she": "woman"}
#: Words that are also possessive: "her" before a noun is an article.
_POSSESSIVE = frozenset({"her", "his", "its", "their"})
_BEFORE_NOUN = (*NOUNS, "colour", "size", "age", "clothes", "held", "material", "hair", "number", "setting", "place")


def resolve(page: Page) -> None:
    """Let each pronoun name its subject; "she" of nobody named before brings a woman of her own."""
    pronouns = [at for at, term in enumerate(page.terms) if term.has("pronoun") and _is_free(page, at)]
    newcomers = [at for at in pronouns if _newcomer(page, at)]
    if newcomers:
        page.in_order()
    named = _Named(page)
    for at in pronouns:
        reading = page.terms[at].get("pronoun")
        if reading is None or page.subject_at(at) >= 0:
            continue
        if reading.value == "they":
            _group(page, at, named.before(at))
            continue
        number = _meant(page, named.before(at), reading.value)
        if number >= 0:
            page.mention(number, at)
            page.used.add(at)


def _is_free(page: Page, at: int) -> bool:
    return page.live(at) and page.subject_at(at) < 0 and not _is_article(page, at)


def _is_article(page: Page, at: int) -> bool:
    """Whether the word only owns what follows: her dress, 她的裙子."""
    following = page.terms[at + 1] if at + 1 < len(page.terms) else None
    if following is None:
        return False
    if page.terms[at].language == "zh":
        return False  # 她的 still means her
    return page.terms[at].span.text.casefold() in _POSSESSIVE and (following.has(*_BEFORE_NOUN) or following.unknown)


class _Named:
    """The subjects named so far, the last named first, while a text is gone through from its beginning."""

    def __init__(self, page: Page) -> None:
        self._page, self._at = page, 0
        self._numbers: dict[int, None] = {}

    def before(self, at: int) -> list[int]:
        """Numbers of those named before the term, which no call before this one may lie behind."""
        for index in range(self._at, at):
            number = self._page.subject_at(index)
            if number >= 0:
                self._numbers.pop(number, None)
                self._numbers[number] = None
        self._at = at
        return list(reversed(self._numbers))


def _meant(page: Page, earlier: list[int], value: str) -> int:
    if value in {"former", "latter"}:
        last = sorted(earlier[:2])
        return last[0 if value == "former" else -1] if len(last) > 1 else -1
    fitting = [number for number in earlier if _fits(page.drafts[number], value)]
    if not fitting:
        return -1
    if value in _PERSON:
        sure = [n for n in fitting if page.drafts[n].gender]
        fitting = sure or fitting
    # What a sentence begins with is what the next one goes on about.
    leading = [n for n in fitting if _leads(page, n)]
    return (leading or fitting)[0]


def _fits(draft: Draft, value: str) -> bool:
    if value == "it":
        return draft.being != "person"
    if draft.being == "thing":
        return False
    wanted = "female" if value == "she" else "male"
    return draft.gender in {wanted, ""}


def _leads(page: Page, number: int) -> bool:
    """Whether it was the first subject of some sentence."""
    mention = page.drafts[number].mentions[-1]
    return page.before(mention) in {-1, number}


def _group(page: Page, at: int, earlier: list[int]) -> None:
    several = [n for n in earlier if page.drafts[n].being != "thing"]
    plural = next((n for n in several if page.drafts[n].number > 1), -1)
    meant = [plural] if plural >= 0 and plural == several[0] else sorted(several[:2])
    if not meant:
        return
    page.used.add(at)
    page.mention(meant[-1], at)
    if len(meant) > 1:
        page.groups[at] = tuple(meant)


def _newcomer(page: Page, at: int) -> bool:
    """Whether the pronoun brought a person, because nobody was named before it."""
    reading = page.terms[at].get("pronoun")
    noun = _PERSON.get(reading.value, "") if reading else ""
    fits = any(_fits(draft, reading.value) for draft in page.drafts if draft.mentions[0] < at) if reading else True
    if not noun or fits or reading is None:
        return False
    draft = Draft(noun, page.terms[at].span, reading.candidates, True, [at], being="person", gender=gender_of(noun))
    page.used.add(at)
    page.add(draft)
    return True


def gender_of(word: str) -> str:
    """For a noun “female”, “male” or nothing."""
    return next((value for value in ("female", "male") if word in lexicon.words("gender", value)), "")
