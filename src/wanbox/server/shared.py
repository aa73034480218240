"""One look for all who ask at about the same time, where each look costs something and anybody may ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """Believes what was seen for so many seconds.

    Args:
        seconds: From the end of a look on.
        clock: Monotonic seconds.
    """

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._look: asyncio.Task[T] | None = None
        self._until = 0.0

    async def ask(self, look: Callable[[], Awaitable[T]]) -> T:
        """What `look` says, or said lately; what it raises is believed no longer than it takes."""
        if self._look is None or (self._look.done() and self._clock() >= self._until):
            self._look = asyncio.create_task(self._run(look))
        # Who hangs up must not take the answer from the others.
        return await asyncio.shield(self._look)

    async def _run(self, look: Callable[[], Awaitable[T]]) -> T:
        self._until = 0.0
        seen = await look()
        self._until = self._clock() + self._seconds
        return seen
