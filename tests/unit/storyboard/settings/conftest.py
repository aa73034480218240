"""Small frames of any place."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import pytest

from wanbox.engines.storyboard.stage import scene


@pytest.fixture(scope="session")
def look(block, make_shot) -> Callable[..., np.ndarray]:
    """One small frame of a place in 16:9, drawn once for all tests that look at it."""

    @functools.cache
    def seen(name: str, time: str = "day", weather: str = "clear") -> np.ndarray:
        shot = make_shot(name, time, weather)
        return scene.build(shot, width=160, height=90, seed=5, cast=block).frame(0.5, 15)

    return lambda name, time="day", weather="clear": seen(name, str(time), str(weather))
