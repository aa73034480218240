"""What operators are told, as JSON: the same from the API and from the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from wanbox.ledger.contract import Ledger, Task, TaskQuery, WorkerRow
from wanbox.wire.listing import list_query
from wanbox.wire.status import TaskStatus
from wanbox.wire.times import format_rfc3339

#: A worker that was not seen for so many leases does not count.
SEEN_LEASES = 3


async def status(ledger: Ledger, *, lease: float) -> Mapping[str, Any]:
    """Tasks by status, workers, and what is held back."""
    counts = await ledger.counts()
    rows = await ledger.workers(within=SEEN_LEASES * lease)
    return {
        "tasks": {str(name): counts.get(name, 0) for name in TaskStatus if name is not TaskStatus.UNKNOWN},
        "workers": {state: sum(state_of(row) == state for row in rows) for state in WORKER_STATES},
        "paused": sorted(await ledger.paused()),
    }


WORKER_STATES = ("idle", "busy", "draining")


def state_of(row: WorkerRow) -> str:
    if row.draining:
        return "draining"
    return "busy" if row.task_id else "idle"


async def workers(ledger: Ledger, *, lease: float) -> Sequence[Mapping[str, Any]]:
    return [worker(row) for row in await ledger.workers(within=SEEN_LEASES * lease)]


def worker(row: WorkerRow) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "host": row.host,
        "pid": row.pid,
        "engines": sorted(row.engines),
        "state": state_of(row),
        "task_id": row.task_id,
        "started": _moment(row.started),
        "seen": _moment(row.seen),
    }


async def tasks(ledger: Ledger, asked: Mapping[str, str], now: dt.datetime) -> Mapping[str, Any]:
    """One page of tasks, of all accounts unless one is named.

    Args:
        ledger: Where they are.
        asked: What a caller's list understands (spec 7.1), and `account` and `engine`.
        now: The end of the usual window of 24 hours.

    Raises:
        WireError: a filter cannot be read.
    """
    query = TaskQuery(**asdict(list_query(asked, now)), engine=asked.get("engine") or None)
    page = await ledger.list_all(query, account=asked.get("account") or None)
    return {"total": page.total, "tasks": [task(row) for row in page.tasks]}


def task(row: Task) -> Mapping[str, Any]:
    """A task without its request: an operator need not read prompts."""
    return {
        "task_id": row.id,
        "account": row.account,
        "key_id": row.key_id,
        "model": row.model,
        "engine": row.engine,
        "status": str(row.status),
        "attempt": row.attempt,
        "priority": row.priority,
        "progress": round(row.progress, 4),
        "phase": row.phase,
        "worker": row.worker,
        "code": row.code,
        "message": row.message,
        "request_id": row.request_id,
        "submitted": _moment(row.submitted),
        "scheduled": _moment(row.scheduled),
        "ended": _moment(row.ended),
        "not_before": _moment(row.not_before),
    }


def _moment(at: dt.datetime | None) -> str | None:
    return None if at is None else format_rfc3339(at)


def known_engines(routed: Collection[str], rows: Sequence[WorkerRow]) -> frozenset[str]:
    """Engines that can be paused: those that a route or a worker names, and "*" for all."""
    return frozenset({"*", *routed}).union(*(row.engines for row in rows))


class Unknown(LookupError):  # noqa: N818 - reads as the sentence it is
    """There is nothing of that name; the message says what there is."""


async def drain(ledger: Ledger, name: str) -> None:
    """Raises Unknown."""
    if not await ledger.drain_worker(name):
        raise Unknown(f"There is no worker {name}.")


async def pause(ledger: Ledger, engine: str, *, paused: bool, routed: Collection[str], lease: float) -> None:
    """Raises Unknown for an engine that nobody has, unless it is held back already."""
    known = known_engines(routed, await ledger.workers(within=SEEN_LEASES * lease)) | await ledger.paused()
    if engine not in known:
        raise Unknown(f"There is no engine {engine}; there are {', '.join(sorted(known))}.")
    await ledger.pause(engine, paused=paused)


async def requeue(ledger: Ledger, task_id: str) -> None:
    """Raises Unknown."""
    if not await ledger.requeue(task_id):
        found = await ledger.find(task_id)
        what = "There is no such task" if found is None else f"The task is {found.status}, not RUNNING"
        raise Unknown(f"{what}: {task_id}.")
