"""Thousands of short tasks through one server: memory stays flat, and no file, handle or process is left behind.

`SOAK_TASKS` says how many; from 2,000 on PostgreSQL is soaked, too.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from rig.crowd import Crowd
from rig.houses import KEY, House, OneMachine, rows
from rig.processes import Shell, family

TASKS = int(os.environ.get("SOAK_TASKS") or 1000)
LONG = TASKS >= 2000
#: What a process may have grown by since a fifth of the tasks: a tenth, or so many bytes.
SHARE, BYTES = 0.10, 15 << 20
#: Handles, and threads: a pool makes one when all that it has are busy, until it has its share.
HANDLES, THREADS = 2, min(32, (os.cpu_count() or 1) + 4)
#: The processes of the server. A worker's third one comes with the first file of a caller's that it has to read.
PROCESSES = Counter({"-m wanbox serve": 1, "-m wanbox.runner": 2, "-m wanbox.media.nursery": 2})
#: Threads that the loop's own pool may have: it starts each when first so many steps wait at once. A leak is larger.
POOL = min(32, (os.cpu_count() or 1) + 4)


class Server(OneMachine):
    """One server with two workers of its own, and a folder for everything temporary."""

    def __init__(self, folder, spawner, database_url=""):
        super().__init__(folder, spawner)
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._database_url = database_url

    def environ(self, **changes):
        more = {"routes": "*=wanbox.testing.noop", "log_level": "warning", "lease_seconds": "15"}
        more |= {"database_url": self._database_url} if self._database_url else {}
        return House.environ(self, **more | changes) | {"TMPDIR": str(self.temporary)}

    async def build(self):
        await self.add_api("api-1", workers=2)

    def ask(self, question, *values):
        return rows(self._database_url, question, values) if self._database_url else super().ask(question, *values)

    @property
    def port(self):
        return self.proxies["clients-api-1"].target


@pytest.fixture
def wire(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3]))
    return importlib.import_module("bench.wire")


@pytest.fixture(params=["sqlite", "postgresql"] if LONG else ["sqlite"])
async def server(request, tmp_path):
    shell = Shell()
    url = request.getfixturevalue("make_postgres")().url() if request.param == "postgresql" else ""
    server = Server(tmp_path, shell, url)
    await server.open()
    yield server
    await server.close()
    shell.close()


def sizes(server):
    """Memory, handles and threads of each process, the server first; its helpers by their commands."""
    told = {}
    for process in family(server.programs["api-1"].pid):
        with process.oneshot():
            told[process.pid] = {
                "rss": process.memory_info().rss,
                "handles": process.num_fds(),
                "threads": process.num_threads(),
                "what": " ".join(process.cmdline()[1:4]),
            }
    return told


def grown(before, after):
    """What has grown beyond measure."""
    return {
        pid: size
        for pid, size in after.items()
        if (old := before.get(pid))
        and (
            size["rss"] - old["rss"] > max(BYTES, SHARE * old["rss"])
            or size["handles"] > old["handles"] + HANDLES
            or size["threads"] > old["threads"] + THREADS
        )
    }


async def settled(server, before=None):
    """Sizes once nothing is left to do, and nothing that was opened for it is still being closed."""
    async with asyncio.timeout(60):
        while server.ask("SELECT count(*) FROM task WHERE status IN ('PENDING', 'RUNNING')")[0][0]:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.05)
    for _ in range(60):
        await asyncio.sleep(0.3)
        if not grown(before or {}, seen := sizes(server)):
            break
    return seen


@pytest.mark.slow
async def test_many_tasks_leave_nothing_behind(server, wire):
    crowd = Crowd(wire, server.port, key=KEY)
    began = time.monotonic()
    await crowd.work(range(TASKS // 5))
    before = await settled(server)
    await crowd.work(range(TASKS // 5, TASKS))
    spent = time.monotonic() - began
    after = await settled(server, before)
    named = {key for (key,) in server.ask("SELECT file_key FROM file_use UNION SELECT file_key FROM loose_file")}
    stored = {path.name for path in server.storage_folder.glob("??/*")}
    processes = family(server.programs["api-1"].pid)
    ends = await server.drain(60)

    figures = {
        "tasks": crowd.ended,
        "hang-ups": crowd.hang_ups,
        "seconds": round(spent, 1),
        "before": before,
        "after": after,
    }
    print(json.dumps(figures))
    assert sum(crowd.ended.values()) == TASKS, figures
    assert crowd.ended["FAILED"] == TASKS // 10, figures
    assert before.keys() <= after.keys(), figures
    assert Counter(size["what"] for size in after.values()) <= PROCESSES, figures
    assert {} == grown(before, after)
    assert set() == stored - named
    assert [] == list((server.storage_folder / "drafts").iterdir())
    assert [] == list((server.folder / "data" / "work").iterdir())
    assert {} == ends
    assert [] == psutil.wait_procs(processes, timeout=30)[1]
    assert [] == list(server.temporary.iterdir())
    assert "" == server.log().replace(sys.executable, "")[: server.log().find("wanbox is ready")].strip()
