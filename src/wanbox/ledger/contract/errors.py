"""How a ledger refuses.

LedgerError
├─ StaleAttempt          the lease was lost: another attempt owns the task, or it has ended
├─ IdempotencyConflict   the key was used before with another body
├─ UploadExists          an upload of that name is there already
├─ RateExceeded          too many submissions at a time for this key, or for this account and model
├─ QuotaExceeded         the key has used up what it may submit in a day
└─ LedgerUnavailable     the database cannot be read or written at present
"""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger refused."""


class StaleAttempt(LedgerError):  # noqa: N818 - reads as the sentence it is
    """The lease was lost: another attempt owns the task, or it has ended."""


class IdempotencyConflict(LedgerError):  # noqa: N818
    """The idempotency key was used before with another body."""


class UploadExists(LedgerError):  # noqa: N818
    """An upload of that name is there already; uploads are never overwritten (spec 8)."""


class LedgerUnavailable(LedgerError):  # noqa: N818
    """The database cannot be read or written at present."""


class LimitExceeded(LedgerError):  # noqa: N818
    """A submission that a limit refuses; it may succeed after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateExceeded(LimitExceeded):
    """Too many submissions at a time for this key, or for this account and model."""


class QuotaExceeded(LimitExceeded):
    """The key has used up what it may submit in a day."""
