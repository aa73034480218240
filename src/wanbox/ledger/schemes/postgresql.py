"""`postgresql://user:password@host:5432/database`: a database that many machines share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from wanbox.settings import Settings

from ..contract import Ledger
from ..contract.database import Database
from ..rules import rules_of


def create(url: str, settings: Settings, clock: Callable[[], dt.datetime]) -> Ledger:
    from wanbox.clock import utc_now

    from ..postgres import PostgresLedger

    # The present of this machine is not that of the others: unless a test passes one, the database says what it is.
    return PostgresLedger(url, rules=rules_of(settings), clock=None if clock is utc_now else clock)


def database(url: str, now: int) -> Database:
    from ..postgres.database import PostgresDatabase

    return PostgresDatabase(url, now)
