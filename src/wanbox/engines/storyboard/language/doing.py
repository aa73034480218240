"""Who does what to whom: verbs find their subject, their object and their way."""

from __future__ import annotations

from dataclasses import replace

from . import lexicon
from .attach import after_de, noun_phrase_from
from .draft import Draft, Page
from .facts import Action, Relation
from .subjects import held_as, is_held
from .terms import NOUNS

#: Terms after a verb in which its object may stand.
_REACH = 12
#: What carries its rider.
_RIDING = frozenset({"drive", "sail", "ride", "row"})
#: What bodies do that stay where they are.
_RESTING = frozenset({"stand", "sit", "lie", "sleep", "perch", "wait", "float", "kneel", "walk", "fly", "swim"})
#: Done by two bodies to each other.
_MUTUAL = frozenset({"hug", "kiss", "fight", "shake hands"})
_GOING = frozenset({"walk", "run", "fly", "swim", "sail", "dance", "ride", "drive", "chase", "crawl"})
#: Verbs that lead to somebody, and use nobody.
_TOWARDS = frozenset({"walk", "run", "fly", "swim", "sail", "dance", "crawl", "enter", "leave", "look around", "march"})
#: What light, air and water do themselves.
_NATURAL = frozenset(
    {"fall", "float", "sail", "fly", "shine", "burn", "spin", "swing", "dance", "grow", "glide", "hover"}
)
#: A preposition after these verbs still leads to what they are done to.
_REACHING = {"climb": "on", "jump": "above", "ride": "on", "leap": "above", "hop": "above", "play": "on"}
#: Chinese words before the object of a verb that follows it.
_OBJECT_FIRST = frozenset("把将向对朝给为替")
_AFTER = frozenset({"on-after", "in-after", "beside", "between", "under", "above", "behind", "before"})


def actions(page: Page) -> None:
    """Give each verb to the subject that does it, or to all that share it."""
    for at, term in enumerate(page.terms):
        reading = term.get("action")
        if reading is None or not page.live(at) or at in page.directing or is_held(page, at):
            continue
        if _adorns(page, at):
            page.used.add(at)
            continue
        if (term.language == "en" or reading.value in _NATURAL) and _is_of_scene(page, at):
            page.used.add(at)
            continue
        doers = _doers(page, at)
        if doers:
            page.used.add(at)
            _act(page, at, reading.value, doers)
    _implied(page)


def _own_way(page: Page, doer: int, verb: str, thing: str) -> str:
    """A violinist who plays, plays the violin."""
    reading = page.terms[page.drafts[doer].mentions[0]].get("doing")
    return reading.value if reading and not thing and reading.value.startswith(f"{verb} ") else verb


def _adorns(page: Page, at: int) -> bool:
    """Whether the verb is only said of what is worn: in shining armour nobody shines."""
    if page.terms[at].ending != "ing" or not page.live(at + 1) or at == 0:
        return False
    return page.terms[at + 1].has("clothes", "held") and page.terms[at - 1].has("relation", "wearing", "holding")


def _is_of_scene(page: Page, at: int) -> bool:
    """Whether petals fall, not the girl who stands among them."""
    for index in range(at - 1, max(-1, at - 4), -1):
        term = page.terms[index]
        if term.has("stop", "pace", "mood", "direction") and not term.has("scenery"):
            continue
        told = term.has("effect", "weather", "scenery") or term.span.text.casefold() in lexicon.words("weak", "place")
        first = min(page.modifiers(index), default=index)
        placed = first > 0 and page.terms[first - 1].has("relation", "action", "camera", "and")
        return told and not placed and page.subject_at(index) < 0
    return False


