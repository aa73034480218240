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

from ...compose import tones
from ...compose.blit import Pixels, spans_of
from ...shotlist import TimeOfDay
from ..air import Air, air_for, airs_of
from ..brush import Canvas
from ..contract import Context, Node, Rgb
from ..geometry import Geometry
from ..nodes import Floor, Plate, Sway, Wall
from .ceiling import Ceiling
from .openings import Opening, cut, frame, inside
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
    #: Share of the air's haze at the far end of an open street, 0 in rooms; how much lamps are mirrored in the floor.
    fog: float = 0.0
    wet: float = 0.0
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
        airs: dict[TimeOfDay, Air] | None = None,
        fog: float = 0.0,
        wet: float = 0.0,
    ) -> Shell:
        outside = air_for(context.shot, airs or airs_of(context.shot.setting), context.unit)
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
            fog=fog,
            wet=wet,
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
        open_: Numbers = np.ones((), np.float32)
        for name, (away, strength, reach) in corners.items():
            if name != own:
                open_ = np.asarray(open_ * (1 - strength * np.exp(-np.maximum(0, away) / reach)), np.float32)
        shape = np.broadcast(np.asarray(x), np.asarray(y), np.asarray(z)).shape
        total: Numbers = np.broadcast_to(open_, shape)[..., None] * np.array(self.ambient, np.float32)
        for lamp in self.lamps:
            far = (x - lamp.x) ** 2 + (y - lamp.y) ** 2 + (z - lamp.z) ** 2
            fall = lamp.strength / (1 + far / lamp.reach**2) ** 1.5
            colour = np.array(lamp.colour, np.float32) / np.float32(255)
            total = total + np.asarray(fall, np.float32)[..., None] * colour
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

    def back_wall(self, draw: Callable[[Sheet], None], casing: Rgb = (240, 232, 220)) -> Plate:
        """The wall that `draw` paints, with its windows open to what is behind."""
        left, right = self.wide(self.back)
        sheet = self.sheet(self.back, max(-self.half, left), min(self.half, right), -0.02, self.tall)
        draw(sheet)
        for hole in self.openings:
            frame(sheet, hole, casing)
        a, k = sheet.a, sheet.k
        columns = np.linspace(0, a.pixels.shape[1] / a.scale, a.pixels.shape[1] // COARSE + 2)
        rows = np.linspace(0, a.pixels.shape[0] / a.scale, a.pixels.shape[0] // COARSE + 2)
        foot = self.at(0, 0, self.back)
        x = ((columns + a.x0 - foot[0]) / k).astype(np.float32)[None]
        y = ((foot[1] - rows - a.y0) / k).astype(np.float32)[:, None]
        bake(a.pixels, self.light(x, y, self.back, "back"))
        for hole in self.openings:
            cut(sheet, hole)
        return self.air.plate(a, self.depth(self.back), emission=sheet.e, haze=0.04)

    def side_wall(self, side: int, draw: Callable[[Sheet], None]) -> list[Node]:
        """The wall to the left (-1) or right (1), painted flat with z for x; nothing where the shot never sees it."""
        g, across = self.geometry, self.half * self.metre
        near = self._outermost(side, across)
        q1, q0 = abs(near - g.width / 2) / across, self.q(self.back)
        if q1 <= q0 * 1.02:
            return []
        z0 = FOCAL / q1 - 0.05
        # Long streets are painted coarser: most of them is far away.
        r = min(self.metre * 0.9, 2300 * max(0.5, self.metre / 209) / (self.back - z0))
        flat = Canvas(0, 0, (self.back - z0) * r, self.tall * r)
        shine = Canvas(0, 0, (self.back - z0) * r, self.tall * r)

        def project(z: float, y: float, _: float) -> tuple[float, float]:
            # The wall to the right is painted from its far end, so that words on it read from left to right.
            return ((z - z0) if side < 0 else (self.back - z)) * r, (self.tall - y) * r

        sheet = Sheet(flat, shine, 0.0, r, project, self.eye)
        draw(sheet)
        z = np.linspace(z0, self.back, flat.pixels.shape[1] // COARSE + 2, dtype=np.float32)[None, ::-side]
        y = np.linspace(self.tall, 0, flat.pixels.shape[0] // COARSE + 2, dtype=np.float32)[:, None]
        bake(flat.pixels, self.light(side * self.half, y, z, "left" if side < 0 else "right"))
        strip = self.air.settle(flat, 1.0, emission=shine, haze=0.0, blur=0.0)[:, ::-side]
        return [self._receding(np.ascontiguousarray(strip), side, across, near, z0, r)]

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
        v = _over((self.tall - up) * r, self.tall * r, 1.6 * r / (q[None] * self.metre))
        seen = cv2.remap(strip, u, v, cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT)
        pixels = np.ascontiguousarray(np.asarray(seen, np.uint8))
        if self.fog > 0:
            tones.veil(pixels, self._away(q), self.outside.haze[::-1])
            pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
        return Wall(pixels, left, top, 1.0, side * across, g, self.depth(self.back) + 0.002)

    def _away(self, q: Numbers) -> Numbers:
        """Share of haze by nearness."""
        return np.asarray(self.fog * np.clip(1.1 - 1.25 * q, 0, 1) ** 2.2, np.float32)

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
        if self.wet > 0:
            shine = self._streaks(x[::4, ::4], z[::4])
            rgb = rgb * (1 - 0.3 * self.wet) + cv2.resize(shine, (width, height), interpolation=cv2.INTER_LINEAR)
        if self.fog > 0:
            away = self._away(q)[..., None]
            rgb = rgb * (1 - away) + np.array(self.outside.haze, np.float32) * away
        rgb = np.asarray(cv2.cvtColor(np.asarray(rgb, np.float32), cv2.COLOR_RGB2BGR), np.float32)
        return Floor(
            tones.pressed(rgb, np.ones(rgb.shape[:2], np.float32)),
            box.x0,
            foot,
            1.0,
            g,
            depth=self.depth(self.back) + 0.001,
        )

    def _through_windows(self, x: Numbers, z: Numbers) -> Numbers:
        total = np.zeros((*x.shape, 1), np.float32)
        if self.sun is not None:
            away = self.back - z
            for hole in self.openings:
                patch = inside(hole, x + self.sun[0] * away, self.sun[1] * away, 0.05 + 0.012 * away)
                total = total + (patch * np.clip(1.1 - away * 0.1, 0.2, 1))[..., None]
        return np.asarray(total * np.array(self.outside.rim, np.float32) * 0.42, np.float32)

    def _mirrored(self, x: Numbers, z: Numbers) -> Numbers:
        total = np.zeros((*x.shape, 1), np.float32)
        if self.gloss > 0:
            away = np.maximum(0, self.back - z)
            for hole in self.openings:
                seen = inside(hole, x * self.back / z, self.eye * away / z, 0.1 + 0.3 * away / z)
                total = total + seen[..., None]
        tone = np.array(self.outside.sky[-1][1], np.float32) * 0.5 + np.array(self.outside.sky[1][1], np.float32) * 0.5
        return np.asarray(total * tone * self.gloss, np.float32)

    def _streaks(self, x: Numbers, z: Numbers) -> Numbers:
        """Lamps and sky mirrored in a wet floor: tall smears below each lamp."""
        sky = np.array(self.outside.sky[-1][1], np.float32) * 0.16
        total = np.broadcast_to(sky, (*x.shape, 3)) * np.clip(z / 14, 0, 1)[..., None]
        for lamp in self.lamps:
            centre, row = lamp.x / lamp.z, self.eye * lamp.z / (self.eye + lamp.y)
            across = (x / z - centre) / 0.035
            along = (1 / z - 1 / row) / 0.13
            smear = np.exp(-np.minimum(30, across**2)) * np.exp(-np.minimum(30, along**2))
            total = total + smear[..., None] * np.array(lamp.colour, np.float32) * min(1.0, lamp.strength) * 0.55
        return np.asarray(total * self.wet, np.float32)

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


def _over(v: Numbers, last: float, hair: Numbers) -> Numbers:
    """Rows of a wall's picture, its edges drawn out by a hair: floor and ceiling are rounded otherwise than it is."""
    v = np.where((v < 0.5) & (v > -hair), 0.5, v)
    return np.asarray(np.where((v > last - 1.5) & (v < last + hair), last - 1.5, v), np.float32)


def bake(pixels: Pixels, light: Numbers) -> None:
    """Multiply a picture by a coarse field of light (up to twice as bright), in place."""
    small = np.empty((*light.shape[:2], 4), np.uint8)
    small[..., :3] = np.clip(light[..., ::-1], 0, 1.99) * 128
    small[..., 3] = 128
    field_ = cv2.resize(small, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    cv2.multiply(pixels, field_, pixels, 1 / 128)
    alpha = np.ascontiguousarray(pixels[..., 3])
    cv2.min(pixels, cv2.merge([alpha] * 4), pixels)
