"""Whose it is and where it stands: clothes, held things, relations and adjectives find their subject."""

from __future__ import annotations

from collections.abc import Sequence

from .draft import Page
from .facts import Garment, Relation
from .subjects import held_as, is_held
from .terms import NOUNS
from .vocabulary import Reading

#: Chinese puts the relation after the noun: 沙发上.
_AFTER = {"on-after": "on", "in-after": "in", "beside": "beside", "between": "between", "under": "under"}
_AFTER |= {"above": "above", "behind": "behind", "before": "before"}
_NEAR = 4
#: How words begin that take somebody into the arms.
_CRADLING = ("抱", "怀抱", "捧", "手捧", "hold", "held", "carr", "cradl", "clutch")
#: Adjectives that a garment takes for itself.
_OF_GARMENT = ("colour", "size", "age", "material", "hair", "cut")


def garments(page: Page) -> None:
    """Give clothes and held things to those who wear and hold them."""
    for at, term in enumerate(page.terms):
        held = is_held(page, at)
        reading = held_as(term) if held else term.get("clothes", "hair", "skin")
        if not page.live(at) or reading is None or at in page.used or page.subject_at(at) >= 0:
            continue
        owner = _owner(page, at)
        if owner < 0:
            continue
        modifiers = page.modifiers(at)
        page.used.update({at, *(i for i in modifiers if page.terms[i].has(*_OF_GARMENT))})
        noun = term.get(*NOUNS)
        page.drafts[owner].garments.append(
            Garment(
                name=_garment(page, reading, modifiers),
                colour=reading.value if reading.category in {"hair", "skin"} else _colour(page, modifiers),
                held=held,
                span=term.span,
                candidates=noun.candidates if held and noun else (),
            )
        )


def _garment(page: Page, reading: Reading, modifiers: Sequence[int]) -> str:
    if reading.category in {"hair", "skin"}:
        return reading.category
    cut = next((cut for i in modifiers if (cut := page.terms[i].get("cut"))), None)
    return cut.value if reading.value == "hair" and cut else reading.value


def _colour(page: Page, modifiers: Sequence[int]) -> str:
    return next((c.value for i in modifiers if (c := page.terms[i].get("colour", "hair"))), "")


def _owner(page: Page, at: int) -> int:
    if page.terms[at].language == "zh":
        owner = after_de(page, at)
        if owner >= 0:
            return owner
    owner = page.before(at)
    index = at
    while owner >= 0 and page.drafts[owner].being == "thing":
        # A chair wears nothing that is knitted on it.
        index = page.mention_before(index)
        if index < 0:
            break
        if page.drafts[page.subject_at(index)].being != "thing":
            return page.subject_at(index)
    return owner if owner >= 0 else page.after(at)


def after_de(page: Page, at: int) -> int:
    """The subject that a Chinese clause with 的 describes: 穿风衣的狐狸."""
    for index in range(at + 1, len(page.terms)):
        term = page.terms[index]
        if term.mark or page.subject_at(index) >= 0:
            return -1
        if term.has("de"):
            return noun_phrase_from(page, index + 1)
    return -1


def noun_phrase_from(page: Page, at: int) -> int:
    for index in range(at, min(at + _NEAR, len(page.terms))):
        found = page.subject_at(index)
        if found >= 0:
            return found
        if page.terms[index].mark or page.terms[index].has("setting", "place", "action", "relation"):
            return -1
    return -1


def relations(page: Page) -> None:
    """Say where subjects stand to each other."""
    for number, draft in enumerate(page.drafts):
        mention = draft.mentions[0]
        _before_noun(page, number, mention)
        _after_noun(page, number, mention)


def _before_noun(page: Page, number: int, mention: int) -> None:
    first = min(page.modifiers(mention), default=mention)
    link = page.terms[first - 1].get("relation") if first else None
    if first and page.terms[first - 1].has("holding"):
        # 牵着一条狗: who is led goes along; 抱着一只猫: who is held is in the arms.
        cradled = draft_is_cradled(page, number, first - 1)
        link = Reading("relation", "holding" if cradled else "with")
    elif link is None or page.terms[first - 1].language == "zh" or link.value == "through":
        return
    other = page.before(first - 1)
    if 0 <= other != number:
        page.used.add(first - 1)
        page.drafts[other].relations.append(Relation(kind=link.value, other=number))


def draft_is_cradled(page: Page, number: int, at: int) -> bool:
    """Whether the word at this term takes an animal into the arms."""
    word = page.terms[at].span.text.casefold()
    return page.drafts[number].being == "animal" and word.startswith(_CRADLING)


def _after_noun(page: Page, number: int, mention: int) -> None:
    if not page.live(mention + 1):
        return
    link = page.terms[mention + 1].get("relation")
    if link is None or link.value not in _AFTER or page.terms[mention + 1].language != "zh":
        return
    described = page.live(mention + 2) and page.terms[mention + 2].has("de")
    other = noun_phrase_from(page, mention + 3) if described else page.before(mention, within=("stop", "pause"))
    if other < 0:
        other = page.after(mention, within=("stop", "pause"))
    if 0 <= other != number:
        page.used.add(mention + 1)
        page.drafts[other].relations.append(Relation(kind=_AFTER[link.value], other=number))


def copulas(page: Page) -> None:
    """Colours and sizes said after the noun: "the fox is red"."""
    for at, term in enumerate(page.terms):
        reading = term.get("colour", "size", "age", "material")
        if reading is None or at in page.used or not page.live(at):
            continue
        follows_noun = page.live(at + 1) and page.terms[at + 1].has(*NOUNS, "clothes", "held")
        linked = at > 0 and page.terms[at - 1].has("stop", "and", "de")
        owner = page.before(at, within=("stop", "pause"))
        if not follows_noun and linked and owner >= 0 and not getattr(page.drafts[owner], reading.category):
            setattr(page.drafts[owner], reading.category, reading.value)
            page.used.add(at)


#: Hair of the aged, where no colour is said.
_GREY = "grey"


def looks(page: Page) -> None:
    """What age does to a body: an old woman has grey hair unless another colour is said."""
    for draft in page.drafts:
        worn = {garment.name for garment in draft.garments}
        if draft.age == "old" and draft.being == "person" and not worn & _HAIR:
            draft.garments.append(Garment(name="hair", colour=_GREY, span=draft.span))


_HAIR = frozenset({"hair", "long-hair", "short-hair", "ponytail", "bun"})
