"""A cancel and a result that meet: one of them is first, and everything agrees."""

from __future__ import annotations

import asyncio
import dataclasses
import random

import pytest

from wanbox.ledger.contract import Artefact, PartRow, Result, StaleAttempt
from wanbox.wire.status import TaskStatus

RACES, AT_ONCE = 1000, 50


async def race(callers, workers, held, chance):
    """Finish and stop a running task in two processes at once; whether each was told that it succeeded."""
    picture = Artefact(key=f"{held.task.id}.png", media_type="image/png", bytes=10)

    async def finish():
        await asyncio.sleep(chance.random() * 0.002)
        try:
            await workers.finish(held, Result(parts=[PartRow(artefact=picture)], usage={"image_count": 1}))
        except StaleAttempt:
            return False
        return True

    async def stop():
        await asyncio.sleep(chance.random() * 0.002)
        return await callers.stop(held.task.id, account=held.task.account)

    return await asyncio.gather(finish(), stop())


async def test_a_stop_that_races_a_result_a_thousand_times_has_one_outcome_each(ledger, make_ledger, new, ask):
    workers, chance = await make_ledger(), random.Random(5)
    finished = stopped = 0
    for _ in range(RACES // AT_ONCE):
        await asyncio.gather(*(ledger.submit(new) for _ in range(AT_ONCE)))
        taken = [workers.claim(f"w{number}", engines=["storyboard"], lease=60) for number in range(AT_ONCE)]
        races = (race(ledger, workers, held, chance) for held in await asyncio.gather(*taken))
        for won, ended in await asyncio.gather(*races):
            assert won is not ended
            finished, stopped = finished + won, stopped + ended

    assert RACES == finished + stopped
    assert min(finished, stopped) > 0
    assert {TaskStatus.SUCCEEDED: finished, TaskStatus.CANCELED: stopped} == {
        status: count for status, count in (await ledger.counts()).items() if count
    }
    assert [(finished, finished)] == ask("SELECT (SELECT count(*) FROM part), (SELECT count(*) FROM file_use)")
    assert [(3 * RACES,)] == ask("SELECT count(*) FROM event")
    assert [] == ask(
        "SELECT task_id FROM event WHERE status IN ('SUCCEEDED', 'CANCELED') GROUP BY task_id HAVING count(*) <> 1"
    )
    assert [(0, 0)] == ask("SELECT sum(pending), sum(running) FROM lane")


async def test_a_cancel_that_races_a_claim_has_one_outcome_each(ledger, make_ledger, new):
    workers = await make_ledger()
    tasks = await asyncio.gather(*(ledger.submit(new) for _ in range(100)))
    canceled, held = await asyncio.gather(
        asyncio.gather(*(ledger.cancel(task.id, account="alice") for task in tasks)),
        asyncio.gather(*(workers.claim(f"w{task.id}", engines=["storyboard"], lease=60) for task in tasks)),
    )
    gone = {task.id for task, ended in zip(tasks, canceled, strict=True) if ended}
    taken = {claim.task.id for claim in held if claim is not None}

    assert set() == gone & taken
    left = {task.id for task in tasks} - gone - taken
    counts = await ledger.counts()
    assert (len(gone), len(taken), len(left)) == tuple(
        counts.get(name, 0) for name in ("CANCELED", "RUNNING", "PENDING")
    )


async def test_a_part_that_is_shown_while_its_task_is_stopped_is_refused(ledger, new, begun, ask):
    await ledger.submit(new)
    held = await ledger.claim("w", engines=["storyboard"], lease=60)
    picture = PartRow(artefact=Artefact(key="f" * 64 + ".png", media_type="image/png", bytes=10))
    with begun("UPDATE task SET status = 'CANCELED', ended = 1, lease_until = NULL"):
        publishing = asyncio.create_task(ledger.publish(held, 0, picture))
        # Whoever does not wait for the other's commit is done long before.
        await asyncio.wait((publishing,), timeout=0.3)

    with pytest.raises(StaleAttempt):
        await publishing
    assert [(0, 0)] == ask("SELECT (SELECT count(*) FROM part), (SELECT count(*) FROM file_use)")


async def test_a_task_that_ends_while_it_is_taken_from_its_worker_is_not_said_to_wait_again(ledger, new, begun):
    task = await ledger.submit(new)
    await ledger.claim("w", engines=["storyboard"], lease=60)
    with begun("UPDATE task SET status = 'SUCCEEDED', ended = 1, lease_until = NULL"):
        requeuing = asyncio.create_task(ledger.requeue(task.id))
        await asyncio.wait((requeuing,), timeout=0.3)

    assert not await requeuing


async def test_a_file_that_loses_its_last_name_while_others_are_forgotten_stays_on_the_list(ledger, new, begun, ask):
    past, _ = await ledger.submit(new), await ledger.submit(dataclasses.replace(new, files=("file",)))
    await ledger.cancel(past.id, account="alice")
    with begun("UPDATE task SET ended = 1 WHERE status = 'CANCELED'", "INSERT INTO loose_file VALUES ('file', 1)"):
        pass
    with begun(f"UPDATE loose_file SET since = {2**60}", "DELETE FROM file_use"):
        sweeping = asyncio.create_task(ledger.sweep())
        await asyncio.wait((sweeping,), timeout=0.3)
    await sweeping

    assert [("file",)] == ask("SELECT file_key FROM loose_file")
    assert [(1,)] == ask("SELECT count(*) FROM task")
