"""What an actor wears and holds: looks by its noun, garments asked for, things in its hands, an animal's fur."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..shotlist import Actor
from . import catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .puppets.art import PuppetArt
    from .puppets.model import Puppet
    from .puppets.wardrobe import Thing

#: Names of what is worn, and colours by slot.
Outfit: TypeAlias = tuple[frozenset[str], Mapping[str, str]]

#: An animal that wears nothing shows its fur.
BARE = "fur"
#: Slots of the body itself.
_BODILY = frozenset({"skin", "hair"})
#: Slots of clothes: a colour for one of them asks for the clothes.
_CLOTHES = frozenset({"top", "trousers", "dress", "coat"})
#: Before the names of wearables that show a thing as it is held: on its string, on its stick, over the head.
HELD = "held-"
#: What hangs from the hand rather than stands on it.
_HANGING = frozenset(
    {"bag", "luggage", "handbag", "basket", "bucket", "lantern", "suitcase", "briefcase", "shopping-bags"}
)
#: Share of its height at which a standing thing is held, from the top.
_GRIP_LOW, _GRIP_HIGH, _GRIP_MIDDLE = 0.82, 0.08, 0.5
#: Sizes of things in a hand, in metres: smaller is not seen, larger needs both arms or is shown smaller.
_SMALLEST, _LARGEST, _TWO_HANDS = 0.16, 1.1, 0.5


def dressed(actor: Actor, puppet: Puppet, seed: int = 0) -> Outfit:
    """What it wears and its colours: as asked for, else the look that belongs to its noun, else its usual dress.

    What is left open differs from body to body by the seed.
    """
    look = _look(actor, puppet)
    asked = frozenset(actor.wears) & puppet.wears
    given = frozenset(look.get("wears", ())) & puppet.wears
    own: Mapping[str, Sequence[str]] = look.get("varies", {})
    choices = {**puppet.sheet.varies, **own}
    chances = {name: _chance(seed, name, some, actor.colours) for name, some in choices.items()}
    usual = frozenset(_one(chances, name) for name in puppet.sheet.default_wears)
    base = frozenset(_one(chances, name) if name in own else name for name in given) or usual
    slots = puppet.sheet.replaces
    # A wearable asked for takes the place of its like: a coat that of the shirt, a bun that of long hair.
    dropped = {worn for group in slots if asked & set(group) for worn in group if worn not in asked}
    # The clothes of a look are as they are; who wears them is not.
    free = chances.keys() & (_BODILY | own.keys() if given else puppet.sheet.colours.keys())
    varied = {slot: chances[slot] for slot in free if chances[slot].startswith("#")}
    return (base - dropped) | asked, {**varied, **look.get("colours", {}), **actor.colours}


def _chance(seed: int, name: str, choices: Sequence[str], colours: Mapping[str, str]) -> str:
    """One of the choices by the seed; a colour that was asked for brings what it is the colour of."""
    return next((choice for choice in choices if choice in colours), choices[_pick(seed, name, len(choices))])


def _one(chances: Mapping[str, str], name: str) -> str:
    """The default wearable, or another that this body has in its place."""
    return name if chances.get(name, "#").startswith("#") else chances[name]


def _pick(seed: int, name: str, count: int) -> int:
    return zlib.crc32(f"{seed} {name}".encode()) % count


def _look(actor: Actor, puppet: Puppet) -> Mapping[str, Any]:
    from .puppets import wardrobe

    for word in (actor.label.lower(), actor.label, actor.noun):
        own = puppet.sheet.looks.get(word)
        if own:
            return own
        found = wardrobe.look_for(word, puppet.sheet.name) if puppet.sheet.wardrobe else None
        if found:
            return {"wears": found.wears, "colours": found.colours, "varies": found.varies}
    return {}


def animal(actor: Actor, puppet: Puppet, head: Thing, seed: int = 0) -> Outfit:
    """What an animal on two legs wears: its head, fur in the head's colours, and clothes where any are asked for."""
    wears, colours = dressed(actor, puppet, seed)
    clothes = frozenset(actor.wears) & puppet.wears or _CLOTHES & actor.colours.keys() or _look(actor, puppet)
    fur = {**head.body, **colours}
    if "skin" in actor.colours:
        # A colour asked for is that of all its fur.
        fur["fur"] = actor.colours["skin"]
    return wears | {head.name} | (frozenset() if clothes else {BARE}), fur


