"""Memory for request bodies: who gets some when."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request

from wanbox.server import body
from wanbox.server.body import taken_in
from wanbox.server.room import SMALL, Room
from wanbox.wire.errors import WireError

MB = 1 << 20


class Guests:
    """Bodies that hold room until they are told to go."""

    def __init__(self, size):
        self.room = Room(size)
        self.inside = []
        self._tasks = {}
        self._gone = {}

    async def come(self, name, account, size):
        self._gone[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._stay(name, account, size))
        await self._settle()

    async def go(self, name):
        self._gone[name].set()
        await self._settle()

    async def hang_up(self, name):
        self._tasks[name].cancel()
        await self._settle()

    async def _stay(self, name, account, size):
        async with self.room.taken(account, size):
            self.inside.append(name)
            try:
                await self._gone[name].wait()
            finally:
                self.inside.remove(name)

    @staticmethod
    async def pass_through(room):
        async with room.taken("alice", MB):
            pass

    async def _settle(self):
        for _ in range(5):
            await asyncio.sleep(0)

    async def empty(self):
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


@pytest.fixture
async def guests():
    made = Guests(8 * MB)
    yield made
    await made.empty()


async def test_who_fits_comes_in_at_once(guests):
    for name, account in (("a", "alice"), ("b", "bob")):
        await guests.come(name, account, 4 * MB)

    assert ["a", "b"] == guests.inside


async def test_an_account_has_half_of_the_room(guests):
    for name in "abc":
        await guests.come(name, "alice", 2 * MB)
    await guests.come("d", "bob", 4 * MB)

    assert ["a", "b", "d"] == guests.inside


async def test_the_next_one_comes_in_when_another_goes(guests):
    for name in "abc":
        await guests.come(name, "alice", 2 * MB)
    await guests.go("a")

    assert ["b", "c"] == guests.inside


async def test_who_waits_for_much_is_not_passed_by_who_wants_little(guests):
    await guests.come("a", "alice", 4 * MB)
    await guests.come("b", "bob", 3 * MB)
    await guests.come("much", "carol", 4 * MB)
    await guests.come("little", "dave", MB)
    before = list(guests.inside)
    await guests.go("b")

    assert (["a", "b"], ["a", "much"]) == (before, guests.inside)


async def test_who_hangs_up_while_waiting_holds_up_nobody(guests):
    await guests.come("a", "alice", 4 * MB)
    await guests.come("b", "bob", 3 * MB)
    await guests.come("much", "carol", 4 * MB)
    await guests.come("little", "dave", MB)
    await guests.hang_up("much")

    assert ["a", "b", "little"] == guests.inside


async def test_who_hangs_up_inside_gives_the_room_back(guests):
    for name in "ab":
        await guests.come(name, "alice", 4 * MB)
    await guests.hang_up("a")

    assert ["b"] == guests.inside


async def test_a_body_as_large_as_the_room_gets_half_of_it_and_is_not_stuck(guests):
    await guests.come("a", "alice", 100 * MB)

    assert ["a"] == guests.inside


async def test_an_account_has_so_many_waiting_and_no_more(guests):
    for n in range(2 + 64):
        await guests.come(f"alice {n}", "alice", 2 * MB)

    with pytest.raises(WireError, match=r"^Throttling.RateQuota: "):
        async with guests.room.taken("alice", 2 * MB):
            pass
    await guests.come("bob", "bob", 2 * MB)

    assert ["alice 0", "alice 1", "bob"] == guests.inside


async def test_small_ones_never_wait(guests):
    await guests.come("a", "alice", 4 * MB)
    await guests.come("b", "bob", 4 * MB)
    for name in "cde":
        await guests.come(name, "alice", SMALL)

    assert ["a", "b", "c", "d", "e"] == guests.inside


class Sending:
    """A request without a length, whose body stops before its last piece until the sender goes on."""

    def __init__(self, *pieces):
        self.go_on = asyncio.Event()
        self._pieces = list(reversed(pieces))
        self.request = Request({"type": "http", "method": "POST", "headers": []}, self._receive)

    async def _receive(self):
        if len(self._pieces) == 1:
            await self.go_on.wait()
        return {"type": "http.request", "body": self._pieces.pop(), "more_body": bool(self._pieces)}

    async def read(self, room):
        async with taken_in(self.request, MB, room=room, account="alice") as pieces:
            return b"".join(pieces)


async def test_a_body_that_does_not_come_holds_no_room():
    """What it may have in the end is not what it has."""
    room, slow = Room(2 * MB), Sending(b"begin", b"end")
    reading = asyncio.create_task(slow.read(room))
    await asyncio.sleep(0)

    async with asyncio.timeout(5), room.taken("alice", MB):
        slow.go_on.set()
        assert b"beginend" == await reading


async def test_a_large_body_that_comes_holds_room_until_it_is_stored():
    room, slow = Room(2 * MB), Sending(bytes(2 * SMALL), b"end")
    reading = asyncio.create_task(slow.read(room))
    for _ in range(5):
        await asyncio.sleep(0)
    waiting = asyncio.create_task(Guests.pass_through(room))
    for _ in range(5):
        await asyncio.sleep(0)
    held = not waiting.done()
    slow.go_on.set()

    assert (True, 2 * SMALL + 3) == (held, len(await reading))
    async with asyncio.timeout(5):
        await waiting


@pytest.fixture
def slow(monkeypatch):
    """A large body whose time is over as soon as it begins."""
    monkeypatch.setattr(body, "seconds_for", lambda _size: 0.0)
    return Sending(bytes(2 * SMALL), b"middle", b"end")


async def test_a_slow_body_that_nobody_waits_for_is_taken_in(slow):
    reading = asyncio.create_task(slow.read(Room(2 * MB)))
    for _ in range(5):
        await asyncio.sleep(0)
    slow.go_on.set()

    assert 2 * SMALL + 9 == len(await reading)


async def test_a_slow_body_that_others_wait_for_is_cut_off(slow):
    room = Room(2 * MB)
    async with room.taken("carol", MB):
        waiting = asyncio.create_task(room.taken("carol", MB).__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(WireError) as refused:
            await asyncio.wait_for(slow.read(room), 5)
        waiting.cancel()

    assert "RequestTimeOut" == refused.value.code
