"""The benchmarks are no part of the package: they are found from the repository's root."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def bench(monkeypatch):
    """Imports a module of the benchmarks by its name below `bench`."""
    monkeypatch.syspath_prepend(str(ROOT))
    return lambda name: importlib.import_module(f"bench.{name}")
