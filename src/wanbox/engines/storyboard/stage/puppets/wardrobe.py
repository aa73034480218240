"""What the bodies of a rig share: things to put on or hold, heads to borrow, and looks; one file each.

`wardrobe/<name>.svg` has the format of a puppet, drawn on the mannequin (the man's drawing), with other metadata:
`rig`, `like` (a wearable whose place it takes), `hides` (parts of the body that it covers), `hold` (pose of what is
held), `colours`, and for a borrowed head `head_of` (names of the sprites that it replaces). A part says by
`data-over="a b"` right above which part of the body it is painted, the first that the body has.
`looks/<name>.json` dresses a body for a word: `puppet`, `words`, `wears`, `colours`, and `varies` for what differs from
body to body.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from . import folder

#: Whose drawing the things are drawn on.
MANNEQUIN = "man"
#: Folder of the things; also the first half of their names as drawings.
THINGS = "wardrobe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """The `<metadata>` of a file in the wardrobe."""

    name: str
    rig: str = "biped"
    #: The bodies that can wear it; empty: all of that rig.
    bodies: tuple[str, ...] = ()
    #: A wearable that it replaces, and with it all that this one replaces.
    like: str = ""
    #: Parts of the body that do not show under it.
    hides: tuple[str, ...] = ()
    #: Pose while it is held: {"tracks": {...}, "states": {...}}.
    hold: Mapping[str, Any] = field(default_factory=dict)
    colours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Sprites whose bare head it replaces.
    head_of: tuple[str, ...] = ()
    #: Slots of the body that follow this head's fur: {"skin": "#ffffff"}.
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a word dresses a body."""

    puppet: str
    words: Mapping[str, tuple[str, ...]]
    wears: tuple[str, ...]
    colours: Mapping[str, str]
    #: What differs from body to body, as `Sheet.varies`.
    varies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def names() -> tuple[str, ...]:
    """Names of all things in the wardrobe."""
    room = folder.FOLDER / THINGS
    return tuple(sorted(item.name[:-4] for item in room.iterdir() if item.name.endswith(".svg")))


def thing(name: str, data: Mapping[str, Any]) -> Thing:
    return Thing(name=name, **data)


@cache
def looks() -> Mapping[str, Look]:
    """All looks by name."""
    room = folder.FOLDER / "looks"
    return {file.name[:-5]: _look(file) for file in sorted(room.iterdir(), key=lambda f: f.name) if _is_json(file)}


def _is_json(file: Traversable) -> bool:
    return file.name.endswith(".json")


def _look(file: Traversable) -> Look:
    data = json.loads(file.read_text(encoding="utf-8"))
    words = {language: tuple(own) for language, own in data.get("words", {}).items()}
    varies = {name: tuple(own) for name, own in data.get("varies", {}).items()}
    wears, colours = tuple(data.get("wears", ())), data.get("colours", {})
    return Look(puppet=data["puppet"], words=words, wears=wears, colours=colours, varies=varies)


@cache
def looks_by_word() -> Mapping[str, Look]:
    return {word: look for name, look in looks().items() for word in (name, *_words(look))}


def look_for(word: str, puppet: str) -> Look | None:
    """The look that a word asks for: one made for this body, else one made for another."""
    for name, look in looks().items():
        if look.puppet == puppet and (word == name or word in _words(look)):
            return look
    return looks_by_word().get(word)


def _words(look: Look) -> Sequence[str]:
    return [word for own in look.words.values() for word in own]


def with_looks(puppet: str, words: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The puppet's own words, then those of its looks: the first word stays the name of the body itself."""
    own = [look for look in looks().values() if look.puppet == puppet]
    languages = sorted({*words, *(language for look in own for language in look.words)})
    return {
        language: tuple(
            dict.fromkeys((*words.get(language, ()), *(w for look in own for w in look.words.get(language, ()))))
        )
        for language in languages
    }


def over(group: ET.Element) -> tuple[str, ...]:
    """Names of the parts above which a part is painted, taken off its markup."""
    return tuple(group.attrib.pop("data-over", "").split())
