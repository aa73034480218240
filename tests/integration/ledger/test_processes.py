"""Several processes on one file, and processes that die."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from wanbox import ledger as ledgers
from wanbox import settings
from wanbox.ledger.contract import LedgerUnavailable, NewTask
from wanbox.wire.status import TaskStatus


@pytest.fixture
def new():
    return NewTask(
        account="alice",
        key_id="1",
        model="wan2.6-t2v",
        engine="storyboard",
        group="video-generation",
        request={"prompt": "a cat"},
        request_id="r",
    )


def lines(process, count=None):
    if count is None:
        return process.communicate(timeout=60)[0].split()
    return [process.stdout.readline().strip() for _ in range(count)]


async def test_a_killed_process_loses_no_task_that_was_acknowledged(ledger, start, data):
    acknowledged = []
    for _ in range(5):
        process = start("submit")
        acknowledged += await asyncio.to_thread(lines, process, 100)
        process.kill()
        # A line may be cut in two by the kill; only whole ones were said.
        rest = await asyncio.to_thread(process.stdout.read)
        acknowledged += [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    lost = [task_id for task_id in acknowledged if await ledger.read(task_id, account="alice") is None]
    assert (True, []) == (len(acknowledged) >= 500, lost)
    connection = sqlite3.connect(data / "ledger.sqlite3")
    assert "ok" == connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()


async def test_after_a_kill_the_counters_agree_with_the_tasks(ledger, start, data):
    process = start("submit")
    await asyncio.to_thread(lines, process, 200)
    process.kill()
    process.wait()

    connection = sqlite3.connect(data / "ledger.sqlite3")
    stored = connection.execute("SELECT count(*) FROM task").fetchone()[0]
    waiting = connection.execute("SELECT sum(pending) FROM lane").fetchone()[0]
    connection.close()
    assert (stored, stored) == ((await ledger.counts())["PENDING"], waiting)


async def test_workers_of_several_processes_share_the_tasks_and_do_each_once(ledger, start, new):
    tasks = await asyncio.gather(*(ledger.submit(new) for _ in range(300)))
    workers = [start("work", f"w{number}") for number in range(3)]
    done = Counter()
    for said in await asyncio.gather(*(asyncio.to_thread(lines, worker) for worker in workers)):
        done.update(said)

    assert {task.id: 1 for task in tasks} == done
    assert {"PENDING": 0, "RUNNING": 0, "SUCCEEDED": 300} == await ledger.counts()


async def test_submits_go_on_while_another_process_works(ledger, start, new):
    await asyncio.gather(*(ledger.submit(new) for _ in range(200)))
    worker = start("work", "w")
    tasks = [await ledger.submit(new) for _ in range(100)]
    await asyncio.to_thread(lines, worker)

    assert 100 == len({task.id for task in tasks})
    assert 0 == (await ledger.counts())["RUNNING"]


async def test_one_idempotency_key_in_two_processes_makes_one_task(data, ledger, new):
    other = ledgers.open_ledger(settings.load({"WANBOX_DATA": str(data)}))
    await other.open()
    new = dataclasses.replace(new, idempotency_key="k", body_hash="1")
    tasks = await asyncio.gather(*(one.submit(new) for _ in range(50) for one in (ledger, other)))
    await other.close()

    assert (1, 99) == (len({task.id for task in tasks}), sum(task.repeated for task in tasks))


async def test_a_worker_that_sleeps_past_its_lease_finishes_nothing(ledger, data, new):
    task = await ledger.submit(new)
    program = Path(__file__).with_name("program.py")
    sleeper = await asyncio.create_subprocess_exec(
        sys.executable, program, data, "hold", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert b"held 1\n" == await sleeper.stdout.readline()
    while (held := await ledger.claim("w2", engines=["storyboard"], lease=60)) is None:
        await ledger.changed(0.05)
    said, _ = await sleeper.communicate(b"\n")

    assert (2, b"stale\n") == (held.attempt, said)
    assert TaskStatus.RUNNING is (await ledger.read(task.id, account="alice")).status


async def test_a_reopened_ledger_goes_on_where_it_stopped(data, ledger, new):
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


async def test_a_full_disk_is_told_and_loses_only_what_was_not_acknowledged(data, ledger, new):
    """The page limit of SQLite stands for the disk."""
    kept = await ledger.submit(new)
    pages = ledger._writer._connection.execute("PRAGMA page_count").fetchone()[0]
    ledger._writer._connection.execute(f"PRAGMA max_page_count = {pages}")
    big = dataclasses.replace(new, request={"prompt": "x" * 100_000})
    outcomes = await asyncio.gather(*(ledger.submit(big) for _ in range(3)), return_exceptions=True)
    ledger._writer._connection.execute("PRAGMA max_page_count = 1000000")

    assert {LedgerUnavailable} == {type(outcome) for outcome in outcomes}
    assert {"PENDING": 1} == await ledger.counts()
    assert kept.id == (await ledger.read(kept.id, account="alice")).id
    assert TaskStatus.PENDING is (await ledger.submit(big)).status
