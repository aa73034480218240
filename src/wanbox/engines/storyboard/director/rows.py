"""Bodies side by side: by thirds where one is alone, else in a row in which nobody hides another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .marks import Floor, Stand
from .pairs import NO_WAY, Pair
from .perspective import depth_of

#: Part of the frame width over which several bodies are spread.
_SPREAD = {1: 0.0, 2: 0.32, 3: 0.52, 4: 0.64, 5: 0.70, 6: 0.74}
_MARGIN = 0.04
#: Room that a body takes, in its own widths; part of the frame that a row may fill.
_ELBOW = 1.06
_FILLED = 0.94
#: How far from the middle a body alone stands: a third of the frame is at 0.167.
_THIRD = 0.155


def spread(floor: Floor, pairs: Sequence[Pair], *media: str) -> None:
    """Put the free bodies of these media side by side, with room in the direction of looking."""
    free = [n for n, s in enumerate(floor.stands) if s.host < 0 and not s.scenery and s.actor.medium in media]
    spread_these(floor, free, pairs)


def spread_these(floor: Floor, free: Sequence[int], pairs: Sequence[Pair]) -> None:
    """Put these bodies side by side."""
    if len(free) == 1:
        _move_to(floor, free[0], _alone(floor, floor.stands[free[0]]))
    elif free:
        order = _left_to_right(floor, free, pairs)
        going = _stop(floor, free) if floor.farthest > 1 else {}
        _in_a_row(floor, order, pairs)
        for n, way in going.items():
            floor.put(n, floor.stands[n].centre, way)


def _stop(floor: Floor, free: Sequence[int]) -> dict[int, float]:
    """Take the ways off those whom the camera goes along with, who keep their places in the frame; all go as one."""
    moving = [n for n in free if abs(floor.stands[n].way) > NO_WAY]
    if not moving:
        return {}
    # The first of the prompt sets the pace; who is farther from the camera needs less way to keep up on screen.
    first = floor.stands[moving[0]]
    pace = first.way / depth_of(first.actor.start[1], floor.angle)
    going = {n: pace * depth_of(floor.stands[n].actor.start[1], floor.angle) for n in moving}
    for n in going:
        floor.put(n, 0.5, 0.0)
    return going


def _alone(floor: Floor, stand: Stand) -> float:
    """Who walks crosses the middle; who stands takes a third of the frame and looks into the free side."""
    flying = stand.actor.medium == "air" and any(
        s.actor.medium != "air" and not s.scenery and s.host < 0 for s in floor.stands if s is not stand
    )
    if abs(stand.way) > 0.02:
        # A flyer keeps off whoever stands below it in the middle.
        return 0.5 + (0.26 * stand.actor.facing if flying else -0.03 * stand.actor.facing)
    third = 0.5 - _THIRD * stand.actor.facing if stand.width < 0.34 else 0.5 - 0.05 * stand.actor.facing
    return 1 - third if flying else third


def _left_to_right(floor: Floor, free: Sequence[int], pairs: Sequence[Pair]) -> list[int]:
    """Who walks leads, so that the others do not walk into its room; pairs stand beside each other."""
    moving = any(abs(floor.stands[n].way) > NO_WAY for n in free)
    order = list(free) if (floor.facing < 0) == moving else list(reversed(free))
    inner = [n for n in order if floor.stands[n].relation == "between"]
    if inner:
        outer = [n for n in order if n not in inner]
        half = len(outer) // 2
        order = outer[:half] + inner + outer[half:]
    joined: dict[int, int] = {}
    for pair in pairs:
        if pair.by in order and pair.on in order:
            _join(floor, order, pair, joined)
    return order


def _join(floor: Floor, order: list[int], pair: Pair, joined: dict[int, int]) -> None:
    """Move who is acted on to the doer's side: before it in the direction it goes."""
    if pair.on in joined:
        # It has a place already: the second doer comes to its other side.
        order.remove(pair.by)
        at = order.index(pair.on)
        order.insert(at + 1 if order.index(joined[pair.on]) < at else at, pair.by)
        return
    joined[pair.on] = pair.by
    order.remove(pair.on)
    at = order.index(pair.by)
    facing = floor.stands[pair.by].actor.facing if pair.train or _has_way(floor, pair.by) else floor.facing
    order.insert(at + 1 if facing > 0 else at, pair.on)


