"""Who and what is in the picture: noun phrases become drafts with number, colour and size."""

from __future__ import annotations

from . import lexicon
from .draft import Draft, Page
from .facts import Garment
from .pronouns import gender_of
from .terms import NOUNS, Term
from .vocabulary import Reading

#: An unknown word is taken for a noun only where one of these follows.
_AFTER_NOUN = ("action", "relation", "wearing", "holding", "but", "and", "stop", "speech")
_LONGEST_UNKNOWN = 6
#: Verbs whose object is in the hand.
_USING = frozenset({"read", "drink", "eat", "cook", "play", "write", "paint", "sweep", "give"})
#: Verbs whose object is consumed, whatever it is.
_CONSUMING = frozenset({"eat", "drink", "cook"})
#: Bodies of one subject that a stage has room for.
MOST = 5
#: Told of a body by the adjectives before its noun.
_TOLD = ("colour", "size", "age", "material")


def find(page: Page) -> None:
    """Add a draft to the page for each subject that its terms name."""
    dressed = any(page.live(at) and t.has(*NOUNS) and not t.has("clothes") for at, t in enumerate(page.terms))
    trades = []
    for at, term in enumerate(page.terms):
        if not page.live(at) or not term.has(*NOUNS) or is_held(page, at) or (dressed and term.has("clothes")):
            continue
        if _is_verb(page, at):
            continue
        if _is_compound_part(page, at):
            if _candidates(page, at) in {_candidates(page, at + 1), _candidates(page, at - 1)}:
                page.used.add(at)
            trades.append(at)
        else:
            _add(page, at)
    for at in trades:
        _dress(page, at)
    if not any(draft.candidates for draft in page.drafts) or len(page.drafts) < 2:
        _add_unknown(page)


def _candidates(page: Page, at: int) -> tuple[str, ...] | None:
    reading = page.terms[at].get(*NOUNS) if page.live(at) else None
    return reading.candidates if reading else None


def is_held(page: Page, at: int) -> bool:
    """Whether the thing named at this term is in somebody's hand."""
    term = page.terms[at]
    if not term.has("held", *NOUNS):
        return False
    noun, link = term.get(*NOUNS), _link(page, at)
    used = link.get("action") if link else None
    if used and used.value in _CONSUMING and (noun is None or noun.being != "person"):
        return _somebody(page, at)
    if term.has("clothes") and not (link and link.has("holding")):
        return False
    if not term.has("held") and not (noun and noun.small):
        return False
    if noun is None:
        return True
    if link is None or not _somebody(page, at):
        return False
    if (used and used.value in _USING) or link.has("holding"):
        return True
    if term.has("held"):
        return any(r.category == "relation" and r.value in {"with", "under"} for r in link.readings)
    return any(r.category == "relation" and r.value == "with" for r in link.readings)


def held_as(term: Term) -> Reading | None:
    """What is in the hand: the lexicon's own word for it, else the noun."""
    return term.get("held") or term.get(*NOUNS)


def _link(page: Page, at: int) -> Term | None:
    """The word before the adjectives of a noun, over particles that only colour a verb (吃着)."""
    modifiers = set(page.modifiers(at))
    for index in range(at - 1, -1, -1):
        term = page.terms[index]
        if index in modifiers or (term.language == "zh" and term.has("stop")):
            continue
        return None if term.mark else term
    return None


def _somebody(page: Page, at: int) -> bool:
    return page.terms[at].language == "zh" or page.before(at) >= 0 or _pronoun_before(page, at)


def _pronoun_before(page: Page, at: int) -> bool:
    for index in range(at - 1, -1, -1):
        if page.terms[index].mark == "stop":
            return False
        if page.terms[index].has("pronoun"):
            return True
    return False


def _is_verb(page: Page, at: int) -> bool:
    """In "a man bows" no list knows the verb, and the bow is none: one body before a word in -s."""
    if page.terms[at].ending != "s" or not page.live(at - 1) or not page.terms[at - 1].has(*NOUNS):
        return False
    return any(page.terms[i].span.text.casefold() in {"a", "an", "one"} for i in page.modifiers(at - 1))


def _is_compound_part(page: Page, at: int) -> bool:
    """In "fox detective" the body is the fox; in "dog house" it is the house."""
    mine, terms = page.terms[at], page.terms
    if not mine.span.text[0].isalnum():
        return False  # pictographs stand side by side
    if page.live(at + 1) and terms[at + 1].has(*NOUNS) and not _is_verb(page, at + 1):
        return _is_person(mine) or (mine.language == "en" and not _is_person(terms[at + 1]))
    if page.live(at - 1) and terms[at - 1].has(*NOUNS):
        return _is_person(mine) and not _is_person(terms[at - 1])
    return False


def _dress(page: Page, at: int) -> None:
    """A "panda chef" wears what a chef wears."""
    worn = [reading.value for reading in page.terms[at].readings if reading.category == "outfit"]
    owner = max(page.subject_at(at - 1), page.subject_at(at + 1))
    if owner < 0:
        return
    page.used.add(at)
    page.drafts[owner].garments += [Garment(name=name, span=page.terms[at].span) for name in worn]


