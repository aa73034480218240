"""Houses to make trouble in. `CHAOS_KILLS`, `CHAOS_SEED` and `CHAOS_FORK=0` (a new interpreter for each process) say how."""

from __future__ import annotations

import os
import random

import pytest
from rig.processes import Nursery, Shell

#: Of the usual run.
USUAL = 2026


@pytest.fixture(scope="session")
def spawner():
    spawner = Nursery() if os.environ.get("CHAOS_FORK", "1") == "1" else Shell()
    yield spawner
    spawner.close()


@pytest.fixture
def seed():
    """The usual run has the same trouble each time, as far as that is in anybody's hand; a long one has any."""
    chance = random.SystemRandom().randrange(1 << 31) if "CHAOS_KILLS" in os.environ else USUAL
    return int(os.environ.get("CHAOS_SEED") or chance)
