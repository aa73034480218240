"""Large files pass through without being held in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

SIZE = 128 << 20
#: Parts on their way, and what the system's allocator keeps; half of the file.
CAP = 64 << 20

PROGRAM = textwrap.dedent("""
    import asyncio, datetime as dt, json, pathlib, sys
    from wanbox import ledger, storage
    from wanbox.server.app import create_app
    from wanbox.settings import load

    def peak():
        status = pathlib.Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) << 10

    async def download(app, link):
        path, _, query = link.partition("?")
        scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
                 "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
                 "query_string": query.encode(), "headers": [(b"host", b"wan.test")], "client": None, "server": None}
        got = 0
        async def receive():
            await asyncio.Event().wait()
        async def send(message):
            nonlocal got
            got += len(message.get("body", b""))
        await app(scope, receive, send)
        return got

    async def main():
        settings = load(folder=pathlib.Path(sys.argv[1]))
        files = storage.open_storage(settings)
        app = create_app(settings, ledger=ledger.open_ledger(settings), storage=files)
        large = pathlib.Path(sys.argv[1]) / "large"
        with large.open("wb") as out:
            for n in range(int(sys.argv[2]) >> 20):
                out.write(bytes([n]) * (1 << 20))
        async def used(step):
            before = peak()
            return await step, peak() - before
        warm = await files.put_bytes(bytes(1 << 20), media_type="video/mp4")
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
        await download(app, files.link(warm.key, name="a", expires=expires))
        stored, putting = await used(files.put(large, media_type="video/mp4"))
        got, reading = await used(download(app, files.link(stored.key, name="a", expires=expires)))
        print(json.dumps({"got": got, "putting": putting, "reading": reading}))

    asyncio.run(main())
""")


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_128_mb_are_stored_and_served_in_less_memory(kind, tmp_path, request):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WANBOX_")}
    if kind == "bucket":
        server = request.getfixturevalue("s3")
        environ |= server.environ | {"WANBOX_STORAGE_URL": server.url(prefix=tmp_path.name)}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path, str(SIZE)], env=environ, capture_output=True, text=True
    )
    assert "" == ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])

    assert SIZE == told["got"]
    assert CAP > told["putting"]
    assert CAP > told["reading"]
