"""One thread that makes all writes of a process, and commits many of them at once.

A flush to disk costs about as much as a hundred small statements. Writes that come while one commit is under way wait
for the next, and share it. Each of several stands alone behind a savepoint: if it fails, only its own changes are
undone and only its caller hears of it. Nobody is told of success before the commit that holds it is on disk.
"""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from ..contract import LedgerUnavailable
from ..orders import Order, settle
from .connection import PATIENCE_SECONDS, patiently

T = TypeVar("T")
Operation = Callable[[sqlite3.Connection], T]

#: Writes in one commit; more would make the first of them wait for long.
_GROUP = 256
#: A writer with much to do leaves the file alone for as long as it held it, but not longer than this.
_REST_SECONDS = 0.01
#: A disk that takes longer than this, after the wait for other processes, is as good as none.
_COMMIT_SECONDS = 2.0


class Writer:
    """Owns the writing connection of a process. `wrote` is called on the writer's thread after each commit."""

    def __init__(self, connection: sqlite3.Connection, *, wrote: Callable[[], None]) -> None:
        self._connection = connection
        self._wrote = wrote
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._closed = False
        # A process that ends without close() loses nothing that was acknowledged, and need not wait for the thread.
        self._thread = threading.Thread(target=self._run, name="wanbox-ledger-writer", daemon=True)
        self._thread.start()

    async def write(self, operation: Operation[T]) -> T:
        """Run `operation` in a transaction; durable when this returns. Raises what it raises, or LedgerUnavailable."""
        if self._closed:
            raise LedgerUnavailable("The ledger is closed.")
        order = Order(operation)
        self._orders.put(order)
        return cast("T", await order.outcome(PATIENCE_SECONDS + _COMMIT_SECONDS))

    def close(self) -> None:
        """Finish what was ordered, then end the thread and close the connection."""
        if not self._closed:
            self._closed = True
            self._orders.put(None)
            self._thread.join()
            self._connection.close()

    def _run(self) -> None:
        more = True
        while more:
            group, more = self._next_group()
            if group:
                began = time.monotonic()
                self._commit(group)
                settle(group)
                if len(group) > 1:
                    # Other processes get their turn, and more writes share the next commit.
                    time.sleep(min(time.monotonic() - began, _REST_SECONDS))

    def _next_group(self) -> tuple[list[Order], bool]:
        group: list[Order] = []
        order = self._orders.get()
        while order is not None:
            if not order.given_up:
                group.append(order)
            if len(group) >= _GROUP:
                return group, True
            try:
                order = self._orders.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _commit(self, group: Sequence[Order]) -> None:
        connection = self._connection
        try:
            patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            before = connection.total_changes
            if len(group) == 1:
                self._perform(group[0])
            else:
                self._perform_each(group)
            changed = connection.total_changes != before
            patiently(lambda: connection.execute("COMMIT"))
        except BaseException as error:  # noqa: BLE001 - it belongs to the callers, who wait on another thread
            if connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            for order in group:
                order.error = _as_ledger_error(error)
            return
        if changed:
            self._wrote()

    def _perform(self, order: Order) -> None:
        order.result = order.operation(self._connection)

    def _perform_each(self, group: Sequence[Order]) -> None:
        """Raises sqlite3.Error only if the whole transaction is lost."""
        connection = self._connection
        for order in group:
            connection.execute("SAVEPOINT one")
            try:
                self._perform(order)
            except BaseException as error:  # it belongs to the caller, who waits on another thread
                # After a full disk or an I/O error SQLite has undone the transaction, and the savepoint with it.
                if not connection.in_transaction and isinstance(error, sqlite3.Error):
                    raise
                connection.execute("ROLLBACK TO one")
                order.error = _as_ledger_error(error)
            connection.execute("RELEASE one")


def _as_ledger_error(error: BaseException) -> BaseException:
    # A damaged file is the plain DatabaseError; its other kinds are faults of ours.
    if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
        return LedgerUnavailable(f"The database cannot be written to: {error}.")
    return error
