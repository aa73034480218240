"""Several processes on one database, and processes that die."""

from __future__ import annotations

import asyncio
from collections import Counter

from wanbox import ledger as ledgers
from wanbox import settings
from wanbox.wire.status import TaskStatus


def lines(process, count=None):
    if count is None:
        return process.communicate(timeout=60)[0].split()
    return [process.stdout.readline().strip() for _ in range(count)]


async def test_a_killed_process_loses_no_task_that_was_acknowledged(ledger, start, kill, ask, address):
    acknowledged = []
    for _ in range(3):
        process = start("submit")
        acknowledged += await asyncio.to_thread(lines, process, 100)
        kill(process)
        # A line may be cut in two by the kill; only whole ones were said.
        rest = await asyncio.to_thread(process.stdout.read)
        acknowledged += [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    lost = [task_id for task_id in acknowledged if await ledger.read(task_id, account="alice") is None]
    assert (True, []) == (len(acknowledged) >= 300, lost)
    if address.startswith("sqlite"):
        assert [("ok",)] == ask("PRAGMA integrity_check")


async def test_after_a_kill_the_counters_agree_with_the_tasks(ledger, start, kill, ask):
    process = start("submit")
    await asyncio.to_thread(lines, process, 200)
    kill(process)

    stored, waiting = ask("SELECT count(*) FROM task")[0][0], ask("SELECT sum(pending) FROM lane")[0][0]
    assert (stored, stored) == ((await ledger.counts())["PENDING"], waiting)


async def test_workers_of_several_processes_share_the_tasks_and_do_each_once(ledger, start, new):
    tasks = await asyncio.gather(*(ledger.submit(new) for _ in range(150)))
    workers = [start("work", f"w{number}") for number in range(3)]
    done = Counter()
    for said in await asyncio.gather(*(asyncio.to_thread(lines, worker) for worker in workers)):
        done.update(said)

    assert {task.id: 1 for task in tasks} == done
    assert {"PENDING": 0, "RUNNING": 0, "SUCCEEDED": 150} == await ledger.counts()


async def test_submits_go_on_while_another_process_works(ledger, start, new):
    await asyncio.gather(*(ledger.submit(new) for _ in range(200)))
    worker = start("work", "w")
    tasks = [await ledger.submit(new) for _ in range(100)]
    await asyncio.to_thread(lines, worker)

    assert 100 == len({task.id for task in tasks})
    assert 0 == (await ledger.counts())["RUNNING"]


async def test_one_idempotency_key_in_two_processes_makes_one_task(ledger, start):
    both = [start("repeat", "50", "k") for _ in range(2)]
    for process in both:
        assert ["ready"] == await asyncio.to_thread(lines, process, 1)
    said = await asyncio.gather(*(asyncio.to_thread(process.communicate, "\n") for process in both))
    answers = [tuple(line.split()) for out, _ in said for line in out.splitlines()]

    assert (100, 1) == (len(answers), len({task_id for task_id, _ in answers}))
    assert {"True": 99, "False": 1} == Counter(repeated for _, repeated in answers)
    assert {"PENDING": 1} == await ledger.counts()


async def test_a_worker_that_sleeps_past_its_lease_finishes_nothing(ledger, start, new):
    task = await ledger.submit(new)
    sleeper = start("hold")
    assert ["held 1"] == await asyncio.to_thread(lines, sleeper, 1)
    while (held := await ledger.claim("w2", engines=["storyboard"], lease=60)) is None:
        await ledger.changed(0.05)
    said, _ = await asyncio.to_thread(sleeper.communicate, "\n")

    assert (2, "stale\n") == (held.attempt, said)
    assert TaskStatus.RUNNING is (await ledger.read(task.id, account="alice")).status


async def test_a_reopened_ledger_goes_on_where_it_stopped(ledger, new):
    task = await ledger.submit(new)
    await ledger.claim("w", engines=["storyboard"], lease=60)
    await ledger.close()
    await ledger.open()

    assert 1 == await ledger.release("w")
    again = await ledger.claim("w", engines=["storyboard"], lease=60)
    assert (task.id, 2) == (again.task.id, again.attempt)


async def test_many_who_open_a_new_ledger_at_once_all_succeed(data):
    several = [ledgers.open_ledger(settings.load({"WANBOX_DATA": str(data)})) for _ in range(8)]
    await asyncio.gather(*(one.open() for one in several))
    counts = [await one.counts() for one in several]
    await asyncio.gather(*(one.close() for one in several))

    assert [{}] * 8 == counts
