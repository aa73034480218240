"""Those who sit on, stand in or ride something, and go where it goes."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.facts import Relation
from ..shotlist import Actor
from .casting import Role
from .marks import Floor, Stand
from .scene import seat as seat_of
from .scene import together

#: Height above the other's foot, in its own heights, at which one is on or in it where no list says.
_SEAT = {"on": 0.42, "in": 0.16}
#: Birds go to the top of what is taller than they are by so much.
_PERCH, _TALL = 0.93, 1.6
#: Metres up to which a body is furniture or a mount, not a place; and the least of a passenger beside its ship.
_FURNITURE = 4.0
_PASSENGER = 0.42
#: Height of the seat above the feet of a person who sits, in heights of the standing body.
_SEATED = 0.16
#: A hair nearer than what it sits on, so that it is painted after it; or before it, where its side hides the legs.
_NEARER = 0.002
_ACTIVE = frozenset({"drive", "sail", "stand", "walk", "run"})


def relation_of(role: Role, roles: Sequence[Role]) -> Relation | None:
    """The relation by which somebody sits on or in another body of the shot."""
    present = {other.index for other in roles if other.count}
    found = next((r for r in role.relations if r.kind in _SEAT and r.other in present), None)
    if found or role.medium != "ground":
        return found
    # A balloon with a girl has her in its basket.
    baskets = {other.index for other in roles if other.medium == "air" and other.art in together("inside")}
    carried = [Relation(kind="in", other=other) for other in baskets if other != role.index]
    return carried[0] if carried and not role.subject.actions else None


def settle(floor: Floor) -> None:
    """Put everybody who has a host on or into it."""
    for n, stand in enumerate(floor.stands):
        hosts = floor.of(stand.host) if stand.host >= 0 else []
        if hosts:
            host = floor.stands[hosts[min(stand.copy, len(hosts) - 1)]]
            changes = _inside(stand, host) if host.role.art in together("inside") else _seated(stand, host)
            floor.change(n, **changes)


def _seated(stand: Stand, host: Stand) -> dict[str, object]:
    height = _height(stand, host)
    seat, ahead = seat_of(host.role.art) or (_default_seat(stand, host, height), 0.0)
    action = "sit" if stand.actor.action in _ACTIVE and _can(stand.role, "sit") else stand.actor.action
    lift = seat * host.actor.height
    medium = host.actor.medium
    if medium == "ground" and action in {"sit", "ride"} and _has_arms(stand.role):
        lift = max(lift - _SEATED * height, 0.02)
    return _carried(stand, host, height, lift, ahead, _NEARER) | {"action": action, "medium": medium}


def _inside(stand: Stand, host: Stand) -> dict[str, object]:
    foot, tall, ahead = together("inside")[host.role.art]
    height = tall * host.actor.height
    lift = max(foot * host.actor.height, 0.001)
    action = "stand" if stand.actor.action in _ACTIVE else stand.actor.action
    return _carried(stand, host, height, lift, ahead, -_NEARER) | {"action": action, "medium": host.actor.medium}


def _carried(stand: Stand, host: Stand, height: float, lift: float, ahead: float, nearer: float) -> dict[str, object]:
    """Beside each other on one seat, and the same way as what carries them."""
    shift = (stand.copy - (stand.role.count - 1) / 2) * host.width / max(stand.role.count, 1)
    shift += ahead * host.width * host.actor.facing
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
    return min(float((true * max(own, true)) ** 0.5), host.actor.height * 1.6)


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
