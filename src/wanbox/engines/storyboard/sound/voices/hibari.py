"""English by hibari-tts: a female American voice, all of it inside the package (extra `voice`)."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

import numpy as np

from ..dsp import Mono

LANGUAGES = frozenset({"en"})


def available() -> bool:
    return importlib.util.find_spec("hibari") is not None


@cache
def _reader() -> Any:
    from hibari import Hibari

    return Hibari(threads=1)


def say(text: str, speed: float) -> tuple[Mono, int]:
    reader = _reader()
    return np.asarray(reader(text, speed=min(max(speed, 0.5), 2.0), seed=0), np.float32), int(reader.sample_rate)
