"""What the seed decides about a place: palettes, arrangements, which side things stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

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
