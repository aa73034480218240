"""Who is on the stage: the subjects of a prompt as roles, with what they ride, carry and bring along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..language.facts import Action, Facts, Relation, Subject
from ..language.vocabulary import Vocabulary
from ..stage import catalogue
from ..stage.puppets import wardrobe
from .outfit import BORROWED
from .roles import Role, make_role
from .scene import Notes, nearest, together

#: Bodies on the stage at most: more would hide each other.
MOST = 6
#: Verbs whose pose brings its object.
_WITH_OBJECT = frozenset({"read", "drink", "eat", "cook", "perform"})
_PROP_INDEX = 100
#: Verbs whose thing lies before the feet, and how tall a thing in the hand may be, in heights of who holds it.
_AT_FEET = frozenset({"kick", "play", "dribble"})
_HANDY = 0.55
_HAIR = frozenset({"hair", "long-hair", "short-hair", "ponytail", "bun", "beard", "skin", "glasses"})
_OARS, _SAILS = "rowboat", frozenset({"sailboat", "ship", "canoe"})
_RIDING = frozenset({"drive", "sail", "ride"})
#: Before the names of wearables that are a thing as it is carried; what is ridden through the air as part of a body.
_CARRIED = "held-"
_FLOWN_ON = {"broom": "broomstick"}


def cast(
    facts: Facts, stage: Vocabulary, avoid: frozenset[tuple[str, str]], notes: Notes, setting: str = ""
) -> list[Role]:
    """A role for each subject that may appear, in the order of the prompt; `setting` shows what grows there itself."""
    roles = []
    room = MOST
    for index, subject in enumerate(facts.subjects):
        if not subject.number:
            continue  # not in this shot
        if _banned(subject, avoid):
            notes.add(f"“{subject.label}” was left out: it is named as not wanted.", [subject.label])
            continue
        if _is_lost_prop(subject, facts, stage):
            notes.add(f"Nothing in stock looks like “{subject.label}”.", [subject.label])
            continue
        if room <= 0:
            notes.add(f"No room is left for “{subject.label}”.", [subject.label])
            continue
        if _grows_there(subject, facts, stage, setting):
            continue
        for member in _members(subject, stage):
            count = min(member.number, room)
            if count:
                roles.append(make_role(member, index, count, stage, notes))
            room -= count
    roles = _on_brooms(_same_boat(roles))
    roles = [one for role in roles for one in _mounted(role, roles, stage, notes)]
    roles = [_of_its_time(role, facts) for role in _paired(_crewed(_rowed(roles, stage), stage))]
    furnished = [_props(_carrying(role, roles), roles, stage, notes) for role in roles]
    props = {prop.art: prop for _, brought in furnished for prop in brought}
    return [role for role, _ in furnished] + list(props.values())[: max(room, 0)]


def _grows_there(subject: Subject, facts: Facts, stage: Vocabulary, setting: str) -> bool:
    """Scenery that the place brings itself, where somebody else is in the picture."""
    places = nearest()["grown"].get(subject.candidates[0], ()) if subject.candidates else ()
    others = any(other is not subject and other.number and other.candidates for other in facts.subjects)
    plain = not subject.actions and not subject.colour and not subject.size
    return others and plain and any(stage.setting_words.get(word) == setting for word in places)


def _members(subject: Subject, stage: Vocabulary) -> list[Subject]:
    """A family is a man, a woman and children, each a body of its own; anybody else is who it is."""
    company = nearest()["company"].get(subject.label.casefold(), ())
    names = [name for name in company if name in stage.cast][: subject.number]
    if len(names) < max(2, subject.number):
        return [subject]
    # Children of one company are copies of each other, like all that share a noun.
    return [replace(subject, noun=name, candidates=(name,), number=names.count(name)) for name in dict.fromkeys(names)]


def _is_lost_prop(subject: Subject, facts: Facts, stage: Vocabulary) -> bool:
    """A lettered card stands for somebody who acts, or alone; a bench that nobody can draw is left out."""
    if subject.actions or any(name in stage.cast for name in subject.candidates):
        return False
    return any(name in stage.cast for other in facts.subjects if other.number for name in other.candidates)


def _carrying(role: Role, roles: Sequence[Role]) -> Role:
    """What is ridden moves as its rider wants; the rider sits."""
    for other in roles:
        ride = [action for action in other.subject.actions if action.verb in _RIDING]
        mine = any(r.kind in {"on", "in"} and r.other == role.index for r in other.relations)
        if ride and mine and not role.subject.actions:
            able = role.entry.actions if role.entry else frozenset()
            verb = next((verb for verb in ("drive", "sail", "run", "walk", "fly") if verb in able), "drive")
            return replace(role, subject=replace(role.subject, actions=(replace(ride[0], verb=verb, said=verb),)))
        if ride and other is role and any(r.kind in {"on", "in"} for r in role.relations):
            able = role.entry.actions if role.entry else frozenset()
            verb = "ride" if "ride" in able else "sit"
            return replace(role, subject=replace(role.subject, actions=(replace(ride[0], verb=verb, said=verb),)))
    return role


def _same_boat(roles: Sequence[Role]) -> list[Role]:
    """A skiff, and a fisherman who sits in "the boat", are one boat: a bare second word means the first."""
    boats = [role for role in roles if role.entry is not None and {"sail"} <= role.entry.actions and role.count == 1]
    plain = nearest()["plain_boat"]["words"]
    again = [role for role in boats[1:] if role.subject.label.casefold() in plain and not role.subject.colour]
    if not again:
        return list(roles)
    meant = {role.index: boats[0].index for role in again}

    def pointed(role: Role) -> Role:
        relations = tuple(replace(r, other=meant.get(r.other, r.other)) for r in role.relations)
        if not relations and any(action.target in meant for action in role.subject.actions):
            # 坐在船头: who sits at the bow is on board.
            relations = (Relation(kind="on", other=boats[0].index),)
        return replace(role, subject=replace(role.subject, relations=relations))

    return [pointed(role) for role in roles if role not in again]


def _on_brooms(roles: Sequence[Role]) -> list[Role]:
    """Who rides a broom flies on it: the broom is part of the body that can wear one."""
    out = list(roles)
    for role in roles:
        action = role.subject.actions[0] if role.subject.actions else None
        broom = next((other for other in roles if action and action.target == other.index != role.index), None)
        worn = _FLOWN_ON.get(broom.art, "") if broom else ""
        if action and broom and action.verb in _RIDING and role.entry and worn in role.entry.wears:
            relations = tuple(r for r in role.relations if r.other != broom.index)
            flying = replace(action, verb="fly", said="fly", target=-1)
            subject = replace(role.subject, actions=(flying,), relations=relations)
            out[out.index(role)] = replace(role, subject=subject, wears=(*role.wears, worn))
            out.remove(broom)
    return out


def _mounted(role: Role, roles: Sequence[Role], stage: Vocabulary, notes: Notes) -> list[Role]:
    """Who rides, drives or rows gets something to do it on, where the prompt names nothing."""
    action = role.subject.actions[0] if role.subject.actions else None
    verbs = {action.verb, action.said} if action else set()
    seated = any(r.kind in {"on", "in"} and r.other in {other.index for other in roles} for r in role.relations)
    persons = role.kind == "standin" or (role.entry is not None and "wave" in role.entry.actions)
    rows = [row for row in together("mount") if verbs & set(row["verbs"])]
    if action is None or seated or not persons or not rows or role.count > 1:
        return [role]
    text = action.span.text.casefold()
    row = next((row for row in rows if any(word in text for word in row["words"])), rows[0])
    if row["art"] not in stage.cast:
        return [role]
    thing = Subject(noun=row["art"], label=row["art"], span=action.span, candidates=(row["art"],))
    mount = make_role(thing, 2 * _PROP_INDEX + role.index, 1, stage, notes)
    relation = Relation(kind=row["place"], other=mount.index)
    rider = replace(role, subject=replace(role.subject, relations=(relation, *role.relations)))
    pair = [rider, mount]
    return [_carrying(mount, pair), rider]


def _props(role: Role, roles: Sequence[Role], stage: Vocabulary, notes: Notes) -> tuple[Role, list[Role]]:
    """The role with what it can carry in its hand, and what stands beside it as bodies of their own."""
    beside, holds = [], []
    action = role.action(Notes())
    verbs = {action.verb, action.said} if action else set()
    for garment in role.subject.garments:
        if not garment.held or garment.name in {*role.wears, *verbs} or verbs & _WITH_OBJECT:
            continue
        candidates = stage.nouns.get(garment.span.text.casefold()) or stage.nouns.get(garment.name, ())
        if not candidates or role.entry is None:
            notes.add(f"{role.noun} cannot hold “{garment.span.text}”.", [garment.span.text])
            continue
        prop = Subject(
            noun=garment.name, label=garment.span.text, span=garment.span, candidates=candidates, colour=garment.colour
        )
        thing = make_role(prop, _PROP_INDEX + role.index, 1, stage, notes)
        if _fits_hand(role, thing) and not verbs & _AT_FEET:
            holds.append(thing.art)
        else:
            beside.append(thing)
    beside = beside or _brought(role, roles, stage, notes)
    return replace(role, holds=tuple(dict.fromkeys(holds))), beside


def _brought(role: Role, roles: Sequence[Role], stage: Vocabulary, notes: Notes) -> list[Role]:
    """The ball that is kicked, the snowman that is built: what the verb names and nobody else shows."""
    table: Mapping[str, Any] = nearest()["brought"]
    able = role.entry.actions if role.entry else frozenset()
    acts = [a for a in role.subject.actions if a.object in table and a.target < 0]
    # Who can play an instrument brings it along.
    arts = [_named_in(a, table) for a in acts if a.verb in _AT_FEET or a.verb not in able]
    seen = {other.art for other in roles} | set(role.holds)
    if not arts or arts[0] in seen or arts[0] not in stage.cast or role.entry is None:
        return []
    thing = Subject(noun=arts[0], label=arts[0], span=role.subject.span, candidates=(arts[0],))
    return [make_role(thing, _PROP_INDEX + role.index, 1, stage, notes)]


def _named_in(action: Action, table: Mapping[str, Any]) -> str:
    """The thing as the verb's own words have it, the ball of basketball, else as its object has it."""
    text = action.span.text.casefold()
    return str(next((art for word, art in table.items() if word in text), table[action.object]))


