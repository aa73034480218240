"""Comparing what is stored with what rows name, while both go on changing.

    orphan    stored and not named: left by a process that died in between; mended by handing it to the collector
    missing   named and not stored: lost by other hands than ours; who names it will find nothing
    damaged   stored, with other content than its name says
    draft     begun and never finished

Both sides are walked in the order of the keys, a page at a time. What looks wrong is looked at again before it is
said, for a file may have come or gone meanwhile; what is younger than the collector's grace is about to be named.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from wanbox.storage.contract import KeptFile, NotStored, Storage

from .collect import GRACE
from .contract import Ledger

_PAGE = 500
#: So many orphans, even if they are more than the files that are named, may be what crashes have left.
_PLAUSIBLE = 100
#: Longer than any file takes to be written.
_DRAFT_LIFETIME = dt.timedelta(days=1)

T = TypeVar("T")


@dataclass(slots=True)
class Inventory:
    """What a look at everything has found."""

    stored: int = 0
    bytes: int = 0
    named: int = 0
    #: Stored, not named, and too young to be called an orphan.
    young: int = 0
    orphans: list[str] = field(default_factory=list)
    #: Key → who names it.
    missing: dict[str, list[str]] = field(default_factory=dict)
    #: Key → who names it.
    damaged: dict[str, list[str]] = field(default_factory=dict)
    #: Orphans that were handed to the collector now, and drafts that were removed.
    loosened: int = 0
    drafts: int = 0
    #: The storage is marked as another installation's, or so much of it is orphans that the database must be a wrong
    #: one: nothing was repaired.
    implausible: bool = False


async def take(
    ledger: Ledger,
    storage: Storage,
    *,
    clock: Callable[[], dt.datetime],
    deep: bool = False,
    repair: bool = False,
    force: bool = False,
) -> Inventory:
    """Compare all that is stored with all that is named.

    Args:
        ledger: Open.
        storage: Of the same installation.
        clock: The present.
        deep: Read every file and compare its content with its name.
        repair: Hand orphans to the collector and remove old drafts. Nothing that is named is ever touched.
        force: Do so although most files are orphans, or the storage was another installation's.
    """
    found = Inventory()
    young = clock() - GRACE
    async for key, file in _merged(ledger, storage):
        if file is None:
            await _look_for(key, ledger, storage, found)
            continue
        found.stored += 1
        found.bytes += file.bytes
        if file.named:
            found.named += 1
        elif file.put >= young:
            found.young += 1
        else:
            found.orphans.append(key)
        if deep and not await _is_whole(storage, key):
            found.damaged[key] = list(await ledger.file_owners(key))
    if repair:
        ours = await storage.claim(take_over=force)
        found.implausible = not force and (not ours or len(found.orphans) > max(_PLAUSIBLE, found.named))
    if repair and not found.implausible:
        await _repair(ledger, storage, found, clock())
    return found


async def _repair(ledger: Ledger, storage: Storage, found: Inventory, now: dt.datetime) -> None:
    for start in range(0, len(found.orphans), _PAGE):
        # The ledger leaves out what somebody has named since; the collector, what somebody has put since.
        found.loosened += await ledger.loosen_files(found.orphans[start : start + _PAGE])
    found.drafts = await storage.sweep_drafts(before=now - _DRAFT_LIFETIME)


async def _look_for(key: str, ledger: Ledger, storage: Storage, found: Inventory) -> None:
    """A file that is named and was not met: said to be missing if that is still so."""
    try:
        await storage.info(key)
    except NotStored:
        if owners := await ledger.file_owners(key):
            found.named += 1
            found.missing[key] = list(owners)


async def _is_whole(storage: Storage, key: str) -> bool:
    digest = hashlib.sha256()
    try:
        async for chunk in storage.read(key):
            await asyncio.to_thread(digest.update, chunk)
    except NotStored:
        return True  # it was deleted as we came to it, which is no damage
    return digest.hexdigest() == key.partition(".")[0]


# --- both sides, side by side


@dataclass(frozen=True, slots=True)
class _Met(KeptFile):
    named: bool


async def _merged(ledger: Ledger, storage: Storage) -> AsyncIterator[tuple[str, _Met | None]]:
    """Every key of either side in order: with the file where there is one, and whether it is named."""
    # The names are read ahead of the files: what is named and stored in between is met, and not missed.
    keys = _walk(lambda after: ledger.named_files(after=after, limit=_PAGE), str)
    files = _walk(lambda after: storage.files(after=after, limit=_PAGE), lambda file: file.key)
    key, file = await anext(keys, None), await anext(files, None)
    while key is not None or file is not None:
        if file is None or (key is not None and key < file.key):
            assert key is not None
            yield key, None
            key = await anext(keys, None)
        else:
            yield file.key, _Met(file.key, file.bytes, file.put, named=key == file.key)
            if key == file.key:
                key = await anext(keys, None)
            file = await anext(files, None)


async def _walk(page_after: Callable[[str], Awaitable[Sequence[T]]], key_of: Callable[[T], str]) -> AsyncIterator[T]:
    after = ""
    while page := await page_after(after):
        for item in page:
            yield item
        after = key_of(page[-1])
        if len(page) < _PAGE:
            return