def _is_person(term: Term) -> bool:
    word = term.span.text.casefold()
    noun = term.get(*NOUNS)
    return word in lexicon.words("like", "person") or (noun is not None and noun.value == "person")


def _add(page: Page, at: int) -> None:
    term = page.terms[at]
    reading = term.get("noun") or term.get("kind")
    assert reading is not None
    modifiers = page.modifiers(at)
    page.used.add(at)
    old = _same(page, reading.value, at, modifiers)
    if old >= 0:
        page.mention(old, at)
        _describe(page, page.drafts[old], modifiers)
        return
    approximate = reading.category == "kind"
    said = term.span.text.casefold()
    noun = said if approximate and (said.isascii() or not reading.candidates) else reading.value
    draft = Draft(noun, term.span, reading.candidates, approximate, [at])
    draft.being = "person" if _is_person(term) else reading.being
    draft.gender = gender_of(said) or gender_of(reading.value)
    draft.counted = _number(page, at, modifiers)
    draft.number = min(draft.counted, MOST)
    draft.joined_to = _joined(page, at, modifiers)
    for inner in term.inner:
        setattr(draft, inner.category, inner.value)
    _describe(page, draft, modifiers)
    page.add(draft)


def _same(page: Page, noun: str, at: int, modifiers: list[int]) -> int:
    """The subject that this noun names again, unless an article or a number says that it is another; -1 for none."""
    for index in modifiers:
        reading = page.terms[index].get("article", "number")
        if reading and (reading.category, reading.value) != ("article", "the"):
            return -1
    word = page.terms[at].span.text.casefold()
    gender = gender_of(word)
    for number, draft in enumerate(page.drafts):
        said = draft.span.text.casefold()
        # One body may play boys and girls; a girl is no boy for that.
        if word == said or (noun == draft.noun and (noun == word or gender == draft.gender)):
            return number
    return -1


def _describe(page: Page, draft: Draft, modifiers: list[int]) -> None:
    for index in modifiers:
        term = page.terms[index]
        for category in _TOLD:
            reading = term.get(category)
            if reading and not getattr(draft, category):
                setattr(draft, category, reading.value)
                page.used.add(index)
        for category in ("hair", "skin"):
            reading = term.get(category)
            if reading:
                draft.garments.append(Garment(name=category, colour=reading.value, span=term.span))
                page.used.add(index)


def _number(page: Page, at: int, modifiers: list[int]) -> int:
    term = page.terms[at]
    for index in modifiers if term.language == "en" else [*modifiers, *_relative_clause(page, at, modifiers)]:
        reading = page.terms[index].get("number")
        if reading:
            page.used.add(index)
            return int(reading.value)
    collective = term.get("collective")
    if collective:
        return int(collective.value)
    if page.live(at + 1) and page.terms[at + 1].has("plural"):
        return 3
    plural = term.ending == "s" or (term.ending == "irregular" and term.language == "en")
    articles = {"a", "an", "another"}
    single = any(page.terms[i].span.text.casefold() in articles for i in modifiers)
    return 3 if plural and not single else 1


def _relative_clause(page: Page, at: int, modifiers: list[int]) -> list[int]:
    """Terms of a Chinese clause before 的, in which the number of the noun may stand: 三只戴帽子的猫."""
    if not any(page.terms[index].has("de") for index in modifiers):
        return []
    found = []
    for index in range(at - 1, -1, -1):
        if page.terms[index].mark or page.subject_at(index) >= 0:
            break
        measured = page.live(index + 1) and page.terms[index + 1].has("measure")
        if measured and page.terms[index].has("number"):
            found.append(index)
    return found


def _joined(page: Page, at: int, modifiers: list[int]) -> int:
    """The subject before "and", where nothing but the noun's own adjectives lies between."""
    first = min(modifiers, default=at)
    if page.live(first - 1) and page.terms[first - 1].has("and"):
        return page.subject_at(first - 2)
    return -1


def _add_unknown(page: Page) -> None:
    """A noun that no list knows but that the grammar shows to be one: it will get a lettered card."""
    for at, term in enumerate(page.terms):
        if page.live(at) and term.unknown and term.span.text[0].isalnum() and _nominal(page, at):
            modifiers = page.modifiers(at)
            counted = _number(page, at, modifiers)
            draft = Draft(term.span.text.casefold(), term.span, (), True, [at], min(counted, MOST), counted=counted)
            _describe(page, draft, modifiers)
            page.add(draft)
            page.in_order()
            return


def _nominal(page: Page, at: int) -> bool:
    term, modifiers = page.terms[at], page.modifiers(at)
    introduced = any(page.terms[i].has("article", "number", "measure") for i in modifiers)
    first = min(modifiers, default=at)
    link = page.terms[first - 1] if first else None
    following = page.terms[at + 1] if at + 1 < len(page.terms) else None
    ended = following is None or bool(following.mark) or following.has(*_AFTER_NOUN)
    placed = link is not None and link.has("relation", "holding", "wearing", "de")
    if term.language == "zh":
        return introduced and len(term.span.text) <= _LONGEST_UNKNOWN and not placed
    return introduced and ended and not placed
