"""What all open-air settings share: one shot's place, its air, and the finished set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from ..air import Air
from ..contract import Context, Light, Node, Set, View
from ..geometry import Geometry


class Changes(TypedDict, total=False):
    """Fields of `Set` that a place may want otherwise than its air has them."""

    light: Light
    mirror_from: float | None
    mirror_strength: float
    shore: Callable[[View], NDArray[np.float32]] | None
    bloom: float
    bloom_threshold: float
    vignette: float
    grain: float


class Vista:
    """Base of the builders: one shot's context, geometry and air, chance by the seed."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        self.context, self.shot, self.unit = context, context.shot, context.unit
        self.geometry, self.air = geometry, air
        self.rng = np.random.default_rng(context.seed)

    def stage(self, nodes: Sequence[Node], **changes: Unpack[Changes]) -> Set:
        """The finished set."""
        air = self.air
        plain = Set(
            nodes=nodes,
            light=air.light(),
            horizon=self.geometry.horizon,
            grade=air.grade,
            bloom=air.bloom,
            bloom_threshold=air.bloom_threshold,
            vignette=0.28,
            grain=0.02,
        )
        return replace(plain, **changes)
