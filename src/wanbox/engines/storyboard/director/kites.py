"""A kite flies high over whoever holds its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..language.facts import Action, Relation, Subject
from ..language.vocabulary import Vocabulary
from .marks import Floor
from .pairs import alive
from .roles import Role, make_role
from .scene import Notes

KITE = "kite"
_VERB, _FLOWN = "fly kite", "flown"
#: Index of a kite that the prompt names only by its verb, before that of who flies it.
_INDEX = 300
#: Row and height of the kite, and how far ahead of the hand it is, in frame widths.
_ROW, _HEIGHT, _AHEAD = 0.19, 0.22, 0.2
_DRIFT = 0.012


def with_kites(roles: Sequence[Role], stage: Vocabulary, notes: Notes) -> list[Role]:
    """The roles, with a kite for those who fly one; they keep their feet on the ground."""
    kites = [role for role in roles if role.art == KITE]
    flyers = [role for role in roles if role.art != KITE and alive(role) and _flies(role, kites)]
    if not flyers or KITE not in stage.cast:
        return list(roles)
    held = [_with_line(role) if role in flyers else role for role in roles if role.art != KITE]
    if not kites:
        kites = [_named_by_verb(flyers[0], stage, notes)]
    relation = Relation(kind=_FLOWN, other=flyers[0].index)
    hands = sum(role.count for role in flyers)
    return [*held, *(_flown(kite, relation, hands) for kite in kites[:hands])]


def _flies(role: Role, kites: Sequence[Role]) -> bool:
    indices = {kite.index for kite in kites}
    acting = any(a.object == KITE or a.target in indices for a in role.subject.actions)
    loose = any(not kite.subject.actions for kite in kites)
    return acting or KITE in role.holds or (loose and not role.subject.actions)


def _with_line(role: Role) -> Role:
    others = tuple(a for a in role.subject.actions if a.object != KITE and a.verb in {"run", "walk", "laugh"})
    verb = Action(verb=_VERB, span=role.subject.span)
    subject = replace(role.subject, actions=others[:1] if others[:1] and others[0].verb == "run" else (verb,))
    return replace(role, subject=subject, holds=tuple(name for name in role.holds if name != KITE))


def _named_by_verb(flyer: Role, stage: Vocabulary, notes: Notes) -> Role:
    colour = next((g.colour for g in flyer.subject.garments if g.name == KITE), "")
    thing = Subject(noun=KITE, label=KITE, span=flyer.subject.span, candidates=(KITE,), colour=colour)
    return make_role(thing, _INDEX + flyer.index, 1, stage, notes)


def _flown(kite: Role, relation: Relation, hands: int) -> Role:
    return replace(kite, count=min(kite.count, hands), subject=replace(kite.subject, actions=(), relations=(relation,)))


def hang(floor: Floor) -> None:
    """Put the kites up in the air, and turn those who fly them to them."""
    for n, stand in enumerate(floor.stands):
        relation = next((r for r in stand.role.relations if r.kind == _FLOWN), None)
        hands = floor.of(relation.other) if relation else []
        if not hands:
            continue
        hand = floor.stands[hands[stand.copy % len(hands)]]
        side = hand.actor.facing if 0.08 < hand.centre + _AHEAD * hand.actor.facing < 0.92 else -hand.actor.facing
        x, y = hand.centre + side * _AHEAD, _ROW + 0.05 * stand.copy
        way = hand.way
        floor.scale(n, _HEIGHT / stand.actor.height)
        start, end = (x - way / 2 - _DRIFT, y + _DRIFT), (x + way / 2 + _DRIFT, y - _DRIFT)
        floor.change(n, start=start, end=end, facing=side, partner=hand.actor.id, action="fly", medium="air")
        for m in hands if stand.copy == 0 else hands[stand.copy : stand.copy + 1]:
            floor.change(m, gaze=floor.stands[n].actor.id, partner="")
            if abs(floor.stands[m].way) < 0.01:
                ahead = floor.stands[n].centre >= floor.stands[m].centre
                floor.change(m, facing=1 if ahead else -1)
