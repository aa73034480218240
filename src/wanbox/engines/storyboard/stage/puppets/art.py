"""A puppet as art: picks the parts that show, poses them, paints them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...shotlist import MOUTH_RATE
from ..contract import Body, Place
from . import kernel
from .layout import Layout, Piece, layout_of
from .mesh import Mesh, mesh_of
from .model import Part, Puppet, load
from .motions import Motion
from .raster import texture
from .rig import Pose

#: Pixels of a part's picture per pixel on screen: turned parts stay crisp.
OVERSAMPLE = 1.3
_PAD = 3
#: A body of which nothing is seen still has this many pixels each way.
_LEAST = 2
_AS_MADE = Place()
#: Moments at which a body is looked at, to see whether it ever moves.
_MOMENTS = (0.13, 0.71, 1.9, 3.37)
_BLINK_SECONDS = 0.13
_SYLLABLES_PER_SECOND = 6.5
#: States of parts that the voice opens.
OPEN_MOUTHS = (("mouth", "a"), ("mouth", "o"))
#: Below this the lips are shut.
_SHUT = 0.1


@dataclass(frozen=True, kw_only=True)
class PuppetArt:
    """Poses a puppet at one pixel height. What it works out about itself never changes, so threads may share it."""

    motion: Motion
    pieces: tuple[Piece, ...]
    #: The point of the drawing that the stage puts on the ground line, or on the flyer's path.
    anchor: tuple[float, float]
    #: Pixels per unit of the drawing.
    scale: float
    #: Channels' values that the clip or a held thing fixes: {"hand-near": "grip"}.
    states: Mapping[str, str]
    defaults: Mapping[str, str]
    speaks: Sequence[tuple[float, float]]
    seed: int
    #: How far the mouth is open, see `Actor.mouth`.
    mouth: Sequence[float] = ()

    @cached_property
    def layout(self) -> Layout:
        """All pieces as arrays."""
        return layout_of(self.pieces, frozenset(self._at_start.bones), flags=[self._flags(p.part) for p in self.pieces])

    @cached_property
    def _at_start(self) -> Pose:
        return self.motion.pose(0.0)

    @cached_property
    def still(self) -> bool:
        """Whether it neither moves nor blinks nor speaks."""
        lively = any(piece.part.state is not None for piece in self.pieces)
        return not lively and all(self._same(self.motion.pose(t), self._at_start) for t in _MOMENTS)

    def _same(self, one: Pose, other: Pose) -> bool:
        pairs = zip(self.layout.posed(one), self.layout.posed(other), strict=True)
        return one.squash == other.squash and all(np.array_equal(a, b) for a, b in pairs)

    def pose(self, t: float, seconds: float) -> Body:
        """The body at t seconds; flat lit, facing right."""
        return self.placed(t, seconds, _AS_MADE)

    def placed(self, t: float, seconds: float, place: Place) -> Body:  # noqa: ARG002 - the contract of PlacedArt
        """The body in its place at t seconds; flat lit."""
        pose, layout = self.motion.pose(t), self.layout
        shown = self._laid(t)
        opening_ = opening(t, self.mouth) if self.mouth else 0.0
        floor = self.motion.puppet.sheet.anchor[1]
        verts, box = layout.place(shown, pose, opening_, floor, self._through(place, pose.squash))
        corner, size, unseen = seen(box, place.window)
        pixels, spans = layout.paint(shown, verts, size, corner)
        return Body(pixels, (place.x - corner[0], place.y - corner[1]), unseen, spans)

    def outline(self, t: float, name: str) -> NDArray[np.float32]:
        """Where the vertices of a part are at t, in units of the drawing."""
        number = next(i for i, piece in enumerate(self.pieces) if piece.part.name == name)
        opening_, floor = opening(t, self.mouth), self.motion.puppet.sheet.anchor[1]
        shown = np.array([number], np.int32)
        verts, _ = self.layout.place(shown, self.motion.pose(t), opening_, floor, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
        first, count = self.layout.pieces[number, [kernel.VERT, kernel.VERTS]]
        return verts[first : first + count]

    def _laid(self, t: float) -> NDArray[np.int32]:
        """Numbers of the pieces that are seen at t."""
        shown, jointed = self.shown(t), self.layout.pieces[:, kernel.BONES]
        numbers = [i for i, piece in enumerate(self.pieces) if jointed[i] and _visible(piece.part, shown)]
        return np.array(numbers, np.int32)

    def _through(self, place: Place, squash: tuple[float, float]) -> tuple[float, ...]:
        """The map from the drawing to the frame: a, b, x, c, d, y."""
        wide, tall = self.scale * place.scale * squash[0] * place.facing, self.scale * place.scale * squash[1]
        cosine, sine = math.cos(place.turn), math.sin(place.turn)
        a, b, c, d = cosine * wide, -sine * tall, sine * wide, cosine * tall
        down = self.anchor[1] - place.sunk / self.scale
        return a, b, place.x - a * self.anchor[0] - b * down, c, d, place.y - c * self.anchor[0] - d * down

    def _flags(self, part: Part) -> int:
        """Cloth and tails lie down on the ground rather than go through it; a speaking mouth opens."""
        sheet = self.motion.puppet.sheet
        # Who sits astride has the ground far below the feet.
        lies = part.kind != "rigid" and sheet.medium == "ground" and not self.motion.clip.get("astride")
        opens = bool(self.mouth) and part.state in OPEN_MOUTHS
        upright = part.upright and part.kind == "rigid"
        return kernel.UPRIGHT * upright + kernel.GROUNDED * lies + kernel.OPENS * opens

    def shown(self, t: float) -> dict[str, str]:
        """Value of each channel at t: eyes blink, the mouth follows the voice, hands do what the clip says."""
        out = dict(self.defaults) | dict(self.states)
        if blinks(t, self.seed) and out.get("eyes", "open") == "open":
            out["eyes"] = "blink"
        mouth = voiced(t, self.mouth, self.seed) if self.mouth else spoken(t, self.speaks, self.seed)
        if mouth:
            out["mouth"] = mouth
        return out


def build(
    motion: Motion,
    *,
    scale: float,
    colours: Mapping[str, str],
    wears: frozenset[str],
    states: Mapping[str, str],
    speaks: Sequence[tuple[float, float]],
    seed: int,
    medium: str = "",
    mouth: Sequence[float] = (),
) -> PuppetArt:
    """Draw the parts that this actor can show, at `scale` pixels per unit; `medium` is where it is ("" for at home)."""
    puppet = motion.puppet
    parts = [part for part in puppet.parts if worn(part, wears)]
    states, defaults = _possible(states, parts), _defaults(parts)
    fixed = {**defaults, **states}
    ever = _ever(fixed, talks=bool(speaks or mouth))
    pieces = [piece for part in parts if _can_show(part, ever) and (piece := _piece(puppet, part, scale, colours))]
    return PuppetArt(
        motion=motion,
        pieces=tuple(pieces),
        anchor=anchor_in(motion, medium or puppet.sheet.medium),
        scale=scale,
        states=states,
        defaults=defaults,
        speaks=tuple(speaks),
        seed=seed,
        mouth=tuple(mouth),
    )


def _ever(fixed: Mapping[str, str], *, talks: bool) -> dict[str, set[str]]:
    """All values of each channel in the shot: eyes blink and mouths talk by themselves, the rest is up to the clip."""
    out = {channel: {value} for channel, value in fixed.items()}
    if fixed.get("eyes", "open") == "open":
        out.setdefault("eyes", set()).add("blink")
    if talks:
        out.setdefault("mouth", set()).update(("a", "o", "closed"))
    return out


def _can_show(part: Part, ever: Mapping[str, set[str]]) -> bool:
    return part.state is None or part.state[1] in ever.get(part.state[0], ())


def anchor_in(motion: Motion, medium: str) -> tuple[float, float]:
    """The anchor of a body away from home: walkers swim and fly by their middle, flyers stand on their lower edge."""
    sheet = motion.puppet.sheet
    if medium == sheet.medium:
        return sheet.anchor
    if medium == "ground":
        return sheet.anchor[0], sheet.span[1]
    root = next(bone for bone in motion.rig.bones if bone in motion.puppet.pivots)
    return motion.puppet.pivots[root] if sheet.medium == "ground" else sheet.anchor


def with_head(body: PuppetArt, picture: NDArray[np.uint8]) -> PuppetArt:
    """The body with another picture for a head, fitted into the sheet's head box and standing on its lower edge."""
    head = body.motion.puppet.sheet.head
    x, y, width, height = head["box"]
    tall, wide = picture.shape[:2]
    scale = min(width / wide, height / tall)
    left, top = x + (width - wide * scale) / 2, y + height - tall * scale
    rest = np.array(
        [(left, top), (left + wide * scale, top), (left, y + height), (left + wide * scale, y + height)], np.float32
    )
    source = np.array([(0, 0), (wide, 0), (0, tall), (wide, tall)], np.float32)
    part = Part(name="head", kind="rigid", bones=(head["bone"],))
    mesh = Mesh(rest, np.array([(0, 1, 2), (1, 3, 2)], np.int32))
    piece = Piece(part, mesh, picture, source, body.motion.puppet.pivots)
    index = next((i for i, other in enumerate(body.pieces) if other.part.name == head["before"]), len(body.pieces))
    return replace(body, pieces=(*body.pieces[:index], piece, *body.pieces[index:]))


