"""Steps that time causes: leases that ran out, defects that take effect, retention."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from wanbox.wire.status import TaskStatus

from .. import states
from ..contract import Backlog, Pace
from . import ends, files
from .work import Work

#: Rows in one step, so that other writes need not wait for long.
BATCH = 200
#: The lock of steps over tasks of many accounts: two that took accounts in different orders would wait for each other.
MANY = "many"


def defects_before(work: Work) -> int:
    return work.now - int(states.DEFECT_DELAY_SECONDS * 1_000_000)


def due(work: Work) -> Sequence[Callable[[Work], int]]:
    """The steps that have something to do now."""
    row = work.one("upkeep_due", now=work.now, defects_before=defects_before(work))
    return [step for step, name in _DUE.items() if row[name]]


def settle_defects(work: Work) -> int:
    work.lock(MANY)
    found = work.all("defective_tasks", before=defects_before(work), limit=BATCH)
    for row in found:
        work.run("fail_defective", id=row["id"], now=work.now)
        ends.without_result(work, row["id"])
    return len(found)


def expire_leases(work: Work) -> int:
    work.lock(MANY)
    return _lose(work, work.all("overdue", now=work.now, limit=BATCH))


def release(work: Work, worker: str, *, spare: bool) -> int:
    work.lock(MANY)
    return _lose(work, work.all("held_by", worker=worker), spare=spare)


def _lose(work: Work, held: Sequence[tuple[str, int]], *, spare: bool = False) -> int:
    """These attempts came to nothing, and not by an error of their own; with `spare` an operator ended them."""
    lost = 0
    for task_id, attempt in held:
        fence = {"id": task_id, "attempt": attempt}
        if spare or states.after_attempt(attempt, max_attempts=work.rules.max_attempts) is TaskStatus.PENDING:
            lost += work.run("put_back", **fence, now=work.now, not_before=None, parked=0)
        elif work.run("fail", **fence, now=work.now, code=states.LOST_CODE, message=states.LOST_MESSAGE, report=None):
            lost += 1
            ends.without_result(work, task_id)
    return lost


def requeue(work: Work, task_id: str) -> bool:
    """The operator takes it from its worker."""
    return _lose(work, work.all("held_now", id=task_id), spare=True) == 1


def unpark(work: Work) -> int:
    """Tasks that waited for their moment can be claimed."""
    work.lock(MANY)
    due = work.all("due_parked", now=work.now, limit=BATCH)
    for row in due:
        work.run("unpark", id=row["id"])
    return len(due)


def forget_tasks(work: Work) -> int:
    found = work.all("past_retention", horizon=work.horizon, limit=BATCH)
    # Of one account: see MANY, which would hold up claims for as long as this takes.
    past = [row for row in found if row["account"] == found[0]["account"]]
    if past:
        work.run("drop_named_loose", before=work.now - files.GRACE)
    for row in past:
        files.unname(work, row["id"], files.INPUT)
        ends.drop_parts(work, row["id"], row["seq"])
        work.run("forget_idempotent", id=row["id"])
        work.run("forget_deliveries", id=row["id"])
        work.run("forget_events", id=row["id"])
        work.run("forget_task", seq=row["seq"])
    return len(past)


def forget_uploads(work: Work) -> int:
    past = work.all("expired_uploads", now=work.now, limit=BATCH)
    for row in past:
        files.unname(work, row["key"], files.UPLOAD)
        work.run("forget_upload", key=row["key"])
    return len(past)


def counts(work: Work) -> Mapping[str, int]:
    return {row["status"]: row["tasks"] for row in work.all("counts")}


def backlog(work: Work) -> Backlog:
    oldest = work.one("longest_waiting")["submitted"]
    return Backlog(
        oldest=0.0 if oldest is None else max(0, work.now - oldest) / 1_000_000,
        due=work.one("count_due", now=work.now)["deliveries"],
        dead=work.one("count_dead")["deliveries"],
    )


def installation(work: Work) -> bool:
    """Whether the database was begun with the secret that this process has; an empty one is begun with it."""
    mine = hashlib.blake2b(b"fingerprint", key=work.rules.secret, digest_size=8).hexdigest()
    work.run("put_installation", fingerprint=mine)
    return bool(work.one("read_installation")["fingerprint"] == mine)


def pace(work: Work, engine: str, model: str, shape: str) -> Pace | None:
    row = work.one("pace", engine=engine, model=model, shape=shape)
    return None if row is None else Pace(row["runs"], row["seconds"])


def begin_chore(work: Work, name: str, every: int) -> bool:
    work.run("add_chore", name=name)
    return work.run("begin_chore", name=name, now=work.now, next=work.now + every) == 1


def chore_is_due(work: Work, name: str) -> bool:
    row = work.one("read_chore", name=name)
    return row is None or row["due"] <= work.now


def paused(work: Work) -> frozenset[str]:
    """Engines that are held back; "*" stands for all."""
    return frozenset(row["engine"] for row in work.all("list_pauses"))


def pause(work: Work, engine: str, *, paused: bool) -> None:
    work.run("put_pause" if paused else "drop_pause", engine=engine)


_DUE: Mapping[Callable[[Work], int], str] = {
    settle_defects: "defective",
    expire_leases: "overdue",
    unpark: "parked",
}

#: Whether each step would find anything: read only, and cheap.
LOOKS: Mapping[Callable[[Work], int], Callable[[Work], bool]] = {
    unpark: lambda work: unpark in due(work),
    expire_leases: lambda work: expire_leases in due(work),
    forget_tasks: lambda work: work.one("any_past_retention", horizon=work.horizon) is not None,
    forget_uploads: lambda work: work.one("expired_uploads", now=work.now, limit=1) is not None,
}