def _act(page: Page, at: int, verb: str, doers: list[int]) -> None:
    term, doer = page.terms[at], doers[0]
    own = term.get("direction")  # 走向镜头 is a verb and its way in one
    target, thing = _done_to(page, at, verb, doers)
    action = Action(
        verb=lexicon.pairs().get((verb, thing)) or _own_way(page, doer, verb, thing),
        span=term.span,
        pace=_nearby(page, at, "pace"),
        direction=own.value if own else _nearby(page, at, "direction"),
        target=target,
        object=thing,
    )
    for number in doers:
        page.drafts[number].actions.append(_mutual(action, number, doers))
    if verb in _RIDING:
        _ridden(page, doer, at)
    following = page.terms[min(at + 1, len(page.terms) - 1)]
    if term.has("leading") and (term.language == "zh" or following.has("article", "number")):
        led = noun_phrase_from(page, at + 1)
        if led >= 0 and led != doer:
            page.drafts[doer].relations.append(Relation(kind="with", other=led))
    if term.has("following"):
        _followed(page, doer, at)


def _mutual(action: Action, number: int, doers: list[int]) -> Action:
    """Of two that hug, each hugs the other."""
    if len(doers) != 2 or action.target >= 0 or action.verb not in _MUTUAL:
        return action
    other = doers[1] if number == doers[0] else doers[0]
    return replace(action, target=other)


def _doers(page: Page, at: int) -> list[int]:
    doer = _doer(page, at)
    if doer < 0:
        return []
    mention = page.mention_before(at, within=())
    group = page.groups.get(mention, ()) if mention >= 0 and page.subject_at(mention) == doer else ()
    if group:
        return [doer, *(number for number in group if number != doer)]
    if mention >= 0 and page.terms[mention].has("pronoun"):
        return [doer]
    return _sharing(page, doer, at)


def _doer(page: Page, at: int) -> int:
    term = page.terms[at]
    adjective = term.ending == "ing" and at > 0 and page.terms[at - 1].has("article", "number", "colour", "size", "age")
    if term.language == "zh" and page.live(at + 1) and page.terms[at + 1].has("de"):
        adjective = True
    rider = _riding_clause(page, at) if term.language == "zh" else -1
    if rider >= 0:
        return rider
    if adjective or at == 0 or _there_is(page, at):
        found = noun_phrase_from(page, at + 1)
        if found >= 0:
            return found
    found = _before_chinese(page, at) if term.language == "zh" else page.before(at)
    if found < 0 and term.language == "zh":
        found = after_de(page, at)
    if found >= 0:
        return head(page, found, at)
    earlier = page.before(at, within=())
    if earlier > 0 and _carries(page, earlier):
        return earlier - 1
    return earlier if earlier >= 0 else page.after(at)


def _riding_clause(page: Page, at: int) -> int:
    """骑自行车的男孩: who rides is named after what is ridden; −1 where it is no such clause."""
    reading = page.terms[at].get("action")
    if reading is None or reading.value not in _RIDING:
        return -1
    for index in range(at + 1, min(at + _REACH, len(page.terms))):
        if page.terms[index].mark:
            return -1
        if page.terms[index].has("de") and index > at + 1:
            rider = noun_phrase_from(page, index + 1)
            if rider >= 0 and rider != noun_phrase_from(page, at + 1):
                return rider
    return -1


def _there_is(page: Page, at: int) -> bool:
    """旁边趴着一只猫: who is somewhere is named after the verb."""
    term, reading = page.terms[at], page.terms[at].get("action")
    if term.language != "zh" or reading is None or reading.value not in _RESTING or not term.span.text.endswith("着"):
        return False
    counted = page.live(at + 1) and page.terms[at + 1].has("number")
    return counted and page.terms[at - 1].has("relation", "setting", "place", "weather", "time")


def _before_chinese(page: Page, at: int) -> int:
    """The subject before a verb in its clause, over those that 给, 向, 对 … lead to it as its object."""
    mention = page.mention_before(at, within=("stop", "pause"))
    while mention >= 0 and _is_led(page, mention):
        mention = page.mention_before(mention, within=("stop", "pause"))
    return page.subject_at(mention)


def _is_led(page: Page, mention: int) -> bool:
    first = min(page.modifiers(mention), default=mention)
    return first > 0 and page.terms[first - 1].span.text in _OBJECT_FIRST


