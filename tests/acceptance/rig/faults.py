"""What can go wrong, and how it is made right again. Each fault is a coroutine that takes the house and a random source."""

from __future__ import annotations

import asyncio
import contextlib

from . import processes
from .processes import can_fill_disks, family, frozen, full_disk

#: Answers that clients get between two faults, if they get any.
MOMENTUM = 6


class Trouble:
    """Faults at random until so many processes were killed; a place has one fault at a time.

    `progress` counts what the clients achieved: the next fault waits a moment for something that it can disturb.
    """

    def __init__(self, house, rng, *, kills, faults, progress, pause=(0.05, 0.4), patience=0.5, at_once=3):
        self.kills = 0
        self.done = {}
        self._progress = progress
        self._patience = patience
        self._house = house
        self._rng = rng
        self._wanted = kills
        self._faults = faults
        self._pause = pause
        self._room = asyncio.Semaphore(at_once)
        self._busy = set()

    async def run(self):
        async with asyncio.TaskGroup() as running:
            while self.kills < self._wanted:
                fault, place = self._choose()
                if place is not None:
                    await self._room.acquire()
                    self._busy.add(place)
                    self.done[fault.__name__] = self.done.get(fault.__name__, 0) + 1
                    self.kills += fault in KILLS
                    running.create_task(self._do(fault, place))
                await self._rest()

    async def _rest(self):
        before, pause = self._progress(), self._rng.uniform(*self._pause)
        await asyncio.sleep(pause)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while self._progress() < before + MOMENTUM:  # noqa: ASYNC110 - a number of another's
                    await asyncio.sleep(0.02)

    def _choose(self):
        fault = self._rng.choices(tuple(self._faults), tuple(self._faults.values()))[0]
        free = [place for place in PLACES[fault](self._house) if place not in self._busy]
        return fault, self._rng.choice(free) if free else None

    async def _do(self, fault, place):
        try:
            await fault(self._house, place, self._rng)
        finally:
            self._busy.discard(place)
            self._room.release()


# --- processes


async def kill_program(house, name, rng):
    """kill -9, and a new one after a while."""
    program = house.programs[name]
    await program.kill()
    await asyncio.sleep(rng.uniform(0, 0.3))
    program.start()


async def kill_child(house, name, rng):
    """kill -9 of a worker that the server itself looks after."""
    processes.kill_child(house.programs[name].pid, rng)
    await asyncio.sleep(rng.uniform(0.2, 0.6))


async def freeze_program(house, name, rng):
    """SIGSTOP for longer than a lease: it goes on as if nothing had happened."""
    with frozen(house.programs[name].family()):
        await asyncio.sleep(rng.uniform(2.2, 3.2))


# --- the database


async def kill_postgres(house, _place, rng):
    await asyncio.to_thread(house.postgres.kill)
    await asyncio.sleep(rng.uniform(0, 0.4))
    await start_postgres(house)


async def start_postgres(house):
    """What a dead server leaves in the system may take a moment to vanish; one that does not answer is ended."""
    for _ in range(20):
        try:
            return await asyncio.to_thread(house.postgres.start)
        except Exception:  # noqa: BLE001 - whatever it is, it is tried again
            with contextlib.suppress(Exception):
                await asyncio.to_thread(house.postgres.kill)
        await asyncio.sleep(0.2)
    raise RuntimeError("PostgreSQL does not start again")


async def kill_backend(house, _place, rng):
    """kill -9 of one of its processes: the server ends all sessions, and recovers by itself."""
    processes.kill_child(house.postgres.pid, rng)
    await asyncio.sleep(0.5)
    await recovered(house)


async def recovered(house):
    """PostgreSQL 18 may stay in recovery for ever when a process dies in the middle of it: an operator would restart it."""
    if not await asyncio.to_thread(house.postgres.answers, 20):
        await asyncio.to_thread(house.postgres.kill)
        await start_postgres(house)


