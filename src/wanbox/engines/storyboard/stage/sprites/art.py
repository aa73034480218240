"""An illustrated body or object as art: one picture that hops, sways, rocks or swims as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...draw.svg import document, drawn
from ..contract import Body, Place
from ..puppets import kernel
from ..puppets.art import seen
from . import store

_COLUMNS, _ROWS = 9, 7
_OVERSAMPLE = 1.25
_AS_MADE = Place()


@dataclass(frozen=True, slots=True)
class Stir:
    """A sprite's displacement at one moment, in units of its height; angles in degrees."""

    rise: float = 0.0
    tilt: float = 0.0
    sx: float = 1.0
    sy: float = 1.0
    #: Sideways sway of the top against a fixed foot.
    sway: float = 0.0
    #: Swimming wave: height and phase in cycles.
    wave: float = 0.0
    phase: float = 0.0


#: (seconds, strides made so far) -> stir.
Mover: TypeAlias = Callable[[float, float], Stir]


def _wave(turns: float) -> float:
    return math.sin(math.tau * turns)


def _hop(_t: float, strides: float) -> Stir:
    up = abs(math.sin(math.pi * strides))
    return Stir(rise=0.07 * up, tilt=4 * _wave(strides / 2 + 0.1), sy=0.965 + 0.045 * up, sx=1.02 - 0.025 * up)


def _animal(t: float, strides: float) -> Stir:
    if strides:
        return _hop(t, strides)
    breath = _wave(t * 0.35)
    return Stir(sy=1 + 0.01 * breath, sx=1 - 0.005 * breath, sway=0.006 * _wave(t * 0.13), tilt=0.6 * _wave(t * 0.21))


def _still(_t: float, _strides: float) -> Stir:
    return Stir()


def _jump(t: float, _strides: float) -> Stir:
    u = (t * 1.1) % 1.0
    up = max(0.0, math.sin(math.pi * (u - 0.2) / 0.8)) if u > 0.2 else 0.0
    squat = math.sin(math.pi * u / 0.2) * 0.1 if u <= 0.2 else 0.0
    return Stir(rise=0.42 * up, sy=1 - squat + 0.03 * up, sx=1 + squat * 0.6 - 0.015 * up)


_MOVERS: Mapping[str, Mover] = {
    "animal": _animal,
    "bird": lambda t, s: Stir(
        rise=0.035 * _wave(t * 1.1), tilt=3 * _wave(t * 0.7), sy=1 + 0.07 * _wave(t * 3.2 + 0 * s)
    ),
    "fish": lambda t, s: Stir(rise=0.02 * _wave(t * 0.4), wave=0.05, phase=t * 1.3 + s, tilt=2 * _wave(t * 0.5)),
    "boat": lambda t, _: Stir(rise=0.012 * _wave(t * 0.33), tilt=2.2 * _wave(t * 0.27 + 0.1)),
    "vehicle": lambda t, s: Stir(
        rise=0.006 * abs(_wave(t * 2.6)) if s else 0.0,
        tilt=0.35 * _wave(t * 1.7) if s else 0.0,
        sy=1 + 0.004 * _wave(t * 6),
    ),
    "aircraft": lambda t, _: Stir(rise=0.03 * _wave(t * 0.31), tilt=1.8 * _wave(t * 0.23)),
    "drift": lambda t, _: Stir(rise=0.012 * _wave(t * 0.15), sx=1 + 0.012 * _wave(t * 0.11)),
    "plant": lambda t, _: Stir(sway=0.028 * _wave(t * 0.31) + 0.012 * _wave(t * 0.73)),
    "object": lambda t, s: _hop(t, s) if s else Stir(sy=1 + 0.006 * _wave(t * 0.4), tilt=0.5 * _wave(t * 0.23)),
    "still": _still,
}
_ACTIONS: Mapping[str, Mover] = {
    "jump": _jump,
    "play": _jump,
    "dance": lambda t, _: Stir(rise=0.05 * abs(_wave(t * 0.9)), tilt=9 * _wave(t * 0.9), sy=1 + 0.03 * _wave(t * 1.8)),
    "spin": lambda t, _: Stir(tilt=(t * 140) % 360),
    "fall": lambda t, _: Stir(tilt=(t * 75) % 360, rise=0.03 * _wave(t * 0.7)),
    "float": lambda t, _: Stir(rise=0.04 * _wave(t * 0.3), tilt=3 * _wave(t * 0.21)),
    "sleep": lambda t, _: Stir(sy=1 + 0.02 * _wave(t * 0.22), sx=1 - 0.008 * _wave(t * 0.22)),
}


@lru_cache(maxsize=48)
def picture(name: str, height: int) -> NDArray[np.uint8]:
    """The sprite's ink at a pixel height, looking right, with a margin of two pixels. Raises KeyError."""
    row = store.catalogue()[name]
    x, y, width, tall = row["box"]
    scale = height / tall
    margin = 2 / scale
    box = (x - margin, y - margin, width + 2 * margin, tall + 2 * margin)
    size = max(4, round(box[2] * scale)), max(4, round(box[3] * scale))
    pixels = drawn(document(store.drawing(name), view_box=box), width=size[0], height=size[1])
    return np.ascontiguousarray(pixels[:, ::-1]) if row.get("flip") else pixels


