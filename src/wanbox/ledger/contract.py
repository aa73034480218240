"""What a ledger does, whatever database it lives in.

All moments are aware datetimes in UTC. Every write by a worker names the attempt that it was made under; a write under
an older attempt raises `StaleAttempt` and changes nothing.

    LedgerError
     ├─ StaleAttempt          the lease was lost: another attempt owns the task, or it has ended
     ├─ IdempotencyConflict   the key was used before with another body
     ├─ UploadExists          an upload of that name is there already
     └─ LedgerUnavailable     the database cannot be written to at present
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wanbox.wire.status import TaskStatus


class LedgerError(Exception):
    """The ledger refused."""


class StaleAttempt(LedgerError):  # noqa: N818 - reads as the sentence it is
    """The lease was lost: another attempt owns the task, or it has ended."""


class IdempotencyConflict(LedgerError):  # noqa: N818
    """The idempotency key was used before with another body."""


class UploadExists(LedgerError):  # noqa: N818
    """An upload of that name is there already; uploads are never overwritten (spec 8)."""


class LedgerUnavailable(LedgerError):  # noqa: N818
    """The database cannot be written to at present."""


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
class TaskQuery:
    """Filters of the list endpoint (spec 7.1)."""

    start: dt.datetime
    end: dt.datetime
    task_id: str | None = None
    model: str | None = None
    status: TaskStatus | None = None
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True)
class TaskPage:
    total: int
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A temporary file of an account (spec 8): `key` is what follows `oss://`."""

    key: str
    account: str
    model: str
    storage_key: str
    expires: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    id: str
    account: str
    #: The first characters, for people; the rest is only kept as a keyed hash.
    prefix: str
    created: dt.datetime


class Ledger(Protocol):
    async def open(self) -> None: ...
    async def close(self) -> None: ...

    # --- callers
    async def submit(self, new: NewTask) -> Task:
        """Store a task and its idempotency key in one transaction. Durable when this returns."""
        ...

    async def read(self, task_id: str, *, account: str) -> Task | None:
        """The task, or None if there is none, it is another account's, or retention has passed."""
        ...

    async def list(self, account: str, query: TaskQuery) -> TaskPage: ...

    async def cancel(self, task_id: str, *, account: str) -> bool:
        """PENDING → CANCELED; False if it was not pending (the vendor's rule)."""
        ...

    async def stop(self, task_id: str, *, account: str) -> bool:
        """Our own API: cancel also what runs. The worker learns of it at its next heartbeat."""
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

    # --- workers
    async def claim(self, worker: str, *, engines: Sequence[str], lease: float) -> Claim | None:
        """Take the next task: priority, then fairness between accounts, then age. It is RUNNING, attempt + 1."""
        ...

    async def heartbeat(self, claim: Claim, *, lease: float, progress: float, phase: str) -> bool:
        """Extend the lease. True while the work is wanted, False when it should stop. Raises StaleAttempt."""
        ...

    async def remember(self, claim: Claim, key: str, value: str) -> None: ...
    async def publish(self, claim: Claim, index: int, part: PartRow) -> None: ...

    async def finish(
        self, claim: Claim, *, parts: Sequence[PartRow], usage: Mapping[str, Any], report: Mapping[str, Any]
    ) -> None:
        """SUCCEEDED: rows, status and usage in one transaction."""
        ...

    async def fail(
        self, claim: Claim, *, code: str, message: str, retry: bool, report: Mapping[str, Any] | None = None
    ) -> TaskStatus:
        """FAILED, or back to PENDING if `retry` and attempts are left; says which."""
        ...

    async def release(self, worker: str) -> int:
        """Give back what a worker that is known to be dead still holds, without waiting for its leases. How many."""
        ...

    async def settle_defects(self) -> int:
        """Turn tasks that were born with a defect from PENDING to FAILED, a moment after submit. How many.

        Any process may call it, as often as it likes; claims do it too.
        """
        ...

    async def sweep(self) -> None:
        """Expired leases → PENDING or FAILED `InternalError`; forget what is past its retention."""
        ...

    async def stale_files(self, limit: int) -> Sequence[str]:
        """Storage keys that no row names any more, and none has named for a while. `ledger.collect` deletes them."""
        ...

    async def forget_files(self, keys: Sequence[str]) -> None:
        """They are deleted: do not list them as stale again."""
        ...

    # --- uploads and keys
    async def add_upload(self, upload: Upload) -> None:
        """Raises UploadExists."""
        ...

    async def read_upload(self, key: str, *, account: str) -> Upload | None: ...
    async def add_key(self, secret: str, *, account: str) -> Key:
        """Accept a key from now on; the same key again is the same row."""
        ...

    async def find_key(self, secret: str) -> Key | None: ...
    async def keys(self) -> Sequence[Key]: ...
    async def revoke_key(self, key_id: str) -> bool:
        """Refuse a key from now on; its tasks stay. False if there is none."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Tasks by status, for metrics and readiness."""
        ...
