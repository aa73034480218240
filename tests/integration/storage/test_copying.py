"""Copying all files from one storage to another, each of every kind."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from wanbox.storage import copying
from wanbox.storage.copying import Copied, copy_all


@pytest.fixture
def folder(tmp_path, open_files):
    return open_files((tmp_path / "another").as_uri())


async def fill(storage, count):
    contents = [b"content %d" % number for number in range(count)]
    return sorted([(await storage.put_bytes(content, media_type="image/png")).key for content in contents])


async def keys(storage):
    return [file.key for file in await storage.files()]


async def test_all_files_go_from_a_folder_to_any_storage(folder, files, monkeypatch):
    monkeypatch.setattr(copying, "_PAGE", 2)
    stored = await fill(folder, 5)

    assert Copied(files=5, bytes=45) == await copy_all(folder, files)
    assert stored == await keys(files)


async def test_all_files_go_from_any_storage_to_a_folder(folder, files):
    stored = await fill(files, 3)
    await copy_all(files, folder)

    assert stored == await keys(folder)
    assert b"content 0" == b"".join([chunk async for chunk in folder.read(key_of(b"content 0"))])


async def test_what_is_there_already_is_not_copied_again(folder, files):
    await fill(folder, 3)
    await fill(files, 2)

    assert Copied(files=1, bytes=9, kept=2) == await copy_all(folder, files)


async def test_a_damaged_file_is_left_out_and_named(folder, files, tmp_path):
    good, bad = await fill(folder, 2)
    (tmp_path / "another" / bad[:2] / bad).write_bytes(b"other")
    copied = await copy_all(folder, files)

    assert ([bad], [good]) == (copied.damaged, await keys(files))


@pytest.fixture
def copy(tmp_path, s3):
    """Runs `wanbox storage copy`."""

    def run(source, target):
        command = [sys.executable, "-m", "wanbox", "storage", "copy", source, target]
        environ = {"WANBOX_DATA": str(tmp_path / "data")} | s3.environ
        return subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True)

    return run


async def test_the_command_copies(folder, open_files, s3, tmp_path, copy):
    stored = await fill(folder, 2)
    target = s3.url(prefix=tmp_path.name.replace("_", "-"))
    ran = [copy((tmp_path / "another").as_uri(), target) for _ in range(2)]

    assert [(0, "")] * 2 == [(each.returncode, each.stderr) for each in ran]
    assert ran[0].stdout.startswith("2 files copied")
    assert ran[1].stdout.endswith("2 were there already\n")
    assert stored == await keys(open_files(target, server=s3))


def key_of(content):
    return f"{hashlib.sha256(content).hexdigest()}.png"
