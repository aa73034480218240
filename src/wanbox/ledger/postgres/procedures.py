"""A worker's way from one task to the next, as functions of the database: one question and one answer each.

They do what the steps of the same names in `sql.workers` do; the tests of both are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from ..contract import Claim, Result
from ..sql import callers, rows, upkeep, workers
from ..sql.work import Row, Work

#: What `finish_and_claim` says of an attempt that holds its task no more.
_STALE = "WB001"


def claim(work: Work, worker: str, engines: Sequence[str], lease: int) -> Claim | None:
    # Limits are exact only if nobody else counts and claims in between.
    work.lock(upkeep.MANY)
    wanted = _wanted(work, worker, engines, lease)
    row = work.one("call_claim", **wanted, heedless=False)
    if _time_first(row):
        for step in upkeep.due(work):
            step(work)
        row = work.one("call_claim", **wanted, heedless=True)
    return _taken(work, row, worker)


def finish(work: Work, held: Claim, result: Result) -> None:
    if not work.one("call_finish", **_result(held, result), now=work.now)["held"]:
        raise workers.stale(held)


def finish_and_claim(
    work: Work, held: Claim, result: Result, engines: Sequence[str], lease: int
) -> tuple[bool, Claim | None]:
    """One statement. The first of the answers is False where time has something to do before anything is claimed."""
    # Before the row of the task: whoever waits for this lock holds nothing that its holder may need.
    work.lock(upkeep.MANY)
    wanted = _wanted(work, held.worker, engines, lease)
    try:
        row = work.one("call_finish_and_claim", **_result(held, result), **wanted)
    except psycopg.Error as error:
        if error.sqlstate == _STALE:
            raise workers.stale(held) from None
        raise
    return (False, None) if _time_first(row) else (True, _taken(work, row, held.worker))


def _wanted(work: Work, worker: str, engines: Sequence[str], lease: int) -> dict[str, Any]:
    return {
        "worker": worker,
        "engines": list(engines),
        "now": work.now,
        "lease_until": work.now + lease,
        "key_running": work.rules.key_running,
        "model_running": work.rules.model_running,
        "defects_before": upkeep.defects_before(work),
    }


def _result(held: Claim, result: Result) -> dict[str, Any]:
    # PostgreSQL has no NUL in its texts.
    clean = [_without_nul(rows.part_row(0, place, part)) for place, part in enumerate(result.parts)]
    texts = {"usage": rows.to_json(result.usage), "report": rows.to_json(result.report), "parts": rows.to_json(clean)}
    return {"id": held.task.id, "attempt": held.attempt, **texts}


def _without_nul(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
        for name, value in values.items()
    }


def _time_first(row: Row) -> bool:
    return row is not None and row["id"] is None


def _taken(work: Work, row: Row, worker: str) -> Claim | None:
    if row is None:
        return None
    shown = callers.parts(work, row["seq"]) if row["attempt"] > 1 else ()
    return Claim(task=rows.task_of(row, shown), worker=worker)