async def freeze_postgres(house, _place, rng):
    with frozen(family(house.postgres.pid)):
        await asyncio.sleep(rng.uniform(0.2, 2.5))


async def fill_database_disk(house, _place, rng):
    async with full_disk(family(house.postgres.pid)[1:]):
        await asyncio.sleep(rng.uniform(0.2, 1.0))
    await recovered(house)


# --- the store


async def kill_store(house, _place, rng):
    await asyncio.to_thread(house.store.kill)
    await asyncio.sleep(rng.uniform(0, 0.4))
    await asyncio.to_thread(house.store.start)


async def freeze_store(house, _place, rng):
    with frozen(family(house.store.pid)):
        await asyncio.sleep(rng.uniform(0.2, 2.5))


# --- disks


async def fill_program_disk(house, name, rng):
    """On SQLite this is the database's disk, too."""
    async with full_disk(house.programs[name].family()):
        await asyncio.sleep(rng.uniform(0.2, 1.0))


async def lose_storage(house, _place, rng):
    """The folder is gone, and something else stands in its place: every access is an error."""
    folder = house.storage_folder
    away = folder.with_name("files-away")
    folder.rename(away)
    folder.write_bytes(b"")
    try:
        await asyncio.sleep(rng.uniform(0.1, 0.8))
    finally:
        folder.unlink()
        away.rename(folder)


# --- the network


async def cut(house, name, rng):
    """Every connection is reset; sometimes nothing connects for a while."""
    proxy = house.proxies[name]
    proxy.refusing = rng.random() < 0.5
    proxy.cut()
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    proxy.mend()


async def delay(house, name, rng):
    house.proxies[name].delay = rng.uniform(0.02, 0.2)
    await asyncio.sleep(rng.uniform(0.3, 1.5))
    house.proxies[name].mend()


async def half_open(house, name, rng):
    """Connections stand, and nothing comes through; then it does, or the line is cut after all."""
    proxy = house.proxies[name]
    proxy.hold(*rng.choice((("up",), ("down",), ("up", "down"))))
    await asyncio.sleep(rng.uniform(0.3, 3.0))
    if rng.random() < 0.5:
        proxy.cut()
    proxy.mend()


# --- where


def _programs(house):
    return tuple(house.programs)


def _with_children(house):
    return tuple(name for name in house.programs if family(house.programs[name].pid or 0)[1:])


def _proxies(house):
    return tuple(house.proxies)


def _database(_house):
    return ("database",)


def _disks(house):
    return tuple(house.programs) if can_fill_disks() else ()


def _database_disk(_house):
    return ("database",) if can_fill_disks() else ()


def _storage(_house):
    return ("storage",)


PLACES = {
    kill_program: _programs,
    kill_child: _with_children,
    freeze_program: _programs,
    kill_postgres: _database,
    kill_backend: _database,
    freeze_postgres: _database,
    fill_database_disk: _database_disk,
    fill_program_disk: _disks,
    lose_storage: _storage,
    kill_store: _storage,
    freeze_store: _storage,
    cut: _proxies,
    delay: _proxies,
    half_open: _proxies,
}
KILLS = {kill_program, kill_child, kill_postgres, kill_backend, kill_store}

#: How often each happens, for a house on PostgreSQL and for one on SQLite.
ON_POSTGRES = {
    kill_program: 12,
    kill_postgres: 1.5,
    kill_backend: 1.5,
    kill_store: 1,
    freeze_program: 2,
    freeze_postgres: 0.7,
    freeze_store: 0.5,
    fill_database_disk: 0.7,
    fill_program_disk: 1.5,
    cut: 3,
    delay: 1.5,
    half_open: 1.5,
}
ON_SQLITE = {
    kill_program: 8,
    kill_child: 3,
    freeze_program: 2,
    fill_program_disk: 3,
    lose_storage: 1,
    cut: 1,
    half_open: 1,
}
