"""What readiness may count on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wanbox.runner import supervisor as module
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

    clock[0] += module.HEALTHY_SECONDS
    assert 1 == supervisor.reliable()