def head(page: Page, found: int, at: int) -> int:
    """In "a cat on a sofa sleeps" the cat sleeps; in "a girl with a dog running" the dog runs."""
    draft = page.drafts[found]
    mention = page.mention_before(at, within=())
    if found > 0 and _carries(page, found) and page.terms[min(at, len(page.terms) - 1)].ending != "ing":
        return found - 1
    if mention >= 0 and page.terms[mention].has("pronoun"):
        return found
    adjacent = page.terms[min(at, len(page.terms) - 1)].ending == "ing" and at - 1 in draft.mentions
    if draft.relations and not adjacent and not draft.actions:
        kind, other = draft.relations[0].kind, draft.relations[0].other
        return other if kind.startswith("of:") and other < found else found
    if found > 0 and not adjacent and _is_object(page, found, at):
        return found - 1
    if found > 0 and not adjacent and _linked(page, found):
        return found - 1
    return found


def _carries(page: Page, number: int) -> bool:
    """Whether the one named before rides it, or has it in the arms: what follows is said of that one."""
    last = page.drafts[number - 1]
    ridden = any(action.verb in _RIDING and action.target == number for action in last.actions)
    return ridden or any(relation.kind == "holding" and relation.other == number for relation in last.relations)


def _is_object(page: Page, number: int, at: int) -> bool:
    """Whether this subject is what somebody's verb is done to: in "a boy kicks a ball and laughs" the boy laughs."""
    mention = page.drafts[number].mentions[-1]
    if mention >= at or page.groups.get(mention):
        return False
    between = page.terms[mention + 1 : at]
    if not any(term.has("and") for term in between) or any(term.has("but") for term in between):
        return False
    return any(action.target == number for action in page.drafts[number - 1].actions)


def _linked(page: Page, number: int) -> bool:
    """Whether a preposition hangs this subject on the one before it."""
    mention = page.drafts[number].mentions[-1]
    first = min(page.modifiers(mention), default=mention)
    link = page.terms[first - 1].get("relation") if first else None
    after = page.terms[mention + 1].get("relation") if page.live(mention + 1) else None
    marks = {term.mark for term in page.terms[max(page.drafts[number - 1].mentions[-1], mention - 40) : mention]}
    led = first > 0 and page.terms[first - 1].has("holding")
    return (link is not None or led or (after is not None and after.value in _AFTER)) and "stop" not in marks


def _sharing(page: Page, doer: int, at: int) -> list[int]:
    """The doer, and those joined to it by "and" right before the verb."""
    found = [doer]
    while page.drafts[found[-1]].joined_to >= 0 and at > page.drafts[doer].mentions[0]:
        found.append(page.drafts[found[-1]].joined_to)
    if len(found) == 1:
        return found
    done = {action.span for action in page.drafts[doer].actions}
    return [
        number
        for number in found
        if number == doer or all(action.span in done for action in page.drafts[number].actions)
    ]


def _done_to(page: Page, at: int, verb: str, doers: list[int]) -> tuple[int, str]:
    """(subject, thing) that the verb is done to or with; −1 and "" where none is named."""
    target, thing, direct = -1, "", verb not in _TOWARDS
    for index in range(at + 1, min(at + 1 + _REACH, len(page.terms))):
        term = page.terms[index]
        if term.mark or not page.live(index) or _ends_object(page, index, verb):
            break
        direct = direct and (target >= 0 or not term.has("relation"))
        number = page.subject_at(index)
        if number >= 0 and number not in doers:
            if _is_place_of(page, index):
                break
            if target >= 0 and page.drafts[target].being == "thing":
                thing = thing or page.drafts[target].noun
            target = number
            if page.drafts[number].being != "thing":
                break
        elif number < 0 and not thing and target < 0 and term.has(*NOUNS, "held") and is_held(page, index):
            reading = held_as(term)
            thing = reading.value if reading else ""
    if target < 0 and page.terms[at].language == "zh":
        target = _object_before(page, at, doers)
    if direct and not thing and target >= 0 and page.drafts[target].being == "thing":
        thing = page.drafts[target].noun
    return target, thing or _named(page, at)


