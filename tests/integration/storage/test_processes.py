"""Processes that die while they store files, and processes that store and delete the same."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import textwrap
import uuid

import pytest

from wanbox.storage.local import LocalStorage

PUT = textwrap.dedent("""
    import asyncio, os, pathlib, sys
    from wanbox.storage.local import LocalStorage

    async def main():
        files = LocalStorage(pathlib.Path(sys.argv[1]), secret=b"s" * 32)
        while True:
            stored = await files.put_bytes(os.urandom(300_000), media_type="image/png")
            print(stored.key, flush=True)

    asyncio.run(main())
""")

CHURN = textwrap.dedent("""
    import asyncio, pathlib, sys
    from wanbox.storage.local import LocalStorage

    async def main():
        files = LocalStorage(pathlib.Path(sys.argv[1]), secret=b"s" * 32)
        for _ in range(300):
            stored = await files.put_bytes(b"the same", media_type="image/png")
            await files.delete(stored.key)

    asyncio.run(main())
""")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


def test_after_a_kill_every_file_is_whole_and_every_acknowledged_one_is_there(folder):
    process = subprocess.Popen([sys.executable, "-c", PUT, folder], stdout=subprocess.PIPE, text=True)
    keys = [process.stdout.readline().strip() for _ in range(50)]
    process.kill()
    process.wait()
    process.stdout.close()

    stored = {path.name: path for path in folder.glob("??/*")}
    assert set() == set(keys) - set(stored)
    assert [] == [name for name, path in stored.items() if name[:64] != hashlib.sha256(path.read_bytes()).hexdigest()]


async def test_storing_and_deleting_the_same_content_in_two_processes_never_fails(folder):
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", CHURN, folder) for _ in range(2)]

    assert [0, 0] == [await process.wait() for process in processes]
    files = LocalStorage(folder, secret=b"s" * 32)
    stored = await files.put_bytes(b"the same", media_type="image/png")
    assert b"the same" == b"".join([chunk async for chunk in files.read(stored.key)])


PUT_IN_BUCKET = textwrap.dedent("""
    import asyncio, os
    from wanbox.settings import load
    from wanbox.storage import open_storage

    async def main():
        files = open_storage(load())
        while True:
            # Large enough to go up in parts.
            stored = await files.put_bytes(os.urandom(9_000_000), media_type="image/png")
            print(stored.key, flush=True)

    asyncio.run(main())
""")


async def test_after_a_kill_every_file_of_a_bucket_is_whole_and_every_acknowledged_one_is_there(
    s3, open_files, tmp_path
):
    url = s3.url(prefix=uuid.uuid4().hex)
    environ = os.environ | s3.environ | {"WANBOX_STORAGE_URL": url, "WANBOX_DATA": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PUT_IN_BUCKET, env=environ, stdout=subprocess.PIPE
    )
    keys = {(await process.stdout.readline()).decode().strip() for _ in range(5)}
    process.kill()
    await process.wait()

    files = open_files(url, server=s3)
    stored = {file.key for file in await files.files()}
    assert set() == keys - stored
    for key in stored:
        assert key[:64] == hashlib.sha256(b"".join([chunk async for chunk in files.read(key)])).hexdigest()
