"""Stages without actors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Shot
from wanbox.engines.storyboard.stage import scene


@pytest.fixture(scope="session")
def empty_stage(block) -> Callable[..., np.ndarray]:
    """The first frame of a shot without its actors; each is drawn once for all tests."""
    frames: dict[str, np.ndarray] = {}

    def make(shot: Shot) -> np.ndarray:
        bare = replace(shot, actors=())
        if repr(bare) not in frames:
            frames[repr(bare)] = scene.build(bare, width=320, height=180, seed=5, cast=block).frame(0.0, 0)
        return frames[repr(bare)].astype(int)

    return make
