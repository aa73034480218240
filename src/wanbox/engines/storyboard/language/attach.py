"""Who does what: clothes, held things, verbs, relations and words spoken find their subject."""

from __future__ import annotations

from collections.abc import Sequence

from .draft import Draft, Page
from .facts import Action, Garment, Quote, Relation, Span
from .subjects import is_held
from .terms import NOUNS
from .vocabulary import Reading

#: Chinese puts the relation after the noun: 沙发上.
_AFTER = {"on-after": "on", "in-after": "in", "beside": "beside", "between": "between", "under": "under"}
_AFTER |= {"above": "above", "behind": "behind", "before": "before"}
_NEAR = 4
_GOING = frozenset({"walk", "run", "fly", "swim", "sail", "dance"})


def garments(page: Page) -> None:
    """Give clothes and held things to those who wear and hold them."""
    for at, term in enumerate(page.terms):
        held = is_held(page, at)
        reading = term.get("held") if held else term.get("clothes")
        if not page.live(at) or reading is None or page.subject_at(at) >= 0:
            continue
        owner = _owner(page, at)
        if owner < 0:
            continue
        colours = [page.terms[i].get("colour") for i in page.modifiers(at)]
        page.used.update({at, *(i for i in page.modifiers(at) if page.terms[i].has("colour"))})
        colour = next((c.value for c in colours if c), "")
        page.drafts[owner].garments.append(Garment(name=reading.value, colour=colour, held=held, span=term.span))


def _owner(page: Page, at: int) -> int:
    if page.terms[at].language == "zh":
        owner = _after_de(page, at)
        if owner >= 0:
            return owner
    owner = page.before(at)
    return owner if owner >= 0 else page.after(at)


def _after_de(page: Page, at: int) -> int:
    """The subject that a Chinese clause with 的 describes: 穿风衣的狐狸."""
    for index in range(at + 1, len(page.terms)):
        term = page.terms[index]
        if term.mark or page.subject_at(index) >= 0:
            return -1
        if term.has("de"):
            return _noun_phrase_from(page, index + 1)
    return -1


def _noun_phrase_from(page: Page, at: int) -> int:
    for index in range(at, min(at + _NEAR, len(page.terms))):
        found = page.subject_at(index)
        if found >= 0:
            return found
        if page.terms[index].mark or page.terms[index].has("setting", "place", "action", "relation"):
            return -1
    return -1


def actions(page: Page) -> None:
    """Give each verb to the subject that does it, or to all that share it."""
    for at, term in enumerate(page.terms):
        reading = term.get("action")
        if reading is None or not page.live(at) or at in page.directing:
            continue
        doer = _doer(page, at)
        if doer < 0:
            continue
        page.used.add(at)
        own = term.get("direction")  # 走向镜头 is a verb and its way in one
        action = Action(
            verb=reading.value,
            span=term.span,
            pace=_nearby(page, at, "pace"),
            direction=own.value if own else _nearby(page, at, "direction"),
        )
        for draft in _sharing(page, doer, at):
            draft.actions.append(action)
        _ridden(page, doer, at, reading.value)
        if term.has("leading") and page.terms[min(at + 1, len(page.terms) - 1)].has("article", "number"):
            led = _noun_phrase_from(page, at + 1)
            if led >= 0 and led != doer:
                page.drafts[doer].relations.append(Relation(kind="with", other=led))
        if term.has("following"):
            _followed(page, doer, at)


def _doer(page: Page, at: int) -> int:
    term = page.terms[at]
    adjective = term.ending == "ing" and at > 0 and page.terms[at - 1].has("article", "number", "colour", "size")
    if term.language == "zh" and page.live(at + 1) and page.terms[at + 1].has("de"):
        adjective = True
    if adjective or at == 0:
        found = _noun_phrase_from(page, at + 1)
        if found >= 0:
            return found
    found = page.before(at, within=("stop", "pause")) if term.language == "zh" else page.before(at)
    if found < 0 and term.language == "zh":
        found = _after_de(page, at)
    if found >= 0:
        return _head(page, found, at)
    earlier = page.before(at, within=())
    return earlier if earlier >= 0 else page.after(at)


def _head(page: Page, found: int, at: int) -> int:
    """In "a cat on a sofa sleeps" the cat sleeps; in "a girl with a dog running" the dog runs."""
    draft = page.drafts[found]
    adjacent = page.terms[at].ending == "ing" and at - 1 in draft.mentions
    if draft.relations and not adjacent and not draft.actions:
        kind, other = draft.relations[0].kind, draft.relations[0].other
        return other if kind.startswith("of:") and other < found else found
    if found > 0 and not adjacent and _linked(page, found):
        return found - 1
    return found


def _linked(page: Page, number: int) -> bool:
    """Whether a preposition hangs this subject on the one before it."""
    mention = page.drafts[number].mentions[-1]
    first = min(page.modifiers(mention), default=mention)
    link = page.terms[first - 1].get("relation") if first else None
    after = page.terms[mention + 1].get("relation") if page.live(mention + 1) else None
    marks = {term.mark for term in page.terms[page.drafts[number - 1].mentions[-1] : mention]}
    led = first > 0 and page.terms[first - 1].has("holding")
    return (link is not None or led or (after is not None and after.value in _AFTER)) and "stop" not in marks


