"""Helpers of the cast's tests: make an actor's art in one line, and measure ink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.stage import cast
from wanbox.engines.storyboard.stage.contract import Art, Body


@pytest.fixture
def art() -> Callable[..., Art]:
    def make(name: str, *, kind="puppet", height=160.0, travel=0.0, seconds=4.0, seed=7, mood="", **fields) -> Art:
        fields = {"id": "a", "noun": name, "label": name, "kind": kind, "art": name} | fields
        return cast.make(Actor(**fields), height=height, travel=travel, seconds=seconds, seed=seed, mood=mood)

    return make


@pytest.fixture
def ink() -> Callable[[Body], tuple[float, float, float, float]]:
    """Left, top, right and bottom of a body's ink, measured from its anchor."""

    def box(body: Body) -> tuple[float, float, float, float]:
        rows, columns = np.nonzero(body.pixels[..., 3] > 100)
        x, y = body.anchor
        return columns.min() - x, rows.min() - y, columns.max() + 1 - x, rows.max() + 1 - y

    return box
