"""Knowing that something was written, by this process or another.

Own commits wake everybody at once. Commits of other processes show in `PRAGMA data_version`, which costs
microseconds; it is read every 20 ms by one task per loop, and only while somebody waits.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from ..contract import LedgerUnavailable

_INTERVAL_SECONDS = 0.02


class Changes:
    """`version` reads the data version; where it raises LedgerUnavailable, nothing counts as changed.

    All of it belongs to the loop on which it was opened, save `announce`.
    """

    def __init__(self, version: Callable[[], int]) -> None:
        self._version = version
        self._seen = -1
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._seen = self._version()

    def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._wake()
        self._loop = None

    def announce(self) -> None:
        """A commit of our own; called on the writer's thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._wake)

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        if self._loop is None:
            raise LedgerUnavailable("The ledger is not open.")
        future = self._loop.create_future()
        self._waiting.add(future)
        if self._watch is None:
            self._watch = self._loop.create_task(self._look())
        try:
            await asyncio.wait((future,), timeout=timeout)
        finally:
            self._waiting.discard(future)

    async def _look(self) -> None:
        # `seen` is as old as the last look: what was written since then, unnoticed, wakes the first who waits at once.
        try:
            while self._waiting:
                with contextlib.suppress(LedgerUnavailable):
                    version = self._version()
                    if version != self._seen:
                        self._seen = version
                        self._wake()
                await asyncio.sleep(_INTERVAL_SECONDS)
        finally:
            self._watch = None

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
