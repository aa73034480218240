"""Connections, one for each of a few threads, made anew when the server went away."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from ..contract import LedgerUnavailable
from .statements import row_factory

T = TypeVar("T")
Connection: TypeAlias = psycopg.Connection[Any]

#: A process that is stopped within a transaction would hold its locks for as long; the server ends it instead.
_IDLE_IN_TRANSACTION_MS = 10_000
_LOCK_TIMEOUT_MS = 20_000
_STATEMENT_TIMEOUT_MS = 60_000
_CONNECT_SECONDS = 5
#: A step met another one in the same moment. It is begun anew, and finds what the other wrote.
_MET = (DeadlockDetected, SerializationFailure, UniqueViolation)
#: How often.
_TRIES = 8


def connect(url: str) -> Connection:
    """A connection in autocommit mode. Raises psycopg.Error."""
    options = (
        f"-c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION_MS} -c lock_timeout={_LOCK_TIMEOUT_MS} "
        f"-c statement_timeout={_STATEMENT_TIMEOUT_MS} -c application_name=wanbox"
    )
    return psycopg.connect(
        url,
        autocommit=True,
        row_factory=row_factory,
        options=options,
        connect_timeout=_CONNECT_SECONDS,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=15_000,
    )


class Pool:
    """Runs work on connections, in threads of its own."""

    def __init__(self, url: str, *, size: int) -> None:
        self._url = url
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="wanbox-ledger")
        self._own = threading.local()
        self._all: set[Connection] = set()
        self._lock = threading.Lock()

    async def look(self, work: Callable[[Connection], T]) -> T:
        """Run what only reads; once more if the connection turns out to be dead. Raises LedgerUnavailable."""
        return await self._run(lambda: self._again_if_dead(work))

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction. Raises what it raises, or LedgerUnavailable."""
        return await self._run(lambda: self._transaction(work))

    def close(self) -> None:
        """End the threads after what they do, then the connections."""
        self._threads.shutdown(wait=True)
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except psycopg.Error as error:
            raise LedgerUnavailable(f"The database does not answer: {type(error).__name__}: {_brief(error)}") from error

    def _again_if_dead(self, work: Callable[[Connection], T]) -> T:
        try:
            return work(self._connection())
        except psycopg.OperationalError:
            if not self._forget_if_dead():
                raise
            return work(self._connection())

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        self._again_if_dead(lambda connection: connection.execute("SELECT 1"))
        for _ in range(_TRIES - 1):
            with contextlib.suppress(*_MET):
                return self._transact_once(work)
            time.sleep(0.002)
        return self._transact_once(work)

    def _transact_once(self, work: Callable[[Connection], T]) -> T:
        connection = self._connection()
        try:
            with connection.transaction():
                return work(connection)
        except psycopg.Error:
            self._forget_if_dead()
            raise

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed:
            connection = self._own.connection = connect(self._url)
            with self._lock:
                self._all = {one for one in self._all if not one.closed} | {connection}
        return connection

    def _forget_if_dead(self) -> bool:
        """Whether this thread's connection was dead; the next is a new one."""
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None or not (connection.closed or connection.broken):
            return connection is None
        with contextlib.suppress(psycopg.Error):
            connection.close()
        self._own.connection = None
        return True


def _brief(error: psycopg.Error) -> str:
    """One line without the address, which may hold a password."""
    return str(error).split("\n", 1)[0][:200] if error.sqlstate else "no connection"
