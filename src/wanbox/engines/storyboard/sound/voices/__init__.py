"""Voices, one module each: found by discovery, absent where what they need is not installed.

A module has `LANGUAGES` (of "en", "zh"), `available()` and `say(text, speed)`; the first that is available speaks.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection
from functools import cache
from typing import Protocol, cast

from ..dsp import Mono


class Voice(Protocol):
    #: Languages that it reads.
    LANGUAGES: Collection[str]

    def available(self) -> bool:
        """Whether it can speak here: cheap, and without loading it."""
        ...

    def say(self, text: str, speed: float) -> tuple[Mono, int]:
        """A line as (n,) float32 and its sample rate in Hz; `speed` 0.5…2, 1 is its usual pace. Deterministic."""
        ...


@cache
def _installed() -> tuple[Voice, ...]:
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    modules = (cast("Voice", importlib.import_module(f"{__name__}.{name}")) for name in names)
    return tuple(module for module in modules if module.available())


def find(language: str) -> Voice | None:
    """The voice that reads a language; None where there is none."""
    return next((voice for voice in _installed() if language in voice.LANGUAGES), None)
