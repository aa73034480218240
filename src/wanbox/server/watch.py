"""One watcher of the ledger for all callers that wait for something in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wanbox.ledger.contract import Ledger, LedgerError

from .log import log

#: A waiter looks at its task at least this often, whatever the ledger's hints say.
_LONGEST_SILENCE = 1.0
#: Hints that follow each other more closely are answered together.
_SHORTEST_SILENCE = 0.01


class Watch:
    """Tells any number of waiters that something in the ledger changed, with one waiter on the ledger itself."""

    def __init__(self, ledger: Ledger, *, rest: float = _SHORTEST_SILENCE) -> None:
        self._ledger = ledger
        self._rest = rest
        self._changed = asyncio.Event()
        self._watchers = 0
        self._pump: asyncio.Task[None] | None = None
        self.closing = False

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Changes]:
        """Changes from now on; the ledger is only watched while somebody is in here."""
        self._watchers += 1
        if self._pump is None:
            self._pump = asyncio.create_task(self._run())
        try:
            yield Changes(self)
        finally:
            self._watchers -= 1
            if not self._watchers and self._pump is not None:
                self._pump.cancel()
                self._pump = None

    def close(self) -> None:
        """Send every waiter home: the server is stopping. Safe to call more than once."""
        self.closing = True
        self._pulse()

    @property
    def next_pulse(self) -> asyncio.Event:
        return self._changed

    async def _run(self) -> None:
        while True:
            try:
                await self._ledger.changed(_LONGEST_SILENCE)
            except LedgerError:
                log.warning("the ledger cannot be watched at present")
                await asyncio.sleep(_LONGEST_SILENCE)
            self._pulse()
            await asyncio.sleep(self._rest)

    def _pulse(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


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
            if not self._pulse.is_set():
                await asyncio.wait_for(self._pulse.wait(), max(seconds, 0.0))
        except TimeoutError:
            return False
        finally:
            self._pulse = self._watch.next_pulse
        return True
