"""Who of this machine is alive: a lock that ends with its holder."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wanbox.runner import seats

HOLD = """
import sys
from pathlib import Path
from wanbox.runner.seats import seat

with seat(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


class Ledger:
    """Remembers who was released."""

    def __init__(self):
        self.released = []
        self.dropped = []

    async def release(self, name):
        self.released.append(name)
        return 1

    async def drop_worker(self, name):
        self.dropped.append(name)


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def holder(tmp_path):
    """Another process that holds a seat."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path, "host:1/2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


async def test_a_living_worker_is_left_alone(tmp_path, ledger, holder):
    assert 0 == await seats.clear(tmp_path, ledger)
    assert [] == ledger.released


async def test_what_a_dead_worker_held_is_given_back_once(tmp_path, ledger, holder):
    holder.kill()
    holder.wait()

    given = [await seats.clear(tmp_path, ledger) for _ in range(2)]

    assert ([1, 0], ["host:1/2"], ["host:1/2"]) == (given, ledger.released, ledger.dropped)


async def test_who_leaves_in_good_order_leaves_nothing(tmp_path, ledger):
    with seats.seat(tmp_path, "w"):
        pass

    assert [] == list(tmp_path.iterdir())


async def test_a_dead_workers_name_can_be_taken_again(tmp_path, ledger, holder):
    holder.kill()
    holder.wait()

    with seats.seat(tmp_path, "host:1/2"):
        assert 0 == await seats.clear(tmp_path, ledger)


async def test_a_living_workers_name_cannot_be_taken(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(seats, "_PATIENCE_SECONDS", 0.1)

    with pytest.raises(seats.SeatTaken, match="host:1/2 runs already"), seats.seat(tmp_path, "host:1/2"):
        pass


async def test_without_a_folder_nobody_is_dead(tmp_path, ledger):
    assert 0 == await seats.clear(tmp_path / "none", ledger)


async def test_a_ledger_that_cannot_be_written_leaves_the_seat_for_the_next_look(tmp_path, ledger, holder):
    holder.kill()
    holder.wait()

    async def broken(name):
        raise OSError("away")

    ledger.release = broken
    with pytest.raises(OSError):
        await seats.clear(tmp_path, ledger)
    del ledger.release

    assert 1 == await seats.clear(tmp_path, ledger)
