"""Watercolour: luminous washes with wandering edges, pigment gathered at their rims, white paper shining through."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated, smoothstep
from .contract import Finish
from .press import EVEN, detail, pressed
from .strokes import dabs, grown, halved, lines, unit
from .textures import blotches, paper, wobble


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u, k = unit(image), min(strength, 1.5)
    small = halved(image)
    sh, sw = small.shape[:2]
    wandering = picture(cv2.remap(small, *wobble(sh, sw, 2.2 * u, 34 * u, seed), cv2.INTER_LINEAR))
    paint = dabs(dabs(wandering, 3.0 * u * k), 2.0 * u)
    return pressed(
        grown(_transparent(paint, u, seed), image),
        # The drawing comes back where the picture is finely worked, so that faces stay faces.
        fine=detail(image, 2.6 * u),
        gain=0.42,
        line=lines(image, 0.9 * u, 0.03, 0.12, 0.3),
        ink=(84, 78, 82),
        texture=_granulation(h, w, u, seed),
    )


def _transparent(paint: Picture, u: float, seed: int) -> Picture:
    """Pigment on white: lights go to paper, washes are denser at their rims and where water stood."""
    h, w = paint.shape[:2]
    grey = picture(cv2.cvtColor(paint, cv2.COLOR_BGR2GRAY))
    wide = cv2.GaussianBlur(grey, (0, 0), max(0.5, 2.4 * u))
    # The darker side of an edge is where the wash ended and dried.
    rim = cv2.LUT(cv2.subtract(wide, grey), picture(smoothstep(2, 26, np.arange(256)) * 46))
    light = np.arange(256) / 255
    lifted = 255 * (1 - (1 - light**0.78) * 0.82)
    lifted += (255 - lifted) * smoothstep(0.72, 0.97, light) * 0.7
    clear = saturated(picture(cv2.LUT(paint, picture(lifted))), 1.42)
    rims = picture(rim)
    deep = cv2.multiply(clear, cv2.merge([picture(255 - rims)] * 3), scale=1 / 255)
    return picture(cv2.add(cv2.multiply(picture(deep), _inside(h, w, u, seed), scale=1 / 255), _outside(h, w, u, seed)))


@functools.lru_cache(maxsize=4)
def _inside(height: int, width: int, u: float, seed: int) -> Picture:
    """How far paint covers, as a BGR factor: the rim of the sheet stays bare along a brushed edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rim = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / max(u, 0.1)
    slow, fast = blotches(height, width, 90 * u, seed + 5), blotches(height, width, 14 * u, seed + 6)
    ragged = (slow - 0.5) * 13 + (fast - 0.5) * 4
    cover = smoothstep(5, 8, plane(rim + ragged))
    return picture(cv2.merge([picture(cover * 255)] * 3))


@functools.lru_cache(maxsize=4)
def _outside(height: int, width: int, u: float, seed: int) -> Picture:
    return picture((255 - plane(_inside(height, width, u, seed))) * np.array((0.955, 0.975, 0.985), np.float32))


@functools.lru_cache(maxsize=4)
def _granulation(height: int, width: int, u: float, seed: int) -> Picture:
    """Tooth of the paper, back-runs of water, grains of pigment."""
    flow = blotches(height, width, 170 * u, seed) * 0.6 + blotches(height, width, 44 * u, seed + 3) * 0.4
    grains = blotches(height, width, 2.6 * u + 0.6, seed + 4)
    tone = paper(height, width, seed, 4.5) * (1.02 + (0.5 - flow) * 0.16 - 0.05 * smoothstep(0.55, 0.9, grains))
    return picture(np.clip(plane(tone) * EVEN, 0, 255))


FINISH = Finish(
    "watercolour",
    {"en": ("watercolour", "watercolor", "water colour", "water color", "aquarelle"), "zh": ("水彩",)},
    apply,
)
