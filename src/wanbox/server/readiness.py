"""Would a submission be stored and worked on now? The truth about database, storage and workers, each with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wanbox.ledger.contract import LedgerError, WorkerRow
from wanbox.storage.contract import StorageError

from .facts import SEEN_LEASES
from .told import OK, UNKNOWN

if TYPE_CHECKING:
    from .context import Context

_CHECK_SECONDS = 5.0
#: A part that does not decide keeps nobody waiting for longer: balancers give a server a second or two to answer.
_ASIDE_SECONDS = 0.5
#: The database is written to at most this often to see whether that works, whoever asks.
_WRITE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """How each part is, and the engines whose tasks are held back."""

    checks: Mapping[str, str]
    paused: Collection[str]

    def ready(self, *, but_for: Collection[str] = ()) -> bool:
        """Whether all parts work, leaving out some by name."""
        return all(state.startswith(OK) for name, state in self.checks.items() if name not in but_for)


async def look(context: Context, *, aside: Collection[str] = ()) -> Findings:
    """How all parts are; the storage, if it is named `aside`, only as far as it is known at once."""
    (database, why), (storage, why_not), seen = await asyncio.gather(
        _state(_database(context)), _storage(context, wait="storage" not in aside), _seen(context)
    )
    rows, paused = seen
    findings = Findings(
        checks={"database": database, "storage": storage, "workers": _workers(context, rows)}, paused=paused
    )
    context.told.tell(findings.checks, reason=" ".join(filter(None, (why, why_not))))
    return findings


async def _database(context: Context) -> None:
    """It can be read and written."""
    await context.ledger.counts()
    await context.ledger.begin_chore("readiness", every=_WRITE_SECONDS)


async def _storage(context: Context, *, wait: bool) -> tuple[str, str]:
    """A store that is away takes seconds to say so; the look goes on for those who ask next."""
    try:
        async with asyncio.timeout(None if wait else _ASIDE_SECONDS):
            return await context.stored.ask(lambda: _state(context.storage.check()))
    except TimeoutError:
        return f"{UNKNOWN}: no answer within {_ASIDE_SECONDS:g} s", ""


async def _state(check: Awaitable[object]) -> tuple[str, str]:
    """How a part is, in words for everybody, and why, in words for the log: where things are is nobody's business."""
    try:
        await asyncio.wait_for(check, _CHECK_SECONDS)
    except LedgerError as error:
        return "failed: the database cannot be read or written", str(error)
    except (StorageError, OSError) as error:
        if isinstance(error, TimeoutError):
            return f"failed: no answer within {_CHECK_SECONDS:g} s", ""
        return "failed: files cannot be stored", str(error)
    return OK, ""


async def _seen(context: Context) -> tuple[list[WorkerRow] | None, Collection[str]]:
    """Workers that report themselves and take tasks, wherever they run, None if nobody can tell; and pauses."""
    within = SEEN_LEASES * context.settings.lease_seconds
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            rows = [row for row in await context.ledger.workers(within=within) if not row.draining]
            return rows, await context.ledger.paused()
    except (LedgerError, TimeoutError):
        return None, ()


def _workers(context: Context, rows: list[WorkerRow] | None) -> str:
    """Own workers serve every engine; those elsewhere may have been started for some only."""
    trouble = context.workers_trouble() if context.workers_trouble is not None else ""
    if context.workers_alive is not None and context.workers_alive():
        return f"{OK}: {trouble}" if trouble else OK
    if rows is None:
        return f"failed: {trouble or 'without the database nobody can tell'}"
    wanted = {engine for _, engine in context.settings.routes}
    missing = wanted.difference(*(row.engines for row in rows))
    if not rows:
        return f"failed: {trouble or 'none is alive'}"
    if missing:
        return f"failed: none for {', '.join(sorted(missing))}"
    return f"{OK}: elsewhere; of its own {trouble}" if trouble else OK
