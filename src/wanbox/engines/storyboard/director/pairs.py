"""Who does something with whom: how near they stand, where they face, what they look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..stage.puppets import wardrobe
from .marks import Floor, Stand
from .roles import Role
from .scene import Notes, together

#: Clearance between the second player and the ball that lies at the first one's feet.
_ACROSS = 0.75
_HAND_IN_HAND = "hold hands"
#: Furniture that one works at.
TABLES = frozenset({"desk", "table", "cafe-table", "stove", "piano", "guzheng"})
#: What things can be shown to do: carried by the wind, driven, launched.
_LIFELESS = frozenset({"float", "fly", "stand", "launch", "drive", "sail"})
#: A way too short to see.
NO_WAY = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One body acts on another; both are numbers of stands."""

    by: int
    on: int
    verb: str
    #: Clearance in heights of the smaller; None: as much as the row gives.
    gap: float | None
    #: Both go the same way, the doer behind.
    train: bool = False
    #: The doer comes to the other.
    going: bool = False


def alive(role: Role) -> bool:
    """Whether it has eyes to look with: no vehicle, no thing."""
    if role.kind == "standin":
        return True
    able = role.entry.actions if role.entry else frozenset()
    if role.entry is None or (role.kind == "puppet" and able <= _LIFELESS):
        return False
    # A driver may talk; a car cannot.
    return bool(able & {"talk", "eat"}) or (bool(able & {"walk", "swim", "fly"}) and not able & {"drive", "sail"})


def find(floor: Floor) -> list[Pair]:
    """All pairs of a shot, in the order of the prompt."""
    found: list[Pair] = []
    for n, stand in enumerate(floor.stands):
        if stand.scenery or stand.host >= 0:
            continue
        pair = _pair_of(n, stand, floor)
        if pair and not any({pair.by, pair.on} == {p.by, p.on} for p in found):
            found.append(pair)
    return found


def _pair_of(n: int, stand: Stand, floor: Floor) -> Pair | None:
    hand_in_hand = (a for a in stand.role.subject.actions if a.verb == _HAND_IN_HAND)
    action = next(hand_in_hand, None) or stand.role.action(Notes())
    if action is None:
        return None
    verb = action.said or action.verb
    other = _other(n, stand, floor, verb, action.target)
    if other < 0:
        return None
    gaps = together("gap")
    train = (
        verb in together("train")["verbs"]
        or (verb == _HAND_IN_HAND and _goes(floor, n))
        or _is_behind(stand.role, floor.stands[other].role)
    )
    gap = gaps.get(verb, gaps.get(action.verb))
    if verb == "fight" and _armed(stand):
        gap = gaps.get("fence")
    if stand.copy == 1 and not alive(floor.stands[other].role) and floor.stands[other].role.count == 1:
        gap = _ACROSS
    going = not train and action.target >= 0 and verb in together("going")["verbs"] and not _goes(floor, other)
    return Pair(by=n, on=other, verb=verb, gap=gap, train=train, going=going)


def _armed(stand: Stand) -> bool:
    """Whether it fights with a blade: one it was given, or one of its look."""
    look = wardrobe.look_for(stand.role.noun, stand.role.art)
    return bool({*stand.actor.wears, *(look.wears if look else ())} & set(together("armed")["wears"]))


def _is_behind(role: Role, other: Role) -> bool:
    return any(relation.kind == "after" and relation.other == other.index for relation in role.relations)


def _goes(floor: Floor, n: int) -> bool:
    return abs(floor.stands[n].way) > NO_WAY


