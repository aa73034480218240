"""What readiness may count on."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path

import pytest

from wanbox.runner import supervisor as module
from wanbox.runner.slot import HEALTHY_SECONDS
from wanbox.runner.supervisor import Supervisor
from wanbox.settings import load

LIVES = (sys.executable, "-c", "import sys; sys.stdin.read()")


@pytest.fixture
def supervised(tmp_path):
    clock = [100.0]
    made = Supervisor(load({}, Path(tmp_path)), 1, command=LIVES, clock=lambda: clock[0])
    made.start()
    yield made, clock
    made.stop()


def test_a_worker_that_runs_can_be_counted_on(supervised):
    supervisor, _ = supervised

    assert (1, 1) == (supervisor.alive(), supervisor.reliable())


def test_a_worker_that_keeps_dying_cannot_until_it_has_lived_a_while(supervised):
    supervisor, clock = supervised
    supervisor._slots[0].deaths = 2

    assert (1, 0) == (supervisor.alive(), supervisor.reliable())

    clock[0] += HEALTHY_SECONDS
    assert 1 == supervisor.reliable()


class SilentLedger:
    """On a database that is frozen: it is connected to, and never answers."""

    def __init__(self):
        self.asked = threading.Event()
        self.answered = threading.Event()

    async def open(self):
        self.asked.set()
        await asyncio.to_thread(self.answered.wait, 30)

    async def close(self):
        pass

    async def release(self, name, *, spare):
        return 0

    async def drop_worker(self, name):
        pass


def test_a_database_that_does_not_answer_does_not_hold_up_the_end(tmp_path, monkeypatch):
    ledger = SilentLedger()
    monkeypatch.setattr(module, "open_ledger", lambda settings: ledger)
    monkeypatch.setattr(module, "HURRIED_SECONDS", 0.2)
    monkeypatch.setattr(module, "RELEASE_SECONDS", 0.2)
    supervisor = Supervisor(load({}, Path(tmp_path)), 1, command=(sys.executable, "-c", ""))
    supervisor.start()
    assert ledger.asked.wait(20)
    began = time.monotonic()
    supervisor.stop()
    spent = time.monotonic() - began
    ledger.answered.set()
    supervisor._thread.join(20)

    assert spent < 25
    assert 0 == supervisor.alive()