def main_colour(name: str) -> str:
    """The median colour of a sprite's ink, as CSS: paws of a body that gets this head. Raises KeyError."""
    pixels = picture(name, 48)
    blue, green, red = np.median(pixels[pixels[..., 3] == 255][:, :3], axis=0)
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


@dataclass(frozen=True, kw_only=True)
class SpriteArt:
    """One picture, moved. What it works out about itself never changes, so threads may share it."""

    texture: NDArray[np.uint8]
    #: Height on screen in pixels, and where the body stands on it: 1 the foot, 0.5 the centre.
    height: float
    stand: float
    mover: Mover
    #: Strides per second; 0 for one that stays where it is.
    pace: float
    offset: float

    @cached_property
    def _cover(self) -> NDArray[np.uint8]:
        return kernel.coverage(self.texture)

    @property
    def still(self) -> bool:
        """Whether it is moved at all."""
        return self.mover is _still

    def pose(self, t: float, seconds: float) -> Body:
        """The body at t seconds; flat lit, facing right."""
        return self.placed(t, seconds, _AS_MADE)

    def placed(self, t: float, seconds: float, place: Place) -> Body:  # noqa: ARG002 - the contract of PlacedArt
        """The body in its place at t seconds; flat lit."""
        clock = t + self.offset
        stir = self.mover(clock, self.pace * clock)
        source, triangles = _mesh(*self.texture.shape[:2])
        verts = self._placed(source, stir) + np.array([0.0, place.sunk])
        c, s = math.cos(place.turn) * place.scale, math.sin(place.turn) * place.scale
        verts = verts @ np.array([[c * place.facing, s * place.facing], [-s, c]]) + np.array([place.x, place.y])
        low, high = verts.min(0).tolist(), verts.max(0).tolist()
        corner, size, unseen = seen((*low, *high), place.window)
        pixels, spans = kernel.sheet(*size)
        kernel.paint(
            pixels,
            spans,
            self.texture,
            self._cover,
            source,
            np.ascontiguousarray(verts - corner, np.float32),
            triangles,
        )
        return Body(pixels, (place.x - corner[0], place.y - corner[1]), unseen, spans)

    def _placed(self, source: NDArray[np.float32], stir: Stir) -> NDArray[np.float64]:
        """The mesh about the anchor at (0, 0), in pixels on screen."""
        tall, wide = self.texture.shape[:2]
        scale = self.height / (tall - 4)
        x = (source[:, 0].astype(np.float64) - wide / 2) * scale
        y = (source[:, 1].astype(np.float64) - 2) * scale - self.height * self.stand
        up = (-y / self.height).clip(0, 1)
        behind = 0.5 - source[:, 0] / wide
        y = y + self.height * stir.wave * np.sin(math.tau * (behind - stir.phase)) * (behind + 0.6)
        x, y = x * stir.sx + stir.sway * self.height * up**1.6, y * stir.sy
        # A standing body tilts about its foot, but turns over about its middle.
        hub = -self.height * (self.stand - 0.5) if abs(stir.tilt) > 20 else 0.0
        c, s = math.cos(math.radians(stir.tilt)), math.sin(math.radians(stir.tilt))
        return np.stack([c * x - s * (y - hub), s * x + c * (y - hub) + hub - stir.rise * self.height], -1)


@lru_cache(maxsize=64)
def _mesh(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    xs, ys = np.linspace(0, width, _COLUMNS), np.linspace(0, height, _ROWS)
    source = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2).astype(np.float32)
    triangles = []
    for r in range(_ROWS - 1):
        for c in range(_COLUMNS - 1):
            a, b = r * _COLUMNS + c, (r + 1) * _COLUMNS + c
            triangles += [(a, a + 1, b), (a + 1, b + 1, b)]
    return source, np.array(triangles, np.int32)


def build(name: str, *, action: str, medium: str, height: float, speed: float, offset: float) -> SpriteArt:
    """Art of a sprite; `speed` is the ground speed in pixels per second. Raises KeyError for an unknown name."""
    row = store.catalogue()[name]
    texture = picture(name, max(8, round(height * _OVERSAMPLE)))
    width = height * row["box"][2] / row["box"][3]
    stand = 0.94 if row["move"] == "boat" else 1.0 if medium == "ground" else 0.5
    mover = _ACTIONS.get(action) if row["move"] not in {"boat", "still"} else None
    return SpriteArt(
        texture=texture,
        height=height,
        stand=stand,
        mover=mover or _MOVERS[row["move"]],
        pace=speed / (0.75 * width),
        offset=offset,
    )


def fixed(texture: NDArray[np.uint8], *, height: float, offset: float) -> SpriteArt:
    """Any picture that stands on the ground and stirs a little in the wind."""
    return SpriteArt(
        texture=texture,
        height=height,
        stand=1.0,
        mover=lambda t, _: Stir(tilt=0.7 * _wave(t * 0.23), sway=0.006 * _wave(t * 0.31)),
        pace=0.0,
        offset=offset,
    )
