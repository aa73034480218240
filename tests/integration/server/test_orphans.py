"""Files that a process stored and died before naming."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.ledger.collect import collect
from wanbox.settings import Settings
from wanbox.storage import open_storage


@pytest.fixture
async def orphan(tmp_path, clock):
    """What a process has left that died two hours ago."""
    storage = open_storage(Settings(data=tmp_path / "data"), clock=clock)
    stored = await storage.put_bytes(b"orphan", media_type="image/png")
    clock.advance(hours=2)
    return stored.key


async def test_a_server_finds_them_by_itself_and_deletes_them_after_another_hour(make_world, clock, orphan):
    async with make_world() as world, asyncio.timeout(30):
        while orphan not in await world.ledger.stale_files(10):
            await asyncio.sleep(0.02)
            clock.advance(hours=2)
        await collect(world.ledger, world.storage, clock=clock)

        assert [] == await world.storage.files()