def _fits_hand(role: Role, thing: Role) -> bool:
    """Whether it has a hand for it, and the thing is neither too large nor alive."""
    able = role.entry.actions if role.entry else frozenset()
    own = thing.entry.actions if thing.entry else frozenset()
    handed = role.kind == "standin" or (role.kind == "puppet" and "wave" in able)
    body = catalogue.find(BORROWED) if role.kind == "standin" else role.entry
    if body and _CARRIED + thing.art in body.wears:
        return True
    return handed and thing.metres <= _HANDY * role.metres and not own & {"walk", "fly", "talk", "swim"}


def _banned(subject: Subject, avoid: frozenset[tuple[str, str]]) -> bool:
    nouns = {subject.noun.casefold(), subject.label.casefold()}
    if any(value in nouns for kind, value in avoid if kind in {"noun", "word"}):
        return True
    # "No dogs" means puppies too; "no people" does not unmake the samurai that was asked for.
    relatives = subject.candidates[:1] if subject.approximate else ()
    return any(("cast", name) in avoid for name in relatives)


def _rowed(roles: Sequence[Role], stage: Vocabulary) -> list[Role]:
    """A boat that somebody rows has oars, not sails."""
    rowed = {a.target for role in roles for a in role.subject.actions if a.verb == "row" or a.said == "row"}
    boat = stage.cast.get(_OARS)

    def fitted(role: Role) -> Role:
        if boat is None or role.index not in rowed or role.art not in _SAILS:
            return role
        return replace(role, entry=boat, art=boat.name, kind=boat.kind, aspect=boat.aspect, metres=boat.metres)

    return [fitted(role) for role in roles]


