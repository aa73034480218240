"""The durable record of tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from wanbox.settings import Settings

from .contract import Ledger
from .contract.database import Database

__all__ = ["Ledger", "database", "open_ledger"]


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def open_ledger(settings: Settings, *, clock: Callable[[], dt.datetime] = utc_now) -> Ledger:
    """The ledger that the settings name, yet to be opened. Raises SettingError for an unknown scheme."""
    from wanbox import schemes

    from . import schemes as kinds

    ledger: Ledger = schemes.find(kinds, settings.ledger_url, "WANBOX_DATABASE_URL").create(
        settings.ledger_url, settings, clock
    )
    return ledger


def database(settings: Settings, *, clock: Callable[[], dt.datetime] = utc_now) -> Database:
    """The database that the settings name, for its operator. Raises SettingError for an unknown scheme."""
    from wanbox import schemes

    from . import schemes as kinds

    found: Database = schemes.find(kinds, settings.ledger_url, "WANBOX_DATABASE_URL").database(
        settings.ledger_url, int(clock().timestamp() * 1_000_000)
    )
    return found
