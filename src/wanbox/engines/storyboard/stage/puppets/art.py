"""A puppet as art: picks the parts that show, poses them, paints them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...shotlist import MOUTH_RATE
from ..contract import Body, Cutout
from . import kernel
from .mesh import Mesh, mesh_of, placed
from .model import Part, Puppet, load
from .raster import texture
from .rig import Bone, Motion, Pose

#: Pixels of a part's picture per pixel on screen: turned parts stay crisp.
OVERSAMPLE = 1.3
_PAD = 3
#: A body of which nothing is seen still has this many pixels each way.
_LEAST = 2
#: Left, top, right, bottom about the anchor.
Box: TypeAlias = tuple[float, float, float, float]
_EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
_BLINK_SECONDS = 0.13
_SYLLABLES_PER_SECOND = 6.5
#: States of parts that the voice opens.
OPEN_MOUTHS = (("mouth", "a"), ("mouth", "o"))
#: Below this the lips are shut.
_SHUT = 0.1


@dataclass(frozen=True, slots=True)
class _Piece:
    part: Part
    mesh: Mesh
    pixels: NDArray[np.uint8]
    source: NDArray[np.float32]
    #: Joints of the drawing that the part comes from, and its size on this body against that drawing.
    pivots: Mapping[str, tuple[float, float]]
    fit: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PuppetArt:
    """Poses a puppet at one pixel height. Holds nothing that changes, so threads may share it."""

    motion: Motion
    pieces: tuple[_Piece, ...]
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

    def pose(self, t: float, seconds: float) -> Body:
        """The body at t seconds; flat lit, facing right."""
        return self.within(t, seconds, _EVERYWHERE)

    def within(self, t: float, seconds: float, box: Box) -> Body:  # noqa: ARG002 - the contract of Art
        """The part of the body inside a box about the anchor, in pixels; flat lit, facing right."""
        pose = self.motion.pose(t)
        shown = self.shown(t)
        anchor = np.array(self.anchor, np.float32)
        squash = np.array(pose.squash, np.float32)
        laid = [piece for piece in self.pieces if _visible(piece.part, shown) and _jointed(piece.part, pose)]
        points = [self._grounded(piece, pose, t) for piece in laid]
        # All pieces at once: what numpy does for a few points costs as much as for hundreds.
        whole = (np.concatenate(points) - anchor) * squash * np.float32(self.scale)
        top, bottom = np.floor(whole.min(0)) - _PAD, np.ceil(whole.max(0)) + _PAD
        low = np.maximum(top, np.floor(np.array(box[:2], np.float32)))
        high = np.maximum(np.minimum(bottom, np.ceil(np.array(box[2:], np.float32))), low + _LEAST)
        width, height = (int(v) for v in high - low)
        pixels: Cutout = np.zeros((height, width, 4), np.uint8)
        whole -= low
        first = 0
        for piece, own in zip(laid, points, strict=True):
            spot = whole[first : first + len(own)]
            kernel.paint(pixels, piece.pixels, piece.source, spot, piece.mesh.triangles)
            first += len(own)
        unseen = int(low[1] - top[1]), max(0, int(bottom[1] - high[1]))
        return Body(pixels, (float(-low[0]), float(-low[1])), unseen)

    def _grounded(self, piece: _Piece, pose: Pose, t: float) -> NDArray[np.float32]:
        """The piece's vertices in the drawing; cloth and tails lie down on the ground rather than go through it."""
        sheet = self.motion.puppet.sheet
        verts = placed(piece.part, self._opened(piece, t), _fitted(pose, piece), piece.pivots)
        # Who sits astride has the ground far below the feet.
        if piece.part.kind != "rigid" and sheet.medium == "ground" and not self.motion.clip.get("astride"):
            verts[:, 1] = np.minimum(verts[:, 1], np.float32(sheet.anchor[1]))
        return verts

    def _opened(self, piece: _Piece, t: float) -> Mesh:
        """A speaking mouth's mesh, as far open as the voice opens it."""
        if not self.mouth or piece.part.state not in OPEN_MOUTHS:
            return piece.mesh
        rest = piece.mesh.rest.copy()
        top = rest[:, 1].min()
        rest[:, 1] = top + (rest[:, 1] - top) * np.float32(0.45 + 0.75 * opening(t, self.mouth))
        return replace(piece.mesh, rest=rest)

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
    piece = _Piece(part, mesh, picture, source, body.motion.puppet.pivots)
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
    piece = _Piece(part, mesh, picture, source, body.motion.puppet.pivots)
    index = next((i for i, one in enumerate(body.pieces) if one.part.bones[0] == f"wrist-{hand}"), len(body.pieces))
    return replace(body, pieces=(*body.pieces[:index], piece, *body.pieces[index:]))


def _piece(puppet: Puppet, part: Part, scale: float, colours: Mapping[str, str]) -> _Piece | None:
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
    return _Piece(part, mesh, picture.pixels, source, home.pivots if part.home else puppet.pivots, fit)


def _fitted(pose: Pose, piece: _Piece) -> Pose:
    """The pose as a part of the wardrobe sees it: its bone carries it at the body's own size."""
    if piece.fit == 1.0 or piece.part.kind == "ribbon":
        return pose
    bone = pose.bones[piece.part.bones[0]]
    own = Bone(bone.x, bone.y, bone.angle, bone.sx * piece.fit, bone.sy * piece.fit)
    return replace(pose, bones={**pose.bones, piece.part.bones[0]: own})


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


def _jointed(part: Part, pose: Pose) -> bool:
    return all(bone in pose.bones for bone in (part.bones[:1] if part.kind == "fan" else part.bones))


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
