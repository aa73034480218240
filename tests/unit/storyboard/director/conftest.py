"""The small stage of the language tests, and a planner on it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from wanbox.engines.storyboard.director import plan
from wanbox.engines.storyboard.language import Vocabulary, understand
from wanbox.engines.storyboard.shotlist import ShotList, TimeOfDay, Weather
from wanbox.engines.storyboard.stage.contract import CastEntry, Zone

STAGE = Path(__file__).parents[1] / "language" / "stage.toml"


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
def direct(stage: Vocabulary) -> Callable[..., ShotList]:
    """Plan a prompt on the small stage; keyword arguments as of `plan`."""

    def run(prompt: str, **options: object) -> ShotList:
        settings = {"seconds": 5, "seed": 7, "width": 1280, "height": 720, "extend": False, "multi": False} | options
        return plan(understand(prompt, stage), prompt=prompt, stage=stage, **settings)

    return run


@pytest.fixture(scope="session")
def widths(stage: Vocabulary) -> Callable[[ShotList, float], list[list[tuple[str, float, float, float]]]]:
    """Per shot: (id, width, x at the start, x at the end) of everybody on the ground or the water, in frame widths."""

    def measure(shots: ShotList, aspect: float = 16 / 9) -> list[list[tuple[str, float, float, float]]]:
        def width(actor) -> float:
            own = stage.cast[actor.art].aspect if actor.art and actor.kind != "standin" else 0.5
            return actor.height * own / aspect

        return [
            [(a.id, width(a), a.start[0], a.end[0]) for a in shot.actors if a.medium != "air" and not a.lift]
            for shot in shots.shots
        ]

    return measure
