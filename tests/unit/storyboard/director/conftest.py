"""A planner on the small stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from wanbox.engines.storyboard.compose.camera import Path
from wanbox.engines.storyboard.director import plan
from wanbox.engines.storyboard.director.perspective import depth_of
from wanbox.engines.storyboard.language import Vocabulary, understand
from wanbox.engines.storyboard.shotlist import Shot, ShotList


@pytest.fixture(scope="session")
def direct(stage: Vocabulary) -> Callable[..., ShotList]:
    """Plan a prompt on the small stage; keyword arguments as of `plan`."""

    def run(prompt: str, **options: object) -> ShotList:
        settings = {"seconds": 5, "seed": 7, "width": 1280, "height": 720, "extend": False, "multi": False} | options
        return plan(understand(prompt, stage), prompt=prompt, stage=stage, **settings)

    return run


@dataclass(frozen=True)
class Seen:
    """One body on the screen at a moment: fractions of the frame."""

    id: str
    left: float
    right: float
    top: float
    foot: float
    facing: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@pytest.fixture(scope="session")
def seen(stage: Vocabulary) -> Callable[..., list[Seen]]:
    """Everybody as the camera shows them at share u of a shot, in a place with the usual horizon."""

    def look(shot: Shot, u: float = 0.0, size: tuple[int, int] = (1280, 720), cast=None) -> list[Seen]:
        width, height = size
        view = Path(shot.camera, width, height, shot.seconds).view(u * shot.seconds)
        found = []
        for actor in shot.actors:
            x, y = (a + (b - a) * u for a, b in zip(actor.start, actor.end, strict=True))
            s, tx, ty = view.place(1.0 if actor.medium == "air" else depth_of(y, shot.camera.angle))
            entry = (cast or stage.cast).get(actor.art)
            aspect = entry.aspect if entry and actor.kind != "standin" else 0.5
            half = s * actor.height * height * aspect / width / 2
            middle = (s * x * width + tx) / width
            foot = (s * y * height + ty) / height - s * actor.lift
            tall = s * actor.height
            foot += tall / 2 if actor.medium == "air" else 0.0
            found.append(Seen(actor.id, middle - half, middle + half, foot - tall, foot, actor.facing))
        return found

    return look
