"""Lakes, rivers and seas: a surface between two banks that mirrors what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...compose.blit import Reals, blank, over_rows, plane, spans_of
from ...compose.camera import FAR
from ...compose.noise import fbm_at, tile
from ...compose.water import sea
from ...shotlist import TimeOfDay, Weather
from ..brush import dim, mix
from ..contract import Frame, Node, Rgb, View
from ..geometry import Geometry
from ..nodes import Painter
from ..sky import disc_point
from .scenery import Scenery

#: Row (rest frame, pixels) of the near bank at rest-frame columns.
Bank = Callable[[Reals], Reals]
_NO_BANK = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Colours of deep and shallow water, foam and glitter, and how it moves."""

    deep: Rgb
    shallow: Rgb
    foam: Rgb = (250, 253, 255)
    glint: Rgb = (255, 255, 250)
    #: Strength of the sun's lane, and its width.
    shine: float = 0.5
    spread: float = 1.0
    #: Height of the waves, 1 the open sea on a fine day; how much it mirrors; foam at the bank.
    chop: float = 1.0
    gloss: float = 0.95
    surf: float = 0.1
    #: Smaller numbers draw longer waves.
    fine: float = 1.0
    #: How blurred the mirror image is, in pixels of a picture 180 high.
    soft: float = 0.7


#: Inland water by time of day.
INLAND: dict[TimeOfDay, Looks] = {
    TimeOfDay.DAY: Looks(deep=(28, 86, 112), shallow=(112, 152, 132), shine=0.35, spread=2.0),
    TimeOfDay.SUNSET: Looks(
        deep=(58, 50, 82), shallow=(150, 112, 104), glint=(255, 200, 120), foam=(255, 232, 214), shine=0.8
    ),
    TimeOfDay.NIGHT: Looks(
        deep=(10, 22, 50), shallow=(36, 62, 92), glint=(206, 222, 250), foam=(150, 176, 210), shine=0.55
    ),
}


def inland(scenery: Scenery, chop: float, fine: float = 1.0) -> Looks:
    """Still or running fresh water in the scene's light and weather."""
    shot, looks = scenery.shot, INLAND[scenery.shot.time]
    grey = 0.0 if scenery.clear else 0.5
    rough = {Weather.CLEAR: 1.0, Weather.RAIN: 1.8, Weather.SNOW: 1.15, Weather.FOG: 0.8}[shot.weather]
    return replace(
        looks,
        deep=mix(looks.deep, dim(scenery.air.haze, 0.45), grey),
        shallow=mix(looks.shallow, dim(scenery.air.haze, 0.8), grey),
        chop=chop * rough,
        fine=fine,
        shine=looks.shine * min(1.0, 0.4 + chop) if scenery.air.disc_at else 0.0,
    )


class Water:
    """A surface from rest row `top` down to the near bank, or without end."""

    def __init__(
        self, scenery: Scenery, behind: Sequence[Node], looks: Looks, *, top: float, bank: Bank | None = None
    ) -> None:
        self.geometry, self.unit, self.top, self.bank = scenery.geometry, scenery.unit, top, bank
        self.seconds = scenery.shot.seconds
        self.noise = tile(256, 8, scenery.context.seed % 499)
        self.mirror = reflection(behind, self.geometry, top, looks.soft)
        palette = [looks.deep, looks.shallow, looks.foam, looks.glint]
        self.colours = np.array([colour[::-1] for colour in palette], np.float32)
        place = disc_point(scenery.air, self.geometry)
        low = place is not None and place[1] > self.geometry.horizon * 0.5
        self.sun = place[0] if place else -1e4
        spread = looks.spread * (1.0 if low else 2.0)
        tall = self.geometry.reach / (230 * self.unit) * looks.fine
        self.knobs = (looks.shine, spread, looks.chop, self.unit, looks.surf, looks.gloss, tall)

    def node(self, depth: float = FAR + 0.12) -> Painter:
        return Painter(depth, self.draw)

    def draw(self, frame: Frame, view: View) -> None:
        g = self.geometry
        top, _, near, s, tx = g.rows(view, self.top, g.height * 1.15)
        shore = self.shore(view)
        last = min(len(near), int(min(shore.max(), 1e5)) - top + 3)
        if last <= 0:
            return
        # The mirror image is as tall as what stands above the far bank.
        bounce = 1 - np.arange(last) / max(8.0, top * 0.94)
        rows = np.stack([near[:last], s[:last], tx[:last], np.maximum(0.02, bounce) * len(self.mirror) - 1], 1)
        scale, x, _ = view.place(FAR)
        knobs = np.array([self.sun * scale + x, *self.knobs], np.float32)
        sea(frame, top, rows.astype(np.float32), self.mirror, self.noise, shore, self.colours, knobs, float(view.t))

    def shore(self, view: View) -> Reals:
        """The row of the near bank per frame column, seen from where the camera is."""
        if self.bank is None:
            return np.full(view.width, _NO_BANK, np.float32)
        g = self.geometry
        x = np.linspace(-0.6 * g.width, 1.6 * g.width, 240).astype(np.float32)
        y = self.bank(x)
        d = FAR + (1 - FAR) * np.maximum(0, (y - g.horizon) / g.reach)
        s = view.zoom**d
        px, py = view.fx + s * (x - view.fx) - s * d * view.dx, view.fy + s * (y - view.fy) - s * d * view.dy
        return np.asarray(np.interp(np.arange(view.width), px, py), np.float32)


