"""Where the actors stand, how large, and where they go: composed for the frame's own shape.

x counts in frame widths, heights and y in frame heights; `aspect` is width over height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from ..language.facts import Action
from ..shotlist import Actor
from ..stage.contract import Zone
from .casting import Role
from .scene import Notes

#: Height of a body of `_HERO_METRES` in a wide shot.
HERO = 0.52
_HERO_METRES = 1.65
#: How much of a body's true size is kept: a sparrow stays visible, a liner stays in the frame.
_COMPRESSION = 0.34
_RANGE = (0.42, 1.32)
_MEDIUM_SCALE = {"ground": 1.0, "water": 0.66, "air": 0.62}
#: Body heights a second; a borrowed or unknown body walks.
SPEED = {
    "walk": 0.20,
    "run": 0.42,
    "dance": 0.05,
    "jump": 0.10,
    "fly": 0.55,
    "swim": 0.16,
    "sail": 0.07,
    "drive": 0.32,
    "float": 0.05,
}
_PACE = {"slow": 0.65, "fast": 1.45, "": 1.0}
#: Farthest way in one shot, in frame widths.
_FARTHEST = 0.46
#: Part of the frame width over which several bodies are spread.
_SPREAD = {1: 0.0, 2: 0.36, 3: 0.54, 4: 0.64, 5: 0.70, 6: 0.74}
_MARGIN = 0.04
_ZONES = {
    "ground": Zone(top=0.68, bottom=0.94),
    "water": Zone(top=0.58, bottom=0.82),
    "air": Zone(top=0.10, bottom=0.42),
}
#: Height above the other's foot, in its own heights, at which one sits on or in it; and its size limit beside it.
_SEAT = {"on": 0.42, "in": 0.16}
#: Parts of the zone's depth where somebody who comes near or goes away starts and ends.
_APPROACH = {"near": (0.35, 0.9), "far": (0.85, 0.3)}
_FACING_EACH_OTHER = frozenset({"talk", "hug", "fight"})


@dataclass(frozen=True, slots=True)
class Stand:
    """One body on its mark."""

    role: Role
    copy: int
    actor: Actor
    #: Free bodies are spread over the frame; the others depend on `host`.
    host: int = -1
    relation: str = ""
    width: float = 0.0


@dataclass(slots=True)
class Floor:
    """What the placing of one shot shares."""

    aspect: float
    seconds: float
    zones: Mapping[str, Zone]
    rng: Random
    notes: Notes
    facing: int = 1
    stands: list[Stand] = field(default_factory=list)

    def zone(self, medium: str) -> Zone:
        return self.zones.get(medium) or self.zones.get("ground") or _ZONES[medium]


def place(
    roles: Sequence[Role],
    *,
    zones: Mapping[str, Zone],
    aspect: float,
    seconds: float,
    seed: int,
    notes: Notes,
    facing: int = 0,
) -> tuple[Actor, ...]:
    """Actors in painting order, far to near, none hiding another."""
    floor = Floor(aspect, seconds, zones, Random(seed), notes)
    floor.facing = facing or _direction(roles) or (1 if floor.rng.random() < 0.7 else -1)
    floor.stands = [stand for role in roles for stand in _stands(role, roles, floor)]
    _spread(floor, "ground", "water")
    _spread(floor, "air")
    _settle_dependents(floor)
    _turn_to_each_other(floor)
    return tuple(stand.actor for stand in _painting_order(floor.stands))


def _direction(roles: Sequence[Role]) -> int:
    for role in roles:
        for action in role.subject.actions:
            if action.direction in {"left", "right"}:
                return 1 if action.direction == "right" else -1
    return 0


def _stands(role: Role, roles: Sequence[Role], floor: Floor) -> list[Stand]:
    action = role.action(floor.notes)
    relation = next((r for r in role.relations if any(r.other == other.index for other in roles)), None)
    total = sum(other.count for other in roles)
    found = []
    for copy in range(role.count):
        height = _height(role, total, floor.aspect) * (1.0 if role.count == 1 else 0.9 + 0.2 * floor.rng.random())
        actor = _actor(role, copy, action, height, floor)
        host = relation.other if relation and relation.kind in _SEAT else -1
        found.append(
            Stand(role, copy, actor, host, relation.kind if relation else "", height * role.aspect / floor.aspect)
        )
    return found


def _height(role: Role, total: int, aspect: float) -> float:
    low, high = _RANGE
    size = min(max(float((role.metres / _HERO_METRES) ** _COMPRESSION), low), high)
    crowding = 1.0 if total < 3 else max(1.0 - 0.07 * (total - 2), 0.72)
    height = HERO * size * _MEDIUM_SCALE.get(role.medium, 1.0) * crowding
    widest = 0.6 if total == 1 else 0.86 / total if total <= 3 else 0.2
    return min(height, widest * aspect / max(role.aspect, 0.05), 0.78)


def _actor(role: Role, copy: int, action: Action | None, height: float, floor: Floor) -> Actor:
    verb = action.verb if action else _resting(role)
    medium = _medium(role, floor)
    zone = floor.zone(medium)
    share = 0.62 if medium == "ground" else 0.45
    y = zone.top + (zone.bottom - zone.top) * min(share + 0.12 * ((copy * 2) % 3 - (1 if role.count > 1 else 0)), 0.95)
    end_y = y
    if medium == "air":
        height *= 1.0 if role.medium == "air" else _MEDIUM_SCALE["air"]
        y = end_y = max(y, height / 2 + 0.04)
    elif action and action.direction in _APPROACH:
        first, last = _APPROACH[action.direction]
        y, end_y = (zone.top + (zone.bottom - zone.top) * part for part in (first, last))
        height *= 0.8 if action.direction == "near" else 1.0
    if medium != "air":
        height = min(height, y - 0.06)
    facing = floor.facing
    if action and action.direction in {"left", "right"}:
        facing = 1 if action.direction == "right" else -1
    travel = _travel(verb, action, height, floor, moving=action is not None) * facing
    return Actor(
        id=f"{role.noun.replace(' ', '-')}-{role.index + 1}-{copy + 1}",
        noun=role.noun,
        label=role.subject.label,
        kind=role.kind,
        art=role.art,
        colours=dict(role.colours),
        wears=role.wears,
        action=verb,
        start=(0.5 - travel / 2, y),
        end=(0.5 + travel / 2, end_y),
        height=height,
        facing=facing,
        medium=medium,
    )


def _medium(role: Role, floor: Floor) -> str:
    """Where the verb takes it: who flies is in the air, who swims in the water where there is any."""
    verbs = {action.verb for action in role.subject.actions[:1]}
    if verbs & {"fly"} or (verbs & {"float"} and role.medium == "ground"):
        return "air"
    if verbs & {"swim"} and "water" in floor.zones:
        return "water"
    return role.medium


def _resting(role: Role) -> str:
    """What a body does that was told nothing."""
    able = role.entry.actions if role.entry and role.kind != "standin" else frozenset({"stand"})
    preferred = {"air": ("fly", "float"), "water": ("sail", "swim", "float")}.get(role.medium, ("stand",))
    return next((verb for verb in preferred if verb in able), "stand")


def _travel(verb: str, action: Action | None, height: float, floor: Floor, *, moving: bool) -> float:
    if not moving and verb not in {"fly", "sail", "swim", "float"}:
        return 0.0
    pace = _PACE[action.pace if action else ""]
    said = action.said or verb if action else verb
    way = SPEED.get(said, 0.0) * height * pace * floor.seconds / floor.aspect
    if action and action.direction in {"near", "far"}:
        way *= 0.3
    return min(way, _FARTHEST)


def _spread(floor: Floor, *media: str) -> None:
    """Put the free bodies of these media side by side, with room in the walking direction."""
    free = [n for n, stand in enumerate(floor.stands) if stand.host < 0 and stand.actor.medium in media]
    if not free:
        return
    order = _left_to_right(floor, free)
    centres = _centres(floor, order)
    for n, centre in zip(order, centres, strict=True):
        _move_to(floor, n, centre)
    _fit_widths(floor, order)
    _keep_apart(floor, order)


def _left_to_right(floor: Floor, free: Sequence[int]) -> list[int]:
    """The first named leads, so that the others do not walk into its room; things to stand between go outside."""
    order = list(free) if floor.facing < 0 else list(reversed(free))
    inner = [n for n in order if floor.stands[n].relation == "between"]
    if inner:
        outer = [n for n in order if n not in inner]
        half = len(outer) // 2
        order = outer[:half] + inner + outer[half:]
    return order


def _centres(floor: Floor, order: Sequence[int]) -> list[float]:
    count = len(order)
    if count == 1:
        stand = floor.stands[order[0]]
        travel = stand.actor.end[0] - stand.actor.start[0]
        if abs(travel) > 0.02:
            return [0.5]
        # A third, looking into the free side.
        third = 0.5 - 0.11 * stand.actor.facing if stand.width < 0.45 else 0.5
        return [1 - third if stand.actor.medium == "air" and _has_ground(floor) else third]
    spread = _SPREAD[min(count, 6)]
    return [0.5 + spread * (k / (count - 1) - 0.5) for k in range(count)]


def _has_ground(floor: Floor) -> bool:
    return any(stand.actor.medium != "air" for stand in floor.stands)


def _move_to(floor: Floor, n: int, centre: float) -> None:
    stand = floor.stands[n]
    half = (stand.actor.end[0] - stand.actor.start[0]) / 2
    room = max(0.5 - _MARGIN - stand.width / 2, 0.0)
    half = min(max(half, -room), room)
    centre = min(max(centre, 0.5 - room + abs(half)), 0.5 + room - abs(half))
    y = stand.actor.start[1]
    end_y = y - 0.03 if stand.actor.action == "fly" else stand.actor.end[1]
    floor.stands[n] = replace(stand, actor=replace(stand.actor, start=(centre - half, y), end=(centre + half, end_y)))


def _fit_widths(floor: Floor, order: Sequence[int]) -> None:
    """Shrink everybody alike where neighbours would touch."""
    factor = 1.0
    for left, right in pairwise(order):
        a, b = floor.stands[left], floor.stands[right]
        gap = _centre(b) - _centre(a)
        factor = min(factor, max(gap, 0.02) / max((a.width + b.width) / 2 * 1.08, 1e-6))
    if factor < 1.0:
        for n in order:
            _scale(floor, n, max(factor, 0.45))


def _scale(floor: Floor, n: int, factor: float) -> None:
    stand = floor.stands[n]
    floor.stands[n] = replace(
        stand, width=stand.width * factor, actor=replace(stand.actor, height=stand.actor.height * factor)
    )


def _centre(stand: Stand) -> float:
    return (stand.actor.start[0] + stand.actor.end[0]) / 2


def _keep_apart(floor: Floor, order: Sequence[int]) -> None:
    """Shorten the ways of those who would walk into a neighbour."""
    for left, right in pairwise(order):
        for _ in range(12):
            a, b = floor.stands[left], floor.stands[right]
            if _closest(a, b) >= (a.width + b.width) / 2:
                break
            _shorten(floor, left)
            _shorten(floor, right)


def _closest(a: Stand, b: Stand) -> float:
    """Least distance of two bodies over the shot; both move evenly, so an end is where it is least."""
    return min(b.actor.start[0] - a.actor.start[0], b.actor.end[0] - a.actor.end[0])


def _shorten(floor: Floor, n: int) -> None:
    stand = floor.stands[n]
    middle = _centre(stand)
    start, end = ((middle + 0.8 * (x - middle), y) for x, y in (stand.actor.start, stand.actor.end))
    floor.stands[n] = replace(stand, actor=replace(stand.actor, start=start, end=end))


def _settle_dependents(floor: Floor) -> None:
    """Those who sit on, in or ride something go where it goes."""
    for n, stand in enumerate(floor.stands):
        if stand.host < 0:
            continue
        hosts = [other for other in floor.stands if other.role.index == stand.host]
        if not hosts:
            continue
        host = hosts[min(stand.copy, len(hosts) - 1)]
        floor.stands[n] = replace(stand, actor=_seated(stand, host))


def _seated(stand: Stand, host: Stand) -> Actor:
    true = stand.role.metres / max(host.role.metres, 0.1) * host.actor.height
    height = min(stand.actor.height, max(true, 0.14), host.actor.height * 1.6)
    lift = _SEAT[stand.relation] * host.actor.height
    # A hair nearer or farther than what it sits on, so that it is painted before or after it.
    nearer = 0.002 if stand.relation == "on" else -0.002
    shift = (stand.copy - (stand.role.count - 1) / 2) * host.width / max(stand.role.count, 1)
    start, end = ((x + shift, y + nearer) for x, y in (host.actor.start, host.actor.end))
    action = (
        "sit" if stand.actor.action in {"drive", "sail", "stand", "walk"} and _can_sit(stand) else stand.actor.action
    )
    medium = host.actor.medium if host.actor.medium == "water" else stand.actor.medium
    actor = replace(stand.actor, start=start, end=end, height=height, lift=lift)
    return replace(actor, facing=host.actor.facing, action=action, medium=medium)


def _can_sit(stand: Stand) -> bool:
    return stand.role.entry is not None and "sit" in stand.role.entry.actions


def _turn_to_each_other(floor: Floor) -> None:
    talking = [n for n, s in enumerate(floor.stands) if s.actor.action in _FACING_EACH_OTHER and s.host < 0]
    if len(talking) < 2:
        return
    middle = sum(_centre(floor.stands[n]) for n in talking) / len(talking)
    for n in talking:
        stand = floor.stands[n]
        facing = 1 if _centre(stand) < middle else -1
        floor.stands[n] = replace(stand, actor=replace(stand.actor, facing=facing))


def _painting_order(stands: Sequence[Stand]) -> list[Stand]:
    """Flyers first, then by the foot line; who is in a boat before its hull, who is on a sofa after it."""

    def foot(stand: Stand) -> tuple[bool, float, int]:
        host = next((s for s in stands if s.role.index == stand.host), None)
        if host is None:
            return stand.actor.medium != "air", stand.actor.start[1], 0
        return host.actor.medium != "air", host.actor.start[1], 1 if stand.relation == "on" else -1

    return sorted(stands, key=foot)
