"""Open snow under the peaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import TimeOfDay
from .mountains import Mountains


class Snowfield(Mountains):
    name: ClassVar[str] = "snowfield"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "snowfield",
            "snowy mountain",
            "snowy mountains",
            "snow mountain",
            "tundra",
            "glacier",
            "arctic",
            "ski slope",
            "snowy field",
        ),
        "zh": ("雪地", "雪原", "雪山", "冰原", "雪坡", "北极", "冰川", "雪野"),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("snow-wind",))
    snowy: ClassVar[bool] = True
