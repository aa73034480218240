"""Deleting stored files that no row names any more."""

from __future__ import annotations

import datetime as dt

from wanbox.clock import Clock, utc_now
from wanbox.storage.contract import NotStored, Storage

from .contract import Ledger

#: A file that was put this short a time ago is about to be named.
GRACE = dt.timedelta(hours=1)
_BATCH = 100


async def collect(ledger: Ledger, storage: Storage, *, clock: Clock = utc_now) -> int:
    """Delete what is stale; how many files. Any process may do it, for instance after each sweep."""
    deleted = 0
    while keys := await ledger.stale_files(_BATCH):
        before = clock() - GRACE
        gone = [key for key in keys if await _delete(storage, key, before)]
        await ledger.forget_files(gone)
        deleted += len(gone)
        # What was put again a moment ago stays on the list, and is looked at the next time.
        if len(gone) < len(keys):
            break
    return deleted


async def _delete(storage: Storage, key: str, before: dt.datetime) -> bool:
    """Whether the file is gone, now or already before."""
    if await storage.delete(key, put_before=before):
        return True
    try:
        await storage.info(key)
    except NotStored:
        return True
    return False
