"""After the trouble: what must be true of every task, event, counter and file. Each function lists what is not."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import re
from collections import Counter, defaultdict

from wanbox.ledger import database, inventory, open_ledger
from wanbox.ledger.collect import collect
from wanbox.ledger.states import STEPS
from wanbox.runner import folders
from wanbox.storage import open_storage

#: Of keys that name none.
ACCOUNT = "default"

TERMINAL = {"SUCCEEDED", "FAILED", "CANCELED"}


def tasks(house, journal, *, max_attempts=10):
    """Every accepted order is one task, which has ended as it should."""
    rows = house.ask("SELECT id, status, attempt, code, request_id, message FROM task")
    by_id = {row[0]: row for row in rows}
    by_mark = dict(house.ask("SELECT key, task_id FROM idempotency"))
    wrong = [f"task {row[0]} is {row[1]}" for row in rows if row[1] not in TERMINAL]
    marks = {order.mark for order in journal.orders}
    wrong += [f"task {row[0]} was ordered by nobody" for row in rows if row[0] not in by_mark.values()]
    wrong += [f"idempotency key {mark} is nobody's" for mark in by_mark.keys() - marks]
    for order in journal.orders:
        row = by_id.get(by_mark.get(order.mark))
        if row is None:
            wrong += [f"order {order.number} was accepted, and is not there"] if order.accepted else []
        else:
            wrong += [f"order {order.number} ({order.kind}): {what}" for what in _task(order, row, max_attempts)]
    return wrong


def _task(order, row, max_attempts):
    task_id, status, attempt, code, request_id, message = row
    if order.task_id not in {None, task_id} or order.request_id not in {None, request_id}:
        yield f"it was told {order.task_id or order.request_id}, and is {task_id}, {request_id}"
    if order.accepted and not order.synchronous and order.status != status:
        yield f"it was told {order.status}, and is {status}"
    if order.withdrawn and status != "CANCELED":
        yield f"its withdrawal was confirmed, and it is {status}"
    if status == "CANCELED" and not order.withdrawal:
        yield "it was cancelled by nobody"
    if status == "FAILED" and code != order.failure and attempt < max_attempts:
        yield f"it failed with {code} under attempt {attempt}: {message}"
    if status == "SUCCEEDED" and order.failure:
        yield f"it should have failed with {order.failure}"
    if status == "SUCCEEDED" and order.accepted and order.downloads < order.pictures:
        yield f"{order.downloads} of {order.pictures} pictures were downloaded"


def events(house):
    """Numbers of an account have no gaps; a task's events are steps of the table and end with one end."""
    wrong, of_task, numbers = [], defaultdict(list), defaultdict(list)
    for account, number, task_id, status, attempt in house.ask(
        "SELECT account, number, task_id, status, attempt FROM event ORDER BY account, number"
    ):
        numbers[account].append(number)
        of_task[task_id].append((status, attempt))
    for account, seen in numbers.items():
        if seen != list(range(1, len(seen) + 1)):
            wrong.append(f"the events of {account} are not numbered without gaps")
    for task_id, status in house.ask("SELECT id, status FROM task"):
        states = [one for one, _ in of_task[task_id]]
        steps = zip(["", *states], states, strict=False)
        if not {(source or None, target) for source, target in steps} <= STEPS:
            wrong.append(f"task {task_id} went {states}")
        if sum(one in TERMINAL for one in states) != 1 or states[-1] != status:
            wrong.append(f"task {task_id} is {status}, and its events are {states}")
        attempts = [attempt for state, attempt in of_task[task_id] if state == "RUNNING"]
        if attempts != list(range(1, len(attempts) + 1)):
            wrong.append(f"task {task_id} was begun under the attempts {attempts}")
    return wrong


def results(house):
    """Parts belong to what succeeded, and inputs to nothing any more."""
    questions = {
        "a part without a succeeded task": (
            "SELECT task_seq FROM part WHERE task_seq NOT IN (SELECT seq FROM task WHERE status = 'SUCCEEDED')"
        ),
        "a succeeded task without a part": (
            "SELECT id FROM task WHERE status = 'SUCCEEDED' AND seq NOT IN (SELECT task_seq FROM part)"
        ),
        "an input kept for a task that has ended": "SELECT owner FROM file_use WHERE role = 'input'",
        "a part whose file nobody names": (
            "SELECT file_key FROM part WHERE file_key IS NOT NULL AND file_key NOT IN (SELECT file_key FROM file_use)"
        ),
        "a named file in no part": (
            "SELECT file_key FROM file_use WHERE role = 'result' AND file_key NOT IN "
            "(SELECT file_key FROM part WHERE file_key IS NOT NULL)"
        ),
    }
    return [f"{what}: {rows[:3]}" for what, question in questions.items() if (rows := house.ask(question))]


