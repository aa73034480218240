"""A puppet as its SVG file says it: parts, pivots, words and colours. Reads XML only; draws nothing.

The file format: each top-level `<g id>` is a part, painted in document order. `data-bone="b"` fixes it to a bone;
`data-ribbon="a b c"` bends it along the line through those bones; `data-fan="b back front"` hangs it as cloth from
bone b between two swing angles. `data-wear` names the wearable it belongs to, `data-unless` the wearables that hide it,
`data-state="eyes:open"` the state that shows it ("prop:book" only while a clip says so). `<g id="pivots">` holds a
circle `pivot-<bone>` for each joint, and
`<metadata>` a JSON object with everything else (see `Sheet`). Bodies whose sheet says `"wardrobe": true` also have
the parts of all files in `wardrobe/`, see there.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from xml.sax.saxutils import unescape

from . import wardrobe
from .clips import table
from .folder import FOLDER, PuppetError

SVG_NS = "http://www.w3.org/2000/svg"
XLINK_NS = "http://www.w3.org/1999/xlink"
# Without these ElementTree writes `ns0:svg`, which some renderers draw as nothing.
ET.register_namespace("", SVG_NS)
ET.register_namespace("xlink", XLINK_NS)

# The cast list needs a sheet and the names of wearables of every file: reading them as text is many times faster.
_METADATA = re.compile(r"<metadata[^>]*>(.*?)</metadata>", re.DOTALL)
_WEARS = re.compile(r' data-(?:wear|unless)="([^"]*)"')
_PARTS = re.compile(r"<g [^>]*data-(?:bone|ribbon|fan)=[^>]*>")

#: Where the mannequin stands.
_FLOOR = (299.0, 960.0)

#: What the sheet of a thing in the wardrobe says of a body: nothing.
_BARE: Mapping[str, Any] = {
    "words": {},
    "metres": 1.0,
    "aspect": 1.0,
    "medium": "ground",
    "span": (0.0, 1.0),
    "anchor": (0.0, 0.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    #: "rigid", "ribbon" or "fan", and the bones it follows.
    kind: str
    bones: tuple[str, ...]
    wear: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    #: (channel, value): shown while the channel has that value.
    state: tuple[str, str] | None = None
    #: Stays upright however its bone turns (an umbrella, a balloon's basket).
    upright: bool = False
    #: The drawing that it comes from, if not the puppet's own, and the parts right above which it is painted.
    home: str = ""
    over: tuple[str, ...] = ()
    #: The group, without its data attributes; None for what is no drawing (a picture in a hand).
    group: ET.Element | None = field(default=None, repr=False, compare=False)

    @property
    def svg(self) -> str:
        """Markup of the group. Written when it is asked for: most parts of a wardrobe never are."""
        return "" if self.group is None else ET.tostring(self.group, encoding="unicode")


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
    #: Whether it can put on what the wardrobe holds, and the size of its limbs against the mannequin's by bone.
    wardrobe: bool = False
    fits: Mapping[str, float] = field(default_factory=dict)
    #: Clips for a body of this kind that travels, and that does not, in place of the rig's.
    moving: str = ""
    resting: str = ""
    #: What differs from body to body where nothing is asked for: slot or default wearable -> choices.
    varies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    return _sheet(name, _text(name))


@cache
def wearables(name: str) -> frozenset[str]:
    """Names of what the puppet can wear or hold, as `dressed(name).wears`, without building its parts."""
    sheet, own = load_sheet(name), _worn_in(_text(name))
    things = (item for item in thing_names() if sheet.wardrobe and _fits(item, sheet))
    return own.union(*(_worn_with(item) for item in things))


def _worn_in(text: str) -> frozenset[str]:
    return frozenset(word for words in _WEARS.findall(text) for word in words.split())


@cache
def _worn_with(item: str) -> frozenset[str]:
    """The wearables that a thing of the wardrobe brings: its own name, unless it is a clip's prop alone."""
    text = _text(f"{wardrobe.THINGS}/{item}")
    unnamed = any(" data-wear=" not in part and ' data-state="prop' not in part for part in _PARTS.findall(text))
    return _worn_in(text) | (frozenset({item}) if unnamed or load_thing(item).hides else frozenset())


def _fits(item: str, sheet: Sheet) -> bool:
    thing = load_thing(item)
    return thing.rig == sheet.rig and sheet.name in (thing.bodies or (sheet.name,))


@cache
def load(name: str) -> Puppet:
    """The whole puppet, or a thing of the wardrobe by "wardrobe/<name>". Raises PuppetError for a broken file."""
    text = _text(name)
    # The files ship with the package; user-supplied XML never comes here.
    root = ET.fromstring(text)  # noqa: S314
    groups = [child for child in root if child.tag == f"{{{SVG_NS}}}g"]
    pivots = {
        circle.get("id", "").removeprefix("pivot-"): (float(circle.get("cx", 0)), float(circle.get("cy", 0)))
        for group in groups
        if group.get("id") == "pivots"
        for circle in group
    }
    home = name if _is_thing(name) else ""
    if home:
        pivots = {**load(wardrobe.MANNEQUIN).pivots, **pivots}
    sheet = _sheet(name, text)
    parts = tuple(_part(name, group, pivots, home) for group in groups if group.get("id") != "pivots")
    if not parts:
        raise PuppetError(f"puppet {name}: no parts")
    defs = "".join(ET.tostring(child, encoding="unicode") for child in root if child.tag == f"{{{SVG_NS}}}defs")
    x, y, width, height = (float(v) for v in root.get("viewBox", "").split())
    return Puppet(sheet=sheet, view_box=(x, y, width, height), defs=defs, parts=parts, pivots=pivots)


