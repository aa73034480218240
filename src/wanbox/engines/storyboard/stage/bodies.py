"""How a lit body is laid onto the frame: itself, its shadow, its mirror image, its waterline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Pixels, Reals, Spans, over_rows, plane, reach_of, rows_of, spans_of
from ..compose.light import alpha_halved, cast_shadow, gaussian, halved, rim_edge, shade, soften
from ..compose.stamp import stamp
from .contract import Body, Frame, Light, Place

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
    #: Frame pixels per pixel of the body; None for a body painted for its very place.
    scale: float | None = None

    @property
    def k(self) -> float:
        return self.scale or 1.0

    @property
    def width(self) -> float:
        """Frame pixels, as are `height` and `tall`, the height above the anchor."""
        return float(self.pixels.shape[1] * self.k)

    @property
    def height(self) -> float:
        return float(self.pixels.shape[0] * self.k)

    @property
    def tall(self) -> float:
        return self.anchor[1] * self.k


def lit(body: Body, light: Light, haze: float, reach: float) -> Lit:
    """The body with the light's tint, its rims `reach` pixels deep, and the haze of its distance, 0…1.

    A body with spans was painted for this and is lit where it is.
    """
    pixels = np.ascontiguousarray(body.pixels)
    spans = body.spans
    if spans is None:
        pixels, spans = pixels.copy(), spans_of(pixels)
    small = alpha_halved(pixels, spans)
    (dx, dy), rim2 = light.rim_from, light.rim2_strength > 0
    # A rim is soft: half the size shows the same for a quarter of the work.
    edge = rim_edge(small, dx, dy, reach / 2)
    edge2 = rim_edge(small, -dx, -dy, 0.4 * reach) if rim2 else edge
    # Bodies are where the eye goes: they keep more of their own colour than the set does.
    soft = [0.35 + 0.65 * a for a in light.ambient]
    numbers = (*soft[::-1], *light.haze[::-1], haze, *light.rim[::-1], light.rim_strength)
    above, below = body.unseen
    tall = above + pixels.shape[0] + below
    numbers2 = (*light.rim2[::-1], light.rim2_strength, 0.16, above, tall)
    shade(pixels, edge, edge2, spans, np.array([*numbers, *numbers2], np.float32))
    return Lit(pixels, spans, small, body.anchor)


def moved(body: Body, place: Place) -> Body:
    """A finished body in its place, for art that cannot paint it there."""
    wide, tall = body.pixels.shape[1], body.pixels.shape[0]
    ax, ay = body.anchor[0], body.anchor[1] - place.sunk
    c, s = math.cos(place.turn) * place.scale, math.sin(place.turn) * place.scale
    matrix = np.array([[c * place.facing, -s, 0.0], [s * place.facing, c, 0.0]])
    matrix[:, 2] = (place.x, place.y) - matrix[:, :2] @ (ax, ay)
    corners = np.array([(0, 0, 1), (wide, 0, 1), (0, tall, 1), (wide, tall, 1)], float) @ matrix.T
    low, high = np.floor(corners.min(0)), np.ceil(corners.max(0)) + 1
    matrix[:, 2] -= low
    pixels = cv2.warpAffine(body.pixels, matrix, tuple((high - low).astype(int).tolist()))
    return Body(np.asarray(pixels, np.uint8), (float(place.x - low[0]), float(place.y - low[1])), body.unseen)


def unfocused(body: Body, sigma: float) -> Body:
    """Out of focus, with room for the blur to spread into."""
    if sigma < 0.4:
        return body
    pad = math.ceil(2.5 * sigma)
    pixels = cv2.copyMakeBorder(body.pixels, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    return Body(soften(np.asarray(pixels, np.uint8), sigma), (body.anchor[0] + pad, body.anchor[1] + pad), body.unseen)


def stand(frame: Frame, body: Lit, x: float, y: float) -> None:
    """The body with its anchor at (x, y)."""
    k = body.scale
    if k is not None:
        plane(frame, body.pixels, body.spans, scale=k, x=x - k * body.anchor[0], y=y - k * body.anchor[1])
        return
    stamp(frame, body.pixels, body.spans, round(x - body.anchor[0]), round(y - body.anchor[1]))


def shadow(frame: Frame, body: Lit, x: float, y: float, *, lean: float, soft: float, strength: float) -> None:
    """The shadow on the ground, away from the light and flattened, `soft` pixels blurred."""
    soft /= body.k
    pad = math.ceil(1.2 * soft)
    mask = cv2.copyMakeBorder(body.small, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    mask = gaussian(np.asarray(mask, np.uint8), max(0.6, soft / 2))
    # Height above the foot shears the shadow sideways and brings it towards the viewer.
    ax, ay, size = body.anchor[0] / 2 + pad, body.anchor[1] / 2 + pad, 2 * body.k
    shear = -size * lean * 0.5
    matrix = np.array([[size, shear, x - size * ax - shear * ay], [0.0, -size * 0.2, y + size * 0.2 * ay]])
    box, inverse = reach_of(frame, mask, matrix)
    if inverse is not None:
        cast_shadow(rows_of(frame), mask, inverse, box, float(strength))


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


def mirrored(frame: Frame, body: Lit, x: float, y: float, ripple: Ripple) -> None:
    """The body upside down below its foot, fading and rippling away from it."""
    top, k = max(0, round(y)), body.k
    length = int(body.tall * ripple.length)
    rows = np.arange(max(0, min(length, frame.shape[0] - top)), dtype=np.float32)
    if len(rows) < 2:
        return
    u = rows / max(1, length)
    unit = max(0.5, body.height / 300)
    wave = np.sin(rows / (5.5 * unit) - ripple.t * 5.2) * (0.6 + 2.6 * u)
    wave += np.sin(rows / (13 * unit) + ripple.t * 3.1) * (0.5 + 4.0 * u)
    wave *= ripple.reach
    fade = ripple.strength * (1 - u) ** 1.1
    if math.isfinite(ripple.end):
        fade *= np.clip((ripple.end - top - rows) / (14 * unit), 0, 1)
    # What ripples needs no more than half the detail.
    darker = np.asarray(cv2.LUT(halved(body.pixels, body.spans), _dulled()), np.uint8)
    sy = (body.anchor[1] - rows / (k * ripple.length)) / 2
    sx = (body.anchor[0] - (x + wave) / k) / 2
    steps = np.full(len(rows), 0.5 / k, np.float32)
    over_rows(frame, darker, spans_of(darker), top, _f32(sy), _f32(sx), steps, _f32(fade))


def afloat(frame: Frame, body: Lit, x: float, y: float, *, line: float, soft: float) -> None:
    """The body with its anchor at (x, y), above the waterline; what is under water fades out in `soft` rows."""
    top = round(y - body.anchor[1])
    rows = np.arange(top, top + body.pixels.shape[0], dtype=np.float32)
    fade = np.clip((line - rows) / max(1.0, soft) + 0.6, 0, 1)
    stamp(frame, body.pixels, body.spans, round(x - body.anchor[0]), top, _f32(fade))


def _f32(values: NDArray[np.floating]) -> Reals:
    return values.astype(np.float32)
