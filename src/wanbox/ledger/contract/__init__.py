"""What a ledger does, whatever database it lives in."""

from __future__ import annotations

from typing import Protocol

from .access import USUAL_SCOPES, AccessLedger, Key, NewKey, Scope, Upload
from .errors import (
    IdempotencyConflict,
    LedgerError,
    LedgerUnavailable,
    LimitExceeded,
    QuotaExceeded,
    RateExceeded,
    StaleAttempt,
    UploadExists,
)
from .events import Delivery, Event, EventLedger, Hook
from .tasks import Artefact, CallerLedger, Claim, NewTask, PartRow, Result, Task, TaskPage, TaskQuery, WorkerLedger
from .upkeep import Backlog, Pace, UpkeepLedger, WorkerRow

__all__ = [
    "USUAL_SCOPES",
    "Artefact",
    "Backlog",
    "Claim",
    "Delivery",
    "Event",
    "Hook",
    "IdempotencyConflict",
    "Key",
    "Ledger",
    "LedgerError",
    "LedgerUnavailable",
    "LimitExceeded",
    "NewKey",
    "NewTask",
    "Pace",
    "PartRow",
    "QuotaExceeded",
    "RateExceeded",
    "Result",
    "Scope",
    "StaleAttempt",
    "Task",
    "TaskPage",
    "TaskQuery",
    "Upload",
    "UploadExists",
    "WorkerRow",
]


class Ledger(CallerLedger, WorkerLedger, AccessLedger, EventLedger, UpkeepLedger, Protocol):
    async def open(self) -> None: ...
    async def close(self) -> None: ...
