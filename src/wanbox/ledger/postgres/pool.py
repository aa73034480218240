"""A few threads with a connection each, made anew when the server went away.

Steps that name a group and wait at the same time run in one transaction, one after the other: a flush to disk costs as
much as many small steps, and steps of a group would queue for the same rows anyway. If one of them fails, the others go
on behind savepoints. Nobody is told of success before the commit that holds it.

A step may run several times, until a commit succeeds: when it met another one, when a member of its group failed, or
when the connection was lost before the commit. Whether a commit took effect whose answer was lost cannot be known;
callers are told that the database does not answer.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from ..contract import LedgerUnavailable
from ..orders import Order, settle
from .connection import Connection, connect, cut, discard, is_dead, unavailable

T = TypeVar("T")

#: Seconds that a caller waits, whatever the server or the network does.
PATIENCE_SECONDS = 20.0
#: Steps in one commit. PostgreSQL keeps 64 open savepoints of a transaction in shared memory.
GROUP = 60
#: A step met another one in the same moment. It is begun anew, and finds what the other wrote.
_MET = (DeadlockDetected, SerializationFailure, UniqueViolation)
#: How often a step is tried.
_TRIES = 8
#: A try to connect that failed after so long is not repeated at once by everybody who waits.
_SLOW_SECONDS, _DOWN_SECONDS = 0.5, 0.5


class _LostError(Exception):
    """The connection went away before the commit: nothing was written."""


class _MemberFailedError(Exception):
    """A step of a group failed: the group is run again with savepoints."""


class Pool:
    """Half of the connections are for looks, so that writes which wait for rows do not hold them up.

    Args:
        url: As libpq reads it.
        size: Connections, two or more.
        connected: Called whenever a connection was made, on any thread.
    """

    def __init__(self, url: str, *, size: int, connected: Callable[[], None] = lambda: None) -> None:
        self._url = url
        self._connected = connected
        self._lookers = ThreadPoolExecutor(size // 2, thread_name_prefix="wanbox-ledger-read")
        self._writers = ThreadPoolExecutor(size - size // 2, thread_name_prefix="wanbox-ledger-write")
        self._own = threading.local()
        self._all: set[Connection] = set()
        self._lock = threading.Lock()
        self._down_until = 0.0
        #: Steps that wait, by group; a group that is here has a thread.
        self._waiting: dict[str, deque[Order]] = {}

    async def look(self, work: Callable[[Connection], T]) -> T:
        """Run what only reads. Raises LedgerUnavailable."""
        order = Order(work)
        self._lookers.submit(self._perform, [order], self._look)
        return cast("T", await order.outcome(PATIENCE_SECONDS, self._cut))

    async def transact(self, work: Callable[[Connection], T], group: str | None = None) -> T:
        """Run `work` in a transaction, maybe with others of its group. Raises what it raises, or LedgerUnavailable."""
        order = Order(work)
        if group is None:
            self._writers.submit(self._perform, [order], self._commit)
        else:
            self._gather(order, group)
        return cast("T", await order.outcome(PATIENCE_SECONDS, self._cut))

    def close(self) -> None:
        """End the threads after what they do, then the connections."""
        for threads in (self._lookers, self._writers):
            threads.shutdown(wait=True)
        with self._lock:
            for connection in self._all:
                discard(connection)
            self._all.clear()

    # --- on the caller's loop

    def _cut(self, order: Order) -> None:
        with self._lock:
            if order.connection is not None:
                cut(order.connection)

    def _gather(self, order: Order, group: str) -> None:
        with self._lock:
            waiting = self._waiting.get(group)
            if waiting is not None:
                waiting.append(order)
                return
            self._waiting[group] = deque((order,))
        self._writers.submit(self._work_off, group)

    # --- in threads

    def _work_off(self, group: str) -> None:
        """Commit what waits; if more came meanwhile, queue up again behind other groups."""
        with self._lock:
            waiting = self._waiting[group]
            orders = [waiting.popleft() for _ in range(min(GROUP, len(waiting)))]
        self._perform(orders, self._commit)
        with self._lock:
            if not waiting:
                del self._waiting[group]
                return
        try:
            self._writers.submit(self._work_off, group)
        except RuntimeError:  # the pool is being closed: what was ordered before is still done
            self._work_off(group)

    def _perform(self, orders: Sequence[Order], how: Callable[[Sequence[Order]], None]) -> None:
        orders = [order for order in orders if not order.given_up]
        if not orders:
            return
        try:
            how(orders)
        except Exception as error:  # noqa: BLE001 - it belongs to the callers, who wait on another thread
            for order in orders:
                order.error = _as_ledger_error(error)
        settle(orders)

    def _look(self, orders: Sequence[Order]) -> None:
        try:
            self._look_once(orders[0])
        except _LostError:
            self._look_once(orders[0])

    def _look_once(self, order: Order) -> None:
        connection = self._begin((order,))
        try:
            order.result = order.operation(connection)
        except psycopg.Error as error:
            if is_dead(connection):
                raise _LostError from error
            raise
        finally:
            self._end((order,), connection)

    def _commit(self, orders: Sequence[Order]) -> None:
        careful, lost = False, 0
        for left in reversed(range(_TRIES)):
            try:
                return self._transaction(orders, careful=careful)
            except _MemberFailedError:
                careful = True
            except _LostError:
                lost += 1
                if lost > 1 or not left:
                    raise
            except _MET:
                if not left:
                    raise
                time.sleep(0.002 * random.uniform(0.5, 1.5))
        raise AssertionError("the last try ends the loop")

    def _transaction(self, orders: Sequence[Order], *, careful: bool) -> None:
        connection = self._begin(orders)
        committing = False
        try:
            connection.keep("BEGIN")
            for order in orders:
                self._step(order, connection, careful=careful, alone=len(orders) == 1)
            committing = True
            ended = connection.execute("COMMIT").statusmessage
        except Exception as error:
            if is_dead(connection):
                if isinstance(error, psycopg.Error) and not committing:
                    raise _LostError from error
                raise
            self._roll_back(connection)
            if committing and not careful and len(orders) > 1 and not isinstance(error, _MET):
                raise _MemberFailedError from error  # a statement of one of them that was sent with the commit
            raise
        finally:
            self._end(orders, connection)
        if ended != "COMMIT":  # a transaction in which a statement failed ends so, without an error
            raise LedgerUnavailable("The database has undone the step.")

    def _step(self, order: Order, connection: Connection, *, careful: bool, alone: bool) -> None:
        order.error = None
        try:
            if careful:
                connection.execute("SAVEPOINT one")
            order.result = order.operation(connection)
            if careful:
                connection.execute("RELEASE one")
        except Exception as error:
            if alone or isinstance(error, _MET) or is_dead(connection):
                raise
            if not careful:
                raise _MemberFailedError from error
            connection.drop_kept()
            connection.execute("ROLLBACK TO one")
            order.error = _as_ledger_error(error)

    def _roll_back(self, connection: Connection) -> None:
        connection.drop_kept()
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            discard(connection)

    def _begin(self, orders: Sequence[Order]) -> Connection:
        connection = self._connection()
        with self._lock:
            for order in orders:
                order.connection = connection
        return connection

    def _end(self, orders: Sequence[Order], connection: Connection) -> None:
        with self._lock:
            for order in orders:
                order.connection = None
        if is_dead(connection):
            discard(connection)

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is not None and not is_dead(connection):
            return connection
        if time.monotonic() < self._down_until:
            raise LedgerUnavailable("The database could not be reached a moment ago.")
        began = time.monotonic()
        try:
            connection = self._own.connection = connect(self._url)
        except LedgerUnavailable:
            if time.monotonic() - began > _SLOW_SECONDS:
                self._down_until = time.monotonic() + _DOWN_SECONDS
            raise
        self._connected()
        with self._lock:
            self._all = {one for one in self._all if not one.closed} | {connection}
        return connection


def _as_ledger_error(error: Exception) -> Exception:
    if isinstance(error, _LostError):
        return LedgerUnavailable("The connection to the database was lost.")
    return unavailable(error) if isinstance(error, psycopg.Error) else error
