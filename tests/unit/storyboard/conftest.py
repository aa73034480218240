"""A small stage of its own, so that reading does not depend on what is installed; a stand-in cast, and shots."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from wanbox.engines.storyboard.language import Vocabulary
from wanbox.engines.storyboard.shotlist import Actor, Camera, Framing, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import scene
from wanbox.engines.storyboard.stage.contract import Body, CastEntry, Zone

STAGE = Path(__file__).with_name("stage.toml")


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


class Block:
    """A red and blue block: red on its right half."""

    def __init__(self, height: float) -> None:
        tall = max(4, int(height))
        pixels = np.zeros((tall + 8, tall // 2 + 8, 4), np.uint8)
        pixels[4:-4, 4:-4] = (200, 60, 40, 255)
        pixels[4:-4, pixels.shape[1] // 2 : -4] = (40, 60, 220, 255)
        self.body = Body(pixels, (pixels.shape[1] / 2, tall + 4))

    def pose(self, t: float, seconds: float) -> Body:
        return self.body


@pytest.fixture(scope="session")
def block() -> Callable[..., Block]:
    return lambda actor, *, height, travel, seconds, seed: Block(height)


@pytest.fixture(scope="session")
def make_shot() -> Callable[..., Shot]:
    def make(
        setting: str = "hills",
        time: str = "day",
        weather: str = "clear",
        move: str = "static",
        framing: str = "wide",
        actors: tuple[Actor, ...] = (),
        amount: float = 1.0,
        **rest,
    ) -> Shot:
        camera = Camera(move=Move(move), framing=Framing(framing), amount=amount)
        return Shot(
            start=0,
            seconds=4,
            setting=setting,
            time=TimeOfDay(time),
            weather=Weather(weather),
            camera=camera,
            actors=actors,
            **rest,
        )

    return make


@pytest.fixture
def make_actor() -> Callable[..., Actor]:
    def make(**changes) -> Actor:
        plain = {
            "id": "a",
            "noun": "fox",
            "label": "fox",
            "kind": "puppet",
            "art": "fox",
            "start": (0.5, 0.82),
            "end": (0.5, 0.82),
            "height": 0.4,
        }
        return Actor(**{**plain, **changes})

    return make


@pytest.fixture
def build(block) -> Callable[..., scene.Scene]:
    def make(shot: Shot, width: int = 320, height: int = 180, seed: int = 5) -> scene.Scene:
        return scene.build(shot, width=width, height=height, seed=seed, cast=block)

    return make


@pytest.fixture(scope="session")
def ground_seen() -> Callable[[scene.Scene, float], int]:
    """How much of a frame's ground is seen at a moment, 0…255: two grounds are painted over and compared."""

    def seen(built: scene.Scene, t: float) -> int:
        view = built.path.view(t)
        dark, light = (np.full((built.height, built.width, 4), mark, np.uint8) for mark in (0, 255))
        for node in built.nodes:
            node.paint(dark, view)
            node.paint(light, view)
        return int(np.abs(dark[..., :3].astype(int) - light[..., :3]).max())

    return seen
