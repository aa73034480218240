"""Retention, and which stored files are still needed."""

from __future__ import annotations

import datetime as dt

import pytest

from wanbox import storage
from wanbox.ledger.collect import collect
from wanbox.ledger.contract import Artefact, PartRow, Result, Upload
from wanbox.settings import Settings
from wanbox.wire.status import TaskStatus


async def finished(ledger, new, claim, *parts, **values):
    task = await ledger.submit(new(**values))
    await ledger.finish(await claim(), Result(parts=parts))
    return task


# --- retention


async def test_an_ended_task_is_read_until_its_retention_is_over(ledger, new, claim, clock):
    task = await finished(ledger, new, claim)
    clock.forward(days=30, microseconds=-1)

    assert await ledger.read(task.id, account="alice") is not None


async def test_past_its_retention_a_task_reads_none_even_before_a_sweep(ledger, new, claim, clock):
    """Spec 6.1: UNKNOWN."""
    task = await finished(ledger, new, claim)
    clock.forward(days=30)

    assert await ledger.read(task.id, account="alice") is None


async def test_a_sweep_removes_the_row_with_its_parts_and_its_idempotency_key(ledger, new, claim, clock, count_rows):
    await finished(ledger, new, claim, PartRow(text="x"), idempotency_key="k", body_hash="1")
    clock.forward(days=30)
    await ledger.sweep()

    tables = ("task", "part", "idempotency")
    assert [0, 0, 0] == [count_rows(table) for table in tables]


async def test_a_sweep_spares_what_has_not_ended(ledger, new, claim, clock):
    waiting = await ledger.submit(new())
    clock.forward(days=300)
    await ledger.sweep()

    assert TaskStatus.PENDING is (await ledger.read(waiting.id, account="alice")).status


async def test_a_sweep_removes_more_than_one_batch(ledger, new, clock):
    for _ in range(450):
        task = await ledger.submit(new())
        await ledger.cancel(task.id, account="alice")
    clock.forward(days=30)
    await ledger.sweep()

    assert 0 == (await ledger.counts())["CANCELED"]


# --- files


async def test_a_file_is_stale_an_hour_after_its_last_task_was_forgotten(ledger, new, claim, clock, picture):
    part = picture("a")
    await finished(ledger, new, claim, part)
    clock.forward(days=30)
    await ledger.sweep()
    at_once = await ledger.stale_files(10)
    clock.forward(hours=1)

    assert ([], [part.artefact.key]) == (at_once, await ledger.stale_files(10))


async def test_a_file_that_another_task_names_is_not_stale(ledger, new, claim, clock, picture):
    await finished(ledger, new, claim, picture("a"))
    clock.forward(days=29)
    await finished(ledger, new, claim, picture("a"))
    clock.forward(days=2)
    await ledger.sweep()
    clock.forward(hours=2)

    assert [] == await ledger.stale_files(10)


async def test_a_file_shared_by_two_tasks_is_stale_after_the_second(ledger, new, claim, clock, picture):
    for _ in range(2):
        await finished(ledger, new, claim, picture("a"))
        clock.forward(days=20)
    for _ in range(2):
        await ledger.sweep()
        clock.forward(days=20)

    assert [picture("a").artefact.key] == await ledger.stale_files(10)


async def test_a_loose_file_that_is_named_again_is_not_stale(ledger, new, claim, clock, picture):
    await finished(ledger, new, claim, picture("a"))
    clock.forward(days=30)
    await ledger.sweep()
    await finished(ledger, new, claim, picture("a"))
    clock.forward(days=1)

    assert [] == await ledger.stale_files(10)


async def test_inputs_are_kept_while_the_task_lives(ledger, new, clock):
    await ledger.submit(new(files=("i" * 64,)))
    clock.forward(days=60)
    await ledger.sweep()

    assert [] == await ledger.stale_files(10)


@pytest.mark.parametrize("end", ["finish", "fail", "cancel", "stop", "lose", "defect"])
async def test_inputs_are_stale_an_hour_after_the_end(make_ledger, new, clock, end):
    async with make_ledger(clock, max_attempts=1) as ledger:
        defect = ("InvalidParameter", "no") if end == "defect" else None
        task = await ledger.submit(new(files=("input",), defect=defect))
        held = None
        if end in {"finish", "fail", "lose"}:
            held = await ledger.claim("w", engines=["storyboard"], lease=1)
        if end == "finish":
            await ledger.finish(held, Result())
        elif end == "fail":
            await ledger.fail(held, code="C", message="M", retry=False)
        elif end == "lose":
            await ledger.release("w")
        elif end == "defect":
            clock.forward(seconds=1)
            await ledger.settle_defects()
        else:
            await getattr(ledger, end)(task.id, account="alice")
        clock.forward(hours=1)

        assert ["input"] == await ledger.stale_files(10)


