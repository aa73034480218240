"""How a lit body is laid onto the frame: itself, its shadow, its mirror image, its waterline."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Pixels, Reals, Spans, affine, over_rows, plane, reach_of, spans_of
from ..compose.light import Rims, cast_shadow, gaussian, halved, shade, soften
from .contract import Body, Frame, Light

Matrix = NDArray[np.float64]
#: What a mirror takes from blue, green and red.
_DULL = (0.86, 0.82, 0.80, 1.0)


@dataclass(frozen=True, slots=True)
class Lit:
    """A body in the light of the scene, ready to be laid down any number of times."""

    pixels: Pixels
    spans: Spans
    #: Alpha at half size.
    small: Pixels
    anchor: tuple[float, float]

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def turned(self, sunk: float, angle: float) -> Lit:
        """Turned about a point `sunk` pixels above the anchor, which becomes the anchor."""
        anchor = (self.anchor[0], self.anchor[1] - sunk)
        matrix = placed(anchor, anchor[0], anchor[1], 1.0, angle)
        pixels = np.asarray(cv2.warpAffine(self.pixels, matrix, (self.width, self.height)), np.uint8)
        return Lit(pixels, spans_of(pixels), self.small, anchor)

    def raised(self, hidden: float) -> Lit:
        """Standing `hidden` pixels deeper."""
        return replace(self, anchor=(self.anchor[0], self.anchor[1] - hidden))


def lit(body: Body, light: Light, haze: float, reach: float) -> Lit:
    """The body with the light's tint, its rims `reach` pixels deep, and the haze of its distance, 0…1."""
    pixels = np.ascontiguousarray(body.pixels)
    spans = spans_of(pixels)
    small = np.asarray(cv2.extractChannel(halved(pixels, spans), 3), np.uint8)
    rims = Rims(small, light.rim_from, (pixels.shape[1], pixels.shape[0]))
    edge = rims.edge(reach)
    edge2 = rims.edge(-0.8 * reach) if light.rim2_strength > 0 else np.zeros_like(edge)
    # Bodies are where the eye goes: they keep more of their own colour than the set does.
    soft = [0.35 + 0.65 * a for a in light.ambient]
    numbers = (*soft[::-1], *light.haze[::-1], haze, *light.rim[::-1], light.rim_strength)
    above, below = body.unseen
    tall = above + pixels.shape[0] + below
    numbers2 = (*light.rim2[::-1], light.rim2_strength, 0.16, above, tall)
    made = shade(pixels, edge, edge2, spans, np.array([*numbers, *numbers2], np.float32))
    return Lit(made, spans, small, body.anchor)


def flipped(body: Body) -> Body:
    """Facing the other way."""
    pixels = np.asarray(cv2.flip(body.pixels, 1), np.uint8)
    return Body(pixels, (pixels.shape[1] - body.anchor[0], body.anchor[1]), body.unseen)