def reflection(behind: Sequence[Node], geometry: Geometry, top: float, soft: float) -> Reals:
    """What lies behind the water at mid-shot as the water sees it: small, zenith first, the far bank last."""
    view = geometry.path.view(geometry.path.seconds / 2)
    picture = blank(geometry.height, geometry.width)
    for node in sorted(behind, key=lambda node: node.depth):
        node.paint(picture, view)
    first = geometry.rows(view, top, top + 4)[0]
    bank = max(8, min(geometry.height, first))
    small = cv2.resize(picture[:bank], (320, 180), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), sigmaX=max(0.3, soft), sigmaY=max(0.3, 1.6 * soft)), np.float32)


def current(scenery: Scenery, *, top: float, bottom: float, speed: float, strength: float, depth: float) -> Painter:
    """Streaks of light and foam that run downstream between two rest rows; `speed` in units a second."""
    g, u = scenery.geometry, scenery.unit
    width, height = 1024, max(4, int(bottom - top))
    q = np.maximum(0.05, (np.arange(height, dtype=np.float32)[:, None] + top - g.horizon) / g.reach)
    # Round a cylinder, so that left and right edge meet.
    a = np.arange(width, dtype=np.float32)[None] * (2 * np.pi / width)
    noise = fbm_at(9 + np.cos(a) * 2.6, np.sin(a) * 2.6 + 260 / q * 0.22, 401, 4)
    edge = np.minimum(1, np.minimum(q - q[0], q[-1] - q) / (0.10 * (q[-1] - q[0]) + 1e-6))
    alpha = np.clip((noise - 0.56) * 7, 0, 1) * strength * np.clip(edge, 0, 1)
    tone = np.array(mix(scenery.air.haze, (255, 255, 255), 0.5)[::-1]) * np.array(scenery.air.ambient[::-1]) ** 0.5
    once = np.concatenate([np.minimum(tone, 255) * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)
    pixels = np.ascontiguousarray(np.concatenate([once, once, once], 1))
    spans = spans_of(pixels)

    def draw(frame: Frame, view: View) -> None:
        first, rest, near, s, tx = g.rows(view, top, bottom)
        # One turn of the texture is as wide as 900 units of the river.
        step = width / (900 * u * near) / s
        at = (-tx / s - g.width / 2) * width / (900 * u * near) - speed * view.t * width / 900
        sx = np.mod(at, width).astype(np.float32)
        ones = np.ones(len(rest), np.float32)
        over_rows(frame, pixels, spans, first, rest - np.float32(top), sx, step.astype(np.float32), ones)

    return Painter(depth, draw, reads=False)


def swell(
    scenery: Scenery,
    *,
    row: float,
    tall: float,
    depth: float,
    tone: Rgb,
    light: Rgb,
    foam: float,
    speed: float,
    number: int,
    peak: float = 0.0,
) -> Painter:
    """A long wave close to the camera that rolls by: dark body, light through its crest, foam on top.

    `peak` sharpens its crests, 0 round … 1 pointed.
    """
    g, u = scenery.geometry, scenery.unit
    box = g.box(depth)
    way = speed * u * scenery.shot.seconds
    x0, x1 = box.x0 - max(0.0, way) - 20 * u, box.x1 + max(0.0, -way) + 20 * u
    scale = 0.5
    x = np.arange(int((x1 - x0) * scale) + 2, dtype=np.float32) / scale + x0
    at = x / u / 330 + number * 7.3
    turn = np.sin(at * 2.1 + number)
    round_or_pointed = turn + peak * (1.5 - 2.6 * np.abs(np.sin(at * 1.05 + number / 2 + np.pi / 4)) - turn)
    crest = row - tall * u * (
        0.55 * round_or_pointed + 0.9 * fbm_at(at[None] * 1.3, at[None] * 0 + number, 77, 3)[0] - 0.45
    )
    # A near camera may look over a wave that lies below its frame.
    low = max(box.y1 + 40 * u, float(crest.max()) + 8)
    y = (np.arange(int((low - crest.min() + 6) * scale) + 2, dtype=np.float32) / scale + crest.min() - 6)[:, None]
    under = (y - crest[None]) / (tall * u)
    ripple = fbm_at(at[None] * 17 + under * 0.6, under * 7, 79 + number, 4)
    glow = np.exp(-np.clip(under, 0, None) * 2.6)
    rgb = np.array(tone[::-1]) + (np.array(light[::-1]) - np.array(tone[::-1])) * glow[..., None]
    rgb = rgb * (0.8 + 0.4 * ripple)[..., None]
    lip = np.exp(-np.clip(under, 0, None) * 9)
    lace = np.clip((ripple - 0.54 + 0.42 * lip) * 6, 0, 1) * np.exp(-np.clip(under, 0, None) * 3.2)
    white = np.minimum(255, np.array([252.0, 250, 246]) * np.array(scenery.air.ambient[::-1]) ** 0.7)
    rgb += (white - rgb) * (lace * foam)[..., None]
    # Below its crest the wave melts into the water behind it.
    melt = np.exp(-np.clip(under, 0, None) * 1.5) * np.clip(1.6 - 0.5 * under, 0, 1)
    alpha = (np.clip((y - crest[None]) * scale + 0.5, 0, 1) * melt)[..., None]
    body = np.concatenate([np.clip(rgb, 0, 255) * alpha, 255 * alpha], -1).astype(np.uint8)
    body = np.ascontiguousarray(cv2.GaussianBlur(body, (0, 0), 0.4 + 0.7 * max(0.0, depth - 1) * scale * u))
    spans, corner = spans_of(body), float(y[0, 0])

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        heave = tall * u * 0.2 * np.sin(view.t * 1.15 + number * 2.1)
        left = s * (x0 + speed * u * view.t) + tx
        plane(frame, body, spans, scale=s / scale, x=float(left), y=float(s * (corner + heave) + ty))

    return Painter(depth, draw, reads=False)
