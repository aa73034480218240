"""Who follows what, and how little of the ledger that takes."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from wanbox.ledger.contract import Event, LedgerUnavailable
from wanbox.server import boards as module
from wanbox.server.boards import Boards
from wanbox.wire.status import TaskStatus

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class Ledger:
    """A record to which tests add, and a count of what is asked."""

    def __init__(self):
        self.record: dict[str, list[str]] = {}
        self.lasts = self.reads = self.tasks = 0
        self.hold = asyncio.Event()
        self.hold.set()
        self.fails = 0

    def happen(self, account, *task_ids):
        self.record.setdefault(account, []).extend(task_ids)

    async def last_event(self, account):
        self.lasts += 1
        await self.hold.wait()
        return len(self.record.get(account, ()))

    async def events(self, account, *, after, limit):
        self.reads += 1
        told = list(enumerate(self.record.get(account, ()), 1))[after : after + limit]
        return [
            Event(account=account, number=number, task_id=task_id, status=TaskStatus.RUNNING, attempt=1, at=NOW)
            for number, task_id in told
        ]

    async def read(self, task_id, *, account):
        self.tasks += 1
        await asyncio.sleep(0)
        if self.fails:
            self.fails -= 1
            raise LedgerUnavailable("away")
        return account, task_id


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def boards(ledger):
    return Boards(ledger)


async def test_only_those_are_woken_whom_it_concerns(ledger, boards):
    mine, other, everything = [await boards.add("alice", task_id) for task_id in ("a", "b", None)]
    foreign = await boards.add("bob", None)
    ledger.happen("alice", "a")
    await boards.tell()

    assert [True, False, True, False] == [await one.wait(0) for one in (mine, other, everything, foreign)]


async def test_an_event_between_two_waits_is_not_missed(ledger, boards):
    one = await boards.add("alice", "a")
    for _ in range(2):
        ledger.happen("alice", "a")
        await boards.tell()
        assert await one.wait(0)
    assert not await one.wait(0)


async def test_what_was_before_is_not_told(ledger, boards):
    ledger.happen("alice", "a")
    one = await boards.add("alice", "a")
    await boards.tell()

    assert not await one.wait(0)


async def test_what_happens_while_a_follower_is_added_is_told_or_read(ledger, boards):
    ledger.hold.clear()
    adding = [asyncio.create_task(boards.add("alice", "a")) for _ in range(2)]
    await asyncio.sleep(0)
    ledger.happen("alice", "a")
    ledger.hold.set()
    followers = [await one for one in adding]
    ledger.happen("alice", "a")
    await boards.tell()

    assert [True, True] == [await one.wait(0) for one in followers]


async def test_a_thousand_followers_of_an_account_are_one_read(ledger, boards):
    for number in range(1000):
        await boards.add("alice", f"t{number}")
    await boards.tell()

    assert (1, 1) == (ledger.lasts, ledger.reads)


async def test_more_events_than_a_page_are_all_told(ledger, boards, monkeypatch):
    monkeypatch.setattr(module, "_PAGE", 3)
    late = await boards.add("alice", "late")
    ledger.happen("alice", *"abcdefgh", "late")
    await boards.tell()

    assert await late.wait(0)
    assert 4 == ledger.reads


async def test_accounts_that_nobody_follows_are_not_read(ledger, boards):
    boards.remove(await boards.add("alice", "a"))
    await boards.tell()

    assert 0 == ledger.reads


async def test_those_who_follow_one_task_read_it_together_until_the_next_event(ledger, boards):
    followers = [await boards.add("alice", "a") for _ in range(10)]
    for _ in range(2):
        ledger.happen("alice", "a")
        await boards.tell()
        assert [("alice", "a")] * 10 == await asyncio.gather(*(one.task() for one in followers))

    assert 2 == ledger.tasks


async def test_one_who_hangs_up_does_not_take_the_answer_from_the_others(boards):
    followers = [await boards.add("alice", "a") for _ in range(2)]
    first, second = [asyncio.create_task(one.task()) for one in followers]
    await asyncio.sleep(0)
    first.cancel()

    assert ("alice", "a") == await second


async def test_a_read_that_failed_is_tried_again(ledger, boards):
    one = await boards.add("alice", "a")
    ledger.fails = 1
    with pytest.raises(LedgerUnavailable):
        await one.task()

    assert ("alice", "a") == await one.task()


async def test_the_restless_are_woken_by_any_change_but_not_too_often(boards, monkeypatch):
    monkeypatch.setattr(module, "_RESTLESS", 3600.0)
    one = await boards.add("alice", "a")
    one.restless = True
    monkeypatch.setattr(boards, "_stirred", -7200.0)
    await boards.tell()
    assert await one.wait(0)
    await boards.tell()
    assert not await one.wait(0)


async def test_closing_wakes_everybody_for_good(boards):
    one = await boards.add("alice", "a")
    boards.close()

    assert one.closing
    assert await one.wait(5)
    assert await one.wait(5)
