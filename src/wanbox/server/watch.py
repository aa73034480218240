"""One watcher of the ledger for all callers that wait for something in it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wanbox.counting import counted
from wanbox.ledger.contract import Ledger, LedgerError

from .boards import Boards, Follower
from .log import log

#: A waiter looks at its task at least this often, whatever the ledger's hints say.
_LONGEST_SILENCE = 1.0
#: Hints that follow each other more closely are answered together.
_SHORTEST_SILENCE = 0.01


class Watch:
    """Tells any number of waiters that something in the ledger changed, with one waiter on the ledger itself.

    There must be no other in the process: a hint between two calls of `Ledger.changed` is kept for one waiter only.
    Who watches is woken by every change; who follows, only by events of one task or of one account. However many they
    are, the ledger is read once per change and account that somebody follows.
    """

    def __init__(self, ledger: Ledger, *, rest: float = _SHORTEST_SILENCE) -> None:
        self._ledger = ledger
        self._rest = rest
        self._changed = asyncio.Event()
        self._boards = Boards(ledger)
        self._callers: Counter[str | None] = Counter()
        self._waiters = 0
        self._pump: asyncio.Task[None] | None = None
        self.closing = False

    @asynccontextmanager
    async def watching(self, account: str | None = None) -> AsyncIterator[Changes]:
        """All changes from now on, for a caller of an account or for the house.

        The ledger is only watched while somebody is in here.
        """
        with _Attended(self), counted(self._callers, account):
            yield Changes(self)

    @asynccontextmanager
    async def following(self, account: str, task_id: str | None = None) -> AsyncIterator[Follower]:
        """Events of a task, or of all tasks of an account, from now on. Raises LedgerUnavailable."""
        with _Attended(self):
            follower = await self._boards.add(account, task_id)
            try:
                yield follower
            finally:
                self._boards.remove(follower)

    def waiting(self, account: str) -> int:
        """How many of an account's callers wait for something here."""
        return self._boards.count(account) + self._callers[account]

    def close(self) -> None:
        """Send every waiter home: the server is stopping. Safe to call more than once."""
        self.closing = True
        self.dismiss()
        self._pulse()

    def dismiss(self) -> None:
        """Send home those who follow: they lose nothing, for they can go on where they were at another server."""
        self._boards.close()

    @property
    def next_pulse(self) -> asyncio.Event:
        return self._changed

    def enter(self) -> None:
        self._waiters += 1
        if self._pump is None:
            self._pump = asyncio.create_task(self._run())

    def leave(self) -> None:
        self._waiters -= 1
        if not self._waiters and self._pump is not None:
            self._pump.cancel()
            self._pump = None

    async def _run(self) -> None:
        while True:
            try:
                await self._ledger.changed(_LONGEST_SILENCE)
                self._pulse()
                await self._boards.tell()
            except LedgerError:
                log.warning("the ledger cannot be watched at present")
                await asyncio.sleep(_LONGEST_SILENCE)
                self._pulse()
            except Exception:  # noqa: BLE001 - those who wait would wait for ever
                log.exception("watching the ledger failed")
                await asyncio.sleep(_LONGEST_SILENCE)
            await asyncio.sleep(self._rest)

    def _pulse(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class _Attended:
    """The watcher is at work while somebody is in here."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __enter__(self) -> None:
        self._watch.enter()

    def __exit__(self, *_: object) -> None:
        self._watch.leave()


class Changes:
    """One waiter's place: a change between two calls of `wait` is not missed."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._pulse = watch.next_pulse

    @property
    def closing(self) -> bool:
        return self._watch.closing

    async def wait(self, seconds: float) -> bool:
        """Return at the next change since the last call, or False after so many seconds."""
        try:
            # Not `wait_for`: it loses a cancellation that comes together with the change.
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._pulse.wait()
        except TimeoutError:
            return False
        finally:
            self._pulse = self._watch.next_pulse
        return True
