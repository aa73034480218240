"""Tasks that cost nothing, from submit to result, through the real server, ledger and worker."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import servers, wire
from ..bare_writes import Ask, asking, flushing_sqlite
from ..rows import Row

TOPIC = "tasks"
_COUNT = 2000
_CONNECTIONS = 32
_PATIENCE = 60.0
#: Looking reads every row. The rate is told by the rows themselves, however late it is seen that all are done.
_LOOK_SECONDS = 0.5


def measure() -> list[Row]:
    with servers.data_folder() as data:
        bare = _bare_steps(data / "bare.sqlite3")
        figure = rate(data)
    return [row(TOPIC, figure, bare, "three flushed SQLite writes a task, nothing else")]


def row(topic: str, figure: float, bare: float, beside: str) -> Row:
    return Row(
        topic=topic,
        what=f"{_COUNT} no-op tasks, submit to result, durable",
        figure=figure,
        unit="/s",
        bare=bare,
        beside=beside,
        target=500,
        more_is_better=True,
    )


def rate(data: Path, **settings: str) -> float:
    """Tasks a second from the first submit to the last result."""
    body = json.dumps(build.image_body("wan2.6-image", "Say one word.", interleave=True)).encode()
    request = servers.submit(Endpoint.IMAGE.path, body)
    data.mkdir(exist_ok=True)
    with servers.wanbox(data, routes="*=wanbox.testing.noop", **settings) as server:
        server.settle()
        asyncio.run(wire.in_parallel(server.port, lambda _: request, count=_COUNT, connections=_CONNECTIONS))
        _until_done(ask := asking(data, settings.get("database_url", "")))
    ((first, last, done),) = ask("SELECT min(submitted), max(ended), count(*) FROM task WHERE status = 'SUCCEEDED'")
    if done != _COUNT:
        raise RuntimeError(f"{_COUNT - done} of {_COUNT} tasks did not succeed")
    return done / ((last - first) / 1e6)


def _until_done(ask: Ask) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        ((waiting,),) = ask("SELECT count(*) FROM task WHERE status IN ('PENDING', 'RUNNING')")
        if not waiting:
            return
        time.sleep(_LOOK_SECONDS)
    raise RuntimeError(f"{waiting} tasks were not done within {_PATIENCE:.0f} s")


def _bare_steps(path: Path, tasks: int = 300) -> float:
    """Tasks a second whose insert, claim and result are each one flushed commit."""
    with flushing_sqlite(path) as connection:
        connection.execute("CREATE TABLE task (id INTEGER PRIMARY KEY, status TEXT, body TEXT)")
        began = time.perf_counter()
        for number in range(tasks):
            connection.execute("INSERT INTO task VALUES (?, 'PENDING', '{}')", (number,))
            connection.execute("UPDATE task SET status = 'RUNNING' WHERE id = ?", (number,))
            connection.execute("UPDATE task SET status = 'SUCCEEDED', body = 'Done.' WHERE id = ?", (number,))
        return tasks / (time.perf_counter() - began)
