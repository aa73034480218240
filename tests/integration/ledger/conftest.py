from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wanbox import ledger as ledgers
from wanbox import settings

PROGRAM = Path(__file__).with_name("program.py")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
async def ledger(data):
    opened = ledgers.open_ledger(settings.load({"WANBOX_DATA": str(data)}))
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def start(data):
    """Starts `program.py` as a process of its own on the same data folder; kills what is left at the end."""
    running = []

    def begin(*words):
        process = subprocess.Popen([sys.executable, PROGRAM, data, *words], stdout=subprocess.PIPE, text=True)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()
