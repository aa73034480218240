"""Houses to make trouble in. `CHAOS_KILLS`, `CHAOS_SEED` and `CHAOS_FORK=0` (a new interpreter for each process) say how."""

from __future__ import annotations

import os
import random

import pytest
from rig.processes import Nursery, Shell


@pytest.fixture(scope="session")
def spawner():
    spawner = Nursery() if os.environ.get("CHAOS_FORK", "1") == "1" else Shell()
    yield spawner
    spawner.close()


@pytest.fixture
def seed():
    return int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1 << 31))
