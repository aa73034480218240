"""Particles and small events, one module each; a class with `name` and `build` is an effect."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar, Protocol

from ...shotlist import Weather
from ..air import Air
from ..contract import Context, Node
from ..geometry import Geometry


class Effect(Protocol):
    """Something that falls, drifts or flashes in front of a setting."""

    name: ClassVar[str]
    #: Words that call for it, by language.
    words: ClassVar[Mapping[str, Sequence[str]]]
    #: The weather that always brings it, or None.
    weather: ClassVar[Weather | None]

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]: ...


@cache
def load() -> dict[str, Effect]:
    """All effects by name."""
    found: dict[str, Effect] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")):
        loaded = importlib.import_module(f"{__name__}.{module}")
        for item in vars(loaded).values():
            if isinstance(item, type) and item.__module__ == loaded.__name__ and hasattr(item, "weather"):
                effect: Effect = item()
                found[effect.name] = effect
    return found


def build(context: Context, geometry: Geometry, air: Air) -> list[Node]:
    """Nodes of the effects that the shot names and of its weather; unknown names (a setting's own) are left to it."""
    shot = context.shot
    wanted = [effect for effect in load().values() if effect.name in shot.effects or effect.weather is shot.weather]
    return [node for effect in wanted for node in effect.build(context, geometry, air)]
