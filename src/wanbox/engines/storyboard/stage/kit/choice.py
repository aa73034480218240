"""What is settled once for a whole place: palettes, arrangements and sides, snow, where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ...shotlist import Shot, Weather
from ..contract import Context

Thing = TypeVar("Thing")


def chosen(context: Context, salt: int) -> int:
    """A number of the seed; another `salt` gives another one."""
    return (context.seed * 2654435761 + salt * 40503) % 2147483647 // 7


def pick(context: Context, salt: int, things: Sequence[Thing]) -> Thing:
    """One of the things."""
    return things[chosen(context, salt) % len(things)]


def side_of(context: Context) -> int:
    """The side on which a place has its main thing: 1 right, -1 left."""
    return 1 if chosen(context, 3) % 2 else -1


def free_side(shot: Shot) -> int:
    """The side of the frame where nobody stands: 1 right, -1 left."""
    middle = [(actor.start[0] + actor.end[0]) / 2 for actor in shot.actors]
    return 1 if not middle or sum(middle) / len(middle) <= 0.52 else -1


def snow_lies(shot: Shot) -> bool:
    """Whether snow lies: it falls, or it is winter."""
    return shot.weather is Weather.SNOW or shot.traits.get("season") == "winter"
