"""Keeping an installation in order: leases, retention, files, workers, pauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker process, as it last said of itself."""

    name: str
    host: str
    pid: int
    engines: frozenset[str]
    started: dt.datetime
    seen: dt.datetime
    #: The task in its hands.
    task_id: str | None = None
    #: It was told to take nothing new.
    draining: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How long tasks of one kind take."""

    #: Tasks that were measured.
    runs: int
    #: A mean of seconds in which later runs count for more.
    seconds: float


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, for those who watch."""

    #: Seconds that the task waits by now which could be begun and was handed in first; 0 if none waits.
    oldest: float
    #: Messages to webhooks that should be on their way, and those that were given up.
    due: int
    dead: int


class UpkeepLedger(Protocol):
    async def settle_defects(self) -> int:
        """Turn tasks that were born with a defect from PENDING to FAILED, a moment after submit. How many.

        Any process may call it, as often as it likes; claims do it too.
        """
        ...

    async def sweep(self) -> None:
        """Expired leases → PENDING or FAILED `InternalError`; begin what waited for its time; forget what is past its
        retention.
        """
        ...

    async def begin_chore(self, name: str, *, every: float) -> bool:
        """True for one process of the installation every so many seconds."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Tasks by status, for metrics and readiness."""
        ...

    async def backlog(self) -> Backlog: ...

    async def pace(self, engine: str, model: str, shape: str) -> Pace | None:
        """How long such tasks took so far; None before the first."""
        ...

    # --- files

    async def stale_files(self, limit: int) -> Sequence[str]:
        """Storage keys that no row names any more, and none has named for a while. `ledger.collect` deletes them."""
        ...

    async def forget_files(self, keys: Sequence[str]) -> None:
        """They are deleted: do not list them as stale again."""
        ...

    async def named_files(self, *, after: str, limit: int) -> Sequence[str]:
        """Storage keys that rows name, in order of the alphabet, those above `after`."""
        ...

    async def file_owners(self, key: str) -> Sequence[str]:
        """Which rows name a file, for people: "task <id>" or "upload <key>"."""
        ...

    async def loosen_files(self, keys: Sequence[str]) -> int:
        """Stored files that no row names: to be deleted like others that lost their last row. How many are new."""
        ...

    # --- workers

    async def report_worker(self, worker: WorkerRow) -> bool:
        """A worker says that it is there (`seen` is the ledger's own clock). True if it should drain."""
        ...

    async def workers(self, *, within: float) -> Sequence[WorkerRow]:
        """Workers that were seen in the last so many seconds."""
        ...

    async def drop_worker(self, name: str) -> None:
        """It has ended in good order."""
        ...

    async def drain_worker(self, name: str) -> bool:
        """Have it finish what it holds and end; it learns of it when it next reports. False if there is none."""
        ...

    async def pause(self, engine: str, *, paused: bool) -> None:
        """Hand out no more tasks of an engine ("*": of any), or do so again."""
        ...

    async def paused(self) -> frozenset[str]: ...
