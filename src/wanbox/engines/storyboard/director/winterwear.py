"""Coats in the cold: ordinary people who are outdoors in snow wear them, unless the prompt or their trade says what."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..language.vocabulary import Vocabulary
from ..shotlist import Actor, Weather
from ..stage.contract import CastEntry
from ..stage.puppets import wardrobe
from .blocking import Blocking
from .roles import Role
from .scene import Scene, nearest


def dressed(actors: Sequence[Actor], staged: Blocking, scene: Scene, stage: Vocabulary) -> tuple[Actor, ...]:
    """The actors as the weather of the scene dresses them."""
    if not _is_cold(scene, stage):
        return tuple(actors)
    return tuple(actor if _is_dressed(staged.role_of(actor)) else _wrapped(actor, stage.cast) for actor in actors)


def _is_dressed(role: Role | None) -> bool:
    """Whether the prompt says what it wears."""
    hair = nearest()["cold"]["bare"]
    return role is None or any(not garment.held and garment.name not in hair for garment in role.subject.garments)


def _is_cold(scene: Scene, stage: Vocabulary) -> bool:
    place = stage.settings.get(scene.setting)
    if getattr(place, "indoors", False) or scene.setting in nearest()["cold"]["never"]:
        return False
    winter = scene.traits.get("season") == "winter" or bool(getattr(place, "snowy", False))
    return scene.weather is Weather.SNOW or winter or scene.setting in nearest()["cold"]["places"]


def _wrapped(actor: Actor, cast: Mapping[str, CastEntry]) -> Actor:
    table: Mapping[str, Any] = nearest()["cold"]
    entry = cast.get(actor.art)
    if actor.kind != "puppet" or entry is None or actor.medium != "ground" or not set(table["wear"]) <= entry.wears:
        return actor
    if set(actor.wears) & set(table["clothes"]) or not _is_plain(actor, table):
        return actor
    head = () if set(actor.wears) & set(table["hats"]) else tuple(table["head"])
    shades: Mapping[str, Sequence[str]] = table["colours"]
    colours = {slot: some[_pick(actor, slot, len(some))] for slot, some in shades.items()}
    wears = (*actor.wears, *table["wear"], *(name for name in head if name in entry.wears))
    return replace(actor, wears=wears, colours={**colours, **actor.colours})


def _is_plain(actor: Actor, table: Mapping[str, Sequence[str]]) -> bool:
    """Whether nothing but the season says what it wears: no knight, no ballerina."""
    look = wardrobe.look_for(actor.label.casefold(), actor.art) or wardrobe.look_for(actor.noun, actor.art)
    return look is None or set(table["indoors"]) >= set(look.wears) & set(table["clothes"])


def _pick(actor: Actor, slot: str, count: int) -> int:
    return zlib.crc32(f"{actor.id} {slot}".encode()) % count