def held(
    holds: Mapping[str, Mapping[str, Any]], wears: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Tracks, states and clips (action -> clip) that what is worn and held brings."""
    tracks: dict[str, Any] = {}
    states: dict[str, str] = {}
    clips: dict[str, str] = {}
    for name in sorted(wears & holds.keys()):
        tracks |= holds[name].get("tracks", {})
        states |= holds[name].get("states", {})
        clips |= holds[name].get("clips", {})
    return tracks, states, clips


def put_down(wears: frozenset[str], actor: Actor, puppet: Puppet) -> frozenset[str]:
    """What it wears without what its look puts into a hand that the action needs: nobody reads with a staff."""
    from .puppets import rig

    action, given = actor.action, wears & puppet.sheet.holds.keys() - frozenset(actor.wears)
    kept = {name for name in given if action in puppet.sheet.holds[name].get("clips", {})}
    clip = rig.load_rig(puppet.sheet.rig)
    data = clip.clips[clip.clip_for(action, travels=False)]
    states = data.get("states", {})
    busy = "near" in data.get("hands", {}) or "prop" in states or states.get("hand-near") == "open"
    held = {name for name in given if puppet.sheet.holds[name].get("tracks")}
    return wears - (held - kept) if busy else wears


def taken(actor: Actor, wearables: frozenset[str]) -> Actor:
    """The actor with each thing in its hand that the body has a pose of its own for among what it wears."""
    own = {name: worn for name in actor.holds for worn in (name, HELD + name) if worn in wearables}
    if not own:
        return actor
    rest = tuple(name for name in actor.holds if name not in own)
    return replace(actor, wears=tuple(dict.fromkeys((*actor.wears, *own.values()))), holds=rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Something in a hand: the picture, its height in units of the drawing, and where the hand takes it."""

    picture: NDArray[np.uint8]
    hand: str
    size: float
    grip: tuple[float, float]
    tracks: Mapping[str, Any] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


def loads(actor: Actor, action: str, puppet: Puppet) -> Sequence[Load]:
    """What the actor carries, near hand first; names that nothing is called by are left out."""
    from .puppets import clips

    clip = clips.table(puppet.sheet.rig)["clips"].get(action, {})
    out: list[Load] = []
    busy = any("hand-near" in puppet.sheet.holds.get(worn, {}).get("states", {}) for worn in actor.wears)
    for hand, name in zip(("near", "far")[busy:], actor.holds, strict=False):
        if f"grip-{hand}" in puppet.pivots and (load := _load(name, hand, puppet, posed=hand in clip.get("hands", {}))):
            out.append(load)
    return out


def _load(name: str, hand: str, puppet: Puppet, *, posed: bool) -> Load | None:
    entry = catalogue.find(name, "sprite") or catalogue.find(name)
    if entry is None:
        return None
    picture = _picture(name, entry.kind)
    metres = min(max(entry.metres, _SMALLEST), _LARGEST)
    size = metres * puppet.sheet.height / puppet.sheet.metres
    low = any(part in name for part in _HANGING)
    middle = not low and entry.aspect > 0.8
    grip = 0.5, _GRIP_HIGH if low else _GRIP_MIDDLE if middle else _GRIP_LOW
    tracks: dict[str, Any] = {}
    if not posed and not low:
        raised = -22.0 if metres < _TWO_HANDS else -34.0
        tracks = {f"shoulder-{hand}": {"amp": 1.5, "mean": raised}, f"elbow-{hand}": {"amp": 1.5, "mean": -74}}
    return Load(picture=picture, hand=hand, size=size, grip=grip, tracks=tracks, states={f"hand-{hand}": "grip"})


def _picture(name: str, kind: str) -> NDArray[np.uint8]:
    """A thing at rest, about as many pixels as a hand ever shows of it."""
    if kind == "sprite":
        from .sprites import art as sprites

        return sprites.picture(name, 160)
    from .puppets import art, model, motions

    puppet = model.load(name)
    motion = motions.plan(puppet, "stand", speed=0.0, seed=0)
    scale = 160 / puppet.sheet.height
    wears = frozenset(puppet.sheet.default_wears)
    still = art.build(motion, scale=scale, colours={}, wears=wears, states={}, speaks=(), seed=0)
    return still.pose(0.0, 1.0).pixels


def in_hand(body: PuppetArt, load: Load) -> PuppetArt:
    """The body with the load in its hand."""
    from .puppets import art

    return art.in_hand(body, load.picture, hand=load.hand, size=load.size, grip=load.grip)
