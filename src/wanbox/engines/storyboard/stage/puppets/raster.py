"""Pixels of a puppet's parts: each drawn once per scale and colouring, on its own cropped box, and kept."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...draw.svg import drawn
from .extent import Box, extent, markup
from .model import Part, Puppet
from .recolour import recoloured

#: New colours by slot, sorted.
Slots: TypeAlias = tuple[tuple[str, str], ...]

#: Pixels kept over all puppets; the least recently used part goes first.
CACHE_BYTES = 96 * 1024 * 1024
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Texture:
    """A part's picture and where it lies in the drawing: pixel (0, 0) is at (x, y), `scale` pixels to the unit."""

    pixels: NDArray[np.uint8]
    x: float
    y: float
    scale: float


class _Cache:
    """Least-recently-used textures under one lock; drawing itself happens outside it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._lock = threading.Lock()
        self._items: OrderedDict[tuple[object, ...], Texture] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Texture | None:
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                self._items.move_to_end(key)
            return found

    def put(self, key: tuple[object, ...], texture: Texture) -> None:
        with self._lock:
            if key in self._items:
                return
            self._items[key] = texture
            self._held += texture.pixels.nbytes
            while self._held > self._limit and len(self._items) > 1:
                self._held -= self._items.popitem(last=False)[1].pixels.nbytes


_CACHE = _Cache(CACHE_BYTES)


def texture(puppet: Puppet, part: Part, *, scale: float, colours: Slots) -> Texture | None:
    """The part at `scale` pixels per unit, in these colours; None for a part without ink."""
    step = snapped(scale)
    key = (puppet.sheet.name, part.name, step, colours)
    found = _CACHE.get(key)
    if found is None:
        ink = extent(puppet.sheet.name, part.name)
        if ink is None:
            return None
        found = _draw(puppet, part, ink.box, step, colours)
        _CACHE.put(key, found)
    return found


def snapped(scale: float) -> float:
    """The next scale up on a ladder of quarter octaves, so that nearly equal actors share their pictures."""
    return float(2 ** (math.ceil(math.log2(max(scale, 1e-3)) * 4 - 1e-6) / 4))


def _draw(puppet: Puppet, part: Part, box: Box, scale: float, colours: Slots) -> Texture:
    x, y, width, height = box
    pixels = math.ceil(width * scale) + 2 * _MARGIN, math.ceil(height * scale) + 2 * _MARGIN
    left, top = x - _MARGIN / scale, y - _MARGIN / scale
    view = f"{left} {top} {pixels[0] / scale} {pixels[1] / scale}"
    svg = recoloured(markup(puppet, part, view), puppet.sheet.colours, dict(colours))
    return Texture(drawn(svg, width=pixels[0], height=pixels[1]), left, top, scale)
