"""A room in one-point perspective: back wall, side walls, floor and ceiling that share one light.

Metres: x right of the middle, y above the floor, z away from the camera.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ...compose.blit import Pixels, Spans, over_rows, spans_of
from ...compose.camera import FAR
from ..air import AIRS, Air, air_for
from ..brush import Canvas
from ..contract import Context, Frame, Node, Rgb, View
from ..geometry import Geometry
from ..nodes import Floor, Plate, Sway, Wall
from .sheet import Sheet

Numbers: TypeAlias = NDArray[np.float32]
#: Albedo (red, green, blue, 0…255) of a surface from its two coordinates in metres.
Material: TypeAlias = Callable[[Numbers, Numbers], Numbers]
#: Height of the frame over a metre, on the actors' row, and metres from the camera to there.
METRE, FOCAL = 0.29, 3.93
#: Light is smooth: it is computed for one of so many rows and columns.
COARSE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """A light in the room: what it adds at its own place, and metres at which most of that is gone."""

    x: float
    y: float
    z: float
    colour: Rgb
    strength: float
    reach: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A window in the back wall, in metres; `bars` upright and level."""

    x0: float
    x1: float
    y0: float
    y1: float
    bars: tuple[int, int] = (2, 1)


@dataclass(slots=True)
class Shell:
    """One room of `half` metres to either side and `tall` metres, its back wall `back` metres away."""

    context: Context
    geometry: Geometry
    back: float
    half: float
    tall: float
    ambient: tuple[float, float, float]
    lamps: Sequence[Lamp]
    outside: Air
    air: Air
    openings: Sequence[Opening] = ()
    #: How much the floor mirrors the windows, and the sun's way through them: sideways and down per metre inwards.
    gloss: float = 0.0
    sun: tuple[float, float] | None = None
    metre: float = field(init=False)

    def __post_init__(self) -> None:
        self.metre = METRE * self.geometry.height

    @classmethod
    def of(
        cls,
        context: Context,
        *,
        horizon: float = 0.52,
        back: float,
        half: float,
        tall: float,
        ambient: tuple[float, float, float],
        haze: Rgb = (64, 52, 48),
        lamps: Sequence[Lamp] = (),
        openings: Sequence[Opening] = (),
        gloss: float = 0.0,
        sun: tuple[float, float] | None = None,
    ) -> Shell:
        outside = air_for(context.shot, AIRS, context.unit)
        inside = replace(outside, ambient=(1.0, 1.0, 1.0), haze=haze, thick=0.12)
        geometry = Geometry.of(context, horizon)
        return cls(
            context,
            geometry,
            back,
            half,
            tall,
            ambient,
            lamps,
            outside,
            inside,
            openings=openings,
            gloss=gloss,
            sun=sun,
        )

    @property
    def eye(self) -> float:
        return self.geometry.reach / self.metre

    def q(self, z: float) -> float:
        return FOCAL / z

    def depth(self, z: float) -> float:
        return self.geometry.depth(FOCAL / z)

    def at(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Where a point of the room is seen in the rest frame."""
        return self.geometry.point(x * self.metre, FOCAL / z, y * self.metre)

    def wide(self, z: float) -> tuple[float, float]:
        """Metres left and right of the middle that the shot ever shows at z."""
        box, k = self.geometry.box(self.depth(z)), self.metre * FOCAL / z
        return (box.x0 - self.geometry.width / 2) / k, (box.x1 - self.geometry.width / 2) / k

    def sheet(self, z: float, x0: float, x1: float, y0: float, y1: float, fine: float = 1.5) -> Sheet:
        """A sheet at z for what lies between these metres."""
        left, top = self.at(x0, y1, z)
        right, bottom = self.at(x1, y0, z)
        box = self.geometry.box(self.depth(z))
        left, right = max(left, box.x0 - 0.2 * box.x1), min(right, box.x1 + 0.2 * box.x1)
        top, bottom = max(top, box.y0 - 60), min(bottom, box.y1 + 40)
        scale = min(fine, max(0.4, box.scale))
        right, bottom = max(right, left + 4), max(bottom, top + 4)
        a, e = (Canvas(left, top, right, bottom, scale) for _ in range(2))
        return Sheet(a, e, z, self.metre * FOCAL / z, self.at, self.eye)

    def light(self, x: Numbers | float, y: Numbers | float, z: Numbers | float, own: str = "") -> Numbers:
        """Red, green and blue light at places; corners keep a little of it for themselves."""
        corners = {
            "floor": (y, 0.30, 0.30),
            "ceiling": (self.tall - np.asarray(y), 0.25, 0.5),
            "left": (np.asarray(x) + self.half, 0.30, 0.55),
            "right": (self.half - np.asarray(x), 0.30, 0.55),
            "back": (self.back - np.asarray(z), 0.30, 0.6),
        }
        open_ = np.float32(1.0)
        for name, (away, strength, reach) in corners.items():
            if name != own:
                open_ = open_ * (1 - strength * np.exp(-np.maximum(0, away) / reach))
        shape = np.broadcast(np.asarray(x), np.asarray(y), np.asarray(z)).shape
        total = np.broadcast_to(open_, shape)[..., None] * np.array(self.ambient, np.float32)
        for lamp in self.lamps:
            far = (x - lamp.x) ** 2 + (y - lamp.y) ** 2 + (z - lamp.z) ** 2
            fall = lamp.strength / (1 + far / lamp.reach**2) ** 1.5
            total = total + np.asarray(fall)[..., None] * np.array(lamp.colour, np.float32) / 255
        return np.asarray(total, np.float32)

    def lit(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """The light on a thing at one place, as an ambient for its plate."""
        found = np.clip(self.light(x, y, z), 0.08, 1.3)
        return float(found[0]), float(found[1]), float(found[2])

    def plate(
        self,
        sheet: Sheet,
        x: float = 0.0,
        y: float = 1.0,
        *,
        sway: Sway | None = None,
        blur: float | None = None,
        haze: float | None = None,
        nearer: float = 0.0,
    ) -> Plate:
        """A sheet in the light that falls on (x, y) at its distance."""
        lit = replace(self.air, ambient=self.lit(x, y, sheet.z))
        depth = self.depth(sheet.z)
        return lit.plate(sheet.a, depth + nearer, emission=sheet.e, sway=sway, blur=blur, haze=haze)

    def back_wall(self, draw: Callable[[Sheet], None], frame: Rgb = (240, 232, 220)) -> Plate:
        """The wall that `draw` paints, with its windows open to what is behind."""
        left, right = self.wide(self.back)
        sheet = self.sheet(self.back, max(-self.half, left), min(self.half, right), -0.02, self.tall)
        draw(sheet)
        for hole in self.openings:
            _frame(sheet, hole, frame)
        a, k = sheet.a, sheet.k
        columns = np.linspace(0, a.pixels.shape[1] / a.scale, a.pixels.shape[1] // COARSE + 2)
        rows = np.linspace(0, a.pixels.shape[0] / a.scale, a.pixels.shape[0] // COARSE + 2)
        foot = self.at(0, 0, self.back)
        x = ((columns + a.x0 - foot[0]) / k).astype(np.float32)[None]
        y = ((foot[1] - rows - a.y0) / k).astype(np.float32)[:, None]
        bake(a.pixels, self.light(x, y, self.back, "back"))
        for hole in self.openings:
            _open(sheet, hole)
        return self.air.plate(a, self.depth(self.back), emission=sheet.e, haze=0.04)

    def side_wall(
        self, side: int, draw: Callable[[Sheet], None], holes: Sequence[tuple[float, float, float, float]] = ()
    ) -> list[Node]:
        """The wall to the left (-1) or right (1), painted flat with z for x; holes are (z0, y0, z1, y1). Or nothing."""
        g, across = self.geometry, self.half * self.metre
        near = self._outermost(side, across)
        q1, q0 = abs(near - g.width / 2) / across, self.q(self.back)
        if q1 <= q0 * 1.02:
            return []
        z0, r = FOCAL / q1 - 0.05, min(240.0, self.metre * 0.9)
        flat = Canvas(0, 0, (self.back - z0) * r, self.tall * r)
        shine = Canvas(0, 0, (self.back - z0) * r, self.tall * r)

        def project(z: float, y: float, _: float) -> tuple[float, float]:
            return (z - z0) * r, (self.tall - y) * r

        sheet = Sheet(flat, shine, 0.0, r, project, self.eye)
        draw(sheet)
        z = np.linspace(z0, self.back, flat.pixels.shape[1] // COARSE + 2, dtype=np.float32)[None]
        y = np.linspace(self.tall, 0, flat.pixels.shape[0] // COARSE + 2, dtype=np.float32)[:, None]
        bake(flat.pixels, self.light(side * self.half, y, z, "left" if side < 0 else "right"))
        for a, low, b, high in holes:
            rows = slice(int((self.tall - high) * r), int((self.tall - low) * r))
            flat.pixels[rows, max(0, int((a - z0) * r)) : max(0, int((b - z0) * r))] = 0
        strip = self.air.settle(flat, 1.0, emission=shine, haze=0.0, blur=0.0)
        return [self._receding(strip, side, across, near, z0, r)]

    def _outermost(self, side: int, across: float) -> float:
        """The farthest rest column of a side wall that the shot shows."""
        g = self.geometry
        x = g.width * (0.5 + 0.5 * side)
        for _ in range(6):
            box = g.box(g.depth(min(3.0, abs(x - g.width / 2) / across)))
            x = box.x1 if side > 0 else box.x0
        return x + side * 3

    def _receding(self, strip: Pixels, side: int, across: float, near: float, z0: float, r: float) -> Wall:
        g = self.geometry
        # A hair past the corner, so that nothing shows between two walls whose rounding differs.
        far = g.width / 2 + side * (across * self.q(self.back) - 2)
        left, right = min(near, far), max(near, far)
        q1 = abs(near - g.width / 2) / across
        top = min(g.box(g.depth(q)).y0 for q in (self.q(self.back), q1))
        top = max(top, g.horizon + (g.reach - self.tall * self.metre) * q1 - 2)
        bottom = min(g.horizon + g.reach * q1 + 2, g.ground_box().y1)
        x = left + (np.arange(max(2, int(right - left)), dtype=np.float32) + 0.5)
        y = top + (np.arange(max(2, int(bottom - top)), dtype=np.float32)[:, None] + 0.5)
        q = np.abs(x - g.width / 2) / across
        along = np.minimum((FOCAL / q - z0) * r, strip.shape[1] - 1.5)
        u = np.broadcast_to(along[None], (len(y), len(x))).astype(np.float32)
        up = (g.horizon + g.reach * q[None] - y) / (q[None] * self.metre)
        v = ((self.tall - up) * r).astype(np.float32)
        seen = cv2.remap(strip, u, v, cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT)
        pixels = np.ascontiguousarray(np.asarray(seen, np.uint8))
        return Wall(pixels, left, top, 1.0, side * across, g, self.depth(self.back) + 0.002)

    def floor(self, material: Material) -> Floor:
        """The floor in the room's light, with the sun's patches and the windows' reflections."""
        g = self.geometry
        box = g.ground_box()
        foot = self.at(0, 0, self.back)[1]
        width, height = max(2, int(box.x1 - box.x0)), max(2, int(box.y1 - foot) + 2)
        q = (np.arange(height, dtype=np.float32)[:, None] + 0.5 + foot - g.horizon) / g.reach
        z = FOCAL / q
        x = (np.arange(width, dtype=np.float32)[None] + box.x0 - g.width / 2) / (q * self.metre)
        rgb = material(x, np.broadcast_to(z, x.shape))
        coarse = self.light(x[::COARSE, ::COARSE], 0.0, z[::COARSE], "floor")
        rgb = rgb * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        rgb = rgb + self._through_windows(x, z) + self._mirrored(x, z)
        pixels = np.clip(rgb[..., ::-1], 0, 255).astype(np.uint8)
        return Floor(np.ascontiguousarray(pixels), box.x0, foot, 1.0, g, depth=self.depth(self.back) + 0.001)

    def _through_windows(self, x: Numbers, z: Numbers) -> Numbers:
        total = np.zeros((*x.shape, 1), np.float32)
        if self.sun is not None:
            away = self.back - z
            for hole in self.openings:
                patch = _inside(hole, x + self.sun[0] * away, self.sun[1] * away, 0.05 + 0.012 * away)
                total = total + (patch * np.clip(1.1 - away * 0.1, 0.2, 1))[..., None]
        return np.asarray(total * np.array(self.outside.rim, np.float32) * 0.42, np.float32)

    def _mirrored(self, x: Numbers, z: Numbers) -> Numbers:
        total = np.zeros((*x.shape, 1), np.float32)
        if self.gloss > 0:
            away = np.maximum(0, self.back - z)
            for hole in self.openings:
                seen = _inside(hole, x * self.back / z, self.eye * away / z, 0.1 + 0.3 * away / z)
                total = total + seen[..., None]
        tone = np.array(self.outside.sky[-1][1], np.float32) * 0.5 + np.array(self.outside.sky[1][1], np.float32) * 0.5
        return np.asarray(total * tone * self.gloss, np.float32)

    def ceiling(self, material: Material) -> list[Node]:
        """The ceiling, where the shot looks up at one."""
        g, rise = self.geometry, self.tall * self.metre - self.geometry.reach
        foot = g.horizon - rise * self.q(self.back)
        if rise < 0.2 * g.reach or foot < g.box(self.depth(self.back)).y0 + 2:
            return []
        top = foot
        for _ in range(5):
            top = g.box(g.depth(min(2.5, (g.horizon - top) / rise))).y0
        box, low = g.box(g.depth((g.horizon - top) / rise)), g.box(self.depth(self.back))
        x0, x1 = min(box.x0, low.x0), max(box.x1, low.x1)
        width, height = max(2, int(x1 - x0)), max(2, int(foot - top) + 2)
        q = np.maximum(0.05, (g.horizon - top - np.arange(height, dtype=np.float32)[:, None] - 0.5) / rise)
        z, x = FOCAL / q, (np.arange(width, dtype=np.float32)[None] + x0 - g.width / 2) / (q * self.metre)
        coarse = self.light(x[::COARSE, ::COARSE], self.tall, z[::COARSE], "ceiling")
        rgb = material(x, np.broadcast_to(z, x.shape)) * cv2.resize(coarse, (width, height))
        pixels = np.clip(rgb[..., ::-1], 0, 255).astype(np.uint8)
        solid = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8)
        return [Ceiling(solid, x0, top, rise, g, self.depth(self.back) + 0.001, spans_of(solid))]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling as one picture whose rows move with their own depth; `rise` is its height over the eye in pixels."""

    pixels: Pixels
    x: float
    y: float
    rise: float
    geometry: Geometry
    depth: float
    spans: Spans

    def paint(self, frame: Frame, view: View) -> None:
        rest = np.linspace(self.y, self.y + self.pixels.shape[0], self.pixels.shape[0] + 1)
        s, d = self._scale(rest, view)
        seen = view.fy + s * (rest - view.fy) - s * d * view.dy
        seen = np.maximum.accumulate(seen + np.arange(len(rest)) * 1e-6)
        first, last = max(0, int(np.floor(seen[0]))), min(view.height, int(np.ceil(seen[-1])))
        if last <= first:
            return
        found = np.interp(np.arange(first, last), seen, rest)
        s, d = self._scale(found, view)
        tx = view.fx - s * view.fx - s * d * view.dx
        sy, sx, step = (n.astype(np.float32) for n in (found - self.y, -tx / s - self.x, 1 / s))
        over_rows(frame, self.pixels, self.spans, first, sy, sx, step, np.ones_like(sy))

    def _scale(self, rest: NDArray[np.float64], view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        d = FAR + (1 - FAR) * np.maximum(0, (self.geometry.horizon - rest) / self.rise)
        return view.zoom**d, d


def bake(pixels: Pixels, light: Numbers) -> None:
    """Multiply a picture by a coarse field of light, in place."""
    field_ = cv2.resize(light, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)[..., ::-1]
    lit = np.minimum(pixels[..., :3] * field_, pixels[..., 3:])
    pixels[..., :3] = lit.astype(np.uint8)


def _inside(hole: Opening, x: Numbers, y: Numbers, soft: Numbers) -> Numbers:
    """1 within the panes of a window, 0 outside and behind its bars."""
    across = np.clip((x - hole.x0) / soft + 0.5, 0, 1) * np.clip((hole.x1 - x) / soft + 0.5, 0, 1)
    up = np.clip((y - hole.y0) / soft + 0.5, 0, 1) * np.clip((hole.y1 - y) / soft + 0.5, 0, 1)
    for n, at, low, high in ((hole.bars[0], x, hole.x0, hole.x1), (hole.bars[1], y, hole.y0, hole.y1)):
        for k in range(1, n + 1):
            bar = low + (high - low) * k / (n + 1)
            across = across * np.clip((np.abs(at - bar) - 0.03) / (soft * 0.8), 0, 1)
    return np.asarray(across * up, np.float32)


def _panes(hole: Opening) -> list[tuple[float, float, float, float]]:
    (nx, ny), t = hole.bars, 0.022
    wide, high = (hole.x1 - hole.x0) / (nx + 1), (hole.y1 - hole.y0) / (ny + 1)
    return [
        (hole.x0 + i * wide + t, hole.y0 + j * high + t, hole.x0 + (i + 1) * wide - t, hole.y0 + (j + 1) * high - t)
        for i in range(nx + 1)
        for j in range(ny + 1)
    ]


def _frame(sheet: Sheet, hole: Opening, colour: Rgb) -> None:
    x0, x1, y0, y1 = hole.x0, hole.x1, hole.y0, hole.y1
    sheet.rect(x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1, colour)
    sheet.rect(x0 - 0.1, y1 + 0.07, x1 + 0.1, y1 + 0.1, (255, 255, 255), 0.25)
    sheet.rect(x0 - 0.16, y0 - 0.13, x1 + 0.16, y0 - 0.06, colour)
    sheet.rect(x0 - 0.16, y0 - 0.2, x1 + 0.16, y0 - 0.13, (30, 20, 16), 0.35)


def _open(sheet: Sheet, hole: Opening) -> None:
    """Cut the panes out, leaving a breath of reflection on the glass."""
    for x0, y0, x1, y1 in _panes(hole):
        (left, top), (right, bottom) = sheet.px([(x0, y1), (x1, y0)])
        a = sheet.a
        rows = slice(max(0, round((top - a.y0) * a.scale)), max(0, round((bottom - a.y0) * a.scale)))
        columns = slice(max(0, round((left - a.x0) * a.scale)), max(0, round((right - a.x0) * a.scale)))
        a.pixels[rows, columns] = 0
        sheet.e.pixels[rows, columns] = 0
        w = x1 - x0
        gleam = [(x0 + w * 0.1, y1), (x0 + w * 0.42, y1), (x0 + w * 0.2, y0), (x0, y0), (x0, y0 + 0.3)]
        sheet.poly(gleam, (255, 255, 255), 0.06, shine=True)
