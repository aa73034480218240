"""The ledger in PostgreSQL, measured as that in SQLite is by `api` and `tasks`."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence

import psycopg

from .. import filling, servers
from ..bare_writes import milliseconds
from ..postgres import postgres
from ..rows import Row
from . import api, tasks

TOPIC = "postgres"


def measure() -> list[Row]:
    with servers.data_folder() as folder, postgres(folder) as database:
        database.execute("CREATE DATABASE few")
        database.execute("CREATE DATABASE many")
        ids = [
            filling.fill(folder / name, database.url(name), count)
            for name, count in (("few", api.FEW), ("many", api.MANY))
        ]
        inserts = _bare_inserts(database.url())
        with (
            servers.bare() as bare,
            servers.wanbox(folder / "few", workers="0", database_url=database.url("few")) as few,
            servers.wanbox(folder / "many", workers="0", database_url=database.url("many")) as many,
        ):
            submits, polls = asyncio.run(api.take_turns(api.lanes(bare, few, many, (ids[0], ids[1]))))
            durable = asyncio.run(api.burst(few.port))
        no_ops = tasks.rate(folder / "tasks", database_url=_fresh(database))
        bare_rate = _bare_steps(database.url())
    return [
        *api.submit_rows(submits, inserts, topic=TOPIC, database="PostgreSQL"),
        *api.poll_rows(polls, topic=TOPIC),
        api.burst_row(durable, inserts, topic=TOPIC, database="PostgreSQL"),
        tasks.row(TOPIC, no_ops, bare_rate, "three flushed PostgreSQL writes a task, nothing else"),
    ]


def _fresh(database) -> str:
    database.execute("CREATE DATABASE tasks")
    return database.url("tasks")


def _bare_inserts(url: str) -> Sequence[float]:
    """Milliseconds of one row written and flushed."""
    body = api.SUBMIT.body.decode()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT)")
        insert = "INSERT INTO bare VALUES (%s, %s)"
        return milliseconds(lambda _: connection.execute(insert, (str(uuid.uuid4()), body)), 400)


def _bare_steps(url: str, count: int = 300) -> float:
    """Tasks a second whose insert, claim and result are each one flushed commit."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE steps (id BIGINT PRIMARY KEY, status TEXT, body TEXT)")
        began = time.perf_counter()
        for number in range(count):
            connection.execute("INSERT INTO steps VALUES (%s, 'PENDING', '{}')", (number,))
            connection.execute("UPDATE steps SET status = 'RUNNING' WHERE id = %s", (number,))
            connection.execute("UPDATE steps SET status = 'SUCCEEDED', body = 'Done.' WHERE id = %s", (number,))
        return count / (time.perf_counter() - began)