def worn(part: Part, wears: frozenset[str]) -> bool:
    """Whether a part shows under this dress: its wearable is on, and nothing that hides it is."""
    return (not part.wear or bool(wears & set(part.wear))) and not wears & set(part.unless)


def in_hand(
    body: PuppetArt, picture: NDArray[np.uint8], *, hand: str, size: float, grip: tuple[float, float]
) -> PuppetArt:
    """The body with a picture in a hand.

    size: the picture's height in units of the drawing; grip: where the hand takes it, as shares of width and height.
    It stays upright, in front of the near hand's palm and behind its fingers; the far hand holds it behind the body.
    """
    bone = f"grip-{hand}"
    tall, wide = picture.shape[:2]
    scale = size / tall
    x, y = body.motion.puppet.pivots[bone]
    left, top = x - grip[0] * wide * scale, y - grip[1] * size
    rest = np.array(
        [(left, top), (left + wide * scale, top), (left, top + size), (left + wide * scale, top + size)], np.float32
    )
    source = np.array([(0, 0), (wide, 0), (0, tall), (wide, tall)], np.float32)
    part = Part(name=f"held-{hand}", kind="rigid", bones=(bone,), upright=True)
    mesh = Mesh(rest, np.array([(0, 1, 2), (1, 3, 2)], np.int32))
    piece = Piece(part, mesh, picture, source, body.motion.puppet.pivots)
    index = next((i for i, one in enumerate(body.pieces) if one.part.bones[0] == f"wrist-{hand}"), len(body.pieces))
    return replace(body, pieces=(*body.pieces[:index], piece, *body.pieces[index:]))


