"""Knowing that something was written, by this process or another: LISTEN and NOTIFY.

A notification is only a hint: it is sent after the commit, on a connection of its own, and those of a few milliseconds
are sent as one. Inside the transactions it would have every commit of the database wait for every other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from ..contract import LedgerUnavailable
from . import fibers
from .connection import connect
from .session import Session

_CHANNEL = "wanbox"
#: Commits that follow each other more closely are told of together.
_REST_SECONDS = 0.01
_RECONNECT_SECONDS = 0.5


class Changes:
    """All of it belongs to the loop on which it was opened."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        #: Something was written while nobody waited: who comes next need not.
        self._missed = False
        self._closed = False
        self._wrote = False
        #: Goes on with telling others, while that waits for a commit.
        self._tell_now: Callable[[Any], Any] | None = None
        self._sessions: set[Session] = set()
        self._ended: list[asyncio.Future[None]] = []
        #: The server's process behind the connection that notifies.
        self._own_pid = 0

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="wanbox-ledger-connect")
        self._ended = [self._begin(work) for work in (self._listen, self._notify)]

    async def close(self) -> None:
        """Wake whoever waits, and end the connections; may take as long as one try to connect."""
        if self._loop is None:
            return
        self._closed = True
        self._wake()
        self._loop = None
        self.announce()
        # A server that is stopped never answers.
        for session in self._sessions:
            session.cut()
        await asyncio.gather(*self._ended)
        self._threads.shutdown(wait=False)

    def announce(self) -> None:
        """A commit of our own."""
        self._wrote = True
        self._wake()
        resume, self._tell_now = self._tell_now, None
        if resume is not None:
            resume(None)

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

    def _begin(self, work: Callable[[], None]) -> asyncio.Future[None]:
        ended = asyncio.get_running_loop().create_future()

        def run() -> None:
            while not self._closed:
                with contextlib.suppress(psycopg.Error, LedgerUnavailable):
                    work()
                if not self._closed:
                    fibers.sleep(_RECONNECT_SECONDS)
            ended.set_result(None)

        fibers.start(run)
        return ended

    # --- in fibers

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Session]:
        session = Session(fibers.in_thread(self._threads, connect, self._url))
        self._sessions.add(session)
        try:
            yield session
        finally:
            self._sessions.discard(session)
            session.close()

    def _listen(self) -> None:
        with self._connected() as session:
            session.execute(f"LISTEN {_CHANNEL}")
            self._wake()  # something may have been written before we listened
            while not self._closed:
                if set(session.notified()) != {self._own_pid}:  # of our own commits we know already
                    self._wake()

    def _notify(self) -> None:
        self._await_commit()  # nobody needs a connection before the first one
        if self._closed:
            return
        with self._connected() as session:
            self._own_pid = session.pid
            session.execute("SET synchronous_commit = off")  # a hint need not be flushed to disk
            while not self._closed:
                self._await_commit()
                if not self._closed:
                    self._wrote = False
                    session.execute(f"NOTIFY {_CHANNEL}")
                    fibers.sleep(_REST_SECONDS)

    def _await_commit(self) -> None:
        if not self._wrote:
            fibers.wait(self._tell_next)

    def _tell_next(self, resume: Callable[[Any], Any]) -> None:
        self._tell_now = resume
