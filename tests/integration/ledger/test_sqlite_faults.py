"""A disk that is full or fails under a SQLite ledger."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import resource

import pytest

from wanbox.ledger.contract import LedgerUnavailable
from wanbox.wire.status import TaskStatus


@pytest.fixture
def address(data):
    return f"sqlite://{data}/ledger.sqlite3"


@contextlib.contextmanager
def no_file_grows_beyond(size):
    """The system refuses to write past it, as a failing disk would: SQLite calls it an I/O error."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_told_and_loses_only_what_was_not_acknowledged(ledger, new):
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


async def test_a_disk_that_fails_in_the_middle_is_told_and_what_was_acknowledged_stays(ledger, new, data, ask):
    kept = [await ledger.submit(new) for _ in range(3)]
    big = dataclasses.replace(new, request={"prompt": "x" * 300_000})
    with no_file_grows_beyond((data / "ledger.sqlite3-wal").stat().st_size + 50_000):
        outcomes = await asyncio.gather(*(ledger.submit(big) for _ in range(5)), return_exceptions=True)

    assert {LedgerUnavailable} == {type(outcome) for outcome in outcomes}
    kept.append(await ledger.submit(big))
    assert {task.id for task in kept} == {task_id for (task_id,) in ask("SELECT id FROM task")}
    assert [("ok",)] == ask("PRAGMA integrity_check")


async def test_a_file_that_is_no_database_any_more_is_told(ledger, new, data):
    await ledger.submit(new)
    await ledger.close()
    (data / "ledger.sqlite3").write_bytes(b"not a database, but long enough to be read as one" * 100)

    with pytest.raises(LedgerUnavailable):
        await ledger.open()
