"""Processes that die while they store files, and processes that store and delete the same."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import textwrap

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
