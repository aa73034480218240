"""The colour script: what mood, era and tint do to the light and the grade of a shot.

The numbers stand in `assets/light/colour-script.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from ..compose.saturation import saturate
from ..shotlist import Shot
from .contract import Frame, Set, View
from .nodes import Painter

#: In front of everything: what is painted here covers the whole picture.
_LAST = 99.0
#: The grey about which contrast turns.
_PIVOT = 0.44
_LEVELS = np.linspace(0, 255, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Offsets from a plain picture; what each means is said in the data file."""

    saturation: float = 0.0
    contrast: float = 0.0
    exposure: float = 0.0
    lift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gain: tuple[float, float, float] = (0.0, 0.0, 0.0)
    haze: float = 0.0
    cover: float = 0.0
    bloom: float = 0.0
    vignette: float = 0.0
    grain: float = 0.0

    def __add__(self, other: Look) -> Look:
        return Look(
            **{field.name: _sum(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        )


def _sum(a: Any, b: Any) -> Any:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if isinstance(a, tuple) else a + b


@cache
def looks() -> Mapping[str, Mapping[str, Look]]:
    """All looks by kind ("mood", "era", "tint") and name."""
    tables = tomllib.loads((files("wanbox") / "assets" / "light" / "colour-script.toml").read_text("utf-8"))
    return {kind: {name: _look(row) for name, row in rows.items()} for kind, rows in tables.items()}


def _look(row: Mapping[str, Any]) -> Look:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Look(**values)


def look_of(shot: Shot) -> Look:
    """What the shot's mood, era and tint add up to; names that no table has change nothing."""
    found = looks()
    asked = (("mood", shot.mood), ("era", shot.traits.get("era", "")), ("tint", shot.traits.get("tint", "")))
    return sum((found[kind][name] for kind, name in asked if name in found[kind]), Look())


def graded(stage: Set, shot: Shot) -> Set:
    """The set with the shot's look in its grade, bloom, vignette and grain."""
    look = look_of(shot)
    if look == Look():
        return stage
    strength = 1 + max(-1.0, look.saturation)

    def colour(frame: Frame, _: View) -> None:
        saturate(frame, strength)

    return replace(
        stage,
        nodes=[*stage.nodes, *([Painter(_LAST, colour, reads=False)] if abs(look.saturation) > 0.02 else [])],
        grade={name: _curve(stage.grade.get(name, ()), look, c) for c, name in enumerate(("red", "green", "blue"))},
        bloom=max(0.05, stage.bloom + look.bloom),
        vignette=max(0.0, stage.vignette + look.vignette),
        grain=max(0.0, stage.grain + look.grain),
    )


def _curve(points: Sequence[tuple[float, float]], look: Look, channel: int) -> list[tuple[float, float]]:
    """The set's own curve of a channel, then the look's."""
    x, y = zip(*(points or ((0, 0), (255, 255))), strict=True)
    v = np.interp(_LEVELS, x, y) / 255
    v = v + look.contrast * 4 * v * (1 - v) * (v - _PIVOT)
    v = v * (1 + look.exposure + look.gain[channel]) * 255 + look.lift[channel] * (1 - v)
    return [(float(a), float(b)) for a, b in zip(_LEVELS, np.clip(v, 0, 255), strict=True)]