@cache
def thing_names() -> tuple[str, ...]:
    """Names of all things in the wardrobe."""
    return wardrobe.names()


@cache
def load_thing(name: str) -> wardrobe.Thing:
    """The metadata of a thing in the wardrobe. Raises PuppetError."""
    return wardrobe.thing(name, _metadata(name, _text(f"{wardrobe.THINGS}/{name}")))


@cache
def heads() -> Mapping[str, wardrobe.Thing]:
    """Drawn heads by the sprite that they replace."""
    things = [load_thing(name) for name in thing_names()]
    return {sprite: one for one in things for sprite in one.head_of}


@cache
def dressed(name: str) -> Puppet:
    """The puppet with the parts of everything in the wardrobe that its rig can wear. Raises PuppetError."""
    puppet = load(name)
    if not puppet.sheet.wardrobe:
        return puppet
    for item in thing_names():
        if _fits(item, puppet.sheet):
            puppet = _with_thing(puppet, item)
    return puppet


def _with_thing(puppet: Puppet, name: str) -> Puppet:
    item, drawing = load_thing(name), load(f"{wardrobe.THINGS}/{name}")
    sheet = puppet.sheet
    if item.hold:
        sheet = replace(sheet, holds={**sheet.holds, name: item.hold})
    if item.like:
        groups = tuple((*group, name) if item.like in group else group for group in sheet.replaces)
        known = any(item.like in group for group in groups)
        sheet = replace(sheet, replaces=groups if known else (*groups, (item.like, name)))
    parts = [replace(p, unless=(*p.unless, name)) if p.name in item.hides else p for p in puppet.parts]
    for part in drawing.parts:
        own = [p.name for p in parts]
        above = next((own.index(over) for over in part.over if over in own), len(own) - 1)
        # Parts of one file keep their order above the same part.
        while above + 1 < len(parts) and parts[above + 1].home == part.home:
            above += 1
        parts.insert(above + 1, part)
    extra = [bone for bone in drawing.pivots if bone not in puppet.pivots]
    pivots = {**puppet.pivots, **{bone: _fitted(puppet, drawing, bone) for bone in extra}}
    return replace(puppet, sheet=sheet, parts=tuple(parts), pivots=pivots)


def _fitted(puppet: Puppet, drawing: Puppet, bone: str) -> tuple[float, float]:
    """Where a joint that only the thing has goes on this body: as far from the nearest joint that both have."""
    x, y = drawing.pivots[bone]
    near = table(puppet.sheet.rig)["bones"].get(bone, "head")
    while near and near not in puppet.pivots:
        near = table(puppet.sheet.rig)["bones"][near]
    if not near:
        # What lies on the floor keeps its place before the feet.
        fit = puppet.sheet.fits.get(bone, 1.0)
        (x0, y0), (x1, y1) = _FLOOR, puppet.sheet.anchor
    else:
        fit = puppet.sheet.fits.get(near, 1.0)
        (x0, y0), (x1, y1) = drawing.pivots[near], puppet.pivots[near]
    return x1 + (x - x0) * fit, y1 + (y - y0) * fit


def _is_thing(name: str) -> bool:
    folder, _, item = name.rpartition("/")
    return folder == wardrobe.THINGS and item in thing_names()


def _text(name: str) -> str:
    file = FOLDER / f"{name}.svg"
    if ("/" in name and not _is_thing(name)) or not file.is_file():
        raise PuppetError(f"no puppet is called {name!r}")
    return file.read_text(encoding="utf-8")


def _metadata(name: str, text: str) -> dict[str, Any]:
    found = _METADATA.search(text)
    if found is None:
        raise PuppetError(f"puppet {name}: no <metadata>")
    try:
        return {key: _frozen(value) for key, value in json.loads(unescape(found.group(1))).items()}
    except json.JSONDecodeError as fault:
        raise PuppetError(f"puppet {name}: {fault}") from None


def _sheet(name: str, text: str) -> Sheet:
    data = _metadata(name, text)
    if _is_thing(name):
        data = {**_BARE, "rig": data.get("rig", "biped"), "colours": data.get("colours", {})}
    else:
        data["words"] = wardrobe.with_looks(name, data.get("words", {}))
    try:
        sheet = Sheet(name=name, **data)
    except TypeError as fault:
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


def _part(puppet: str, group: ET.Element, pivots: Mapping[str, tuple[float, float]], home: str = "") -> Part:
    over = wardrobe.over(group)
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
    # A thing's parts show when it is worn; props and what its clip brings show by their state alone.
    usual = "" if not home or channel.startswith("prop") else home.rpartition("/")[2]
    return Part(
        name=name,
        group=group,
        kind={"bone": "rigid"}.get(kinds[0], kinds[0]),
        bones=bones,
        wear=tuple(data.get("wear", usual).split()),
        unless=tuple(data.get("unless", "").split()),
        state=(channel, value) if value else None,
        upright="upright" in data,
        home=home,
        over=over,
    )