def _crewed(roles: Sequence[Role], stage: Vocabulary) -> list[Role]:
    """A pirate's ship has black sails."""
    tables: Mapping[str, Any] = nearest()["crew"]
    named = {word for role in roles for word in (role.noun, role.subject.label.casefold())}
    table: Mapping[str, str] = next((own for who, own in tables.items() if who in named), {})

    def fitted(role: Role) -> Role:
        ship = stage.cast.get(table.get(role.art, ""))
        if ship is None:
            return role
        own = {slot: table[slot] for slot in ship.colours if slot in table}
        role = replace(role, entry=ship, art=ship.name, kind=ship.kind, colours={**own, **role.colours})
        return replace(role, aspect=ship.aspect, metres=ship.metres)

    return [fitted(role) for role in roles]


def _paired(roles: Sequence[Role]) -> list[Role]:
    """Two knights on horses have two horses."""

    def fitted(role: Role) -> Role:
        riders = [o for o in roles if any(r.kind == "on" and r.other == role.index for r in o.relations)]
        several = len(riders) == 1 and 1 < riders[0].count < role.count and not role.subject.actions
        return replace(role, count=riders[0].count) if several else role

    return [fitted(role) for role in roles]


def _of_its_time(role: Role, facts: Facts) -> Role:
    """People of old times wear the clothes of their time, where neither the prompt nor their trade says which."""
    table = nearest()["era_wear"]
    fitting = [name for era in facts.eras for name in table.get(era.name, ())]
    dressed = any(not g.held and g.name not in _HAIR for g in role.subject.garments)
    if not fitting or dressed or role.entry is None or fitting[0] not in role.entry.wears:
        return role
    known = wardrobe.looks_by_word()
    if {role.noun, role.subject.label, role.subject.label.casefold()} & known.keys():
        return role
    return replace(role, wears=(*role.wears, fitting[0]))
