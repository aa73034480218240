"""Knowing that something was written, by this process or another: LISTEN and NOTIFY.

A notification is only a hint: it is sent after the commit, on a connection of its own, and those of a few milliseconds
are sent as one. Inside the transactions it would have every commit of the database wait for every other.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import psycopg

from ..contract import LedgerUnavailable
from .connection import Connection, connect, cut, discard

_CHANNEL = "wanbox"
#: Commits that follow each other more closely are told of together.
_REST_SECONDS = 0.01
_RECONNECT_SECONDS = 0.5
#: How often the listener looks whether it should end.
_LOOK_SECONDS = 0.2
#: How long threads have to end by themselves.
_CLOSE_SECONDS = 1.0


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
        self._connections: set[Connection] = set()
        #: The server's process behind the connection that notifies.
        self._own_pid = 0

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closed.clear()
        self._threads = [
            threading.Thread(target=work, name=f"wanbox-ledger-{name}", daemon=True)
            for name, work in (("listen", self._listen), ("notify", self._notify))
        ]
        for thread in self._threads:
            thread.start()

    async def close(self) -> None:
        """Wake whoever waits, and end the threads; may take as long as one look."""
        self._closed.set()
        self._wrote.set()
        self._wake()
        self._loop = None
        threads, self._threads = self._threads, []
        await asyncio.to_thread(self._join, threads)

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

    def _join(self, threads: list[threading.Thread]) -> None:
        for thread in threads:
            thread.join(_CLOSE_SECONDS)
        # A server that is stopped never answers; without their connections the threads end.
        for connection in list(self._connections):
            cut(connection)
        for thread in threads:
            thread.join()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connection]:
        connection = connect(self._url)
        self._connections.add(connection)
        try:
            yield connection
        finally:
            self._connections.discard(connection)
            discard(connection)

    def _listen(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(psycopg.Error, LedgerUnavailable):
                self._hear()
            self._closed.wait(_RECONNECT_SECONDS)

    def _hear(self) -> None:
        with self._connected() as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            self._tell_loop()  # something may have been written before we listened
            while not self._closed.is_set():
                for note in connection.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                    if note.pid != self._own_pid:  # of our own commits we know already
                        self._tell_loop()

    def _notify(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(psycopg.Error, LedgerUnavailable):
                self._tell()
            self._closed.wait(_RECONNECT_SECONDS)

    def _tell(self) -> None:
        self._wrote.wait()  # nobody needs a connection before the first commit
        with self._connected() as connection:
            self._own_pid = connection.info.backend_pid
            connection.execute("SET synchronous_commit = off")  # a hint need not be flushed to disk
            while not self._closed.is_set():
                self._wrote.wait()  # the last time to see that it should end
                self._wrote.clear()
                connection.execute(f"NOTIFY {_CHANNEL}")
                self._closed.wait(_REST_SECONDS)
