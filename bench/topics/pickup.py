"""How long a task waits for an idle worker, from its submission to its claim, as the rows tell it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import servers, wire
from ..bare_writes import Ask, asking, flushing_sqlite, milliseconds
from ..postgres import postgres
from ..rows import Row, median, percentile

TOPIC = "pickup"
_COUNT = 100
#: Between the end of a task and the next one, so that the worker is idle again.
_REST_SECONDS = 0.05
_PATIENCE = 60.0
_WAITS = "SELECT scheduled - submitted FROM task WHERE scheduled IS NOT NULL"


def measure() -> list[Row]:
    with servers.data_folder() as folder, postgres(folder) as database:
        embedded = folder / "embedded"
        embedded.mkdir()
        shared = folder / "shared"
        shared.mkdir()
        ours = _waits(embedded, asking(embedded))
        theirs = _waits(shared, asking(shared, database.url()), database_url=database.url())
        flushes, notices = _bare_flushes(folder / "bare.sqlite3"), _bare_notices(database.url())
    return [
        *_rows(ours, "SQLite", 2 * median(flushes), "two flushed SQLite commits"),
        *_rows(theirs, "PostgreSQL", median(notices), "a committed row and its NOTIFY, heard by another connection"),
    ]


def _rows(waits: Sequence[float], database: str, bare: float, beside: str) -> list[Row]:
    name = f"from submit to claim by an idle worker, {database}"
    return [
        Row(topic=TOPIC, what=f"{name}, p50", figure=median(waits), unit="ms", bare=bare, beside=beside, target=20),
        Row(topic=TOPIC, what=f"{name}, p99", figure=percentile(waits, 0.99), unit="ms"),
    ]


def _waits(folder: Path, ask: Ask, **settings: str) -> list[float]:
    """Milliseconds of tasks handed in one by one to a server with one worker."""
    body = json.dumps(build.image_body("wan2.6-image", "Say one word.", interleave=True)).encode()
    request = servers.submit(Endpoint.IMAGE.path, body).encode()
    with servers.wanbox(folder, routes="*=wanbox.testing.noop", workers="1", **settings) as server:
        server.settle()
        asyncio.run(_hand_in(server.port, request))
        deadline = time.monotonic() + _PATIENCE
        while len(found := ask(_WAITS)) < _COUNT:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{_COUNT - len(found)} tasks were not begun within {_PATIENCE:.0f} s")
            time.sleep(0.1)
    return [wait / 1000 for (wait,) in found]


async def _hand_in(port: int, request: bytes) -> None:
    async with wire.connected(port) as connection:
        for _ in range(_COUNT):
            answer = await connection.send(request)
            if answer.status != 200:
                raise RuntimeError(f"HTTP {answer.status}: {answer.body[:200]!r}")
            question = servers.poll(answer.json()["output"]["task_id"]).encode()
            while (await connection.send(question)).json()["output"]["task_status"] != "SUCCEEDED":  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.01)
            await asyncio.sleep(_REST_SECONDS)


def _bare_flushes(path: Path) -> list[float]:
    with flushing_sqlite(path) as connection:
        connection.execute("CREATE TABLE task (id INTEGER PRIMARY KEY)")
        return milliseconds(lambda number: connection.execute("INSERT INTO task VALUES (?)", (number,)), 300)


def _bare_notices(url: str) -> list[float]:
    with psycopg.connect(url, autocommit=True) as here, psycopg.connect(url, autocommit=True) as there:
        here.execute("CREATE TABLE bare_notice (id BIGINT PRIMARY KEY)")
        there.execute("LISTEN bare")

        def tell(number: int) -> None:
            here.execute("INSERT INTO bare_notice VALUES (%s)", (number,))
            here.execute("NOTIFY bare")
            next(iter(there.notifies(timeout=5, stop_after=1)))

        return milliseconds(tell, 200)
