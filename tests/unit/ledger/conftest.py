from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import psycopg
import pytest

from kit.clock import Clock
from kit.tasks import new_task
from wanbox.ledger.contract import Artefact, PartRow
from wanbox.ledger.postgres import PostgresLedger
from wanbox.ledger.sql.rows import span
from wanbox.ledger.sql.work import Rules
from wanbox.ledger.sqlite import SqliteLedger

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request):
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite://{request.getfixturevalue('tmp_path')}/ledger.sqlite3"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def count_rows(address):
    """How many rows a table of the test's database has."""

    def count(table):
        if address.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite://"))) as connection:
                return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        with psycopg.connect(address) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    return count


@pytest.fixture
def make_ledger(address):
    """Opens a ledger on the test's database; `async with` closes it."""

    @contextlib.asynccontextmanager
    async def make(clock, *, retention=dt.timedelta(days=30), max_attempts=3, **rules):
        made = Rules(
            **{"retention": span(retention), "max_attempts": max_attempts, "secret": b"s" * 32, "retry_delay": 0}
            | rules
        )
        if address.startswith("sqlite"):
            ledger = SqliteLedger(Path(address.removeprefix("sqlite://")), rules=made, clock=clock)
        else:
            ledger = PostgresLedger(address, rules=made, clock=clock, size=3)
        await ledger.open()
        try:
            yield ledger
        finally:
            await ledger.close()

    return make


@pytest.fixture
async def ledger(make_ledger, clock):
    async with make_ledger(clock) as opened:
        yield opened


@pytest.fixture
def new():
    """Makes a task to be submitted; named values replace the usual ones."""
    return new_task


@pytest.fixture
def claim(ledger):
    async def take(worker="w1", *, engines=("storyboard",), lease=15.0):
        return await ledger.claim(worker, engines=engines, lease=lease)

    return take


def picture(letter, **values):
    return PartRow(artefact=Artefact(key=letter * 64 + ".png", media_type="image/png", bytes=10, **values))


@pytest.fixture(name="picture")
def picture_fixture():
    return picture
