"""One watcher of the ledger for all who wait."""

from __future__ import annotations

import asyncio

from wanbox.ledger.contract import LedgerUnavailable
from wanbox.server.watch import Watch


class Ledger:
    """Changes when told to, and counts who asks."""

    def __init__(self):
        self.event = asyncio.Event()
        self.asking = self.most = self.asked = 0

    async def changed(self, _timeout):
        self.asking, self.asked = self.asking + 1, self.asked + 1
        self.most = max(self.most, self.asking)
        try:
            await self.event.wait()
            self.event.clear()
        finally:
            self.asking -= 1


async def until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never happened")


async def test_every_waiter_wakes_and_the_ledger_is_asked_by_one():
    ledger = Ledger()
    watch = Watch(ledger)

    async def wait():
        async with watch.watching() as changes:
            return await changes.wait(5)

    waiting = [asyncio.create_task(wait()) for _ in range(50)]
    await until(lambda: ledger.asking)
    ledger.event.set()

    assert [True] * 50 == await asyncio.gather(*waiting)
    assert 1 == ledger.most


async def test_a_change_between_two_waits_is_not_missed():
    ledger = Ledger()
    async with Watch(ledger, rest=0).watching() as changes:
        ledger.event.set()
        await until(lambda: ledger.asked >= 2)

        assert await changes.wait(0)


async def test_without_a_change_the_wait_ends_with_its_time():
    async with Watch(Ledger()).watching() as changes:
        assert not await changes.wait(0)


async def test_the_ledger_is_left_alone_when_nobody_waits():
    ledger = Ledger()
    watch = Watch(ledger)
    async with watch.watching() as changes:
        await changes.wait(0)
        await until(lambda: ledger.asking)
    await until(lambda: not ledger.asking)

    assert 0 == ledger.asking


async def test_closing_wakes_everybody_and_says_why():
    watch = Watch(Ledger())
    async with watch.watching() as changes:
        waiting = asyncio.create_task(changes.wait(5))
        await asyncio.sleep(0)
        watch.close()

        assert await waiting
        assert changes.closing


async def test_a_ledger_that_is_away_does_not_end_the_watch(monkeypatch):
    monkeypatch.setattr("wanbox.server.watch._LONGEST_SILENCE", 0.0)
    monkeypatch.setattr("wanbox.server.watch._SHORTEST_SILENCE", 0.0)

    class Broken:
        asked = 0

        async def changed(self, _timeout):
            self.asked += 1
            raise LedgerUnavailable

    broken = Broken()
    async with Watch(broken).watching() as changes:
        while broken.asked < 3:
            assert await changes.wait(5)
