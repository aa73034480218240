"""What an operator's settings mean for a ledger."""

from __future__ import annotations

from wanbox import secret
from wanbox.settings import Settings

from .sql.rows import span
from .sql.work import NO_LIMIT, Rules

#: The vendor's limits for an account and a model (spec 10): tasks that run, submissions a second.
VENDOR_RUNNING, VENDOR_RATE = 5, 5.0


def rules_of(settings: Settings) -> Rules:
    return Rules(
        retention=span(settings.retention),
        max_attempts=settings.max_attempts,
        secret=secret.derive(secret.of(settings), "keys"),
        key_running=settings.key_running or NO_LIMIT,
        model_running=VENDOR_RUNNING if settings.vendor_limits else NO_LIMIT,
        model_rate=VENDOR_RATE if settings.vendor_limits else None,
        retry_delay=int(settings.retry_seconds * 1_000_000),
    )
