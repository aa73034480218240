"""A few slots with a connection each, and the work that waits for one of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from . import fibers
from .session import Session


@dataclass(slots=True, eq=False)
class Slot:
    session: Session | None = None

    def drop(self) -> None:
        """Close the connection, whatever state it is in."""
        if self.session is not None:
            self.session.close()
            self.session = None


class Crew:
    """Runs work in fibers, as much at a time as there are slots. All of it belongs to one loop.

    Work is a function that is given a slot; it must not raise.
    """

    def __init__(self, size: int) -> None:
        self._slots = tuple(Slot() for _ in range(size))
        #: The one that was used last is taken first: its statements are prepared.
        self._free = list(self._slots)
        self._work: deque[Callable[[Slot], None]] = deque()
        self._idle: asyncio.Future[None] | None = None

    def submit(self, work: Callable[[Slot], None]) -> None:
        self._work.append(work)
        if self._free:
            slot = self._free.pop()
            fibers.start(lambda: self._run(slot))

    async def close(self) -> None:
        """Close the connections, after all that was submitted."""
        if len(self._free) < len(self._slots):
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle
        for slot in self._slots:
            slot.drop()

    def _run(self, slot: Slot) -> None:
        while self._work:
            self._work.popleft()(slot)
        self._free.append(slot)
        if self._idle is not None and len(self._free) == len(self._slots) and not self._idle.done():
            self._idle.set_result(None)
