"""Where the actors stand, how large, and where they go: composed for the frame's own shape.

x counts in frame widths, heights and y in frame heights; `aspect` is width over height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from ..language.facts import Action, Relation
from ..shotlist import Actor
from ..stage.contract import Zone
from .casting import Role
from .scene import Notes, nearest
from .scene import seat as seat_of

#: Height of a body of `_HERO_METRES` in a wide shot.
HERO = 0.52
_HERO_METRES = 1.65
#: Metres below which a thing beside others is small, its least size, and how much of its true size is kept.
_SMALL, _TINY, _KEPT = 0.45, 0.2, 0.7
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
#: Width over height from which a body lies rather than stands: cars, whales.
_WIDE_BODY = 1.5
#: The same from which it is longer than any animal: trains.
_LONG_BODY = 2.7
#: Room that a body takes, in its own widths; part of the frame that a row may fill; a way too short to see.
_ELBOW = 1.06
_FILLED = 0.94
_NO_WAY = 0.004
_ZONES = {
    "ground": Zone(top=0.68, bottom=0.94),
    "water": Zone(top=0.58, bottom=0.82),
    "air": Zone(top=0.10, bottom=0.42),
}
#: Height above the other's foot, in its own heights, at which one sits on or in it; and its size limit beside it.
_SEAT = {"on": 0.42, "in": 0.16}
#: Metres up to which a body is furniture or a mount, not a place.
_FURNITURE = 4.0
#: Height of the seat above the feet of a person who sits, in heights of the standing body.
_SEATED = 0.16
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


def _seat_of(role: Role, roles: Sequence[Role]) -> Relation | None:
    """The relation by which somebody sits on or in another body of the shot."""
    present = {other.index for other in roles if other.count}
    return next((r for r in role.relations if r.kind in _SEAT and r.other in present), None)


def _stands(role: Role, roles: Sequence[Role], floor: Floor) -> list[Stand]:
    action = role.action(floor.notes)
    relation = next((r for r in role.relations if any(r.other == other.index for other in roles)), None)
    total = sum(other.count for other in roles if not _seat_of(other, roles))
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
    (low, high), keep = _RANGE, _COMPRESSION
    if total > 1 and role.kind == "sprite" and role.metres < _SMALL and not role.subject.actions:
        low, keep = _TINY, _KEPT  # a letter beside a fox is a letter, not a door
    size = min(max(float((role.metres / _HERO_METRES) ** keep), low), high)
    crowding = 1.0 if total < 3 else max(1.0 - 0.07 * (total - 2), 0.72)
    height = HERO * size * _MEDIUM_SCALE.get(role.medium, 1.0) * crowding
    alone = 0.6 if role.aspect < _WIDE_BODY else 0.42 if role.aspect < _LONG_BODY else 0.58
    widest = alone if total == 1 else 0.86 / total if total <= 3 else 0.2
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
        y = max(y, height / 2 + 0.1)
        end_y = y - 0.03 if verb == "fly" else y
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
        colours=_colours(role, copy),
        wears=role.wears,
        action=verb,
        start=(0.5 - travel / 2, y),
        end=(0.5 + travel / 2, end_y),
        height=height,
        facing=facing,
        medium=medium,
    )


def _colours(role: Role, copy: int) -> dict[str, str]:
    """Its colours as told; the second and third of a kind differ where the prompt leaves it open."""
    if not copy or role.entry is None:
        return dict(role.colours)
    tables = nearest()
    own = {slot: tables["copies"][slot] for slot in role.entry.colours if slot in tables["copies"]}
    coat = tables["litter"].get(role.art)
    if coat and role.entry.colours:
        own[next(iter(role.entry.colours))] = coat
    return {slot: shades[(copy - 1) % len(shades)] for slot, shades in own.items()} | role.colours


def _medium(role: Role, floor: Floor) -> str:
    """Where the verb takes it: who flies is in the air, who swims in the water where there is any."""
    verbs = {action.verb for action in role.subject.actions[:1]}
    if verbs & {"fly"} or (verbs & {"float"} and role.medium == "ground"):
        return "air"
    if verbs & {"swim"} or role.medium == "water":
        # Where there is no surface, the whole place is water (or there is none at all): swimmers and boats hover.
        return "water" if "water" in floor.zones else "air"
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
    if len(free) == 1:
        _move_to(floor, free[0], _alone(floor, floor.stands[free[0]]))
    elif free:
        _in_a_row(floor, _left_to_right(floor, free))


def _left_to_right(floor: Floor, free: Sequence[int]) -> list[int]:
    """Who walks leads, so that the others do not walk into its room; who stands looks at the others.

    Things to stand between go outside.
    """
    moving = any(abs(_way(floor.stands[n])) > _NO_WAY for n in free)
    order = list(free) if (floor.facing < 0) == moving else list(reversed(free))
    inner = [n for n in order if floor.stands[n].relation == "between"]
    if inner:
        outer = [n for n in order if n not in inner]
        half = len(outer) // 2
        order = outer[:half] + inner + outer[half:]
    for n in free:
        _put_behind(floor, order, n)
    return order


def _put_behind(floor: Floor, order: list[int], n: int) -> None:
    """Move who follows somebody to the side that is behind, for all facing one way."""
    followed = {r.other for r in floor.stands[n].role.relations if r.kind == "after"}
    ahead = [order.index(m) for m in order if m != n and floor.stands[m].role.index in followed]
    if not ahead:
        return
    at = order.index(n)
    if floor.facing > 0 and at > min(ahead):
        order.insert(min(ahead), order.pop(at))
    elif floor.facing < 0 and at < max(ahead):
        order.insert(max(ahead), order.pop(at))


def _alone(floor: Floor, stand: Stand) -> float:
    """Who walks crosses the middle; who stands takes a third of the frame and looks into the free side."""
    if abs(stand.actor.end[0] - stand.actor.start[0]) > 0.02:
        # A flyer keeps off whoever stands below it in the middle.
        return 0.5 + (0.26 * stand.actor.facing if stand.actor.medium == "air" and _has_ground(floor) else 0.0)
    third = 0.5 - 0.11 * stand.actor.facing if stand.width < 0.45 else 0.5
    return 1 - third if stand.actor.medium == "air" and _has_ground(floor) else third


def _in_a_row(floor: Floor, order: Sequence[int]) -> None:
    """Bodies from left to right so that no two touch at the start, at the end or between.

    All move evenly, so a gap is smallest at one end of the shot: it must hold both halves and the difference of ways.
    """
    room = 1 - 2 * _MARGIN
    wide = sum(floor.stands[n].width for n in order) * _ELBOW
    if wide > _FILLED * room:
        for n in order:
            _scale(floor, n, _FILLED * room / wide)
    ways = [_way(floor.stands[n]) for n in order]
    while _needed(floor, order, ways) > room and max(abs(way) for way in ways) > _NO_WAY:
        ways = [0.85 * way for way in ways]
    gaps = _gaps(floor, order, ways)
    spare = room - _needed(floor, order, ways)
    wanted = _SPREAD[min(len(order), 6)] - sum(gaps)
    extra = max(min(spare, wanted), 0.0) / len(gaps)
    first = _reach(floor, order[0], ways[0])
    last = _reach(floor, order[-1], ways[-1])
    x = 0.5 - (sum(gaps) + extra * len(gaps)) / 2
    x = min(max(x, _MARGIN + first), 1 - _MARGIN - last - sum(gaps) - extra * len(gaps))
    for n, way, gap in zip(order, ways, [*gaps, 0.0], strict=True):
        _put(floor, n, x, way)
        x += gap + extra


def _way(stand: Stand) -> float:
    return stand.actor.end[0] - stand.actor.start[0]


def _gaps(floor: Floor, order: Sequence[int], ways: Sequence[float]) -> list[float]:
    """Least distances of neighbours at half time."""
    pairs = zip(pairwise(order), pairwise(ways), strict=True)
    return [_ELBOW * (floor.stands[a].width + floor.stands[b].width) / 2 + abs(p - q) / 2 for (a, b), (p, q) in pairs]


def _reach(floor: Floor, n: int, way: float) -> float:
    """How far a body comes to either side of its place at half time."""
    return floor.stands[n].width / 2 + abs(way) / 2


def _needed(floor: Floor, order: Sequence[int], ways: Sequence[float]) -> float:
    outer = _reach(floor, order[0], ways[0]) + _reach(floor, order[-1], ways[-1])
    return sum(_gaps(floor, order, ways)) + outer


def _put(floor: Floor, n: int, centre: float, way: float) -> None:
    stand = floor.stands[n]
    start, end = (centre - way / 2, stand.actor.start[1]), (centre + way / 2, stand.actor.end[1])
    floor.stands[n] = replace(stand, actor=replace(stand.actor, start=start, end=end))


def _has_ground(floor: Floor) -> bool:
    return any(stand.actor.medium != "air" for stand in floor.stands)


def _move_to(floor: Floor, n: int, centre: float) -> None:
    """One body with its way about `centre`, both kept inside the frame."""
    stand = floor.stands[n]
    room = max(0.5 - _MARGIN - stand.width / 2, 0.0)
    half = min(max(_way(stand) / 2, -room), room)
    _put(floor, n, min(max(centre, 0.5 - room + abs(half)), 0.5 + room - abs(half)), 2 * half)


def _scale(floor: Floor, n: int, factor: float) -> None:
    stand = floor.stands[n]
    floor.stands[n] = replace(
        stand, width=stand.width * factor, actor=replace(stand.actor, height=stand.actor.height * factor)
    )


def _centre(stand: Stand) -> float:
    return (stand.actor.start[0] + stand.actor.end[0]) / 2


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
    own = stand.actor.height
    # Beside things of the size of furniture and horses, half way between the true size and one that is well seen.
    height = min(
        own, (true * own) ** 0.5 if host.role.metres < _FURNITURE else max(true, 0.5 * own), host.actor.height * 1.6
    )
    # A hair nearer than what it sits on or in, so that it is painted after it.
    nearer = 0.002
    shift = (stand.copy - (stand.role.count - 1) / 2) * host.width / max(stand.role.count, 1)
    seat, ahead = seat_of(host.role.art) or (_SEAT[stand.relation], 0.0)
    shift += ahead * host.width * host.actor.facing
    start, end = ((x + shift, y + nearer) for x, y in (host.actor.start, host.actor.end))
    action = (
        "sit" if stand.actor.action in {"drive", "sail", "stand", "walk"} and _can_sit(stand) else stand.actor.action
    )
    medium = host.actor.medium if host.actor.medium == "water" else stand.actor.medium
    lift = seat * host.actor.height
    if medium != "water" and action == "sit" and _has_arms(stand.role):
        lift = max(lift - _SEATED * height, 0.02)
    actor = replace(stand.actor, start=start, end=end, height=height, lift=lift)
    return replace(actor, facing=host.actor.facing, action=action, medium=medium)


def _has_arms(role: Role) -> bool:
    """Whether it is built like a person, who sits on the edge of a seat with the feet below it."""
    return role.kind == "standin" or (role.entry is not None and "wave" in role.entry.actions)


def _can_sit(stand: Stand) -> bool:
    return stand.role.entry is not None and "sit" in stand.role.entry.actions


def _turn_to_each_other(floor: Floor) -> None:
    free = [n for n, stand in enumerate(floor.stands) if stand.host < 0]
    talking = [n for n in free if _faces_others(floor.stands[n])]
    if len(talking) == 1 and len(free) == 2 and _way(floor.stands[free[0]]) == _way(floor.stands[free[1]]) == 0:
        talking = free  # who is fought or spoken to looks back
    if len(talking) < 2:
        return
    middle = sum(_centre(floor.stands[n]) for n in talking) / len(talking)
    for n in talking:
        stand = floor.stands[n]
        facing = 1 if _centre(stand) < middle else -1
        floor.stands[n] = replace(stand, actor=replace(stand.actor, facing=facing))


def _faces_others(stand: Stand) -> bool:
    return any(action.verb in _FACING_EACH_OTHER for action in stand.role.subject.actions)


def _painting_order(stands: Sequence[Stand]) -> list[Stand]:
    """Flyers first, then by the foot line; who sits on something right after it."""

    def foot(stand: Stand) -> tuple[bool, float, int]:
        host = next((s for s in stands if s.role.index == stand.host), None)
        if host is None:
            return stand.actor.medium != "air", stand.actor.start[1], 0
        return host.actor.medium != "air", host.actor.start[1], 1

    return sorted(stands, key=foot)
