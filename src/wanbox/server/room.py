"""Memory for request bodies: bounded for the process, and for each account, whatever comes at the same time.

A body of some megabytes takes about two and a half times its size until it is parsed and stored, and a few dozen at a
time would be the end of a server. Those for which there is no room stay unread with their senders, who wait.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from wanbox.wire.errors import Fault

#: Smaller ones are not counted.
SMALL = 64 << 10
#: While others wait for room, a body that has some comes with so many bytes a second after its first minute.
_PATIENCE_SECONDS = 60.0
_RATE = 64 << 10
#: While nobody does, it may be slower: with pauses no longer than this.
PAUSE_SECONDS = 20.0
#: Bodies of an account that wait for room.
_MOST_WAITING = 64
#: Whoever finds no place to wait is told to come back after so long.
FULL_SECONDS = 5.0


class _Waiter(NamedTuple):
    account: str
    size: int
    turn: asyncio.Future[None]


class Room:
    """Room for so many bytes at a time, of which one account may have half.

    Who came first goes first, except that nobody waits for an account that has its half.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._of: Counter[str] = Counter()
        self._waiting: deque[_Waiter] = deque()

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for room."""
        return bool(self._waiting)

    @asynccontextmanager
    async def taken(self, account: str, size: int) -> AsyncIterator[None]:
        """Hold room for a body of at most `size` bytes, as soon as there is some.

        Raises `Throttling.RateQuota` where many of the account wait already: each holds what has come of its body.
        """
        if size <= SMALL:
            yield
            return
        if sum(waiter.account == account for waiter in self._waiting) >= _MOST_WAITING:
            raise Fault.RATE_QUOTA.error().after(FULL_SECONDS)
        size = min(size, self._size // 2)
        await self._enter(account, size)
        try:
            yield
        finally:
            self._leave(account, size)

    async def _enter(self, account: str, size: int) -> None:
        waiter = _Waiter(account, size, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._admit()
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.cancelled():
                self._waiting.remove(waiter)
                self._admit()
            else:
                self._leave(account, size)
            raise

    def _leave(self, account: str, size: int) -> None:
        self._taken -= size
        self._of[account] -= size
        if not self._of[account]:
            del self._of[account]
        self._admit()

    def _admit(self) -> None:
        for waiter in tuple(self._waiting):
            if waiter.turn.cancelled() or self._of[waiter.account] + waiter.size > self._size // 2:
                continue
            if self._taken + waiter.size > self._size:
                return
            self._taken += waiter.size
            self._of[waiter.account] += waiter.size
            self._waiting.remove(waiter)
            waiter.turn.set_result(None)


def seconds_for(size: int) -> float:
    """How long a body may take to come, whoever waits."""
    return _PATIENCE_SECONDS + size / _RATE
