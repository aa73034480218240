"""Knowing that something was written, by this process or another: LISTEN and NOTIFY.

A notification is only a hint: it is sent after the commit, on a connection of its own, and those of a few milliseconds
are sent as one. Inside the transactions it would have every commit of the database wait for every other.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

import psycopg

from ..contract import LedgerUnavailable
from .pool import connect

_CHANNEL = "wanbox"
#: Commits that follow each other more closely are told of together.
_REST_SECONDS = 0.003
_RECONNECT_SECONDS = 0.5
#: How often the listener looks whether it should end.
_LOOK_SECONDS = 0.2


class Changes:
    """All of it belongs to the loop on which it was opened, save `announce`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        #: Something was written while nobody waited: who comes next need not.
        self._missed = False
        self._closed = threading.Event()
        self._wrote = threading.Event()
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closed.clear()
        self._threads = [
            threading.Thread(target=work, name=f"wanbox-ledger-{name}", daemon=True)
            for name, work in (("listen", self._listen), ("notify", self._notify))
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Wake whoever waits, and end the threads; may take as long as one look."""
        self._closed.set()
        self._wrote.set()
        self._wake()
        self._loop = None
        for thread in self._threads:
            thread.join()
        self._threads = []

    def announce(self) -> None:
        """A commit of our own; called on any thread."""
        self._wrote.set()
        self._tell_loop()

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        if self._loop is None:
            raise LedgerUnavailable("The ledger is not open.")
        if self._missed:
            self._missed = False
            return
        future = self._loop.create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait((future,), timeout=timeout)
        finally:
            self._waiting.discard(future)

    def _wake(self) -> None:
        self._missed = not self._waiting
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def _tell_loop(self) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._wake)

    # --- in threads

    def _listen(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(psycopg.Error):
                self._hear()
            self._closed.wait(_RECONNECT_SECONDS)

    def _hear(self) -> None:
        with connect(self._url) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            self._tell_loop()  # something may have been written before we listened
            while not self._closed.is_set():
                for _ in connection.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                    self._tell_loop()

    def _notify(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        while not self._closed.is_set():
            self._wrote.wait()  # the last time to have our own listener see that it should end
            self._wrote.clear()
            try:
                if connection is None or connection.closed:
                    connection = connect(self._url)
                connection.execute(f"NOTIFY {_CHANNEL}")
            except psycopg.Error:
                connection = None
            self._closed.wait(_REST_SECONDS)
        if connection is not None:
            connection.close()
