"""Who follows which task of which account, and how far the record of each account was read.

The record is numbered without gaps, and no smaller number appears later; so one read of what is new since the last one
finds every change, and only those are woken whom it concerns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from wanbox.ledger.contract import Event, Ledger, Task

#: Seconds between two wakings of those who want to know of any change.
_RESTLESS = 0.2
#: Events of one read.
_PAGE = 500


class Follower:
    """One waiter's place: an event between two calls of `wait` is not missed."""

    __slots__ = ("_boards", "_news", "account", "restless", "task_id")

    def __init__(self, boards: Boards, account: str, task_id: str | None) -> None:
        self._boards = boards
        self._news = asyncio.Event()
        self.account = account
        #: None for all tasks of the account.
        self.task_id = task_id
        #: Whether it wants to be woken by any change whatever: progress and parts are no events.
        self.restless = False

    @property
    def closing(self) -> bool:
        return self._boards.closing

    def wake(self) -> None:
        self._news.set()

    async def task(self) -> Task | None:
        """The task after the last event that was told; its progress may be a little older. Raises LedgerUnavailable."""
        assert self.task_id is not None
        return await self._boards.task(self.account, self.task_id)

    async def wait(self, seconds: float) -> bool:
        """Return at the next event since the last call, or False after so many seconds."""
        if self.closing:
            return True
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


@dataclass(slots=True)
class _Board:
    """The followers of one account, by task; None stands for all tasks."""

    seen: int
    #: Tasks that were read since `seen`: those who follow one task read it once together.
    read: dict[str, asyncio.Future[Task | None]] = field(default_factory=dict)
    followers: dict[str | None, set[Follower]] = field(default_factory=dict)
    #: How many they are.
    count: int = 0

    def concerned(self, events: Iterable[Event]) -> Collection[Follower]:
        tasks = {event.task_id for event in events}
        found = set().union(*(self.followers.get(task_id, ()) for task_id in tasks))
        return found | self.followers.get(None, set()) if tasks else found


class Boards:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._boards: dict[str, _Board] = {}
        self._stirred = 0.0
        self.closing = False

    async def add(self, account: str, task_id: str | None) -> Follower:
        """A follower of all that is written after this returns. Raises LedgerUnavailable."""
        board = self._boards.get(account)
        if board is None:
            number = await self._ledger.last_event(account)
            # Somebody else may have been quicker; what that board has seen, the new follower will read for itself.
            board = self._boards.setdefault(account, _Board(number))
        follower = Follower(self, account, task_id)
        board.followers.setdefault(task_id, set()).add(follower)
        board.count += 1
        return follower

    def remove(self, follower: Follower) -> None:
        board = self._boards[follower.account]
        board.followers[follower.task_id].discard(follower)
        board.count -= 1
        if not board.followers[follower.task_id]:
            del board.followers[follower.task_id]
        if not board.followers:
            del self._boards[follower.account]

    def count(self, account: str) -> int:
        """How many follow something of the account."""
        board = self._boards.get(account)
        return board.count if board is not None else 0

    async def task(self, account: str, task_id: str) -> Task | None:
        known = self._boards[account].read
        reading = known.get(task_id)
        if reading is None or (reading.done() and (reading.cancelled() or reading.exception())):
            reading = known[task_id] = asyncio.ensure_future(self._ledger.read(task_id, account=account))
        # One caller who hangs up must not take the answer from the others.
        return await asyncio.shield(reading)

    def close(self) -> None:
        self.closing = True
        for follower in self._all():
            follower.wake()

    async def tell(self) -> None:
        """Something was written: wake whom it concerns. Raises LedgerUnavailable."""
        self._stir()
        await asyncio.gather(*(self._read(account, board) for account, board in list(self._boards.items())))

    async def _read(self, account: str, board: _Board) -> None:
        full = True
        while full:
            events = await self._ledger.events(account, after=board.seen, limit=_PAGE)
            if events:
                board.seen = events[-1].number
                board.read.clear()
            for follower in board.concerned(events):
                follower.wake()
            full = len(events) == _PAGE

    def _stir(self) -> None:
        """Wake the restless, now and then; what is skipped is made good at the next change or within a second."""
        now = time.monotonic()
        if now - self._stirred < _RESTLESS:
            return
        self._stirred = now
        for follower in self._all():
            if follower.restless:
                follower.wake()

    def _all(self) -> list[Follower]:
        return [follower for board in self._boards.values() for group in board.followers.values() for follower in group]