def _piece(puppet: Puppet, part: Part, scale: float, colours: Mapping[str, str]) -> Piece | None:
    home = load(part.home) if part.home else puppet
    fit = puppet.sheet.fits.get(part.bones[0], 1.0) if part.home else 1.0
    slots = tuple(sorted((key, value) for key, value in colours.items() if key in home.sheet.colours))
    mesh = mesh_of(home.sheet.name, part.name)
    picture = texture(home, part, scale=scale * OVERSAMPLE * fit, colours=slots)
    if mesh is None or picture is None:
        return None
    source = mesh.source(picture)
    if fit != 1.0 and mesh.stations is not None:
        mesh = replace(mesh, half=mesh.half * fit)
    return Piece(part, mesh, picture.pixels, source, home.pivots if part.home else puppet.pivots, fit)


def _defaults(parts: Sequence[Part]) -> dict[str, str]:
    """The first value in the file is a channel's value at rest; a "prop" is there only while a clip asks for it."""
    out: dict[str, str] = {}
    for part in parts:
        if part.state and not part.state[0].startswith("prop"):
            out.setdefault(*part.state)
    return out


def _possible(states: Mapping[str, str], parts: Sequence[Part]) -> dict[str, str]:
    known = {part.state for part in parts}
    return {channel: value for channel, value in states.items() if (channel, value) in known}


