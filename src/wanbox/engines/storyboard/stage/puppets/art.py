"""A puppet as art: picks the parts that show, poses them, paints them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..contract import Body, Cutout
from . import kernel
from .mesh import Mesh, mesh_of, placed
from .model import Part, Puppet
from .raster import texture
from .rig import Motion, Pose

#: Pixels of a part's picture per pixel on screen: turned parts stay crisp.
OVERSAMPLE = 1.3
_PAD = 3
_BLINK_SECONDS = 0.13
_SYLLABLES_PER_SECOND = 6.5


@dataclass(frozen=True, slots=True)
class _Piece:
    part: Part
    mesh: Mesh
    pixels: NDArray[np.uint8]
    source: NDArray[np.float32]


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

    def pose(self, t: float, seconds: float) -> Body:  # noqa: ARG002 - the contract of Art
        """The body at t seconds; flat lit, facing right."""
        pose = self.motion.pose(t)
        shown = self.shown(t)
        anchor = np.array(self.anchor, np.float32)
        squash = np.array(pose.squash, np.float32)
        laid = [
            (piece, (self._grounded(piece, pose) - anchor) * squash * np.float32(self.scale))
            for piece in self.pieces
            if _visible(piece.part, shown) and _jointed(piece.part, pose)
        ]
        low = np.floor(np.min([verts.min(0) for _, verts in laid], axis=0)) - _PAD
        high = np.ceil(np.max([verts.max(0) for _, verts in laid], axis=0)) + _PAD
        width, height = (int(v) for v in high - low)
        pixels: Cutout = np.zeros((height, width, 4), np.uint8)
        for piece, verts in laid:
            spot = np.ascontiguousarray(verts - low, np.float32)
            kernel.paint(pixels, piece.pixels, piece.source, spot, piece.mesh.triangles)
        return Body(pixels, (float(-low[0]), float(-low[1])))

    def _grounded(self, piece: _Piece, pose: Pose) -> NDArray[np.float32]:
        """The piece's vertices in the drawing; cloth and tails lie down on the ground rather than go through it."""
        sheet = self.motion.puppet.sheet
        verts = placed(piece.part, piece.mesh, pose, self.motion.puppet.pivots)
        if piece.part.kind != "rigid" and sheet.medium == "ground":
            verts[:, 1] = np.minimum(verts[:, 1], np.float32(sheet.anchor[1]))
        return verts

    def shown(self, t: float) -> dict[str, str]:
        """Value of each channel at t: eyes blink, the mouth follows the voice, hands do what the clip says."""
        out = dict(self.defaults) | dict(self.states)
        if blinks(t, self.seed) and out.get("eyes", "open") == "open":
            out["eyes"] = "blink"
        mouth = spoken(t, self.speaks, self.seed)
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
) -> PuppetArt:
    """Draw the parts that this actor can show, at `scale` pixels per unit; `medium` is where it is ("" for at home)."""
    puppet = motion.puppet
    slots = tuple(sorted((key, value) for key, value in colours.items() if key in puppet.sheet.colours))
    parts = [part for part in puppet.parts if worn(part, wears)]
    pieces = [piece for part in parts if (piece := _piece(puppet, part, scale, slots))]
    return PuppetArt(
        motion=motion,
        pieces=tuple(pieces),
        anchor=anchor_in(motion, medium or puppet.sheet.medium),
        scale=scale,
        states=_possible(states, parts),
        defaults=_defaults(parts),
        speaks=tuple(speaks),
        seed=seed,
    )


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
    part = Part(name="head", svg="", kind="rigid", bones=(head["bone"],))
    piece = _Piece(part, Mesh(rest, np.array([(0, 1, 2), (1, 3, 2)], np.int32)), picture, source)
    index = next((i for i, other in enumerate(body.pieces) if other.part.name == head["before"]), len(body.pieces))
    return replace(body, pieces=(*body.pieces[:index], piece, *body.pieces[index:]))


def worn(part: Part, wears: frozenset[str]) -> bool:
    """Whether a part shows under this dress: its wearable is on, and nothing that hides it is."""
    return (not part.wear or bool(wears & set(part.wear))) and not wears & set(part.unless)


def _piece(puppet: Puppet, part: Part, scale: float, slots: tuple[tuple[str, str], ...]) -> _Piece | None:
    mesh = mesh_of(puppet.sheet.name, part.name)
    picture = texture(puppet, part, scale=scale * OVERSAMPLE, colours=slots)
    if mesh is None or picture is None:
        return None
    return _Piece(part, mesh, picture.pixels, mesh.source(picture))


def _defaults(parts: Sequence[Part]) -> dict[str, str]:
    """The first value in the file is a channel's value at rest; a "prop" is there only while a clip asks for it."""
    out: dict[str, str] = {}
    for part in parts:
        if part.state and part.state[0] != "prop":
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
