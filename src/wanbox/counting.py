"""How many of each name are at it in this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def counted(counter: Counter[T], name: T) -> Iterator[None]:
    """Count one more of that name for as long as this lasts; a name of which there is none takes no memory."""
    counter[name] += 1
    try:
        yield
    finally:
        counter[name] -= 1
        if not counter[name]:
            del counter[name]
