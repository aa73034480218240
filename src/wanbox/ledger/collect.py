"""Deleting stored files that no row names any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from wanbox.storage.contract import Storage

from .contract import Ledger

#: A file that was put again this short a time ago is about to be named.
_GRACE = dt.timedelta(hours=1)
_BATCH = 100


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def collect(ledger: Ledger, storage: Storage, *, clock: Callable[[], dt.datetime] = _utc_now) -> int:
    """Delete what is stale; how many files. Any process may do it, for instance after each sweep."""
    deleted = 0
    while keys := await ledger.stale_files(_BATCH):
        for key in keys:
            deleted += await storage.delete(key, put_before=clock() - _GRACE)
        # One that was put again stays, and becomes loose anew when its next row goes.
        await ledger.forget_files(keys)
    return deleted
