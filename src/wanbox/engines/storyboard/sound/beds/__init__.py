"""Ambience, one module per bed: a module with `make(n, seed) -> Stereo` is the bed of its file's name.

`LEVEL` is its loudness against the others in dB (0: in the foreground like rain; -8: a hint).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from ..dsp import Stereo


class Bed(Protocol):
    LEVEL: float

    def make(self, n: int, seed: int) -> Stereo:
        """N samples; about 0.1 in effective value where it is dense."""
        ...


@cache
def load() -> dict[str, Bed]:
    """All beds; `snow_wind.py` is called "snow-wind"."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            found[info.name.replace("_", "-")] = cast("Bed", importlib.import_module(f"{__name__}.{info.name}"))
    return found
