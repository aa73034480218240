"""A stand-in cast, and shots of any setting."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor, Camera, Framing, Move, Shot, TimeOfDay, Weather
from wanbox.engines.storyboard.stage import scene
from wanbox.engines.storyboard.stage.contract import Body


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