def counters(house):
    """Counters agree with the rows they count; nothing runs and nothing waits."""
    counted = Counter(dict(house.ask("SELECT status, count(*) FROM task GROUP BY status")))
    told = Counter(dict(house.ask("SELECT status, sum(tasks) FROM tally GROUP BY status")))
    wrong = (
        [] if +counted == +Counter({k: int(v) for k, v in told.items()}) else [f"the tally says {told}, not {counted}"]
    )
    for table, column in (("lane", "pending"), ("lane", "running"), ("tenant", "running"), ("room", "running")):
        (total,) = house.ask(f"SELECT coalesce(sum(abs({column})), 0) FROM {table}")[0]
        wrong += [f"{table}.{column} is {total} in all"] if total else []
    (leases,) = house.ask("SELECT count(*) FROM task WHERE status = 'RUNNING'")[0]
    return wrong + ([f"{leases} leases are still held"] if leases else [])


async def messages(house, taken):
    """Every end is on its way to the webhook or was taken there; none was given up. How many are still on their way."""
    async with opened_ledger(house, dt.datetime.now(dt.UTC)) as ledger:
        sent = await ledger.deliveries(ACCOUNT, limit=100_000)
    ends = {
        number
        for (number,) in house.ask("SELECT number FROM event WHERE status IN ('SUCCEEDED', 'FAILED', 'CANCELED')")
    }
    wrong = [f"a message was given up: {one}" for one in sent if one.dead]
    wrong += [
        f"message {one.id} is said to be delivered, and is not" for one in sent if one.delivered and one.id not in taken
    ]
    told = [one.event.number for one in sent]
    wrong += ["the ends and the messages do not agree"] if set(told) != ends or len(told) != len(ends) else []
    return wrong, sum(one.delivered is None for one in sent)


async def files(house):
    """What is stored is what rows name, and whole, once that which nobody named was collected; how much that was."""
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    storage = open_storage(house.settings)
    drafts = await storage.sweep_drafts(before=later)
    async with opened_ledger(house, later) as ledger:
        first = await inventory.take(ledger, storage, clock=lambda: later, repair=True, force=True)
    much_later = later + dt.timedelta(hours=3)
    async with opened_ledger(house, much_later) as ledger:
        collected = await collect(ledger, storage, clock=lambda: much_later)
        left = await inventory.take(ledger, storage, clock=lambda: much_later, deep=True)
    wrong = [f"named, and not stored: {dict(left.missing)}"] if left.missing else []
    wrong += [f"damaged: {dict(left.damaged)}"] if left.damaged else []
    wrong += [f"orphans: {left.orphans}"] if left.orphans else []
    wrong += ["files too young to be there"] if left.young else []
    return wrong, {"orphans": len(first.orphans), "collected": collected, "kept": left.stored, "drafts": drafts}


@contextlib.asynccontextmanager
async def opened_ledger(house, now):
    """The ledger of the house, for which it is always that moment."""
    ledger = open_ledger(house.settings, clock=lambda: now)
    await ledger.open()
    try:
        yield ledger
    finally:
        await ledger.close()


def checked(house):
    """What `wanbox db check` finds."""
    return [
        f"db check: {finding.what} {list(finding.examples)}" for finding in database(house.settings).check(repair=False)
    ]


def work_folders(house):
    """Those of killed workers are removed by who comes after; how many there were."""
    roots = {path for path in house.folder.glob("*/work") if path.is_dir()}
    swept = sum(folders.sweep(root, min_age=0.0) for root in roots)
    left = [path for root in roots for path in root.iterdir()]
    return [f"work folders {left[:3]}"] if left else [], swept


_LOUD = re.compile(r"Traceback|request failed|housekeeping failed|exception was never retrieved|never awaited")


def complaints(house):
    """Lines of the logs that tell of something nobody foresaw."""
    lines = house.log().splitlines()
    return [line for line in lines if _LOUD.search(line) and '"task failed"' not in line]


async def all_of(house, journal, taken):
    """Everything that is wrong, and what had to be cleared away; `taken` are the messages that arrived."""
    wrong_messages, on_their_way = await messages(house, taken)
    wrong = [
        *wrong_messages,
        *journal.violations,
        *tasks(house, journal),
        *events(house),
        *results(house),
        *counters(house),
        *await asyncio.to_thread(checked, house),
    ]
    wrong_files, cleared = await files(house)
    cleared["messages on their way"] = on_their_way
    wrong_folders, cleared["work folders"] = work_folders(house)
    return [*wrong, *wrong_files, *wrong_folders], cleared