def _visible(part: Part, shown: Mapping[str, str]) -> bool:
    return part.state is None or shown.get(part.state[0]) == part.state[1]


def seen(
    box: tuple[float, float, float, float], window: tuple[float, float, float, float]
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Of a body's box what is in a window: its corner, its (height, width), and the rows left out above and below."""
    left, top = math.floor(box[0]) - _PAD, math.floor(box[1]) - _PAD
    right, bottom = math.ceil(box[2]) + _PAD, math.ceil(box[3]) + _PAD
    x0, y0 = (
        int(max(low, math.floor(edge) if edge > low else low)) for low, edge in zip((left, top), window, strict=False)
    )
    x1, y1 = (
        int(max(min(high, edge), low + _LEAST)) for high, edge, low in ((right, window[2], x0), (bottom, window[3], y0))
    )
    return (x0, y0), (y1 - y0, x1 - x0), (y0 - top, max(0, bottom - y1))


def noise(*key: int) -> float:
    """A number 0…1 that depends on the key alone (a small integer hash)."""
    mixed = 0x9E3779B9
    for number in key:
        mixed = ((mixed ^ (number & 0xFFFFFFFF)) * 0x85EBCA6B) & 0xFFFFFFFF
        mixed ^= mixed >> 13
    return ((mixed * 0xC2B2AE35 & 0xFFFFFFFF) ^ (mixed >> 16)) / 0xFFFFFFFF


def blinks(t: float, seed: int) -> bool:
    """One blink in each stretch of three and a half seconds, at its own moment."""
    stretch = math.floor(t / 3.5)
    begin = (0.35 + 0.6 * noise(seed, stretch)) * 3.5
    return 0 <= t - stretch * 3.5 - begin < _BLINK_SECONDS


def spoken(t: float, speaks: Sequence[tuple[float, float]], seed: int) -> str:
    """Shape of the mouth while it speaks ("a", "o", "closed"), "" while it does not."""
    for start, end in speaks:
        if start <= t < end:
            pick = noise(seed, 77, math.floor((t - start) * _SYLLABLES_PER_SECOND * 2))
            return "closed" if pick < 0.28 else "o" if pick < 0.6 else "a"
    return ""


def opening(t: float, mouth: Sequence[float]) -> float:
    """How far the mouth is open at t, 0…1; shut before the first value and after the last."""
    at = t * MOUTH_RATE
    index = math.floor(at)
    if index < 0 or index >= len(mouth):
        return 0.0
    later = mouth[min(index + 1, len(mouth) - 1)]
    return min(max(mouth[index] + (later - mouth[index]) * (at - index), 0.0), 1.0)


def voiced(t: float, mouth: Sequence[float], seed: int) -> str:
    """Shape of the mouth that the voice's loudness asks for; now and then the lips are rounded."""
    open_ = opening(t, mouth)
    if open_ < _SHUT:
        return "closed"
    rounded = noise(seed, 91, math.floor(t * _SYLLABLES_PER_SECOND)) < 0.3
    return "o" if rounded and open_ < 0.75 else "a"
