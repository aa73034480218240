"""A few connections, made anew when the server went away, and the steps that run on them.

Steps that name a group and wait at the same time run in one transaction, one after the other: a flush to disk costs as
much as many small steps, and steps of a group would queue for the same rows anyway. If one of them fails, the others go
on behind savepoints. Nobody is told of success before the commit that holds it.

A step may run several times, until a commit succeeds: when it met another one, when a member of its group failed, or
when the connection was lost before the commit. Whether a commit took effect whose answer was lost cannot be known;
callers are told that the database does not answer.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar, cast

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from ..contract import LedgerUnavailable
from ..orders import Order
from . import fibers
from .connection import connect, unavailable
from .crew import Crew, Slot
from .session import Session

T = TypeVar("T")

#: Seconds that a caller waits, whatever the server or the network does.
PATIENCE_SECONDS = 20.0
#: Steps in one commit. PostgreSQL keeps 64 open savepoints of a transaction in shared memory.
GROUP = 60
#: A step met another one in the same moment. It is begun anew, and finds what the other wrote.
_MET = (DeadlockDetected, SerializationFailure, UniqueViolation)
#: A group that has much to do leaves its rows alone for as long as it held them, but not longer than this.
_REST_SECONDS = 0.01
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

    All of it belongs to the loop on which it was made, save that connections are made in threads.

    Args:
        url: As libpq reads it.
        size: Connections, two or more.
        connected: Called whenever a connection was made.
    """

    def __init__(self, url: str, *, size: int, connected: Callable[[], None] = lambda: None) -> None:
        self._url = url
        self._connected = connected
        self._lookers = Crew(size // 2)
        self._writers = Crew(size - size // 2)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="wanbox-ledger-connect")
        self._down_until = 0.0
        #: Steps that wait, by group; a group that is here is being worked off.
        self._waiting: dict[str, deque[Order]] = {}

    async def look(self, work: Callable[[Session], T]) -> T:
        """Run what only reads. Raises LedgerUnavailable."""
        order = Order(work)
        self._lookers.submit(partial(self._perform, [order], self._look))
        return cast("T", await order.outcome(PATIENCE_SECONDS, _cut))

    async def transact(self, work: Callable[[Session], T], group: str | None = None) -> T:
        """Run `work` in a transaction, maybe with others of its group. Raises what it raises, or LedgerUnavailable."""
        order = Order(work)
        if group is None:
            self._writers.submit(partial(self._perform, [order], self._commit))
        elif group in self._waiting:
            self._waiting[group].append(order)
        else:
            self._waiting[group] = deque((order,))
            self._writers.submit(partial(self._work_off, group))
        return cast("T", await order.outcome(PATIENCE_SECONDS, _cut))

    async def call(self, work: Callable[[Session], T]) -> T:
        """Run `work` whose first statement, with what it keeps for it, is the transaction: sent and committed at once.

        It is not begun anew when the connection is lost, for it may have taken effect. Raises like `transact`.
        """
        order = Order(work)
        self._writers.submit(partial(self._perform, [order], self._call))
        return cast("T", await order.outcome(PATIENCE_SECONDS, _cut))

    async def close(self) -> None:
        """Close the connections, after what was ordered before."""
        await self._lookers.close()
        await self._writers.close()
        self._threads.shutdown(wait=False)

    # --- in fibers

    def _work_off(self, group: str, slot: Slot) -> None:
        """Commit what waits; if more came meanwhile, queue up again behind other groups."""
        waiting = self._waiting[group]
        orders = [waiting.popleft() for _ in range(min(GROUP, len(waiting)))]
        began = time.monotonic()
        self._perform(orders, self._commit, slot)
        if len(orders) > 1:
            # Workers wait for the rows of the same account; and more steps share the next commit.
            fibers.sleep(min(time.monotonic() - began, _REST_SECONDS))
        if waiting:
            self._writers.submit(partial(self._work_off, group))
        else:
            del self._waiting[group]

    def _perform(self, orders: Sequence[Order], how: Callable[[Sequence[Order], Slot], None], slot: Slot) -> None:
        orders = [order for order in orders if not order.given_up]
        if not orders:
            return
        try:
            how(orders, slot)
        except Exception as error:  # noqa: BLE001 - it belongs to the callers
            for order in orders:
                order.error = _as_ledger_error(error)
        for order in orders:
            order.settle()

    def _look(self, orders: Sequence[Order], slot: Slot) -> None:
        try:
            self._look_once(orders[0], slot)
        except _LostError:
            self._look_once(orders[0], slot)

    def _look_once(self, order: Order, slot: Slot) -> None:
        session = self._begin((order,), slot)
        try:
            order.result = order.operation(session)
        except psycopg.Error as error:
            if session.dead:
                raise _LostError from error
            raise
        finally:
            self._end((order,), slot)

    def _call(self, orders: Sequence[Order], slot: Slot) -> None:
        for left in reversed(range(_TRIES)):
            if orders[0].given_up:
                return
            session = self._begin(orders, slot)
            try:
                orders[0].result = orders[0].operation(session)
            except _MET:
                if not left:
                    raise
            else:
                return
            finally:
                session.drop_kept()
                self._end(orders, slot)
            fibers.sleep(0.002 * random.uniform(0.5, 1.5))

    def _commit(self, orders: Sequence[Order], slot: Slot) -> None:
        careful, lost = False, 0
        for left in reversed(range(_TRIES)):
            if not (orders := [order for order in orders if not order.given_up]):
                return None
            try:
                return self._transaction(orders, slot, careful=careful)
            except _MemberFailedError:
                careful = True
            except _LostError:
                lost += 1
                if lost > 1 or not left:
                    raise
            except _MET:
                if not left:
                    raise
                fibers.sleep(0.002 * random.uniform(0.5, 1.5))
        raise AssertionError("the last try ends the loop")

    def _transaction(self, orders: Sequence[Order], slot: Slot, *, careful: bool) -> None:
        session = self._begin(orders, slot)
        committing = False
        try:
            session.keep("BEGIN")
            for order in orders:
                self._step(order, session, careful=careful, alone=len(orders) == 1)
            committing = True
            ended = session.execute("COMMIT").statusmessage
        except Exception as error:
            if session.dead:
                if isinstance(error, psycopg.Error) and not committing:
                    raise _LostError from error
                raise
            self._roll_back(session)
            if committing and not careful and len(orders) > 1 and not isinstance(error, _MET):
                raise _MemberFailedError from error  # a statement of one of them that was sent with the commit
            raise
        finally:
            self._end(orders, slot)
        if ended != "COMMIT":  # a transaction in which a statement failed ends so, without an error
            raise LedgerUnavailable("The database has undone the step.")

    def _step(self, order: Order, session: Session, *, careful: bool, alone: bool) -> None:
        order.error = None
        try:
            if careful:
                session.execute("SAVEPOINT one")
            order.result = order.operation(session)
            if careful:
                session.execute("RELEASE one")
        except Exception as error:
            if alone or isinstance(error, _MET) or session.dead:
                raise
            if not careful:
                raise _MemberFailedError from error
            session.drop_kept()
            session.execute("ROLLBACK TO one")
            order.error = _as_ledger_error(error)

    def _roll_back(self, session: Session) -> None:
        session.drop_kept()
        try:
            session.execute("ROLLBACK")
        except psycopg.Error:
            session.close()

    def _begin(self, orders: Sequence[Order], slot: Slot) -> Session:
        session = self._session(slot)
        for order in orders:
            order.connection = session
        return session

    def _end(self, orders: Sequence[Order], slot: Slot) -> None:
        for order in orders:
            order.connection = None
        if slot.session is not None and slot.session.dead:
            slot.drop()

    def _session(self, slot: Slot) -> Session:
        if slot.session is not None:
            if slot.session.holds():
                return slot.session
            slot.drop()
        if time.monotonic() < self._down_until:
            raise LedgerUnavailable("The database could not be reached a moment ago.")
        began = time.monotonic()
        try:
            # Looking a name up blocks.
            slot.session = Session(fibers.in_thread(self._threads, connect, self._url))
        except LedgerUnavailable:
            if time.monotonic() - began > _SLOW_SECONDS:
                self._down_until = time.monotonic() + _DOWN_SECONDS
            raise
        self._connected()
        return slot.session


def _cut(order: Order) -> None:
    """Nobody waits any longer: whoever still works on it is told that the connection is lost."""
    if order.connection is not None:
        order.connection.cut()


def _as_ledger_error(error: Exception) -> Exception:
    if isinstance(error, _LostError):
        return LedgerUnavailable("The connection to the database was lost.")
    return unavailable(error) if isinstance(error, psycopg.Error) else error
