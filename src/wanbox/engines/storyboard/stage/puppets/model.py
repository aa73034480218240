"""A puppet as its SVG file says it: parts, pivots, words and colours. Reads XML only; draws nothing.

The file format: each top-level `<g id>` is a part, painted in document order. `data-bone="b"` fixes it to a bone;
`data-ribbon="a b c"` bends it along the line through those bones; `data-fan="b back front"` hangs it as cloth from
bone b between two swing angles. `data-wear` names the wearable it belongs to, `data-unless` the wearables that hide it,
`data-state="eyes:open"` the state that shows it ("prop:book" only while a clip says so). `<g id="pivots">` holds a
circle `pivot-<bone>` for each joint, and
`<metadata>` a JSON object with everything else (see `Sheet`).
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SVG_NS = "http://www.w3.org/2000/svg"
XLINK_NS = "http://www.w3.org/1999/xlink"
# Without these ElementTree writes `ns0:svg`, which some renderers draw as nothing.
ET.register_namespace("", SVG_NS)
ET.register_namespace("xlink", XLINK_NS)

FOLDER: Traversable = files("wanbox.assets") / "puppets"


class PuppetError(ValueError):
    """A puppet's file breaks the format; the text names the file and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    #: Markup of the group, without its data attributes.
    svg: str
    #: "rigid", "ribbon" or "fan", and the bones it follows.
    kind: str
    bones: tuple[str, ...]
    wear: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    #: (channel, value): shown while the channel has that value.
    state: tuple[str, str] | None = None
    #: Stays upright however its bone turns (an umbrella, a balloon's basket).
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The `<metadata>` of a puppet."""

    name: str
    rig: str
    words: Mapping[str, tuple[str, ...]]
    metres: float
    aspect: float
    medium: str
    #: Top and bottom of the standing body, in units of the drawing.
    span: tuple[float, float]
    #: What the stage puts on the ground line (or in the middle, for flyers and swimmers).
    anchor: tuple[float, float]
    actions: tuple[str, ...] = ()
    #: Colour slots: the base colour first, then the shades that follow it.
    colours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Worn when the actor names nothing.
    default_wears: tuple[str, ...] = ()
    #: Pose of what is held: wearable -> {"tracks": {...}, "states": {...}}.
    holds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Casting variants: word -> {"wears": [...], "colours": {...}}.
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Groups of wearables of which one is worn at a time: [["long-hair", "bun"], ["shirt", "dress"]].
    replaces: tuple[tuple[str, ...], ...] = ()
    #: Radius of bones that roll with the ground.
    wheels: Mapping[str, float] = field(default_factory=dict)
    #: Angle limits by bone, in degrees; added to those of the rig.
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: Tracks that replace or join those of the rig's clips: clip -> tracks ("*" for all).
    tracks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: A stand-in's head is another picture: {"bone": "head", "box": [x, y, width, height], "before": part}.
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def height(self) -> float:
        return self.span[1] - self.span[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Puppet:
    sheet: Sheet
    view_box: tuple[float, float, float, float]
    defs: str
    parts: tuple[Part, ...]
    pivots: Mapping[str, tuple[float, float]]

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    @property
    def wears(self) -> frozenset[str]:
        """All that it can wear or hold; a name that only hides parts ("bald") counts too."""
        return frozenset(name for part in self.parts for name in (*part.wear, *part.unless))


def names() -> tuple[str, ...]:
    """Names of all puppets: every SVG file in the folder is one."""
    return tuple(sorted(item.name[:-4] for item in FOLDER.iterdir() if item.name.endswith(".svg")))


@cache
def load_sheet(name: str) -> Sheet:
    """The metadata alone, for casting. Raises PuppetError."""
    return _sheet(name, _root(name))


@cache
def actions_of(rig: str) -> frozenset[str]:
    """The actions that a rig class performs: the names of its clips."""
    clips = json.loads((FOLDER / "motion" / f"{rig}.json").read_text(encoding="utf-8"))["clips"]
    return frozenset(clips) - {"*"}


def wearables(name: str) -> frozenset[str]:
    """Names of what the puppet can wear or hold."""
    return load(name).wears


@cache
def load(name: str) -> Puppet:
    """The whole puppet. Raises PuppetError for an unknown name or a broken file."""
    root = _root(name)
    sheet = _sheet(name, root)
    groups = [child for child in root if child.tag == f"{{{SVG_NS}}}g"]
    pivots = {
        circle.get("id", "").removeprefix("pivot-"): (float(circle.get("cx", 0)), float(circle.get("cy", 0)))
        for group in groups
        if group.get("id") == "pivots"
        for circle in group
    }
    parts = tuple(_part(name, group, pivots) for group in groups if group.get("id") != "pivots")
    if not parts:
        raise PuppetError(f"puppet {name}: no parts")
    defs = "".join(ET.tostring(child, encoding="unicode") for child in root if child.tag == f"{{{SVG_NS}}}defs")
    x, y, width, height = (float(v) for v in root.get("viewBox", "").split())
    return Puppet(sheet=sheet, view_box=(x, y, width, height), defs=defs, parts=parts, pivots=pivots)


def _root(name: str) -> ET.Element:
    file = FOLDER / f"{name}.svg"
    if "/" in name or not file.is_file():
        raise PuppetError(f"no puppet is called {name!r}")
    # The files ship with the package; user-supplied XML never comes here.
    return ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314


def _sheet(name: str, root: ET.Element) -> Sheet:
    text = root.findtext(f"{{{SVG_NS}}}metadata")
    if text is None:
        raise PuppetError(f"puppet {name}: no <metadata>")
    try:
        data = {key: _frozen(value) for key, value in json.loads(text).items()}
        sheet = Sheet(name=name, **data)
    except (TypeError, json.JSONDecodeError) as fault:
        raise PuppetError(f"puppet {name}: {fault}") from None
    if sheet.height <= 0:
        raise PuppetError(f"puppet {name}: the span has no height")
    return sheet


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _part(puppet: str, group: ET.Element, pivots: Mapping[str, tuple[float, float]]) -> Part:
    data = {key.removeprefix("data-"): group.attrib.pop(key) for key in list(group.attrib) if key.startswith("data-")}
    name = group.get("id", "")
    kinds = [kind for kind in ("bone", "ribbon", "fan") if kind in data]
    if not name or len(kinds) != 1:
        raise PuppetError(f"puppet {puppet}: part {name!r} needs an id and one of data-bone, data-ribbon, data-fan")
    bones = tuple(data[kinds[0]].split())
    # A cloth's second and third name are swing angles, which have no place of their own.
    missing = [bone for bone in (bones[:1] if kinds[0] == "fan" else bones) if bone not in pivots]
    if missing:
        raise PuppetError(f"puppet {puppet}: part {name} follows {missing}, which have no pivot")
    channel, _, value = data.get("state", "").partition(":")
    return Part(
        name=name,
        svg=ET.tostring(group, encoding="unicode"),
        kind={"bone": "rigid"}.get(kinds[0], kinds[0]),
        bones=bones,
        wear=tuple(data.get("wear", "").split()),
        unless=tuple(data.get("unless", "").split()),
        state=(channel, value) if value else None,
        upright="upright" in data,
    )
