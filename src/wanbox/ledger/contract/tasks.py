"""Tasks, as callers and workers see them.

All moments are aware datetimes in UTC. Every write by a worker names the attempt that it was made under; a write under
an older attempt raises `StaleAttempt` and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wanbox.wire.listing import ListQuery
from wanbox.wire.status import TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    account: str
    key_id: str
    model: str
    #: Engine that the route names for the model.
    engine: str
    #: Endpoint group for listings: "video-generation", "image-generation", "multimodal-generation".
    group: str
    #: The request as JSON (`wire.codec`).
    request: Mapping[str, Any]
    #: The `request_id` of the submit answer.
    request_id: str
    priority: int = 0
    #: A deferred defect (vendor code, message): the task is born to fail without reaching an engine.
    defect: tuple[str, str] | None = None
    idempotency_key: str | None = None
    #: SHA-256 of the body, to tell a repeat from another request under the same idempotency key.
    body_hash: str = ""
    #: Storage keys that the request names (spooled inputs): kept until the task has ended.
    files: Sequence[str] = ()
    #: What the run time depends on besides engine and model, e.g. "1280*720 5s": tasks alike are timed together.
    shape: str = ""
    #: It is not begun before this moment; None for at once.
    not_before: dt.datetime | None = None
    #: An address that is told how the task ended.
    webhook: str | None = None
    #: Whether the key has limits of its own (`Key.limited`); unless that is known to be false, the ledger looks.
    limited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A stored file of a finished task; `key` names it in the storage."""

    key: str
    media_type: str
    bytes: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    frames: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A text or a picture of the result, in reading order."""

    text: str | None = None
    artefact: Artefact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: str
    account: str
    key_id: str
    model: str
    engine: str
    group: str
    request: Mapping[str, Any]
    request_id: str
    status: TaskStatus
    #: Attempts begun so far.
    attempt: int
    priority: int
    submitted: dt.datetime
    scheduled: dt.datetime | None = None
    ended: dt.datetime | None = None
    progress: float = 0.0
    phase: str = ""
    code: str | None = None
    message: str | None = None
    #: The wire's `usage` object, once succeeded.
    usage: Mapping[str, Any] | None = None
    #: `engines.contract.Report` as JSON, once ended.
    report: Mapping[str, Any] | None = None
    parts: Sequence[PartRow] = ()
    defect: tuple[str, str] | None = None
    #: Notes of the engine (Job.remember).
    notes: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    #: It waits for this moment, if that is yet to come.
    not_before: dt.datetime | None = None
    webhook: str | None = None
    #: The worker that holds or held it.
    worker: str | None = None
    #: True when submit found the task of an earlier request with the same idempotency key.
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's hold on a task: everything it writes carries both."""

    task: Task
    worker: str

    @property
    def attempt(self) -> int:
        return self.task.attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery(ListQuery):
    """What the operator's list is asked for: as a caller's (spec 7.1), and by engine."""

    engine: str | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a list, and how many tasks there are in all."""

    total: int
    tasks: Sequence[Task]


class CallerLedger(Protocol):
    async def submit(self, new: NewTask) -> Task:
        """Store a task and its idempotency key in one transaction. Durable when this returns.

        Raises IdempotencyConflict, RateExceeded and QuotaExceeded.
        """
        ...

    async def read(self, task_id: str, *, account: str) -> Task | None:
        """The task, or None if there is none, it is another account's, or retention has passed."""
        ...

    async def list(self, account: str, query: ListQuery) -> TaskPage: ...

    async def list_all(self, query: TaskQuery, *, account: str | None = None) -> TaskPage:
        """The operator's list: tasks of one account or of all of them, newest first."""
        ...

    async def cancel(self, task_id: str, *, account: str) -> bool:
        """PENDING → CANCELED; False if it was not pending (the vendor's rule)."""
        ...

    async def stop(self, task_id: str, *, account: str) -> bool:
        """Our own API: cancel also what runs. The worker learns of it at its next heartbeat."""
        ...

    async def requeue(self, task_id: str) -> bool:
        """The operator's call, whoever owns the task: take it from its worker and let another begin it anew."""
        ...

    async def find(self, task_id: str) -> Task | None:
        """The task whoever owns it, for the operator."""
        ...

    async def queue_position(self, task: Task) -> int:
        """How many pending tasks go before this one, as far as is known now; 0 unless it is pending."""
        ...

    async def parts_since(self, task_id: str, seen: int) -> Sequence[PartRow]:
        """Parts published so far, after the first `seen` (streaming)."""
        ...

    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - no error when it ends
        """Return when something was written by any process, or after `timeout` seconds. A hint, not a promise.

        Nothing is missed between a read and this call if there is no other `await` between them.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a task came to: its parts in reading order, the vendor's usage, and the report."""

    parts: Sequence[PartRow] = ()
    usage: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)


class WorkerLedger(Protocol):
    async def claim(self, worker: str, *, engines: Sequence[str], lease: float) -> Claim | None:
        """Take the next task: priority, then fairness between keys, then age. It is RUNNING, attempt + 1."""
        ...

    async def heartbeat(self, claim: Claim, *, lease: float, progress: float, phase: str) -> bool:
        """Extend the lease. True while the work is wanted, False when it should stop. Raises StaleAttempt."""
        ...

    async def remember(self, claim: Claim, key: str, value: str) -> None: ...
    async def publish(self, claim: Claim, index: int, part: PartRow) -> None: ...

    async def finish(self, claim: Claim, result: Result) -> None:
        """SUCCEEDED: rows, status and usage in one transaction."""
        ...

    async def finish_and_claim(
        self, claim: Claim, result: Result, *, engines: Sequence[str], lease: float
    ) -> Claim | None:
        """`finish`, and then `claim` for the same worker: in one transaction, unless time has something to do between.

        Raises StaleAttempt, and then claims nothing. After LedgerUnavailable either, both or none may be done.
        """
        ...

    async def fail(
        self, claim: Claim, *, code: str, message: str, retry: bool, report: Mapping[str, Any] | None = None
    ) -> TaskStatus:
        """FAILED, or back to PENDING if `retry` and attempts are left; says which."""
        ...

    async def release(self, worker: str, *, spare: bool = False) -> int:
        """Give back what a worker that is known to be dead still holds, without waiting for its leases. How many.

        With `spare` it was stopped in good order: no task fails for it, however often it was begun.
        """
        ...
