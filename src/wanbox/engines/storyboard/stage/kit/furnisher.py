"""What rooms have in common: their settings, and the builders of what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from ...shotlist import Weather
from ..contract import Node
from .choice import side_of
from .interior import Shell
from .mood import Mood
from .sheet import Sheet


class Indoors:
    """Base of settings under a roof: any weather is seen through the windows, and its effects stay outside."""

    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)
    indoors: ClassVar[bool] = True


class Furnisher:
    """Base of the builders of one room's nodes: its shell and mood, the side of its main thing, chance by the seed."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        self.shell, self.mood = shell, mood
        self.context, self.shot = shell.context, shell.context.shot
        self.side = side_of(shell.context)
        self.rng = np.random.default_rng(shell.context.seed)

    def side_walls(self, draw: Callable[[Sheet], None]) -> list[Node]:
        """Both side walls, painted alike."""
        return [node for side in (-1, 1) for node in self.shell.side_wall(side, draw)]
