"""One look for all who ask at about the same time."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.server.shared import Shared


class Looks:
    def __init__(self):
        self.now, self.count, self.go = 0.0, 0, asyncio.Event()
        self.go.set()
        self.shared = Shared(2.0, clock=lambda: self.now)

    async def look(self):
        self.count += 1
        count = self.count
        await self.go.wait()
        return count

    def ask(self):
        return self.shared.ask(self.look)


@pytest.fixture
async def looks():
    return Looks()


async def test_who_asks_together_shares_a_look(looks):
    looks.go.clear()
    asking = [asyncio.create_task(looks.ask()) for _ in range(20)]
    await asyncio.sleep(0)
    looks.go.set()

    assert [1] * 20 == await asyncio.gather(*asking)


async def test_a_look_is_believed_for_a_moment(looks):
    seen = []
    for moment in (0.0, 1.9, 2.0, 3.9, 4.0):
        looks.now = moment
        seen.append(await looks.ask())

    assert [1, 1, 2, 2, 3] == seen


async def test_a_moment_begins_when_a_look_ends(looks):
    looks.go.clear()
    asking = asyncio.create_task(looks.ask())
    await asyncio.sleep(0)
    looks.now = 10.0
    looks.go.set()
    await asking
    looks.now = 11.9

    assert 1 == await looks.ask()


async def test_who_hangs_up_does_not_take_the_answer_from_the_others(looks):
    looks.go.clear()
    first, second = asyncio.create_task(looks.ask()), asyncio.create_task(looks.ask())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    looks.go.set()

    assert 1 == await second


async def test_a_look_that_fails_is_not_believed(looks):
    async def broken():
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        await looks.shared.ask(broken)

    assert 1 == await looks.ask()
