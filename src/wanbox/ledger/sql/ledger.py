"""The ledger over any SQL database: which step each call is. A database brings reading, writing and waiting."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from wanbox.wire.listing import ListQuery
from wanbox.wire.status import TaskStatus

from ..contract import (
    Backlog,
    Claim,
    Delivery,
    Event,
    Hook,
    Key,
    NewKey,
    NewTask,
    Pace,
    PartRow,
    Result,
    Task,
    TaskPage,
    TaskQuery,
    Upload,
    WorkerRow,
)
from . import access, callers, events, files, overview, roll, upkeep, workers
from .rows import span
from .work import Work

T = TypeVar("T")
Step = Callable[[Work], T]


def micros_of(seconds: float) -> int:
    return int(seconds * 1_000_000)


class SqlLedger(abc.ABC):
    """Implements `ledger.contract.Ledger`, but for the five methods below."""

    #: The steps from one task to the next; a database may have its own.
    _claim = staticmethod(workers.claim)
    _finish = staticmethod(workers.finish)
    #: The last claim found a task.
    _found = False

    @abc.abstractmethod
    async def open(self) -> None: ...

    @abc.abstractmethod
    async def close(self) -> None: ...

    @abc.abstractmethod
    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        """See the contract."""

    @abc.abstractmethod
    async def _read(self, step: Step[T], *, long: bool = False) -> T:
        """Run a step that only looks; `long` if it may take more than a moment. Raises LedgerUnavailable."""

    @abc.abstractmethod
    async def _write(self, step: Step[T], group: str | None = None) -> T:
        """Run a step in a transaction; durable when this returns. Raises what it raises, or LedgerUnavailable.

        Steps of one group that wait at the same time may share a transaction. They must not wait for rows of tasks
        that others may hold, for they hold what the steps before them in the group have taken.
        """

    # --- callers

    async def submit(self, new: NewTask) -> Task:
        return await self._write(lambda work: callers.submit(work, new), f"submit {new.account}")

    async def read(self, task_id: str, *, account: str) -> Task | None:
        return await self._read(lambda work: callers.read(work, task_id, account))

    async def find(self, task_id: str) -> Task | None:
        return await self._read(lambda work: callers.find(work, task_id))

    async def list(self, account: str, query: ListQuery) -> TaskPage:
        # Counting a million entries of an index takes a while.
        return await self._read(lambda work: callers.list_tasks(work, account, query), long=True)

    async def list_all(self, query: TaskQuery, *, account: str | None = None) -> TaskPage:
        return await self._read(lambda work: overview.list_all(work, account, query), long=True)

    async def cancel(self, task_id: str, *, account: str) -> bool:
        return await self._write(lambda work: callers.cancel(work, task_id, account))

    async def stop(self, task_id: str, *, account: str) -> bool:
        return await self._write(lambda work: callers.stop(work, task_id, account))

    async def requeue(self, task_id: str) -> bool:
        return await self._write(lambda work: upkeep.requeue(work, task_id))

    async def queue_position(self, task: Task) -> int:
        return await self._read(lambda work: callers.queue_position(work, task))

    async def parts_since(self, task_id: str, seen: int) -> Sequence[PartRow]:
        return await self._read(lambda work: callers.parts_since(work, task_id, seen))

    # --- workers

    async def claim(self, worker: str, *, engines: Sequence[str], lease: float) -> Claim | None:
        # Whoever just got a task probably gets another; others look before they write.
        if not self._found and await self._read(lambda work: workers.nothing_to_claim(work, engines)):
            return None
        claim = await self._write(lambda work: self._claim(work, worker, engines, micros_of(lease)), "claim")
        self._found = claim is not None
        return claim

    async def heartbeat(self, claim: Claim, *, lease: float, progress: float, phase: str) -> bool:
        return await self._write(lambda work: workers.heartbeat(work, claim, micros_of(lease), progress, phase))

    async def remember(self, claim: Claim, key: str, value: str) -> None:
        await self._write(lambda work: workers.remember(work, claim, key, value))

    async def publish(self, claim: Claim, index: int, part: PartRow) -> None:
        await self._write(lambda work: workers.publish(work, claim, index, part))

    async def finish(self, claim: Claim, result: Result) -> None:
        await self._write(lambda work: self._finish(work, claim, result))

    async def finish_and_claim(
        self, claim: Claim, result: Result, *, engines: Sequence[str], lease: float
    ) -> Claim | None:
        following = await self._write(
            lambda work: workers.finish_and_claim(work, claim, result, engines, micros_of(lease))
        )
        self._found = following is not None
        return following

    async def fail(
        self, claim: Claim, *, code: str, message: str, retry: bool, report: Mapping[str, Any] | None = None
    ) -> TaskStatus:
        return await self._write(lambda work: workers.fail(work, claim, code, message, retry=retry, report=report))

    async def release(self, worker: str, *, spare: bool = False) -> int:
        return await self._write(lambda work: upkeep.release(work, worker, spare=spare))

    # --- events

    async def events(
        self, account: str, *, after: int, limit: int = 100, task_id: str | None = None
    ) -> Sequence[Event]:
        return await self._read(lambda work: events.events(work, account, after, limit, task_id))

    async def last_event(self, account: str) -> int:
        return await self._read(lambda work: events.last_event(work, account))

    async def add_hook(self, account: str, url: str, statuses: frozenset[TaskStatus]) -> Hook:
        return await self._write(lambda work: events.add_hook(work, account, url, statuses))

    async def hooks(self, account: str) -> Sequence[Hook]:
        return await self._read(lambda work: events.hooks(work, account))

    async def remove_hook(self, hook_id: str, *, account: str) -> bool:
        return await self._write(lambda work: events.remove_hook(work, hook_id, account))

    async def take_deliveries(self, *, limit: int, lease: float) -> Sequence[Delivery]:
        if await self._read(events.nothing_due):
            return ()
        return await self._write(lambda work: events.take_deliveries(work, limit, micros_of(lease)))

    async def hold_deliveries(self, deliveries: Sequence[Delivery], *, lease: float) -> None:
        await self._write(lambda work: events.hold_deliveries(work, deliveries, micros_of(lease)))

    async def delivered(self, delivery: Delivery) -> None:
        await self._write(lambda work: events.delivered(work, delivery))

    async def undelivered(self, delivery: Delivery, *, error: str, retry_in: float | None) -> None:
        wait = None if retry_in is None else micros_of(retry_in)
        await self._write(lambda work: events.undelivered(work, delivery, error, wait))

    async def deliveries(self, account: str, *, dead: bool = False, limit: int = 100) -> Sequence[Delivery]:
        return await self._read(lambda work: events.deliveries(work, account, dead=dead, limit=limit))

    async def replay(self, account: str, *, delivery_id: str | None = None) -> int:
        return await self._write(lambda work: events.replay(work, account, delivery_id))

    # --- upkeep

    async def settle_defects(self) -> int:
        if upkeep.settle_defects not in await self._read(upkeep.due):
            return 0
        return await self._write(upkeep.settle_defects)

    async def sweep(self) -> None:
        await self.settle_defects()
        for step in (upkeep.expire_leases, upkeep.unpark, upkeep.forget_tasks, upkeep.forget_uploads):
            # Mostly there is nothing to do, and a look at an index is enough to know.
            while await self._read(upkeep.LOOKS[step]):
                await self._write(step)

    async def begin_chore(self, name: str, *, every: float) -> bool:
        if not await self._read(lambda work: upkeep.chore_is_due(work, name)):
            return False
        return await self._write(lambda work: upkeep.begin_chore(work, name, micros_of(every)))

    async def counts(self) -> Mapping[str, int]:
        return await self._read(upkeep.counts)

    async def backlog(self) -> Backlog:
        return await self._read(upkeep.backlog)

    async def pace(self, engine: str, model: str, shape: str) -> Pace | None:
        return await self._read(lambda work: upkeep.pace(work, engine, model, shape))

    async def stale_files(self, limit: int) -> Sequence[str]:
        return await self._read(lambda work: files.stale(work, limit))

    async def forget_files(self, keys: Sequence[str]) -> None:
        await self._write(lambda work: files.forget(work, keys))

    async def named_files(self, *, after: str, limit: int) -> Sequence[str]:
        return await self._read(lambda work: files.named(work, after, limit), long=True)

    async def file_owners(self, key: str) -> Sequence[str]:
        return await self._read(lambda work: files.owners(work, key))

    async def loosen_files(self, keys: Sequence[str]) -> int:
        return await self._write(lambda work: files.loosen(work, keys))

    async def report_worker(self, worker: WorkerRow) -> bool:
        return await self._write(lambda work: roll.report(work, worker))

    async def workers(self, *, within: float) -> Sequence[WorkerRow]:
        return await self._read(lambda work: roll.seen(work, micros_of(within)))

    async def drop_worker(self, name: str) -> None:
        await self._write(lambda work: roll.drop(work, name))

    async def drain_worker(self, name: str) -> bool:
        return await self._write(lambda work: roll.drain(work, name))

    async def pause(self, engine: str, *, paused: bool) -> None:
        await self._write(lambda work: upkeep.pause(work, engine, paused=paused))

    async def paused(self) -> frozenset[str]:
        return await self._read(upkeep.paused)

    # --- uploads and keys

    async def add_upload(self, upload: Upload) -> None:
        await self._write(lambda work: access.add_upload(work, upload))

    async def read_upload(self, key: str, *, account: str) -> Upload | None:
        return await self._read(lambda work: access.read_upload(work, key, account))

    async def add_key(self, secret: str, *, account: str) -> Key:
        return await self._write(lambda work: access.add_key(work, secret, account))

    async def first_key(self, secret: str, *, account: str) -> Key | None:
        return await self._write(lambda work: access.first_key(work, secret, account))

    async def create_key(self, secret: str, new: NewKey) -> Key:
        return await self._write(lambda work: access.create_key(work, secret, new))

    async def find_key(self, secret: str) -> Key | None:
        return await self._read(lambda work: access.find_key(work, secret))

    async def keys(self, *, everything: bool = False) -> Sequence[Key]:
        return await self._read(lambda work: access.keys(work, everything=everything))

    async def rotate_key(self, key_id: str, secret: str, *, grace: dt.timedelta) -> Key | None:
        return await self._write(lambda work: access.rotate_key(work, key_id, secret, span(grace)))

    async def revoke_key(self, key_id: str) -> bool:
        return await self._write(lambda work: access.revoke_key(work, key_id))