async def test_inputs_are_kept_for_the_next_attempt(ledger, new, claim, clock):
    await ledger.submit(new(files=("input",)))
    await ledger.fail(await claim(), code="C", message="M", retry=True)
    clock.forward(hours=2)

    assert [] == await ledger.stale_files(10)


async def test_what_a_failed_attempt_showed_becomes_stale(ledger, new, claim, clock, picture):
    await ledger.submit(new())
    held = await claim()
    await ledger.publish(held, 0, picture("a"))
    await ledger.fail(held, code="C", message="M", retry=False)
    clock.forward(hours=1)

    assert [picture("a").artefact.key] == await ledger.stale_files(10)


async def test_forgotten_files_are_not_listed_again(ledger, new, claim, clock, picture):
    await finished(ledger, new, claim, picture("a"), picture("b"))
    clock.forward(days=30)
    await ledger.sweep()
    clock.forward(hours=1)
    await ledger.forget_files([picture("a").artefact.key])

    assert [picture("b").artefact.key] == await ledger.stale_files(10)


async def test_a_file_that_became_loose_again_while_it_was_deleted_is_listed_again(ledger, new, claim, clock, picture):
    key = picture("a").artefact.key
    await finished(ledger, new, claim, picture("a"))
    clock.forward(days=30)
    await ledger.sweep()
    clock.forward(hours=1)
    again = await ledger.submit(new(files=(key,)))
    await ledger.cancel(again.id, account="alice")
    await ledger.forget_files([key])
    clock.forward(hours=1)

    assert [key] == await ledger.stale_files(10)


async def test_an_uploads_file_is_stale_after_its_time(ledger, clock):
    expires = clock.now + dt.timedelta(hours=48)
    await ledger.add_upload(Upload(key="u/a.png", account="alice", model="m", storage_key="f", expires=expires))
    clock.forward(hours=48)
    await ledger.sweep()
    clock.forward(hours=1)

    assert ["f"] == await ledger.stale_files(10)


# --- collecting


@pytest.fixture
def files(tmp_path, clock):
    return storage.open_storage(Settings(data=tmp_path / "data"), clock=clock)


async def forget_task_with(ledger, new, claim, clock, key):
    part = PartRow(artefact=storage_artefact(key))
    await finished(ledger, new, claim, part)
    clock.forward(days=30)
    await ledger.sweep()
    clock.forward(hours=2)


def storage_artefact(key):
    return Artefact(key=key, media_type="image/png", bytes=1)


async def test_collect_deletes_stale_files(ledger, new, claim, clock, files):
    stored = await files.put_bytes(b"picture", media_type="image/png")
    await forget_task_with(ledger, new, claim, clock, stored.key)

    assert 1 == await collect(ledger, files, clock=clock)
    with pytest.raises(storage.NotStored):
        await files.info(stored.key)


async def test_collect_spares_a_file_that_was_put_again_and_is_not_named_yet(ledger, new, claim, clock, files):
    stored = await files.put_bytes(b"picture", media_type="image/png")
    await forget_task_with(ledger, new, claim, clock, stored.key)
    await files.put_bytes(b"picture", media_type="image/png")

    assert 0 == await collect(ledger, files, clock=clock)
    assert stored == await files.info(stored.key)


async def test_what_was_spared_and_never_named_is_collected_later(ledger, new, claim, clock, files):
    stored = await files.put_bytes(b"picture", media_type="image/png")
    await forget_task_with(ledger, new, claim, clock, stored.key)
    await files.put_bytes(b"picture", media_type="image/png")
    await collect(ledger, files, clock=clock)
    clock.forward(hours=2)

    assert 1 == await collect(ledger, files, clock=clock)


async def test_collect_goes_on_when_a_file_is_gone_already(ledger, new, claim, clock, files):
    await forget_task_with(ledger, new, claim, clock, "0" * 64 + ".png")
    await collect(ledger, files, clock=clock)

    assert [] == await ledger.stale_files(10)
