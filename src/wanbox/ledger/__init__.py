"""The durable record of tasks."""

from __future__ import annotations

from wanbox.clock import Clock, utc_now
from wanbox.settings import Settings

from .contract import Ledger
from .contract.database import Database

__all__ = ["Ledger", "database", "open_ledger"]


def open_ledger(settings: Settings, *, clock: Clock = utc_now) -> Ledger:
    """The ledger that the settings name, yet to be opened. Raises SettingError for an unknown scheme."""
    from wanbox import schemes

    from . import schemes as kinds

    ledger: Ledger = schemes.find(kinds, settings.ledger_url, "WANBOX_DATABASE_URL").create(
        settings.ledger_url, settings, clock
    )
    return ledger


def database(settings: Settings, *, clock: Clock = utc_now) -> Database:
    """The database that the settings name, for its operator. Raises SettingError for an unknown scheme."""
    from wanbox import schemes

    from . import schemes as kinds

    found: Database = schemes.find(kinds, settings.ledger_url, "WANBOX_DATABASE_URL").database(
        settings.ledger_url, int(clock().timestamp() * 1_000_000)
    )
    return found
