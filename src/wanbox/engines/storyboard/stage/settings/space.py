"""The surface of a moon under a planet, stars and a glowing nebula."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import cv2
import numpy as np

from ...compose import tones
from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.noise import fbm_at, field
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import NIGHT, Air, air_for
from ..brush import Canvas, dim, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..geometry import Geometry
from ..kit.vista import Vista
from ..nodes import Backdrop, Floor, Mover, Plate, Pose
from ..sky import stars

HORIZON = 0.60
SPACE = replace(
    NIGHT,
    sky=((0, (6, 8, 24)), (1, (18, 16, 48))),
    ambient=(0.84, 0.86, 0.98),
    haze=(40, 44, 92),
    thick=0.35,
    cover=0.0,
    disc_at=None,
    stars=1.6,
    rim=(190, 220, 255),
    rim_from=(0.7, -0.6),
    rim_strength=0.9,
    bloom=0.5,
    bloom_threshold=160,
)
#: Nebula and planet by time of day: space has no day, but the words may ask for one.
TONES: dict[TimeOfDay, tuple[Rgb, Rgb, Rgb]] = {
    TimeOfDay.DAY: ((60, 110, 200), (150, 90, 200), (86, 150, 220)),
    TimeOfDay.SUNSET: ((210, 90, 90), (240, 150, 70), (226, 140, 90)),
    TimeOfDay.NIGHT: ((110, 60, 190), (40, 130, 190), (96, 120, 220)),
}


class Space:
    name: ClassVar[str] = "space"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "space",
            "moon surface",
            "surface of the moon",
            "lunar",
            "mars",
            "planet surface",
            "alien planet",
        ),
        "zh": ("月球", "月球表面", "外星", "外星球", "火星", "月面"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.93), "air": Zone(top=0.15, bottom=0.60)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("space",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR})

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(replace(context.shot, weather=Weather.CLEAR), dict.fromkeys(TimeOfDay, SPACE), context.unit)
        orbit = Orbit(context, geometry, air)
        return orbit.stage(
            orbit.nodes(), light=replace(air.light(), rim2=(255, 150, 90), rim2_strength=0.3), vignette=0.4, grain=0.025
        )


class Orbit(Vista):
    """Builds the nodes of one view into space."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        self.nebula, self.glow, self.world = TONES[context.shot.time]

    def nodes(self) -> list[Node]:
        parts: list[Node | None] = [
            self.backdrop(),
            stars(self.context, self.geometry, self.air),
            None if unwanted(self.context.shot, "planets") else self.planet(),
            *self.rocks(),
            *[self.rim(k) for k in range(3)],
            self.floor(),
            self.boulders(),
        ]
        return [part for part in parts if part is not None]

    def backdrop(self) -> Backdrop:
        """Black with two clouds of gas in colour."""
        g = self.geometry
        box = g.box(FAR)
        width, height = int((box.x1 - box.x0) / 2) + 2, int((box.y1 - box.y0) / 2) + 2
        x, y = (
            (np.arange(width, dtype=np.float32)[None] * 2 + box.x0) / (720 * self.unit),
            (np.arange(height, dtype=np.float32)[:, None] * 2 + box.y0) / (720 * self.unit),
        )
        seed = self.context.seed % 900
        warp = fbm_at(x * 1.6, y * 1.6, seed, 3)
        gas = fbm_at(x * 1.8 + warp, y * 2.2 - x * 0.8 + warp, seed + 3, 5)
        veil = fbm_at(x * 1.3 - warp, y * 1.6 + x * 0.6, seed + 7, 5)
        band = np.exp(-(((y - 0.32 - 0.25 * np.sin(x * 1.7 + seed)) / 0.3) ** 2))
        rgb = np.array([30, 12, 10], np.float32) + (np.clip(gas - 0.38, 0, 1) * 3.2 * band)[..., None] * np.array(
            self.nebula[::-1], np.float32
        )
        rgb += (np.clip(veil - 0.46, 0, 1) * 3.4 * band**1.5)[..., None] * np.array(self.glow[::-1], np.float32)
        return Backdrop(
            np.asarray(cv2.resize(np.clip(rgb, 0, 255).astype(np.uint8), None, fx=2, fy=2), np.uint8),
            box.x0,
            box.y0,
            FAR,
        )

    def planet(self) -> Plate:
        """A banded world with a night side, an atmosphere and a ring."""
        g, u = self.geometry, self.unit
        radius, scale = 128 * u, 1.0
        cx, cy = g.width * 0.76, g.height * 0.24
        size = int(radius * 5 * scale)
        grid = ((np.arange(size) - size / 2) / (radius * scale)).astype(np.float32)
        x, y = np.meshgrid(grid, grid)
        d = np.hypot(x, y)
        z = np.sqrt(np.clip(1 - d * d, 0, 1))
        bands = fbm_at(x * 0.9 + 3, y * 6 + 0.6 * fbm_at(x * 3, y * 4, 131, 3), 132, 4)
        lit = np.clip(0.62 * x - 0.5 * y + 0.62 * z, 0.02, 1.1)
        colour = (
            np.array(self.world[::-1], np.float32) * (0.62 + 0.8 * (bands - 0.3))[..., None]
            + np.array([30, 50, 60], np.float32) * (bands > 0.56)[..., None]
        )
        alpha = np.clip((1 - d) * radius * scale * 0.7 + 0.5, 0, 1)[..., None]
        body = np.clip(colour * lit[..., None], 0, 255) * alpha
        haze = (
            np.exp(-np.clip(d - 1, 0, None) * 16)[..., None]
            * (1 - alpha)
            * np.clip(0.5 + 0.6 * x - 0.5 * y, 0, 1)[..., None]
        )
        tilt = np.hypot((x * 0.94 + y * 0.34) / 1.0, (y * 0.94 - x * 0.34) / 0.24)
        ring = (np.clip(1 - np.abs(tilt - 1.75) / 0.34, 0, 1) ** 0.5 * (0.45 + 0.55 * np.sin(tilt * 46) ** 2))[
            ..., None
        ]
        behind = ((d < 1) & (y * 0.94 - x * 0.34 < 0))[..., None]
        ring = np.where(behind, 0, ring) * 0.75
        rgb = body + haze * np.array(self.world[::-1], np.float32) * np.float32(0.8)
        rgb = rgb * (1 - ring) + ring * np.array([170, 200, 226], np.float32)
        pixels = np.concatenate([np.clip(rgb, 0, 255), 255 * np.maximum(alpha, ring)], -1).astype(np.uint8)
        return Plate(np.ascontiguousarray(pixels), cx - size / 2 / scale, cy - size / 2 / scale, FAR + 0.02, scale)

    def rocks(self) -> list[Node]:
        """Asteroids that tumble past."""
        nodes: list[Node] = []
        for k in range(7):
            r = self.rng.uniform(5, 17) * self.unit
            canvas = Canvas(-r * 1.4, -r * 1.4, r * 1.4, r * 1.4, 2.0)
            a = np.linspace(0, 2 * np.pi, 9, endpoint=False)
            reach = r * self.rng.uniform(0.75, 1.2, 9)
            shape = smooth(np.stack([np.cos(a) * reach, np.sin(a) * reach], 1), 4, closed=True)
            canvas.poly(shape, (108, 100, 104))
            canvas.poly(shape * 0.8 + np.array([r * 0.16, -r * 0.14]), (162, 152, 150))
            canvas.ellipse(r * 0.1, r * 0.05, r * 0.24, r * 0.2, (104, 96, 100))
            depth = 0.3 + 0.02 * k
            nodes.append(
                Mover(
                    [self.air.settle(canvas, depth, haze=0.12, blur=0.2)],
                    self._tumble(k, r),
                    depth,
                    2.0,
                    anchor=(0.5, 0.5),
                )
            )
        return nodes

    def _tumble(self, k: int, r: float) -> Callable[[float], Pose]:
        g = self.geometry
        x, y = self.rng.uniform(0.02, 0.9) * g.width, self.rng.uniform(0.08, 0.8) * g.horizon

        def pose(t: float) -> Pose:
            return Pose(x=x + r * 0.9 * t, y=y + r * 0.2 * t, turn=t * (0.3 + 0.1 * k) * (-1) ** k)

        return pose

    def rim(self, number: int) -> Node:
        """Crater walls on the horizon."""
        g, u = self.geometry, self.unit
        q = (0.0, 0.05, 0.14)[number]
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q + 8 * u
        x = np.linspace(box.x0, box.x1, 110)
        rough = field(
            1,
            110,
            fx=(box.x1 - box.x0) / 110 / (170 * u),
            fy=1,
            ox=self.context.seed % 40 + number * 7,
            seed=141,
            octaves=4,
        )[0]
        crest = foot - (88 - 22 * number) * u * np.clip(rough * 1.9 - 0.5, 0.05, 1)
        canvas = Canvas(box.x0, float(crest.min()) - 4, box.x1, foot + 16 * u)
        canvas.ramp(
            [(x[0], foot + 16 * u), *np.stack([x, crest], 1), (x[-1], foot + 16 * u)],
            (178, 176, 186),
            (120, 118, 130),
            float(crest.min()),
            foot,
        )
        for k in range(0, 106, 2):
            if crest[k + 1] < crest[k]:
                drop = (foot - crest[k]) * 0.7
                canvas.poly(
                    [
                        (x[k], crest[k]),
                        (x[k + 2], crest[k + 2]),
                        (x[k + 2] - drop * 0.3, crest[k] + drop),
                        (x[k] - drop * 0.3, crest[k] + drop),
                    ],
                    (52, 52, 70),
                    0.6,
                )
        return self.air.plate(canvas, depth, haze=0.3 - 0.1 * number)

    def floor(self) -> Floor:
        """Grey dust with craters."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        q = np.maximum(0.02, (np.arange(height, dtype=np.float32)[:, None] + 0.5) / g.reach)
        x, z = (np.arange(width, dtype=np.float32)[None] + box.x0 - g.width / 2) / q / u, 820 / q
        broad, fine = fbm_at(x / 260, z / 260, 151, 4), fbm_at(x / 12, z / 16, 152, 3)
        tone = 0.60 + 0.5 * (broad - 0.5) + 0.22 * (fine - 0.5)
        for _ in range(46):
            cx, cz, r = self.rng.uniform(-2600, 2600), 820 / self.rng.uniform(0.12, 1.6), self.rng.uniform(24, 150)
            _crater(tone, x, z, cx, cz, r)
        dust = np.array([206, 198, 196]) * self.air.ambient[::-1]
        rgb = tones.between(dust, dust, np.zeros_like(tone), np.clip(tone, 0.1, 1.1))
        rgb = tones.toward(rgb, 0.3 * np.clip(1 - q, 0, 1) ** 2, self.air.haze[::-1])
        return Floor(tones.pressed(rgb, np.ones_like(tone)), box.x0, box.y0, 1.0, g, depth=FAR + 0.15)

    def boulders(self) -> Node:
        """Dark rocks at the lower corners."""
        g, u, depth = self.geometry, self.unit, 1.5
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y1 - 190 * u, box.x1, box.y1, 0.7)
        for side in (0.0, 0.06, 0.95, 1.0):
            x, r = box.x0 + (box.x1 - box.x0) * side, self.rng.uniform(50, 104) * u
            top = [
                (x + math.cos(a) * r * self.rng.uniform(0.8, 1.15), box.y1 + 14 * u - math.sin(a) * r)
                for a in np.linspace(0, math.pi, 8)
            ]
            canvas.poly(smooth(top, 4), dim((92, 90, 104), self.rng.uniform(0.4, 0.6)))
        return self.air.plate(canvas, depth, blur=2.2 * u)


def _crater(tone: Reals, x: Reals, z: Reals, cx: float, cz: float, r: float) -> None:
    """Dig a crater with a bright rim into ground of that tone, seen from x and z; nothing changes beyond 1.6 radii."""
    rows = np.flatnonzero(np.abs(z[:, 0] - cz) < 1.6 * r)
    if not len(rows):
        return
    part = slice(rows[0], rows[-1] + 1)
    # Columns spread towards the viewer: what the widest of the rows show is looked at in all.
    columns = np.flatnonzero((np.abs(x[part] - cx) < 1.6 * r).any(0))
    if not len(columns):
        return
    box = part, slice(columns[0], columns[-1] + 1)
    across = (x[box] - cx) / r
    d = np.hypot(across, (z[part] - cz) / r)
    slope = np.clip(np.clip(1 - d, 0, 1) * 3, 0, 1) * (0.35 + 0.5 * across)
    tone[box] += 0.22 * np.exp(-(((d - 1.06) / 0.10) ** 2)) - 0.5 * slope
