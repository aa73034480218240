"""Helpers of the animals' tests: one animal's motion, its art at a moment, and where its ink is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.stage import cast
from wanbox.engines.storyboard.stage.contract import Art, Body
from wanbox.engines.storyboard.stage.puppets import model


@pytest.fixture
def animal() -> Callable[..., Art]:
    def make(
        name: str, action: str, *, height: float = 80.0, travel: float = 0.0, colours: Mapping[str, str] | None = None
    ) -> Art:
        actor = Actor(
            id="a",
            noun=name,
            label=name,
            kind="puppet",
            art=name,
            action=action,
            colours=colours or {},
            medium=model.load_sheet(name).medium,
        )
        return cast.make(actor, height=height, travel=travel, seconds=4.0, seed=7)

    return make


@pytest.fixture
def ink() -> Callable[[Body], np.ndarray]:
    """Left, top, right and bottom of a body's ink, measured from its anchor."""

    def box(body: Body) -> np.ndarray:
        rows, columns = np.nonzero(body.pixels[..., 3] > 100)
        x, y = body.anchor
        return np.array([columns.min() - x, rows.min() - y, columns.max() + 1 - x, rows.max() + 1 - y])

    return box
