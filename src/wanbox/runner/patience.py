"""How long something that was done already may wait for what is away."""

from __future__ import annotations

import asyncio
import time

_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 4.0


class Patience:
    """Seconds for all waits together, each of them longer than the one before."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        #: Waits so far.
        self.waits = 0

    @property
    def left(self) -> bool:
        return time.monotonic() < self._until

    async def pause(self) -> None:
        seconds = min(_FIRST_SECONDS * 2 ** min(self.waits, 10), _LONGEST_SECONDS)
        self.waits += 1
        await asyncio.sleep(max(0.0, min(seconds, self._until - time.monotonic())))
