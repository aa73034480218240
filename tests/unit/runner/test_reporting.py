"""A worker's reports of itself."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.ledger.contract import LedgerUnavailable
from wanbox.runner import reporting
from wanbox.runner.reporting import Reporter


class Ledger:
    def __init__(self):
        self.reports = []
        self.dropped = []
        self.drain = False
        self.away = False
        self._told = asyncio.Event()

    async def report_worker(self, row):
        self._told.set()
        if self.away:
            raise LedgerUnavailable("away")
        self.reports.append(row.task_id)
        return self.drain

    async def drop_worker(self, name):
        self.dropped.append(name)

    async def next_report(self):
        self._told.clear()
        async with asyncio.timeout(30):
            await self._told.wait()


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def reporter(ledger, tmp_path, monkeypatch):
    monkeypatch.setattr(reporting, "REST_SECONDS", 0.01)
    return Reporter("w", ["b", "a"], ledger=ledger, seats=tmp_path, every=60.0)


def never():
    pytest.fail("nobody asked for a drain")


async def test_it_is_known_before_it_takes_a_task_and_gone_when_it_ends(ledger, reporter):
    async with reporter.reporting(never):
        assert [None] == ledger.reports

    assert ["w"] == ledger.dropped


async def test_the_task_in_its_hands_is_told_at_once(ledger, reporter):
    async with reporter.reporting(never):
        with reporter.busy_with("t"):
            await ledger.next_report()
        await ledger.next_report()

    assert [None, "t", None] == ledger.reports


async def test_it_hears_that_it_should_drain(ledger, reporter):
    drained = []
    ledger.drain = True
    async with reporter.reporting(lambda: drained.append(True)):
        pass

    assert [True] == drained


async def test_a_database_that_is_away_ends_nothing(ledger, reporter):
    ledger.away = True
    async with reporter.reporting(never):
        with reporter.busy_with("t"):
            await ledger.next_report()
        ledger.away = False
        with reporter.busy_with("u"):
            await ledger.next_report()

    assert "u" in ledger.reports