def _other(n: int, stand: Stand, floor: Floor, verb: str, target: int) -> int:
    """The stand that the action is done to; −1 for nobody."""
    named = [m for m in floor.of(target) if m != n and not floor.stands[m].scenery] if target >= 0 else []
    if named:
        # The second of two cats chases the second of two mice.
        return named[min(stand.copy, len(named) - 1)]
    behind = [r.other for r in stand.role.relations if r.kind == "after"]
    if behind and floor.of(behind[0]):
        return floor.of(behind[0])[0]
    if verb in together("foot")["verbs"]:
        balls = [m for m, other in enumerate(floor.stands) if other.role.art in together("foot")["things"] and m != n]
        # Two play with one ball; the others look on.
        if balls and stand.copy < 2:
            return balls[0]
    if verb not in together("social")["verbs"]:
        return -1
    living = [m for m, other in enumerate(floor.stands) if m != n and other.host < 0 and alive(other.role)]
    mates = [m for m in living if floor.stands[m].role.index == stand.role.index]
    if mates and stand.role.count > 1:
        return n + 1 if stand.copy % 2 == 0 and n + 1 in mates else -1
    return living[0] if len(living) == 1 else -1


def face(floor: Floor, pairs: Sequence[Pair]) -> None:
    """Turn those who act on each other to each other, and give everybody something to look at."""
    turned: set[int] = set()
    for pair in pairs:
        by, on = floor.stands[pair.by], floor.stands[pair.on]
        floor.change(pair.by, partner=on.actor.id, gaze=on.actor.id)
        if pair.train:
            turned |= {pair.by, pair.on}
            continue
        side = 1 if on.actor.end[0] >= by.actor.start[0] else -1
        if abs(by.way) < NO_WAY or pair.going:
            floor.change(pair.by, facing=side)
            turned.add(pair.by)
        if alive(on.role) and abs(on.way) < NO_WAY and pair.on not in turned:
            floor.change(pair.on, facing=-side, gaze=by.actor.id)
            turned.add(pair.on)
            if on.role.action(Notes()) is None or pair.verb in together("social")["verbs"]:
                floor.change(pair.on, partner=by.actor.id)
            if on.role.action(Notes()) is None and pair.verb in together("mutual")["verbs"]:
                _joins(floor, pair)
    _onlookers(floor, turned)


def _joins(floor: Floor, pair: Pair) -> None:
    """A fight, a hug and a handshake are done by both."""
    verb, on = floor.stands[pair.by].actor.action, floor.stands[pair.on]
    able = on.role.entry.actions if on.role.entry else frozenset()
    if verb in able or on.role.kind == "standin":
        floor.change(pair.on, action=verb, partner=floor.stands[pair.by].actor.id)


def _onlookers(floor: Floor, turned: set[int]) -> None:
    """Who looks at something is turned to it; who stands by looks at whoever acts, of two each at the other."""
    for n, stand in enumerate(floor.stands):
        seen = _looked_at(floor, n)
        if seen >= 0:
            floor.change(n, gaze=floor.stands[seen].actor.id)
            if stand.host < 0 and abs(stand.way) < NO_WAY:
                floor.change(n, facing=1 if floor.stands[seen].centre >= stand.centre else -1)
    seeing = [n for n, s in enumerate(floor.stands) if alive(s.role) and not s.scenery]
    if len(seeing) < 2:
        return
    hero = next((n for n in seeing if floor.stands[n].role.subject.actions), seeing[0])
    for n in seeing:
        stand = floor.stands[n]
        if stand.actor.gaze or stand.host >= 0 or any(s.host == stand.role.index for s in floor.stands):
            continue
        mark = hero if n != hero else _nearest(floor, n, seeing)
        if n == hero and stand.role.subject.actions:
            continue
        floor.change(n, gaze=floor.stands[mark].actor.id)
        idle = not stand.role.subject.actions or stand.actor.action in together("idle")["verbs"]
        if n not in turned and stand.host < 0 and abs(stand.way) < NO_WAY and idle:
            floor.change(n, facing=1 if floor.stands[mark].centre >= stand.centre else -1)


def _looked_at(floor: Floor, n: int) -> int:
    """The stand that somebody is said to look at or to point to; −1 for none."""
    for action in floor.stands[n].role.subject.actions:
        if action.target >= 0 and {action.verb, action.said} & set(together("look")["verbs"]):
            return next((m for m in floor.of(action.target) if m != n), -1)
    return -1


def _nearest(floor: Floor, n: int, seeing: Sequence[int]) -> int:
    return min((m for m in seeing if m != n), key=lambda m: abs(floor.stands[m].centre - floor.stands[n].centre))
