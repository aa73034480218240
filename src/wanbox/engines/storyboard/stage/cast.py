"""From a name on the cast list to something that can be posed: puppets, sprites, stand-ins and cards."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ..shotlist import Actor
from . import catalogue, dressing
from .contract import Art

if TYPE_CHECKING:
    from .dressing import Outfit
    from .puppets.art import PuppetArt

#: The dressed body that carries the head of an animal for which there is no puppet.
STANDIN = "biped"

#: Whose hats a borrowed head can wear, and which.
WARDROBE = "man"
HATS = frozenset({"hat", "cap", "chef-hat", "crown"})

#: Spoken without a voice: as long as it lasts.
_ALWAYS = ((0.0, math.inf),)


@dataclass(frozen=True, slots=True)
class _Doing:
    """How an actor does what it does: pixels a second along the ground, its own seed, where it looks, its mood."""

    speed: float
    seed: int
    gaze: tuple[float, float] | None = None
    mood: str = ""


_Maker: TypeAlias = Callable[[Actor, float, _Doing], Art]


def make(
    actor: Actor,
    *,
    height: float,
    travel: float,
    seconds: float,
    seed: int,
    gaze: tuple[float, float] | None = None,
    mood: str = "",
) -> Art:
    """The art of an actor.

    height: pixels on screen at rest; travel: pixels it moves along the ground in the whole shot of that many seconds
    (the feet keep to it); gaze: unit direction to what it looks at, x forward as it faces, y down; mood: as in
    `Shot.mood`, on the faces of who can show it. An art name that does not exist becomes a card with the label.
    """
    own_seed = zlib.crc32(f"{seed} {actor.id}".encode())
    speed = abs(travel) / max(seconds, 1e-6)
    maker = _MAKERS.get(actor.kind, _card)
    try:
        return maker(actor, max(height, 8.0), _Doing(speed, own_seed, gaze, mood))
    except KeyError:
        return _card(actor, max(height, 8.0), _Doing(speed, own_seed))


def reach(actor: Actor) -> float:
    """Metres, foot to foot, at which the actor stands from its partner for what it does; 0 for no matter how far."""
    from .puppets import clips, model

    if actor.kind not in ("puppet", "standin"):
        return 0.0
    name = STANDIN if actor.kind == "standin" else actor.art
    return clips.distance(model.load_sheet(name).rig, actor.action) if name in model.names() else 0.0


def _puppet(actor: Actor, height: float, doing: _Doing, *, name: str = "", outfit: Outfit | None = None) -> Art:
    from .puppets import art, clips, model, motions

    name = name or actor.art
    if name not in model.names():
        raise KeyError(name)
    puppet = model.dressed(name)
    scale = height / puppet.sheet.height
    actor = dressing.taken(actor, puppet.wears)
    wears, colours = outfit or dressing.dressed(actor, puppet, doing.seed)
    wears = dressing.put_down(wears, actor, puppet)
    held, states, changed = dressing.held(puppet.sheet.holds, wears)
    action = changed.get(actor.action, actor.action)
    loaded = dressing.loads(actor, action, puppet) if actor.holds else ()
    for load in loaded:
        held, states = {**held, **load.tracks}, {**states, **load.states}
    motion = motions.plan(
        puppet, action, speed=doing.speed / scale, seed=doing.seed, held=held, gaze=doing.gaze, beat=actor.beat
    )
    shown = {**clips.face(puppet.sheet.rig, doing.mood), **motion.clip.get("states", {})}
    clip_states = {k: v for k, v in shown.items() if not (loaded and k.startswith("prop"))}
    body = art.build(
        motion,
        scale=scale,
        colours=colours,
        wears=wears,
        states={**clip_states, **states},
        speaks=actor.speaks or (_ALWAYS if motion.clip.get("speaks") and not actor.mouth else ()),
        seed=doing.seed,
        medium=actor.medium,
        mouth=actor.mouth,
    )
    for load in loaded:
        body = dressing.in_hand(body, load)
    return body


def _sprite(actor: Actor, height: float, doing: _Doing) -> Art:
    from .sprites import art

    entry = catalogue.find(actor.art, "sprite")
    if entry is None:
        raise KeyError(actor.art)
    if entry.head_only:
        return _standin(actor, height, doing)
    offset = (doing.seed % 997) / 100
    return art.build(
        actor.art, action=actor.action, medium=actor.medium, height=height, speed=doing.speed, offset=offset
    )


def _standin(actor: Actor, height: float, doing: _Doing) -> Art:
    from .puppets import model
    from .puppets.art import PuppetArt, with_head
    from .sprites import art as sprites

    if catalogue.find(actor.art, "sprite") is None:
        raise KeyError(actor.art)
    actor = dressing.taken(actor, model.dressed(STANDIN).wears)
    head = model.heads().get(actor.art)
    if head is not None:
        outfit = dressing.animal(actor, model.dressed(STANDIN), head, doing.seed)
        return _puppet(actor, height, doing, name=STANDIN, outfit=outfit)
    colours = {"skin": sprites.main_colour(actor.art), **actor.colours}
    body = _puppet(replace(actor, colours=colours), height, doing, name=STANDIN)
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


def _card(actor: Actor, height: float, doing: _Doing) -> Art:
    from . import card
    from .sprites import art

    words = actor.label or actor.noun
    return art.fixed(card.picture(words, max(8, round(height * 1.25))), height=height, offset=(doing.seed % 997) / 100)


_MAKERS: Mapping[str, _Maker] = {"puppet": _puppet, "sprite": _sprite, "standin": _standin, "card": _card}
