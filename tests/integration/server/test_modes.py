"""What a server keeps is its owner's alone, whatever folder it was given."""

from __future__ import annotations

import os
import stat

import pytest


def open_to_others(folder):
    """What another user of the machine could read or write, folder by folder as far as he gets."""
    found = []
    for path in folder.iterdir():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            found.append(path.name)
        if path.is_dir() and mode & 0o055:
            found += open_to_others(path)
    return found


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


async def test_in_a_folder_that_others_may_look_into_nothing_is_open_to_them(make_world, tmp_path):
    """One that an operator made, or a volume."""
    (tmp_path / "data").mkdir(mode=0o755)

    async with make_world() as world:
        await world.submit()
        await world.upload(b"picture", "a.png")
        await world.finish_video()

        assert [] == open_to_others(world.settings.data)
        assert (world.settings.data / "ledger.sqlite3-wal").exists()


async def test_nothing_is_open_with_a_secret_of_the_settings_either(make_world, tmp_path):
    async with make_world(secret="s" * 40) as world:
        await world.upload(b"picture", "a.png")

        assert 0o700 == stat.S_IMODE(world.settings.data.stat().st_mode)
        assert [] == open_to_others(world.settings.data)
