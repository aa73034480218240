"""What is told of tasks: the record of an account, its hooks, and deliveries to them.

The rows of the record and of new deliveries are written by triggers, in the transaction of the step they tell of.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wanbox.wire.status import TaskStatus

from ..contract import Delivery, Event, Hook
from . import rows
from .work import Work


def events(work: Work, account: str, after: int, limit: int, task_id: str | None = None) -> Sequence[Event]:
    wanted = {"account": account, "after": after, "limit": limit}
    if task_id is None:
        found = work.all("read_events", **wanted)
    else:
        found = work.all("read_task_events", **wanted, task_id=task_id)
    return tuple(rows.event_of(row) for row in found)


def last_event(work: Work, account: str) -> int:
    row = work.one("last_event", account=account)
    return 0 if row is None else int(row["events"])


def add_hook(work: Work, account: str, url: str, statuses: frozenset[TaskStatus]) -> Hook:
    hook_id = f"hook_{uuid.uuid4().hex}"
    names = ",".join(sorted(statuses))
    work.run("insert_hook", id=hook_id, account=account, url=url, statuses=names, now=work.now)
    return next(hook for hook in hooks(work, account) if hook.id == hook_id)


def hooks(work: Work, account: str) -> Sequence[Hook]:
    return tuple(rows.hook_of(row) for row in work.all("list_hooks", account=account))


def remove_hook(work: Work, hook_id: str, account: str) -> bool:
    if not work.run("drop_hook", id=hook_id, account=account):
        return False
    work.run("drop_hook_deliveries", id=hook_id)
    return True


def nothing_due(work: Work) -> bool:
    """A cheap look that keeps idle processes from writing."""
    return work.one("any_due_delivery", now=work.now) is None


def take_deliveries(work: Work, limit: int, lease: int) -> Sequence[Delivery]:
    return tuple(
        rows.delivery_of({**dict(row), "attempt": row["attempt"] + 1})
        for row in work.all("due_deliveries", now=work.now, limit=limit)
        # The number of the attempt is the fence: of two processes that take a delivery, one changes the row.
        if work.run("take_delivery", seq=row["seq"], attempt=row["attempt"], due=work.now + lease)
    )


def hold_deliveries(work: Work, deliveries: Sequence[Delivery], lease: int) -> None:
    for delivery in sorted(deliveries, key=lambda one: one.id):
        work.run("hold_delivery", seq=rows.delivery_seq(delivery), attempt=delivery.attempt, due=work.now + lease)


def delivered(work: Work, delivery: Delivery) -> None:
    _end(work, delivery, due=None, delivered=work.now, error="")


def undelivered(work: Work, delivery: Delivery, error: str, retry_in: int | None) -> None:
    _end(work, delivery, due=None if retry_in is None else work.now + retry_in, delivered=None, error=error)


def _end(work: Work, delivery: Delivery, *, due: int | None, delivered: int | None, error: str) -> None:
    seq = rows.delivery_seq(delivery)
    work.run("end_delivery", seq=seq, attempt=delivery.attempt, due=due, delivered=delivered, error=error)


def deliveries(work: Work, account: str, *, dead: bool, limit: int) -> Sequence[Delivery]:
    found = work.all("list_deliveries", account=account, dead=int(dead), limit=limit)
    return tuple(rows.delivery_of(row) for row in found)


def replay(work: Work, account: str, delivery_id: str | None) -> int:
    if delivery_id is None:
        return work.run("replay_dead", account=account, now=work.now)
    key = rows.delivery_key(delivery_id)
    return 0 if key is None else work.run("replay_one", account=account, seq=key[0], at=key[1], now=work.now)