def _sharing(page: Page, doer: int, at: int) -> list[Draft]:
    """The doer, and those joined to it by "and" right before the verb."""
    found = [page.drafts[doer]]
    while found[-1].joined_to >= 0 and at > found[0].mentions[0]:
        found.append(page.drafts[found[-1].joined_to])
    return [draft for draft in found if draft is found[0] or not draft.actions]


def _ridden(page: Page, doer: int, at: int, verb: str) -> None:
    """What is ridden or sailed carries its rider."""
    if verb not in {"drive", "sail"}:
        return
    vehicle = _noun_phrase_from(page, at + 1)
    if vehicle >= 0 and vehicle != doer:
        page.drafts[doer].relations.append(Relation(kind="on", other=vehicle))


def facings(page: Page) -> None:
    """Who does nothing but look to one side: "a horse, facing left"."""
    for at, term in enumerate(page.terms):
        reading = term.get("direction")
        if reading is None or reading.value not in {"left", "right"} or at in page.used | page.directing:
            continue
        owner = page.before(at) if page.live(at) else -1
        if owner >= 0 and not page.drafts[owner].actions:
            page.used.add(at)
            page.drafts[owner].actions.append(Action(verb="stand", span=term.span, direction=reading.value))


def _followed(page: Page, doer: int, at: int) -> None:
    """Who is followed goes ahead; a pronoun means who was named before."""
    ahead = _noun_phrase_from(page, at + 1)
    if ahead < 0:
        ahead = next((n for n in range(doer - 1, -1, -1)), -1)
    if 0 <= ahead != doer:
        page.drafts[doer].relations.append(Relation(kind="after", other=ahead))


def _nearby(page: Page, at: int, category: str) -> str:
    """A word of this category in the verb's own clause and not the camera's."""
    for step in (1, 2, 3, -1, -2, 4):
        index = at + step
        if not page.live(index):
            continue
        between = page.terms[min(at, index) : max(at, index) + 1]
        if any(term.mark or term.has("camera", "shotword") for term in between):
            continue
        reading = page.terms[index].get(category)
        if reading:
            page.used.add(index)
            return reading.value
    return ""


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
        link = Reading("relation", "with")  # 牵着一条狗: who is led goes along
    elif link is None or page.terms[first - 1].language == "zh" or link.value == "through":
        return
    other = page.before(first - 1)
    if 0 <= other != number:
        page.used.add(first - 1)
        page.drafts[other].relations.append(Relation(kind=link.value, other=number))


def _after_noun(page: Page, number: int, mention: int) -> None:
    if not page.live(mention + 1):
        return
    link = page.terms[mention + 1].get("relation")
    if link is None or link.value not in _AFTER or page.terms[mention + 1].language != "zh":
        return
    described = page.live(mention + 2) and page.terms[mention + 2].has("de")
    other = _noun_phrase_from(page, mention + 3) if described else page.before(mention, within=("stop", "pause"))
    if other < 0:
        other = page.after(mention, within=("stop", "pause"))
    if 0 <= other != number:
        page.used.add(mention + 1)
        page.drafts[other].relations.append(Relation(kind=_AFTER[link.value], other=number))


def companions(page: Page) -> None:
    """Who is with somebody that goes somewhere, or follows, goes there too and in the same way."""
    for draft in page.drafts:
        for relation in draft.relations:
            other = page.drafts[relation.other]
            if relation.kind == "after":
                going = [action for action in other.actions if action.verb in _GOING] or list(draft.actions)
                other.actions = other.actions or list(going)
                draft.actions = going
            if relation.kind == "with" and not other.actions:
                other.actions += [action for action in draft.actions if action.verb in _GOING]


def quotes(page: Page, spans: Sequence[Span]) -> tuple[Quote, ...]:
    """Each quotation with the subject named last before it, or first after it in the same sentence."""
    found = []
    for span in spans:
        ahead = [i for i, term in enumerate(page.terms) if term.span.end <= span.start]
        at = ahead[-1] + 1 if ahead else 0
        speaker = page.before(at, within=())
        if speaker < 0:
            speaker = page.after(at - 1, within=("stop",))
        if speaker >= 0:
            speaker = _head(page, speaker, at)
        found.append(Quote(text=span.text, span=span, speaker=speaker))
    return tuple(found)


def copulas(page: Page) -> None:
    """Colours and sizes said after the noun: "the fox is red"."""
    for at, term in enumerate(page.terms):
        reading = term.get("colour", "size")
        if reading is None or at in page.used or not page.live(at):
            continue
        follows_noun = page.live(at + 1) and page.terms[at + 1].has(*NOUNS, "clothes", "held")
        linked = at > 0 and page.terms[at - 1].has("stop", "and", "de")
        owner = page.before(at, within=("stop", "pause"))
        if not follows_noun and linked and owner >= 0 and not getattr(page.drafts[owner], reading.category):
            setattr(page.drafts[owner], reading.category, reading.value)
            page.used.add(at)