def _has_way(floor: Floor, n: int) -> bool:
    return abs(floor.stands[n].way) > NO_WAY


def _in_a_row(floor: Floor, order: Sequence[int], pairs: Sequence[Pair]) -> None:
    """Bodies from left to right so that no two touch at the start, at the end or between.

    All move evenly, so a gap is smallest at one end of the shot: it must hold both halves and the difference of ways.
    """
    wanted = _pair_gaps(floor, order, pairs)
    room = 1 - 2 * _MARGIN
    wide = sum(floor.stands[n].width for n in order) * _ELBOW
    if wide > _FILLED * room:
        for n in order:
            floor.scale(n, _FILLED * room / wide)
    ways = [floor.stands[n].way for n in order]
    while _needed(floor, order, ways, wanted) > room and max(abs(way) for way in ways) > NO_WAY:
        ways = [0.85 * way for way in ways]
    gaps = _gaps(floor, order, ways, wanted)
    loose = sum(gap is None for gap in wanted)
    spare = room - _needed(floor, order, ways, wanted)
    more = max(min(spare, _SPREAD[min(len(order), 6)] - sum(gaps)), 0.0) / loose if loose else 0.0
    # Not like a fence: neighbours of a crowd stand nearer here and farther there.
    loosened = [more * floor.rng.uniform(0.75, 1.0 if loose < 2 else 1.25) if w is None else 0.0 for w in wanted]
    if sum(loosened) > spare:
        loosened = [more if w is None else 0.0 for w in wanted]
    steps = [gap + extra for gap, extra in zip(gaps, loosened, strict=True)]
    first, last = _reach(floor, order[0], ways[0]), _reach(floor, order[-1], ways[-1])
    x = 0.5 - sum(steps) / 2
    x = min(max(x, _MARGIN + first), 1 - _MARGIN - last - sum(steps))
    for n, way, step in zip(order, ways, [*steps, 0.0], strict=True):
        floor.put(n, x, way)
        x += step


def _pair_gaps(floor: Floor, order: Sequence[int], pairs: Sequence[Pair]) -> list[float | None]:
    """Clearance of neighbours in frame widths where they act on each other; None where the row decides."""
    by_two = {frozenset((pair.by, pair.on)): pair for pair in pairs if pair.gap is not None and not pair.going}
    found: list[float | None] = []
    for a, b in pairwise(order):
        pair = by_two.get(frozenset((a, b)))
        if pair is None or pair.gap is None:
            found.append(None)
            continue
        smaller = min(floor.stands[n].actor.height for n in (a, b))
        taller = max(floor.stands[n].actor.height for n in (a, b))
        # A small one keeps a distance that the tall one's gesture needs.
        found.append(pair.gap * (smaller if pair.gap < 0 else (smaller + taller) / 2) / floor.aspect)
    return found


def _gaps(floor: Floor, order: Sequence[int], ways: Sequence[float], wanted: Sequence[float | None]) -> list[float]:
    """Least distances of neighbours at half time."""
    found = []
    for (a, b), (p, q), gap in zip(pairwise(order), pairwise(ways), wanted, strict=True):
        halves = (floor.stands[a].width + floor.stands[b].width) / 2
        own = _ELBOW * halves if gap is None else halves + gap
        found.append(own + abs(p - q) / 2)
    return found


def _reach(floor: Floor, n: int, way: float) -> float:
    """How far a body comes to either side of its place at half time."""
    return floor.stands[n].width / 2 + abs(way) / 2


def _needed(floor: Floor, order: Sequence[int], ways: Sequence[float], wanted: Sequence[float | None]) -> float:
    outer = _reach(floor, order[0], ways[0]) + _reach(floor, order[-1], ways[-1])
    return sum(_gaps(floor, order, ways, wanted)) + outer


def _move_to(floor: Floor, n: int, centre: float) -> None:
    """One body with its way about `centre`, both kept inside the frame."""
    stand = floor.stands[n]
    room = max(0.5 - _MARGIN - stand.width / 2, 0.0)
    if floor.farthest > 1:
        floor.put(n, 0.5 - _THIRD / 2 * stand.actor.facing, stand.way)
        return
    half = min(max(stand.way / 2, -room), room)
    floor.put(n, min(max(centre, 0.5 - room + abs(half)), 0.5 + room - abs(half)), 2 * half)
