"""Those who sit on, stand in or ride something, and go where it goes."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.facts import Relation
from ..shotlist import Actor
from .marks import Floor, Stand
from .roles import Role
from .scene import seat as seat_of
from .scene import together

#: Height above the other's foot, in its own heights, at which one is on or in it where no list says.
_SEAT = {"on": 0.42, "in": 0.16}
#: Birds go to the top of what is taller than they are by so much.
_PERCH, _TALL = 0.93, 1.6
#: Metres up to which a body is furniture or a mount, not a place; and the least of a passenger beside its ship.
_FURNITURE = 4.0
_PASSENGER = 0.42
#: Metres below which an animal on furniture is shown larger than it is, and by how much.
_PET, _LARGER = 0.8, 1.5
#: Height of the seat above the feet of a person who sits, in heights of the standing body.
_SEATED = 0.16
#: A hair nearer than what it sits on, so that it is painted after it; or before it, where its side hides the legs.
_NEARER = 0.002
#: Who is held: the relation; how large against who holds it, in metres and on screen; the chest; the arms' reach.
_HELD, _ARMFUL, _IN_ARMS, _CHEST, _REACH = "held", 0.75, 0.42, 0.44, 0.13
#: How far apart fellows sit, in their own widths; and closer, one behind the other, where they ride.
_ELBOWS = {False: 1.15, True: 0.5}
_ACTIVE = frozenset({"drive", "sail", "stand", "walk", "run"})


def relation_of(role: Role, roles: Sequence[Role]) -> Relation | None:
    """The relation by which somebody sits on or in another body of the shot."""
    present = {other.index for other in roles if other.count}
    arms = next((other for other in roles if _holds(other, role)), None)
    if arms is not None:
        return Relation(kind=_HELD, other=arms.index)
    found = next((r for r in role.relations if r.kind in _SEAT and r.other in present), None)
    if found or role.medium != "ground" or not _has_arms(role):
        return found
    # A balloon with a girl has her in its basket.
    baskets = {other.index for other in roles if other.medium == "air" and other.art in together("inside")}
    carried = [Relation(kind="in", other=other) for other in baskets if other != role.index]
    return carried[0] if carried and not role.subject.actions else None


def _holds(other: Role, role: Role) -> bool:
    """Whether the other one has it in the arms, and could."""
    said = any(r.kind == "holding" and r.other == role.index for r in other.relations)
    return said and _has_arms(other) and role.metres <= _ARMFUL * other.metres


def settle(floor: Floor) -> None:
    """Put everybody who has a host on or into it."""
    for n, stand in enumerate(floor.stands):
        hosts = floor.of(stand.host) if stand.host >= 0 else []
        if hosts:
            host = floor.stands[hosts[min(stand.copy, len(hosts) - 1)]]
            fellows = [m for m, other in enumerate(floor.stands) if other.host == stand.host and len(hosts) == 1]
            place = fellows.index(n) - (len(fellows) - 1) / 2 if n in fellows else 0.0
            shift = place * min(host.width / max(len(fellows), 1), _ELBOWS[stand.actor.action == "ride"] * stand.width)
            if stand.relation == _HELD:
                floor.change(n, **_in_arms(stand, host, floor.aspect))
                _take_up(floor, hosts[0])
            else:
                changes = _inside if host.role.art in together("inside") else _seated
                floor.change(n, **changes(stand, host, shift))


def _in_arms(stand: Stand, host: Stand, aspect: float) -> dict[str, object]:
    """Before the chest of who holds it."""
    actor = host.actor
    height = min(stand.actor.height, _IN_ARMS * actor.height)
    ahead = _REACH * actor.height * actor.facing / aspect
    start, end = ((x + ahead, y + _NEARER) for x, y in (actor.start, actor.end))
    action = next((verb for verb in ("sit", "look around") if _can(stand.role, verb)), stand.actor.action)
    lift = actor.lift + _CHEST * actor.height
    return {"start": start, "end": end, "height": height, "lift": lift, "facing": actor.facing, "action": action}


def _take_up(floor: Floor, n: int) -> None:
    """Arms that hold somebody show it, unless they do something else."""
    stand = floor.stands[n]
    verb = next((verb for verb in ("cradle", "give") if _can(stand.role, verb)), "")
    if verb and stand.actor.action in {"stand", "laugh", "look around"}:
        floor.change(n, action=verb)


def _seated(stand: Stand, host: Stand, shift: float) -> dict[str, object]:
    height = _height(stand, host)
    seat, ahead = seat_of(host.role.art) or (_default_seat(stand, host, height), 0.0)
    action = "sit" if stand.actor.action in _ACTIVE and _can(stand.role, "sit") else stand.actor.action
    if action == "ride" and host.role.art in together("pedalled")["things"]:
        action = "cycle"
    lift = seat * host.actor.height
    medium = host.actor.medium
    if medium == "ground" and action in {"sit", "ride", "cycle"} and _has_arms(stand.role):
        lift = max(lift - _SEATED * height, 0.02)
    return _carried(host, height, lift, shift + ahead * host.width * host.actor.facing, _NEARER) | {
        "action": action,
        "medium": medium,
    }


def _inside(stand: Stand, host: Stand, shift: float) -> dict[str, object]:
    foot, tall, ahead = together("inside")[host.role.art]
    height = tall * host.actor.height
    lift = max(foot * host.actor.height, 0.001)
    action = "stand" if stand.actor.action in _ACTIVE else stand.actor.action
    return _carried(host, height, lift, shift + ahead * host.width * host.actor.facing, -_NEARER) | {
        "action": action,
        "medium": host.actor.medium,
    }


def _carried(host: Stand, height: float, lift: float, shift: float, nearer: float) -> dict[str, object]:
    """Off the middle of what carries them, and the same way as it goes."""
    # Who flies is placed by its middle, and its passengers by their feet.
    below = host.actor.height / 2 if host.actor.medium == "air" else 0.0
    start, end = ((x + shift, y + nearer + below) for x, y in (host.actor.start, host.actor.end))
    return {"start": start, "end": end, "height": height, "lift": lift, "facing": host.actor.facing}


def _height(stand: Stand, host: Stand) -> float:
    true = stand.role.metres / max(host.role.metres, 0.1) * host.actor.height
    own = stand.actor.height
    if host.role.metres >= _FURNITURE:
        return min(max(true, _PASSENGER * host.actor.height), own)
    # Beside things of the size of furniture and horses, half way between the true size and one that is well seen.
    well = float((true * max(own, true)) ** 0.5)
    if stand.role.metres < _PET and not _has_arms(stand.role):
        well = min(well * _LARGER, 0.75 * host.actor.height)  # a cat, not its sofa, is what is looked at
    return min(well, host.actor.height * 1.6)


def _default_seat(stand: Stand, host: Stand, height: float) -> float:
    perches = stand.role.medium == "air" and host.actor.height > _TALL * height
    return _PERCH if perches and stand.relation == "on" else _SEAT.get(stand.relation, _SEAT["in"])


def _has_arms(role: Role) -> bool:
    """Whether it is built like a person, who sits on the edge of a seat with the feet below it."""
    return role.kind == "standin" or _can(role, "wave")


def _can(role: Role, verb: str) -> bool:
    return role.entry is not None and verb in role.entry.actions


def painting_order(stands: Sequence[Stand]) -> tuple[Actor, ...]:
    """Scenery and flyers first, then by the foot line; who is on something right after it, who is in it before."""

    def foot(stand: Stand) -> tuple[int, float, int]:
        host = next((s for s in stands if s.role.index == stand.host), None)
        base = host or stand
        layer = 0 if base.scenery else 1 if base.actor.medium == "air" else 2
        beside = 0 if host is None else -1 if host.role.art in together("inside") else 1
        return layer, base.actor.start[1], beside

    return tuple(stand.actor for stand in sorted(stands, key=foot))
