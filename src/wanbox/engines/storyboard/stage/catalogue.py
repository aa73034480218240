"""The cast list: every puppet and sprite with the words that call for it. Reads JSON and XML only, draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from .contract import CastEntry
from .puppets import clips, model
from .sprites import store

#: What a sprite can show by moving as a whole, by its way of moving.
_SPRITE_ACTIONS: Mapping[str, frozenset[str]] = {
    "animal": frozenset({"stand", "jump", "dance", "walk", "sleep"}),
    "bird": frozenset({"fly", "float", "stand"}),
    "fish": frozenset({"swim", "float"}),
    "boat": frozenset({"sail", "float"}),
    "vehicle": frozenset({"drive", "stand"}),
    "aircraft": frozenset({"fly", "float"}),
    "drift": frozenset({"float"}),
    "plant": frozenset({"stand"}),
    "object": frozenset({"stand", "float", "spin", "jump", "fall"}),
    "still": frozenset({"stand"}),
}


@cache
def entries() -> Sequence[CastEntry]:
    """All puppets, then all sprites; a word that a puppet answers to is taken off the sprites.

    Where two puppets answer to one word, the body without a wardrobe comes first: a fox goes on four legs, unless
    clothes or human doings are asked for.
    """
    puppets = sorted((_puppet(name) for name in model.names()), key=lambda entry: bool(entry.wears))
    taken = {word for entry in puppets for words in entry.words.values() for word in words}
    return (*puppets, *(_sprite(name, row, taken) for name, row in store.catalogue().items()))


@cache
def _by_name() -> Mapping[tuple[str, str], CastEntry]:
    return {(entry.kind, entry.name): entry for entry in entries()}


def find(name: str, kind: str = "") -> CastEntry | None:
    """The entry of that name, puppets first; None if there is none."""
    kinds = (kind,) if kind else ("puppet", "sprite")
    return next((entry for k in kinds if (entry := _by_name().get((k, name)))), None)


def _puppet(name: str) -> CastEntry:
    sheet = model.load_sheet(name)
    return CastEntry(
        name=name,
        kind="puppet",
        words=sheet.words,
        metres=sheet.metres,
        aspect=sheet.aspect,
        medium=sheet.medium,
        actions=frozenset(sheet.actions) or clips.actions_of(sheet.rig),
        colours={slot: shades[0] for slot, shades in sheet.colours.items()},
        wears=model.wearables(name),
    )


def _sprite(name: str, row: store.Row, taken: set[str]) -> CastEntry:
    return CastEntry(
        name=name,
        kind="sprite",
        words={language: tuple(w for w in row[language] if w not in taken) for language in ("en", "zh")},
        metres=row["metres"],
        aspect=row["box"][2] / row["box"][3],
        medium=row["medium"],
        actions=_SPRITE_ACTIONS[row["move"]],
        head_only=row.get("head", False),
    )
