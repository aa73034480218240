"""From a name on the cast list to something that can be posed: puppets, sprites, stand-ins and cards."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..shotlist import Actor
from . import catalogue
from .contract import Art

if TYPE_CHECKING:
    from .puppets.art import PuppetArt

#: The dressed body that carries the head of an animal for which there is no puppet.
STANDIN = "biped"

#: Whose hats a borrowed head can wear, and which.
WARDROBE = "man"
HATS = frozenset({"hat", "cap", "chef-hat", "crown"})

_Maker: TypeAlias = Callable[[Actor, float, float, int], Art]


def make(actor: Actor, *, height: float, travel: float, seconds: float, seed: int) -> Art:
    """The art of an actor.

    height: pixels on screen at rest; travel: pixels it moves along the ground in the whole shot of that many seconds
    (the feet keep to it). An art name that does not exist becomes a card with the actor's label.
    """
    own_seed = zlib.crc32(f"{seed} {actor.id}".encode())
    speed = abs(travel) / max(seconds, 1e-6)
    maker = _MAKERS.get(actor.kind, _card)
    try:
        return maker(actor, max(height, 8.0), speed, own_seed)
    except KeyError:
        return _card(actor, max(height, 8.0), speed, own_seed)


def _puppet(actor: Actor, height: float, speed: float, seed: int, *, name: str = "") -> Art:
    from .puppets import art, model, rig

    name = name or actor.art
    if name not in model.names():
        raise KeyError(name)
    puppet = model.load(name)
    scale = height / puppet.sheet.height
    wears, colours = _dressed(actor, puppet)
    held, states = _held(puppet.sheet.holds, wears)
    motion = rig.motion(puppet, actor.action, speed=speed / scale, seed=seed, held=held)
    return art.build(
        motion,
        scale=scale,
        colours=colours,
        wears=wears,
        states={**motion.clip.get("states", {}), **states},
        speaks=actor.speaks,
        seed=seed,
        medium=actor.medium,
    )


def _dressed(actor: Actor, puppet: Any) -> tuple[frozenset[str], Mapping[str, str]]:
    """What it wears and its colours: as asked for, else the look that belongs to its noun, else its usual dress."""
    look = puppet.sheet.looks.get(actor.noun) or puppet.sheet.looks.get(actor.label.lower()) or {}
    asked = frozenset(actor.wears) & puppet.wears
    given = frozenset(look.get("wears", ()))
    usual = frozenset(puppet.sheet.default_wears)
    slots = puppet.sheet.replaces
    base = given or usual
    # A wearable asked for takes the place of its like: a coat that of the shirt, a bun that of long hair.
    dropped = {worn for group in slots if asked & set(group) for worn in group if worn not in asked}
    return (base - dropped) | asked, {**look.get("colours", {}), **actor.colours}


def _held(holds: Mapping[str, Mapping[str, Any]], wears: frozenset[str]) -> tuple[dict[str, Any], dict[str, str]]:
    tracks: dict[str, Any] = {}
    states: dict[str, str] = {}
    for name in sorted(wears & holds.keys()):
        tracks |= holds[name].get("tracks", {})
        states |= holds[name].get("states", {})
    return tracks, states


def _sprite(actor: Actor, height: float, speed: float, seed: int) -> Art:
    from .sprites import art

    entry = catalogue.find(actor.art, "sprite")
    if entry is None:
        raise KeyError(actor.art)
    if entry.head_only:
        return _standin(actor, height, speed, seed)
    offset = (seed % 997) / 100
    return art.build(actor.art, action=actor.action, medium=actor.medium, height=height, speed=speed, offset=offset)


def _standin(actor: Actor, height: float, speed: float, seed: int) -> Art:
    from .puppets.art import PuppetArt, with_head
    from .sprites import art as sprites

    if catalogue.find(actor.art, "sprite") is None:
        raise KeyError(actor.art)
    colours = {"skin": sprites.main_colour(actor.art), **actor.colours}
    body = _puppet(replace(actor, colours=colours), height, speed, seed, name=STANDIN)
    assert isinstance(body, PuppetArt)
    box = body.motion.puppet.sheet.head["box"]
    body = with_head(body, sprites.picture(actor.art, max(8, round(box[3] * body.scale * 1.3))))
    hat = next((name for name in actor.wears if name in HATS), "")
    return _hatted(body, hat, colours) if hat else body


def _hatted(body: PuppetArt, hat: str, colours: Mapping[str, str]) -> PuppetArt:
    """The body with a hat of a person's wardrobe on its borrowed head."""
    from .puppets import model, raster
    from .puppets.art import with_head

    owner = model.load(WARDROBE)
    part = next(part for part in owner.parts if hat in part.wear and "head" in part.bones)
    slots = tuple(sorted((key, value) for key, value in colours.items() if key in owner.sheet.colours))
    drawn = raster.texture(owner, part, scale=body.scale * 2, colours=slots)
    if drawn is None:
        return body
    sheet = body.motion.puppet.sheet
    x, y, width, height = sheet.head["box"]
    box = (x + 0.14 * width, y - 0.30 * height, 0.72 * width, 0.52 * height)
    lifted = replace(sheet, head={**sheet.head, "box": box})
    raised = replace(body, motion=replace(body.motion, puppet=replace(body.motion.puppet, sheet=lifted)))
    return replace(with_head(raised, drawn.pixels), motion=body.motion)


def _card(actor: Actor, height: float, _speed: float, seed: int) -> Art:
    from . import card
    from .sprites import art

    words = actor.label or actor.noun
    return art.fixed(card.picture(words, max(8, round(height * 1.25))), height=height, offset=(seed % 997) / 100)


_MAKERS: Mapping[str, _Maker] = {"puppet": _puppet, "sprite": _sprite, "standin": _standin, "card": _card}
