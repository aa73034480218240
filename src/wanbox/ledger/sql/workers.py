"""Steps that workers cause. Whatever a worker writes is fenced by the attempt number in its claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wanbox.wire.status import TaskStatus

from .. import states
from ..contract import Claim, PartRow, Result, StaleAttempt
from . import callers, ends, files, rows, upkeep
from .work import Row, Work


def nothing_to_claim(work: Work, engines: Sequence[str]) -> bool:
    """Whether a claim would find nothing: a cheap look that keeps idle workers from writing."""
    return _next_lane(work, engines) is None and not upkeep.due(work)


def claim(work: Work, worker: str, engines: Sequence[str], lease: int) -> Claim | None:
    # Limits are exact only if nobody else counts and claims in between.
    work.lock(upkeep.MANY)
    for step in upkeep.due(work):
        step(work)
    lane = _next_lane(work, engines)
    if lane is None:
        return None
    place = {"key_id": lane["key_id"], "engine": lane["engine"], "priority": lane["priority"]}
    oldest = work.one("oldest_waiting", **place, model_running=work.rules.model_running)
    if oldest is None:
        return None
    row = work.one("claim_task", id=oldest["id"], worker=worker, now=work.now, lease_until=work.now + lease)
    if row is None:
        return None  # cancelled in this very moment
    shown = callers.parts(work, row["seq"]) if row["attempt"] > 1 else ()
    return Claim(task=rows.task_of(row, shown), worker=worker)


def _next_lane(work: Work, engines: Sequence[str]) -> Row:
    """The best of what the engines would take next, or None."""
    limits = {"key_running": work.rules.key_running, "model_running": work.rules.model_running}
    lanes = [lane for engine in engines if (lane := work.one("next_lane", engine=engine, **limits))]
    return min(lanes, key=lambda lane: (-lane["priority"], lane["running"], lane["turn"]), default=None)


def heartbeat(work: Work, held: Claim, lease: int, progress: float, phase: str) -> bool:
    values = {"lease_until": work.now + lease, "progress": min(max(progress, 0.0), 1.0), "phase": phase}
    if work.run("heartbeat", id=held.task.id, attempt=held.attempt, **values):
        return True
    row = work.one("read_task_of_any", id=held.task.id)
    if row is not None and row["status"] == TaskStatus.CANCELED and row["attempt"] == held.attempt:
        return False
    raise stale(held)


def remember(work: Work, held: Claim, key: str, value: str) -> None:
    _fenced(work, held, "remember", key=key, value=value)


def publish(work: Work, held: Claim, place: int, part: PartRow) -> None:
    seq = _held_seq(work, held)
    _put_part(work, held.task.id, seq, place, part)


def finish(work: Work, held: Claim, result: Result) -> None:
    fence = {"id": held.task.id, "attempt": held.attempt}
    ended = work.one(
        "finish", **fence, now=work.now, usage=rows.to_json(result.usage), report=rows.to_json(result.report)
    )
    if ended is None:
        raise stale(held)
    ends.drop_parts(work, held.task.id, ended["seq"])
    for place, part in enumerate(result.parts):
        _put_part(work, held.task.id, ended["seq"], place, part)
    files.unname(work, held.task.id, files.INPUT)
    _learn(work, ended)


def finish_and_claim(work: Work, held: Claim, result: Result, engines: Sequence[str], lease: int) -> Claim | None:
    # Before the row of the task: whoever waits for this lock holds nothing that its holder may need.
    work.lock(upkeep.MANY)
    finish(work, held, result)
    return claim(work, held.worker, engines, lease)


def _learn(work: Work, ended: Row) -> None:
    """How long this attempt took; the wait before it does not count."""
    begun = ended["begun"] if ended["begun"] is not None else work.now
    kind = {name: ended[name] for name in ("engine", "model", "shape")}
    work.later("learn_pace", **kind, seconds=max(0, work.now - begun) / 1_000_000)


def fail(
    work: Work, held: Claim, code: str, message: str, *, retry: bool, report: Mapping[str, Any] | None
) -> TaskStatus:
    after = states.after_attempt(held.attempt, max_attempts=work.rules.max_attempts, retry=retry)
    if after is TaskStatus.PENDING:
        wait = work.rules.retry_delay * 2 ** (held.attempt - 1)
        _fenced(work, held, "put_back", now=work.now, not_before=work.now + wait, parked=int(wait > 0))
    else:
        text = None if report is None else rows.to_json(report)
        _fenced(work, held, "fail", now=work.now, code=code, message=message, report=text)
        ends.without_result(work, held.task.id)
    return after


def _put_part(work: Work, task_id: str, seq: int, place: int, part: PartRow) -> None:
    work.later("put_part", **rows.part_row(seq, place, part))
    if part.artefact is not None:
        files.name(work, task_id, files.RESULT, part.artefact.key)


def _fenced(work: Work, held: Claim, statement: str, **values: Any) -> None:
    if not work.run(statement, id=held.task.id, attempt=held.attempt, **values):
        raise stale(held)


def _held_seq(work: Work, held: Claim) -> int:
    row = work.one("held_seq", id=held.task.id, attempt=held.attempt)
    if row is None:
        raise stale(held)
    return int(row["seq"])


def stale(held: Claim) -> StaleAttempt:
    """What a worker is told that writes under an old attempt number."""
    return StaleAttempt(f"Task {held.task.id} is no longer held by attempt {held.attempt}.")
