"""How large each body of a shot is: true to its metres, but so that a mouse beside an elephant is still seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..compose.camera import LOOM
from ..shotlist import Angle
from . import seats
from .roles import Role

#: Height of a person of `_HERO_METRES` alone in a wide shot, in frame heights.
HERO = 0.54
_HERO_METRES = 1.65
#: How much of its true size a body alone keeps: a sparrow stays visible, a liner stays in the frame.
_ALONE = 0.34
_RANGE = (0.52, 1.3)
#: How much of their true ratio two bodies keep beside each other, and the least height of one.
_TOGETHER = 0.8
_LEAST = 0.11
#: How much of what an angle does to sizes is kept: who is named must be seen from the air, too.
_ANGLED = 0.5
#: Boats and birds are farther away than who stands in front.
_MEDIUM = {"ground": 1.0, "water": 0.72, "air": 0.66}
_FOREMOST = {"ground": 1.0, "water": 0.74, "air": 0.78}
#: Width over height from which a body lies rather than stands: cars, whales; and longer than any animal: trains.
_WIDE_BODY = 1.5
_LONG_BODY = 2.7
#: Most of the row that one of a few takes.
_MOST = 0.66
#: Tallest of all, whatever the words.
_TALLEST = 0.76


def heights(roles: Sequence[Role], aspect: float, angle: Angle = Angle.EYE) -> Mapping[int, float]:
    """Frame heights by role index, camera at rest; `aspect` is the frame's width over height."""
    total = sum(role.count for role in roles)
    crowding = 1.0 if total < 3 else max(1.0 - 0.06 * (total - 2), 0.74)
    free = [role for role in roles if seats.relation_of(role, roles) is None]
    leaders = {medium: _leader(roles if medium != "ground" else free, medium) for medium in _MEDIUM}
    leaders["ground"] = leaders["ground"] or (0.0 if leaders["air"] or leaders["water"] else _leader(roles, "ground"))
    found = {}
    wide = {role.index: _beside(role, leaders) * role.aspect * role.count for role in roles}
    for role in roles:
        # Who flies is near a camera in the air.
        own = _beside(role, leaders) * crowding * (1.0 if _aloft(role) else LOOM[angle] ** _ANGLED)
        found[role.index] = min(own, _room(role, total, wide) * aspect / max(role.aspect, 0.05), _TALLEST)
    return found


def alone(metres: float) -> float:
    """Height of a body of so many metres with nobody to compare it to."""
    low, high = _RANGE
    return HERO * min(max(float((metres / _HERO_METRES) ** _ALONE), low), high)


def _leader(roles: Sequence[Role], medium: str) -> float:
    """Metres of the tallest of a medium, which the others are measured by; 0 for nobody."""
    return max((role.metres for role in roles if role.medium == medium), default=0.0)


def _beside(role: Role, leaders: Mapping[str, float]) -> float:
    tallest = leaders[role.medium]
    ground = leaders["ground"]
    if role.medium != "ground" and 0 < role.metres < ground:
        return _compared(role.metres, ground, 1.0)
    # With nobody in front, what flies or sails is the nearest.
    return _compared(role.metres, max(tallest, role.metres), _MEDIUM[role.medium] if ground else _FOREMOST[role.medium])


def _compared(metres: float, tallest: float, farther: float) -> float:
    full = alone(tallest) * farther
    return max(full * float((metres / tallest) ** _TOGETHER), min(_LEAST, full))


def _aloft(role: Role) -> bool:
    return role.medium == "air" or any(action.verb == "fly" for action in role.subject.actions[:1])


def _room(role: Role, total: int, wide: Mapping[int, float]) -> float:
    """Part of the frame's width that one body may take; of a few, the longest have the most."""
    if total == 1:
        return 0.6 if role.aspect < _WIDE_BODY else 0.5 if role.aspect < _LONG_BODY else 0.68
    share = min(wide[role.index] / max(sum(wide.values()), 0.01) / role.count, _MOST)
    if total <= 3:
        return 0.86 * max(1 / total, share)
    # Those in the air or under water have two rows.
    return 0.42 if role.medium == "air" else 0.2