def unfocused(body: Body, sigma: float) -> Body:
    """Out of focus, with room for the blur to spread into."""
    if sigma < 0.4:
        return body
    pad = math.ceil(2.5 * sigma)
    pixels = cv2.copyMakeBorder(body.pixels, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    return Body(soften(np.asarray(pixels, np.uint8), sigma), (body.anchor[0] + pad, body.anchor[1] + pad), body.unseen)


def placed(anchor: tuple[float, float], x: float, y: float, k: float, turn: float) -> Matrix:
    """Matrix that puts the anchor at (x, y), scaled by k and turned."""
    c, s = math.cos(turn) * k, math.sin(turn) * k
    return np.array([[c, -s, x - c * anchor[0] + s * anchor[1]], [s, c, y - s * anchor[0] - c * anchor[1]]])


def stand(frame: Frame, body: Lit, x: float, y: float, k: float, turn: float = 0.0) -> None:
    """The body with its anchor at (x, y), scaled by k and turned."""
    if turn:
        affine(frame, body.pixels, placed(body.anchor, x, y, k, turn))
    else:
        plane(frame, body.pixels, body.spans, scale=k, x=x - k * body.anchor[0], y=y - k * body.anchor[1])


def shadow(frame: Frame, body: Lit, x: float, y: float, k: float, *, lean: float, soft: float, strength: float) -> None:
    """The long soft shadow on the ground, away from the light and flattened; `soft` in pixels of the body."""
    pad = math.ceil(1.2 * soft)
    mask = cv2.copyMakeBorder(body.small, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    mask = gaussian(np.asarray(mask, np.uint8), max(0.6, soft / 2))
    # Height above the foot shears the shadow sideways and brings it towards the viewer.
    ax, ay, size = body.anchor[0] / 2 + pad, body.anchor[1] / 2 + pad, 2 * k
    shear = -size * lean * 0.5
    matrix = np.array([[size, shear, x - size * ax - shear * ay], [0.0, -size * 0.2, y + size * 0.2 * ay]])
    box, inverse = reach_of(frame, mask, matrix)
    if inverse is not None:
        cast_shadow(frame, mask, inverse, box, float(strength))


@dataclass(frozen=True, slots=True)
class Ripple:
    """A mirror image's looks: opacity at the foot, sideways ripple in pixels, time, and its length against the body."""

    strength: float
    reach: float
    t: float
    length: float
    #: Frame row at which the mirroring surface ends.
    end: float = math.inf


@cache
def _dulled() -> Pixels:
    levels = np.arange(256, dtype=np.float32)[None, :, None] * np.array(_DULL, np.float32)
    return np.asarray(levels.astype(np.uint8))


def mirrored(frame: Frame, body: Lit, x: float, y: float, k: float, ripple: Ripple) -> None:
    """The body upside down below its foot, fading and rippling away from it."""
    top, ay = max(0, round(y)), body.anchor[1]
    length = int(ay * k * ripple.length)
    rows = np.arange(max(0, min(length, frame.shape[0] - top)), dtype=np.float32)
    if len(rows) < 2:
        return
    u = rows / max(1, length)
    unit = max(0.5, k * body.height / 300)
    wave = np.sin(rows / (5.5 * unit) - ripple.t * 5.2) * (0.6 + 2.6 * u)
    wave += np.sin(rows / (13 * unit) + ripple.t * 3.1) * (0.5 + 4.0 * u)
    wave *= ripple.reach
    fade = ripple.strength * (1 - u) ** 1.1
    if math.isfinite(ripple.end):
        fade *= np.clip((ripple.end - top - rows) / (14 * unit), 0, 1)
    # What ripples needs no more than half the detail.
    darker = np.asarray(cv2.LUT(halved(body.pixels, body.spans), _dulled()), np.uint8)
    sy, sx = (ay - rows / (k * ripple.length)) / 2, (body.anchor[0] - (x + wave) / k) / 2
    _rows(frame, darker, spans_of(darker), top, sy, sx, 0.5 / k, fade)


def afloat(frame: Frame, body: Lit, x: float, y: float, k: float, t: float) -> None:
    """The body above the waterline; what is under water fades out in two or three rows."""
    top = max(0, int(y - body.anchor[1] * k))
    bottom = min(frame.shape[0], int(y + 4 * k) + 2)
    rows = np.arange(top, max(top, bottom), dtype=np.float32)
    if len(rows) < 2:
        return
    line = y + 0.8 * math.sin(t * 2.3)
    fade = np.clip((line - rows) / max(1.0, 2.5 * k) + 0.6, 0, 1)
    sx = np.full(len(rows), body.anchor[0] - x / k)
    _rows(frame, body.pixels, body.spans, top, body.anchor[1] + (rows - y) / k, sx, 1 / k, fade)


def _rows(
    frame: Frame,
    pixels: Pixels,
    spans: Spans,
    top: int,
    sy: NDArray[np.floating],
    sx: NDArray[np.floating],
    step: float,
    fade: NDArray[np.floating],
) -> None:
    steps: Reals = np.full(len(sy), step, np.float32)
    over_rows(frame, pixels, spans, top, _f32(sy), _f32(sx), steps, _f32(fade))


def _f32(values: NDArray[np.floating]) -> Reals:
    return values.astype(np.float32)
