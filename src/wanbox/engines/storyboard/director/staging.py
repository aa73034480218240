"""Where the actors stand, how large, and where they go: composed for the frame's own shape.

x counts in frame widths, heights and y in frame heights; `aspect` is width over height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from ..compose.camera import FOOT, row_at
from ..language.facts import Action
from ..shotlist import Actor, Angle
from ..stage.contract import Zone
from . import kites, rows, scenery, seats, sizes
from . import pairs as pairing
from .marks import LOWEST, Floor, Stand
from .pairs import NO_WAY, Pair
from .perspective import HORIZON
from .roles import Role
from .scene import Notes, nearest

#: Body heights a second; a borrowed or unknown body walks.
SPEED = {
    "walk": 0.20,
    "run": 0.42,
    "crawl": 0.10,
    "dance": 0.05,
    "jump": 0.10,
    "fly": 0.55,
    "swim": 0.16,
    "sail": 0.07,
    "drive": 0.32,
    "float": 0.05,
    "launch": 0.0,
}
_PACE = {"slow": 0.65, "fast": 1.45, "": 1.0}
#: Longest way in one shot, in frame widths: with a camera that stands, and with one that goes along.
FARTHEST, FARTHEST_TRACKED = 0.46, 1.3
#: Part of the zone's depth at which feet stand.
_ROW = {"ground": 0.58, "water": 0.45, "air": 0.55}
#: Parts of the zone's depth where somebody who comes near or goes away starts and ends.
_APPROACH = {"near": (0.35, 0.9), "far": (0.85, 0.3)}
_HEADING = {"leave": "far", "depart": "far", "arrive": "near", "approach": "near"}
#: Rows of several of a kind, in parts of the zone's depth off the middle one; sizes against each other.
_STAGGER = (0.0, 0.26, -0.22, 0.13, -0.3, 0.34)
_LITTER = (1.0, 0.9, 1.06, 0.84, 0.97, 1.1)
#: A flock in the air or a shoal spreads over so much of its zone and differs so much in size.
_FLOCK = ((0.0, 0.0), (0.8, -0.9), (-0.75, -1.2), (1.3, -2.3), (-1.25, -2.5), (0.15, -3.0))
_FLOCK_SIZES = (1.0, 0.84, 0.92, 0.7, 0.78, 0.62)
#: Height of a four-legged body against what its puppet stands for, so that it fits when it sits up.
_UPRIGHT = 0.84
#: How far off the middle of a table one works at it, in its widths.
_OFF = 0.12
#: Who takes off upright, and how far it rises in a shot, in frame heights.
_LAUNCH, _RISE = "launch", 0.5
#: What bodies can do that keep on top of the water.
_AFLOAT = frozenset({"walk", "sail", "fly", "row"})
#: Verbs of bodies in the air that have come down.
_LANDED = frozenset({"stand", "sit", "sleep", "eat", "drink", "walk", "talk", "look around", "jump"})


def place(
    roles: Sequence[Role],
    *,
    zones: Mapping[str, Zone],
    aspect: float,
    seconds: float,
    seed: int,
    notes: Notes,
    facing: int = 0,
    angle: Angle = Angle.EYE,
    tracked: bool = False,
) -> tuple[Actor, ...]:
    """Actors in painting order, far to near, none hiding another.

    `facing` is the way that the hero looks, 0 for a free choice; `tracked`: the camera goes along with the hero.
    """
    floor = Floor(aspect, seconds, zones, Random(seed), notes, angle, FARTHEST_TRACKED if tracked else FARTHEST)
    floor.facing = facing or _direction(roles) or (1 if floor.rng.random() < 0.7 else -1)
    tall = sizes.heights([role for role in roles if not scenery.is_backdrop(role, roles)], aspect, angle)
    floor.stands = [stand for role in roles for stand in _stands(role, roles, tall, floor)]
    pairs = pairing.find(floor)
    _go_together(floor, pairs)
    rows.spread(floor, pairs, "ground", "water")
    if not _flock(floor):
        _layers(floor, pairs)
    scenery.arrange(floor)
    seats.settle(floor)
    _arrive(floor, pairs)
    pairing.face(floor, pairs)
    _behind_desks(floor, pairs)
    kites.hang(floor)
    return seats.painting_order(floor.stands)


def _direction(roles: Sequence[Role]) -> int:
    for role in roles:
        for action in role.subject.actions:
            if action.direction in {"left", "right"}:
                return 1 if action.direction == "right" else -1
    return 0


def _stands(role: Role, roles: Sequence[Role], tall: Mapping[int, float], floor: Floor) -> list[Stand]:
    action = role.action(floor.notes)
    seat = seats.relation_of(role, roles)
    relation = seat or next((r for r in role.relations if any(r.other == other.index for other in roles)), None)
    behind = scenery.is_scenery(role) and seat is None
    found = []
    for copy in range(role.count):
        height = tall.get(role.index, 0.3) * _LITTER[copy % len(_LITTER)]
        actor = _actor(role, copy, action, height, floor)
        width = actor.height * role.aspect / floor.aspect
        found.append(
            Stand(
                role, copy, actor, seat.other if seat else -1, relation.kind if relation else "", width, scenery=behind
            )
        )
    return found


def _actor(role: Role, copy: int, action: Action | None, height: float, floor: Floor) -> Actor:
    verb = action.verb if action else _resting(role)
    medium = _medium(role, floor)
    if verb == "sit" and role.aspect >= 1:
        height *= _UPRIGHT  # an animal on its haunches is taller than on its legs
    y, end_y, height = _row(role, copy, action, "sky" if _above(verb, medium, floor) else medium, height, floor)
    if medium == "air" and verb == "fly" and role.count == 1:
        end_y -= 0.03
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
        holds=role.holds,
        action=verb,
        start=(0.5 - travel / 2, y),
        end=(0.5 + travel / 2, end_y),
        height=height,
        facing=facing,
        medium=medium,
    )


def _row(
    role: Role, copy: int, action: Action | None, medium: str, height: float, floor: Floor
) -> tuple[float, float, float]:
    """Row at the start and the end, and the height that belongs to it: who stands nearer is larger."""
    zone = floor.zone(medium)
    deep = zone.bottom - zone.top
    if action is not None and _LAUNCH in {action.verb, action.said}:
        # From the ground up through the frame.
        ground = floor.zone("ground")
        foot = ground.top + (ground.bottom - ground.top) * _ROW["ground"]
        return foot - height / 2, max(0.3 * height, foot - height / 2 - _RISE), height
    if medium in {"air", "sky"}:
        height *= 1.0 if role.medium == "air" else 0.85
        y = max(zone.top + deep * _ROW["air"], 0.75 * height + 0.1 if medium == "air" else 0.0)
        return y, y, height
    direction = _direction_of(action)
    if direction in _APPROACH:
        first, last = (zone.top + deep * part for part in _APPROACH[direction])
        height *= 0.8 if direction == "near" else 1.0
        return first, last, min(height, first - 0.06)
    off = _STAGGER[copy % len(_STAGGER)] if role.count > 1 else 0.0
    y = min(zone.top + deep * min(max(_ROW[medium] + off, 0.04), 0.98), LOWEST)
    if role.count > 1:
        horizon = row_at(HORIZON, floor.angle)
        middle = zone.top + deep * _ROW[medium]
        height *= min(max((y - horizon) / max(middle - horizon, 0.05), 0.7), 1.25)
    return y, y, min(height, y - 0.06)


def _above(verb: str, medium: str, floor: Floor) -> bool:
    """Whether it flies over a place whose "air" is under water."""
    return medium == "air" and "sky" in floor.zones and verb in {"fly", "hover", "glide", "float"}


def _direction_of(action: Action | None) -> str:
    """The way that somebody goes: as said, else as the verb means it."""
    if action is None:
        return ""
    return action.direction or ("" if action.target >= 0 else _HEADING.get(action.said or action.verb, ""))


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
    said = {action.said or action.verb for action in role.subject.actions[:1]}
    if verbs & {"fly"} or (verbs & {"float"} and role.medium == "ground"):
        return "air"
    able = role.entry.actions if role.entry else frozenset()
    if "sky" in floor.zones and role.medium == "water" and "swim" in able and not able & _AFLOAT:
        return "air"  # seen through the surface
    if verbs & {"swim"} or role.medium == "water":
        # Where there is no surface, the whole place is water (or there is none at all): swimmers and boats hover.
        return "water" if "water" in floor.zones else "air"
    if role.medium == "air" and said & _LANDED and able & {"stand", "sit", "walk"}:
        return "ground"
    return role.medium


def _resting(role: Role) -> str:
    """What a body does that was told nothing."""
    able = role.entry.actions if role.entry and role.kind != "standin" else frozenset({"stand"})
    preferred = {"air": ("fly", "float"), "water": ("sail", "swim", "float")}.get(role.medium, ("stand",))
    return next((verb for verb in preferred if verb in able), "stand")


def natural_way(verb: str, said: str, pace: str, height: float, seconds: float, aspect: float) -> float:
    """How far a body of that height goes in so many seconds, in frame widths."""
    return SPEED.get(said, SPEED.get(verb, 0.0)) * height * _PACE.get(pace, 1.0) * seconds / aspect


def _travel(verb: str, action: Action | None, height: float, floor: Floor, *, moving: bool) -> float:
    if not moving and verb not in {"fly", "sail", "swim", "float"}:
        return 0.0
    said, pace = (action.said or verb, action.pace) if action else (verb, "")
    if said not in SPEED and verb not in {"walk", "run", "fly", "swim", "sail", "drive", "float", "crawl"}:
        return 0.0
    way = natural_way(verb, said, pace, height, floor.seconds, floor.aspect)
    if _direction_of(action) in _APPROACH:
        way *= 0.3
    return min(way, floor.farthest)


def _go_together(floor: Floor, pairs: Sequence[Pair]) -> None:
    """Who is chased, led or played along goes as far as who does it."""
    for pair in pairs:
        by, on = floor.stands[pair.by], floor.stands[pair.on]
        if pair.verb in {"dance", "waltz", "fight"} and pairing.alive(on.role):
            floor.put(pair.by, 0.5, 0.0)
            floor.put(pair.on, 0.5, 0.0)
        elif pair.train:
            way = max(abs(by.way), abs(on.way)) * by.actor.facing
            verb = by.actor.action if on.role.entry and by.actor.action in on.role.entry.actions else on.actor.action
            moving = verb if abs(way) > NO_WAY else on.actor.action
            for n in (pair.by, pair.on):
                floor.put(n, 0.5, way)
            floor.change(pair.on, facing=by.actor.facing, action=moving)
        elif not pairing.alive(on.role) and abs(by.way) > NO_WAY and not pair.going:
            floor.put(pair.on, 0.5, by.way)


def _behind_desks(floor: Floor, pairs: Sequence[Pair]) -> None:
    """Who works at a table stands or sits behind it."""
    for pair in pairs:
        by, on = floor.stands[pair.by], floor.stands[pair.on]
        if on.role.art not in pairing.TABLES or abs(by.way) > NO_WAY or by.host >= 0:
            continue
        (x, y), _ = on.actor.start, on.actor.end
        foot = (x - _OFF * on.width * by.actor.facing, y - 0.012)
        floor.change(pair.by, start=foot, end=foot, gaze="", partner="")
        floor.change(pair.on, gaze="", partner="")


def _arrive(floor: Floor, pairs: Sequence[Pair]) -> None:
    """Who goes to somebody or something is there at the end of the shot."""
    for pair in pairs:
        by, on = floor.stands[pair.by], floor.stands[pair.on]
        if not pair.going or by.host >= 0:
            continue
        side = 1 if on.centre > by.centre else -1
        clear = (by.width + on.width) / 2 + 0.1 * by.actor.height / floor.aspect
        if on.scenery:
            clear = 0.0
        end = on.centre - side * clear
        start = end - side * min(max(abs(by.way), abs(end - by.actor.start[0])), floor.farthest)
        start = min(max(start, by.width / 2), 1 - by.width / 2)
        floor.change(pair.by, start=(start, by.actor.start[1]), end=(end, by.actor.end[1]), facing=side)


def _layers(floor: Floor, pairs: Sequence[Pair]) -> None:
    """Three or more in the air or under water keep two rows, so that each has room to be seen."""
    free = [n for n, s in enumerate(floor.stands) if s.actor.medium == "air" and s.host < 0 and not s.scenery]
    above = [n for n in free if _above(floor.stands[n].actor.action, "air", floor)]
    if above:
        rows.spread_these(floor, above, [p for p in pairs if {p.by, p.on} <= set(above)])
        free = [n for n in free if n not in above]
        rows.spread_these(floor, free, [p for p in pairs if {p.by, p.on} <= set(free)])
    if len(free) < 3:
        if above:
            return
        rows.spread(floor, pairs, "air")
        return
    zone = floor.zone("air")
    for k, part in enumerate((free[0::2], free[1::2])):
        rows.spread_these(floor, part, [p for p in pairs if {p.by, p.on} <= set(part)])
        y = zone.top + (zone.bottom - zone.top) * (0.34, 0.86)[k]
        for n in part:
            actor = floor.stands[n].actor
            row = max(y + floor.rng.uniform(-0.03, 0.03), 0.58 * actor.height + 0.06)
            if "sky" in floor.zones:
                # Under a surface that is seen from the bank, who is nearer is larger.
                floor.scale(n, (0.78, 1.14)[k])
                actor = floor.stands[n].actor
            shift = (-0.07, 0.07)[k] * floor.facing if len(part) > 1 else 0.0
            (x0, y0), (x1, y1) = actor.start, actor.end
            floor.change(n, start=(x0 + shift, row), end=(x1 + shift, row + y1 - y0))


def _flock(floor: Floor) -> bool:
    """Several of a kind in the air fly in a loose wedge behind the first; False where there is no such flock."""
    birds = [n for n, s in enumerate(floor.stands) if s.actor.medium == "air" and s.host < 0]
    if len(birds) < 3 or len({floor.stands[n].role.index for n in birds}) > 1:
        return False
    zone, lead = floor.zone("air"), floor.stands[birds[0]]
    wide = lead.actor.height * max(lead.role.aspect, 0.8) / floor.aspect
    way = min(abs(lead.way), 0.3) * lead.actor.facing
    step = min(max(1.05 * wide, 0.05), 0.66 / (3.0 + 0.4))
    head = 0.5 + lead.actor.facing * 0.2
    for n, (up, back), size in zip(birds, _FLOCK, _FLOCK_SIZES, strict=False):
        stand = floor.stands[n]
        x = head + stand.actor.facing * (back * step * 1.25 + floor.rng.uniform(-0.25, 0.25) * step)
        y = zone.top + (zone.bottom - zone.top) * 0.42 + up * 0.8 * lead.actor.height + floor.rng.uniform(-0.01, 0.01)
        floor.scale(n, size * lead.actor.height / stand.actor.height)
        y = max(y, 0.08 + 0.6 * floor.stands[n].actor.height)
        drift = way * floor.rng.uniform(0.92, 1.06)
        floor.change(n, start=(x - drift / 2, y + 0.015), end=(x + drift / 2, y - 0.02))
    return True


__all__ = ["FARTHEST", "FOOT", "SPEED", "natural_way", "place"]