def _is_place_of(page: Page, index: int) -> bool:
    """坐在长椅上 has no object: the bench is where it happens."""
    if page.terms[index].language != "zh" or not page.live(index + 1):
        return False
    after = page.terms[index + 1].get("relation")
    return after is not None and after.value in _AFTER


def _named(page: Page, at: int) -> str:
    """The object that the verb's own words name: the guitar of 弹吉他."""
    reading = page.terms[at].get("object")
    return reading.value if reading else ""


def _ends_object(page: Page, index: int, verb: str) -> bool:
    term = page.terms[index]
    if (
        term.has("action", "but", "de", "setting", "place", "wearing", "holding", "speech")
        and page.subject_at(index) < 0
    ):
        return not (term.has("action") and is_held(page, index))
    if term.has("and") and not term.has("relation"):
        return True
    relation = term.get("relation")
    return relation is not None and relation.value not in {"with", "through", "at", _REACHING.get(verb)}


def _object_before(page: Page, at: int, doers: list[int]) -> int:
    """The subject between 把, 向, 对 … and the verb."""
    for index in range(at - 1, max(-1, at - 8), -1):
        if page.terms[index].mark:
            return -1
        number = page.subject_at(index)
        if number < 0:
            continue
        return number if _is_led(page, index) and number not in doers else -1
    return -1


def _ridden(page: Page, doer: int, at: int) -> None:
    """What is ridden or sailed carries its rider."""
    vehicle = noun_phrase_from(page, at + 1)
    if vehicle >= 0 and vehicle != doer:
        page.drafts[doer].relations.append(Relation(kind="on", other=vehicle))


def _implied(page: Page) -> None:
    """A dancer dances, where nothing else is said of her."""
    for draft in page.drafts:
        if draft.actions:
            continue
        for at in draft.mentions[:1]:
            reading = page.terms[at].get("doing")
            if reading:
                draft.actions.append(Action(verb=reading.value, span=page.terms[at].span))


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
    ahead = noun_phrase_from(page, at + 1)
    if ahead < 0:
        ahead = next((n for n in range(doer - 1, -1, -1)), -1)
    if 0 <= ahead != doer:
        page.drafts[doer].relations.append(Relation(kind="after", other=ahead))


def _nearby(page: Page, at: int, category: str) -> str:
    """A word of this category in the verb's own clause and not the camera's."""
    for step in (1, 2, 3, -1, -2, 4):
        index = at + step
        if not page.live(index) or (reading := page.terms[index].get(category)) is None:
            continue
        between = page.terms[min(at, index) : max(at, index) + 1]
        if not any(term.mark or term.has("camera", "shotword") for term in between):
            page.used.add(index)
            return reading.value
    return ""


def companions(page: Page) -> None:
    """Who is with somebody that goes somewhere goes there too; who is followed goes ahead."""
    for draft in page.drafts:
        for relation in draft.relations:
            other = page.drafts[relation.other]
            if relation.kind == "after":
                _flee(draft, other)
            if relation.kind == "with" and not other.actions and other.being != "thing":
                going = [action for action in draft.actions if action.verb in _GOING]
                other.actions += [replace(action, target=-1, object="") for action in going]


def _flee(chaser: Draft, other: Draft) -> None:
    """Who is followed goes ahead, and who follows goes the same way."""
    going = [action for action in other.actions if action.verb in _GOING]
    if going:
        if not any(action.verb in {"chase", "run"} for action in chaser.actions):
            chaser.actions = [replace(action, target=-1, object="") for action in going]
        return
    chase = next((action for action in chaser.actions if action.verb in _GOING | {"run"}), None)
    if chase and not other.actions:
        verb = "run" if chase.verb == "chase" else chase.verb
        other.actions.append(Action(verb=verb, span=chase.span, pace=chase.pace, direction=chase.direction))
