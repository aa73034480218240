from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from kit.tasks import new_task
from wanbox import ledger as ledgers
from wanbox import settings

SESSIONS = "SELECT client_port FROM pg_stat_activity WHERE client_port IS NOT NULL"
PROGRAM = Path(__file__).with_name("program.py")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, data):
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite://{data}/ledger.sqlite3"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def environ(data, address):
    return {"WANBOX_DATA": str(data), "WANBOX_DATABASE_URL": address, "WANBOX_SECRET": "s" * 32}


@pytest.fixture
async def make_ledger(environ):
    """Opens ledgers on the test's database, which are closed in the end."""
    async with contextlib.AsyncExitStack() as opened:

        async def make():
            ledger = ledgers.open_ledger(settings.load(environ))
            await ledger.open()
            opened.push_async_callback(ledger.close)
            return ledger

        yield make


@pytest.fixture
async def ledger(make_ledger):
    return await make_ledger()


@pytest.fixture
def ask(address):
    """The rows that a question to the test's database finds."""

    def answer(question):
        if address.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite://"))) as connection:
                return connection.execute(question).fetchall()
        with psycopg.connect(address) as connection:
            return connection.execute(question).fetchall()

    return answer


@pytest.fixture
def begun(address):
    """Steps of another process, done when `with` begins and committed when it ends."""

    @contextlib.contextmanager
    def begin(*statements):
        if address.startswith("sqlite"):
            opened = sqlite3.connect(address.removeprefix("sqlite://"), isolation_level="IMMEDIATE")
        else:
            opened = psycopg.connect(address)
        with contextlib.closing(opened) as connection:
            for statement in statements:
                connection.execute(statement)
            yield
            connection.commit()

    return begin


@pytest.fixture
def start(environ):
    """Starts `program.py` as a process of its own on the same database; kills what is left at the end."""
    running = []

    def begin(*words):
        process = subprocess.Popen(
            [sys.executable, PROGRAM, *words],
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.fixture
def kill(address, ask):
    """Kills a process, and waits until PostgreSQL is done with what it had sent."""

    def end(process):
        ports = {line.laddr.port for line in psutil.Process(process.pid).net_connections()}
        process.kill()
        process.wait()
        deadline = time.monotonic() + 60
        while not address.startswith("sqlite") and ports & {port for (port,) in ask(SESSIONS)}:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    return end


@pytest.fixture
def new():
    return new_task()
