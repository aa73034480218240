"""Nothing that a row names is ever deleted, however those who put, name, forget, look and collect take turns.

Every call of the storage and of the ledger is a turn: hypothesis says who goes next, and when time passes. Whoever puts
a file names it within half an hour; a collector, and a look at everything, may sleep for days in the middle.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wanbox.ledger import inventory
from wanbox.ledger.collect import collect
from wanbox.storage.local import LocalStorage
from wanbox.storage.s3 import S3Storage

HOUR = dt.timedelta(hours=1)
#: From the beginning of a put to the naming.
PATIENCE = dt.timedelta(minutes=30)
CONTENTS = (b"one", b"two")


class Turns:
    """Holds up everybody until it is their turn."""

    def __init__(self):
        self.waiting = []

    async def gate(self, _call=""):
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        await turn

    async def give(self, number):
        if self.waiting:
            self.waiting.pop(number % len(self.waiting)).set_result(None)
        await self.settle()

    async def settle(self):
        """Let everybody go on as far as their next gate."""
        for _ in range(6):
            await asyncio.sleep(0)

    async def give_all(self):
        await self.settle()
        while self.waiting:
            await self.give(0)


class Names:
    """What a ledger knows of files, by the rules of its SQL (`ledger/sql/queries/upkeep.sql`)."""

    def __init__(self, clock, turns):
        self.uses, self.loose = {}, {}
        self._clock, self._gate = clock, turns.gate

    def name(self, owner, key):
        self.uses[owner] = key

    def unname(self, owner):
        self.loose[self.uses.pop(owner)] = self._clock()

    async def stale_files(self, limit):
        await self._gate()
        named = set(self.uses.values())
        return [key for key, since in self.loose.items() if since <= self._clock() - HOUR and key not in named][:limit]

    async def forget_files(self, keys):
        await self._gate()
        for key in keys:
            self.loose.pop(key, None)

    async def named_files(self, *, after, limit):
        await self._gate()
        return sorted({key for key in self.uses.values() if key > after})[:limit]

    async def file_owners(self, key):
        await self._gate()
        return [owner for owner, named in self.uses.items() if named == key]

    async def loosen_files(self, keys):
        await self._gate()
        new = [key for key in keys if key not in self.uses.values() and key not in self.loose]
        self.loose |= dict.fromkeys(new, self._clock())
        return len(new)


class House:
    """Actors over one storage; each has opened it for itself."""

    def __init__(self, clock, turns, open_storage, stored):
        self.clock, self.turns, self.open, self.stored = clock, turns, open_storage, stored
        self.names = Names(clock, turns)
        self.tasks, self.begun = set(), {}
        self._owners = 0

    def _start(self, step):
        task = asyncio.get_running_loop().create_task(step)
        self.tasks.add(task)

    def start_put(self, number):
        self._owners += 1
        self.begun[self._owners] = self.clock()
        self._start(self._put(self._owners, CONTENTS[number % len(CONTENTS)]))

    async def _put(self, owner, content):
        file = await self.open().put_bytes(content, media_type="text/plain")
        await self.turns.gate()
        self.names.name(owner, file.key)
        del self.begun[owner]

    def start_collect(self, _):
        self._start(collect(self.names, self.open(), clock=self.clock))

    async def collect_at_once(self, _):
        """A whole collection while everybody else is held up."""
        collecting = asyncio.get_running_loop().create_task(collect(self.names, self.open(), clock=self.clock))
        await self.turns.settle()
        while not collecting.done():
            await self.turns.give(len(self.turns.waiting) - 1)
        collecting.result()

    def start_look(self, _):
        self._start(inventory.take(self.names, self.open(), clock=self.clock, repair=True))

    def unname(self, number):
        owners = sorted(self.names.uses)
        if owners:
            self.names.unname(owners[number % len(owners)])

    def pass_time(self, minutes):
        oldest = min(self.begun.values(), default=None)
        most = dt.timedelta(days=3) if oldest is None else oldest + PATIENCE - self.clock()
        self.clock.now += min(dt.timedelta(minutes=minutes), most)

    def check(self):
        assert set() == set(self.names.uses.values()) - self.stored()
        for task in [task for task in self.tasks if task.done()]:
            self.tasks.remove(task)
            task.result()

    async def finish(self):
        await self.turns.give_all()
        self.check()
        for owner in list(self.names.uses):
            self.names.unname(owner)
        for _ in range(3):
            self.clock.now += 2 * HOUR
            self.start_look(0)
            await self.turns.give_all()
            self.start_collect(0)
            await self.turns.give_all()
        self.check()
        assert (set(), set()) == (self.tasks, self.stored())


@contextlib.contextmanager
def folder_house(clock, turns, _bucket):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def stored():
            return {path.name for path in root.glob("??/*")}

        yield House(clock, turns, lambda: LocalStorage(root, secret=b"s" * 32, clock=clock), stored)


@contextlib.contextmanager
def bucket_house(clock, turns, bucket):
    bucket.objects.clear()
    bucket.gate = turns.gate

    def stored():
        return {name.split("/")[1] for name in bucket.objects if name.startswith("files/")}

    yield House(clock, turns, lambda: S3Storage(bucket, secret=b"s" * 32, clock=clock), stored)


#: Minutes around what matters: freshness, patience, grace.
MINUTES = (5, 14, 16, 29, 61, 3000)
STEPS = st.lists(
    st.one_of(
        *[st.tuples(st.just("give"), st.integers(0, 3))] * 3,
        *[st.tuples(st.just("put"), st.sampled_from((0, 0, 1)))] * 2,
        *[st.tuples(st.just("time"), st.sampled_from(MINUTES))] * 2,
        st.tuples(st.sampled_from(("rest", "collect", "collect at once", "look", "unname")), st.just(0)),
    ),
    max_size=60,
)


async def play(house, turns, steps):
    actions = {
        "give": turns.give,
        "rest": lambda _: turns.give_all(),
        "put": house.start_put,
        "collect": house.start_collect,
        "collect at once": house.collect_at_once,
        "look": house.start_look,
        "unname": house.unname,
        "time": house.pass_time,
    }
    # What matters needs a file that was named once and is old: no need to wait until chance makes one.
    for action, value in [("put", 0), ("rest", 0), ("unname", 0), ("time", 120), *steps]:
        done = actions[action](value)
        if done is not None:
            await done
        await turns.settle()
        house.check()
    await house.finish()


def run(make_house, clock, bucket, steps):
    async def all_of_it():
        turns = Turns()

        async def in_turn(work, *values):
            await turns.gate()
            return work(*values)

        with mock.patch("asyncio.to_thread", in_turn), make_house(clock, turns, bucket) as house:
            await play(house, turns, steps)

    asyncio.run(all_of_it())


USUAL = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=60, **USUAL)
@given(steps=STEPS)
def test_a_folder_has_what_is_named_and_in_the_end_nothing_else(bucket, clock, steps):
    run(folder_house, clock, bucket, steps)


@settings(max_examples=200, **USUAL)
@given(steps=STEPS)
def test_a_bucket_has_what_is_named_and_in_the_end_nothing_else(bucket, clock, steps):
    run(bucket_house, clock, bucket, steps)
