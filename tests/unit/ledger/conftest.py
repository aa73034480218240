from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from wanbox.ledger.contract import Artefact, NewTask, PartRow
from wanbox.ledger.sqlite import SqliteLedger
from wanbox.ledger.sql.rows import span
from wanbox.ledger.sql.work import Rules

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def forward(self, **length):
        self.now += dt.timedelta(**length)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_ledger(tmp_path):
    """Opens a ledger on the test's file; `async with` closes it."""

    @contextlib.asynccontextmanager
    async def make(clock, *, retention=dt.timedelta(days=30), max_attempts=3, path=None, **rules):
        made = Rules(
            **{"retention": span(retention), "max_attempts": max_attempts, "secret": b"s" * 32, "retry_delay": 0} | rules
        )
        ledger = SqliteLedger(path or tmp_path / "ledger.sqlite3", rules=made, clock=clock)
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

    def make(**values):
        usual = {
            "account": "alice",
            "key_id": f"key of {values.get('account', 'alice')}",
            "model": "wan2.6-t2v",
            "engine": "storyboard",
            "group": "video-generation",
            "request": {"prompt": "a cat"},
            "request_id": "r-1",
        }
        return NewTask(**(usual | values))

    return make


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
