"""Steps that callers cause: submit, read, list, cancel."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence

from wanbox.wire.listing import ListQuery

from ..contract import IdempotencyConflict, NewTask, PartRow, Task, TaskPage
from . import ends, files, limits, pages, rows
from .work import Work

#: Positions are counted one by one up to here; nobody needs to tell 10,000th from 11,000th.
_COUNTED = 10_000


def submit(work: Work, new: NewTask) -> Task:
    if new.idempotency_key is not None and (earlier := _earlier(work, new, new.idempotency_key)):
        return earlier
    task_id = str(uuid.uuid4())
    work.later("insert_task", **rows.new_row(task_id, new, work.now))
    limits.count(work, new)
    for key in new.files:
        files.name(work, task_id, files.INPUT, key)
    if new.idempotency_key is not None:
        work.later(
            "insert_idempotent",
            account=new.account,
            key=new.idempotency_key,
            body_hash=new.body_hash,
            task_id=task_id,
        )
    return rows.new_task(task_id, new, work.now)


def _earlier(work: Work, new: NewTask, key: str) -> Task | None:
    """The task that the key stands for, while it is remembered."""
    used = work.one("find_idempotent", account=new.account, key=key)
    if used is None:
        return None
    task = read(work, used["task_id"], new.account)
    if task is None:
        work.run("drop_idempotent", account=new.account, key=key)
        return None
    if used["body_hash"] != new.body_hash:
        raise IdempotencyConflict("The Idempotency-Key was used before with another request body.")
    return dataclasses.replace(task, repeated=True)


def read(work: Work, task_id: str, account: str) -> Task | None:
    found = work.all("read_task", id=task_id, account=account, horizon=work.horizon)
    if not found:
        return None
    return rows.task_of(found[0], tuple(rows.part_of(row) for row in found if row["place"] is not None))


def parts(work: Work, seq: int, from_place: int = 0) -> Sequence[PartRow]:
    return tuple(rows.part_of(row) for row in work.all("read_parts", seq=seq, from_place=from_place))


def parts_since(work: Work, task_id: str, seen: int) -> Sequence[PartRow]:
    found = work.one("find_seq", id=task_id)
    return () if found is None else parts(work, found["seq"], seen)


def list_tasks(work: Work, account: str, query: ListQuery) -> TaskPage:
    if query.task_id is not None:
        return _list_one(work, account, query)
    return pages.page(work, query, count="count_listed", listed="list_tasks", account=account)


def _list_one(work: Work, account: str, query: ListQuery) -> TaskPage:
    task = read(work, query.task_id or "", account)
    fits = (
        task is not None
        and query.start <= task.submitted <= query.end
        and query.status in {None, task.status}
        and query.model in {None, task.model}
    )
    if task is None or not fits:
        return TaskPage(0, ())
    return TaskPage(1, (task,) if query.page == 1 else ())


def cancel(work: Work, task_id: str, account: str) -> bool:
    return _end_by_caller(work, "cancel_pending", task_id, account)


def stop(work: Work, task_id: str, account: str) -> bool:
    return _end_by_caller(work, "stop_task", task_id, account)


def find(work: Work, task_id: str) -> Task | None:
    row = work.one("read_task_of_any", id=task_id)
    return None if row is None else rows.task_of(row, parts(work, row["seq"]))


def _end_by_caller(work: Work, statement: str, task_id: str, account: str) -> bool:
    if not work.run(statement, id=task_id, account=account, now=work.now):
        return False
    ends.without_result(work, task_id)
    return True


def queue_position(work: Work, task: Task) -> int:
    found = work.one("queue_position", id=task.id, limit=_COUNTED)
    return 0 if found is None else int(found[0])
