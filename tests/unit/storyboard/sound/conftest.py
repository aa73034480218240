"""Shot lists to score."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wanbox.engines.storyboard.shotlist import Actor, Shot, ShotList, SoundPlan, Weather


@pytest.fixture
def clip() -> Callable[..., ShotList]:
    def make(
        *,
        seconds: float = 5.0,
        beds: tuple[str, ...] = ("hills",),
        music: str = "calm",
        action: str = "",
        seed: int = 3,
        weather: Weather = Weather.CLEAR,
        setting: str = "city_street",
    ) -> ShotList:
        walker = Actor(
            id="fox-1",
            noun="fox",
            label="fox",
            kind="puppet",
            art="fox",
            action=action,
            start=(0.3, 0.8),
            end=(0.6, 0.8),
        )
        shot = Shot(start=0.0, seconds=seconds, setting=setting, weather=weather, actors=(walker,) if action else ())
        sound = SoundPlan(ambience=beds, music=music, tempo=84)
        return ShotList(prompt="", seconds=seconds, seed=seed, shots=(shot,), sound=sound)

    return make
