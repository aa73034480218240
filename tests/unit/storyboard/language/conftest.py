"""A small stage of its own, so that reading does not depend on what is installed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from wanbox.engines.storyboard.language import Facts, Vocabulary, understand
from wanbox.engines.storyboard.shotlist import TimeOfDay, Weather
from wanbox.engines.storyboard.stage.contract import CastEntry, Zone

STAGE = Path(__file__).parent / "stage.toml"


def _setting(name: str, row: dict) -> type:
    zones = {
        medium: Zone(top=row[medium][0], bottom=row[medium][1])
        for medium in ("ground", "water", "air")
        if medium in row
    }
    body = {
        "name": name,
        "words": {"en": row["en"], "zh": row["zh"]},
        "zones": zones,
        "ambience": dict.fromkeys(TimeOfDay, row["ambience"]),
        "weathers": frozenset(Weather(w) for w in row["weathers"]),
    }
    return type(name, (), body)


def _entry(name: str, row: dict) -> CastEntry:
    return CastEntry(
        name=name,
        kind=row["kind"],
        words={"en": row["en"], "zh": row["zh"]},
        metres=row["metres"],
        aspect=row["aspect"],
        medium=row.get("medium", "ground"),
        actions=frozenset(row["actions"]),
        colours=row.get("colours", {}),
        wears=frozenset(row.get("wears", ())),
        head_only=row.get("head_only", False),
    )


@pytest.fixture(scope="session")
def stage() -> Vocabulary:
    data = tomllib.loads(STAGE.read_text("utf-8"))
    return Vocabulary(
        settings={name: _setting(name, row) for name, row in data["settings"].items()},
        cast=[_entry(name, row) for name, row in data["cast"].items()],
    )


@pytest.fixture(scope="session")
def read(stage: Vocabulary) -> Callable[[str], Facts]:
    return lambda prompt: understand(prompt, stage)
