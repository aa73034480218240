"""What has to be done now and then: fail what was born to fail, free what lost its worker, forget what is over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from wanbox.ledger.collect import collect
from wanbox.ledger.contract import LedgerError
from wanbox.storage.contract import StorageError

from .context import Context
from .log import log

SETTLE_SECONDS = 0.25
SWEEP_SECONDS = 2.0
CLEAN_SECONDS = 60.0


async def keep_house(context: Context) -> None:
    """Run every chore at its own pace until cancelled."""
    async with asyncio.TaskGroup() as chores:
        chores.create_task(_every(SETTLE_SECONDS, context.ledger.settle_defects))
        chores.create_task(_every(SWEEP_SECONDS, context.ledger.sweep))
        chores.create_task(_every(CLEAN_SECONDS, lambda: collect(context.ledger, context.storage, clock=context.clock)))


async def _every(seconds: float, chore: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await chore()
        except (LedgerError, StorageError) as error:
            log.warning("housekeeping will be tried again", reason=type(error).__name__)
        except Exception:  # noqa: BLE001 - one broken chore must not end the others, nor itself for good
            log.exception("housekeeping failed")
        await asyncio.sleep(seconds)
