"""What has to be done now and then: fail what was born to fail, free what lost its worker, forget what is over.

Several servers may share a ledger; of each chore that it hands out, one process does the work at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from wanbox.ledger import inventory
from wanbox.ledger.collect import collect
from wanbox.ledger.contract import LedgerError
from wanbox.logs import Trouble
from wanbox.storage.contract import StorageError

from .context import Context
from .log import log

SETTLE_SECONDS = 0.25
SWEEP_SECONDS = 2.0
CLEAN_SECONDS = 60.0
ORPHANS_SECONDS = 6 * 3600.0

Chore = Callable[[], Awaitable[object]]


async def keep_house(context: Context) -> None:
    """Run every chore at its own pace until cancelled."""
    async with asyncio.TaskGroup() as chores:
        # A look at an index, mostly: as cheap as asking whose turn it is.
        chores.create_task(_every(SETTLE_SECONDS, "settle", context.ledger.settle_defects))
        for name, seconds, chore in _shared(context):
            chores.create_task(_every(seconds, name, _one_at_a_time(context, name, seconds, chore)))


def _shared(context: Context) -> list[tuple[str, float, Chore]]:
    """Chores that one process of the installation does: name, seconds between, what to do."""
    return [
        ("sweep", SWEEP_SECONDS, context.ledger.sweep),
        ("collect", CLEAN_SECONDS, lambda: collect(context.ledger, context.storage, clock=context.clock)),
        ("orphans", ORPHANS_SECONDS, lambda: _collect_orphans(context)),
    ]


async def _collect_orphans(context: Context) -> None:
    """Files that a process stored and died before naming."""
    found = await inventory.take(context.ledger, context.storage, clock=context.clock, repair=True)
    about = {"orphans": len(found.orphans), "missing": len(found.missing), "stored": found.stored}
    if found.implausible or found.missing:
        log.warning("storage and database do not agree, see wanbox storage check", **about)
    elif found.orphans:
        log.info("orphans handed to the clean-up", **about)


def _one_at_a_time(context: Context, name: str, seconds: float, chore: Chore) -> Chore:
    async def in_turn() -> None:
        # A little less than the pause, so that a process that is alone is never a moment too early for itself.
        if await context.ledger.begin_chore(name, every=seconds * 0.9):
            await chore()

    return in_turn


async def _every(seconds: float, name: str, chore: Chore) -> None:
    trouble = Trouble()
    while True:
        try:
            await chore()
            if trouble.ends():
                log.info("housekeeping goes on", chore=name)
        except (LedgerError, StorageError) as error:
            if trouble.begins(error):
                log.warning("housekeeping will be tried again", chore=name, reason=type(error).__name__)
        except Exception:  # noqa: BLE001 - one broken chore must not end the others, nor itself for good
            log.exception("housekeeping failed")
        await asyncio.sleep(seconds)
