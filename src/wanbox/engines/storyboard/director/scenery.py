"""What is too large for the front row: castles, towers, trees and houses stand in the middle distance."""

from __future__ import annotations

from collections.abc import Sequence

from ..compose.camera import FOOT
from .marks import Floor
from .roles import Role
from .scene import nearest

#: Metres from which a thing that does nothing is part of the landscape.
LARGE = 4.5
#: Height of a house of seven metres where somebody stands before it; growth with true size; limits.
_HOUSE, _HOUSE_METRES, _GROWTH = 0.34, 7.0, 0.3
_LIMITS = (0.24, 0.56)
#: Alone it is the subject and comes nearer.
_HERO = 1.3
#: How far behind the first row it stands, in parts of the way from that row to the actors' usual one.
_BEHIND, _BEHIND_ALONE = 0.6, 0.12
#: How far a pole stands beside and behind its hero, and how tall it is against one.
_STEP, _A_STEP, _POLE = 0.1, 0.025, 1.7
#: Row of the sky's own bodies, and what words make of their size.
_SKY = 0.2
_SIZES = {"tiny": 0.5, "small": 0.75, "large": 1.5, "huge": 2.2}
#: Middle of the thing, off the middle of the frame, where somebody looks towards it.
_ASIDE = 0.19


def is_celestial(role: Role) -> bool:
    """Whether it hangs in the sky: the moon, a planet."""
    return role.art in nearest()["celestial"]


def is_pole(role: Role) -> bool:
    """Whether it stands close behind somebody, and is taller: a street lamp."""
    return role.art in nearest()["poles"]["things"]


def is_scenery(role: Role) -> bool:
    """Whether it is large, stands on the ground and cannot act, or hangs in the sky."""
    if is_celestial(role) or is_pole(role):
        return True
    if role.entry is None or role.medium != "ground" or role.subject.actions or role.kind == "standin":
        return False
    return role.metres >= LARGE and not role.entry.actions & {"walk", "run", "talk", "eat", "drive"}


def is_backdrop(role: Role, roles: Sequence[Role]) -> bool:
    """Whether it stands behind somebody, not as the subject itself."""
    return is_scenery(role) and any(not is_scenery(other) for other in roles)


def arrange(floor: Floor) -> None:
    """Give each its row, size and side; the first one where the hero looks, the next on the other side."""
    large = [n for n, stand in enumerate(floor.stands) if stand.scenery]
    with_others = len(large) < len(floor.stands)
    for place, n in enumerate(large):
        _set(floor, n, place, len(large), with_others=with_others)


def _set(floor: Floor, n: int, place: int, total: int, *, with_others: bool) -> None:
    stand = floor.stands[n]
    if is_celestial(stand.role):
        _hang(floor, n, place, with_others=with_others)
        return
    if is_pole(stand.role) and with_others:
        _beside(floor, n, place)
        return
    zone = floor.zone("ground")
    back = _BEHIND if with_others else _BEHIND_ALONE
    y = zone.top - back * (FOOT - zone.top) * (1 + 0.25 * place)
    low, high = _LIMITS
    height = min(max(_HOUSE * (stand.role.metres / _HOUSE_METRES) ** _GROWTH, low), high)
    height = min(height * (1.0 if with_others else _HERO), y - 0.05)
    height = min(height, (0.5 if total == 1 else 0.36) * floor.aspect / max(stand.role.aspect, 0.05))
    x = _side(floor, place, total, with_others=with_others)
    floor.change(n, start=(x, y), end=(x, y), height=height)


def _beside(floor: Floor, n: int, place: int) -> None:
    """A step behind who is under it, and on the side that the hero looks to."""
    index = floor.stands[n].role.index
    others = [s for s in floor.stands if not s.scenery]
    hero = next((s for s in others if any(r.other == index for r in s.role.relations)), others[0])
    side = hero.actor.facing * (1 if place % 2 == 0 else -1)
    x = hero.actor.start[0] + side * max(_STEP * (1 + place // 2), 0.62 * hero.width + 0.03)
    y = min(hero.actor.start[1] if hero.actor.medium == "ground" else 0.83, 0.86) - _A_STEP
    height = min(max(_POLE * hero.actor.height, 0.55), y - 0.1)
    floor.change(n, start=(x, y), end=(x, y), height=height)


def _side(floor: Floor, place: int, total: int, *, with_others: bool) -> float:
    if not with_others:
        if total == 1:
            return 0.5 + 0.04 * floor.facing
        return 0.18 + 0.64 * (place + floor.rng.uniform(0.4, 0.6)) / total
    side = floor.facing if place % 2 == 0 else -floor.facing
    return 0.5 + side * (_ASIDE + 0.12 * (place // 2)) + floor.rng.uniform(-0.02, 0.02)


def _hang(floor: Floor, n: int, place: int, *, with_others: bool) -> None:
    """High in the sky, where somebody below looks."""
    stand = floor.stands[n]
    tall = float(nearest()["celestial"][stand.role.art][0]) * _SIZES.get(stand.role.subject.size, 1.0)
    height = tall if with_others else min(2.0 * tall, 0.5)
    x = _side(floor, place, 2, with_others=True) + 0.08 * floor.facing if with_others else 0.5
    y = max(_SKY, 0.05 + height / 2) if with_others else 0.42
    floor.change(n, start=(x, y), end=(x, y), height=height, medium="air", action="stand")
