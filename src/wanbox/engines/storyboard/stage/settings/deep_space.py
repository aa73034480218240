"""Deep space: stars and nebulas over the blue rim of a planet, a station on its way; no ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..air import air_for
from ..brush import Canvas, dim
from ..contract import Context, Node, Rgb, Set, Zone
from ..geometry import Geometry
from ..nodes import Mover, Plate, Pose
from ..sky import stars
from .space import HORIZON, SPACE, Orbit

#: Sea, land and cloud of the planet below.
SEA: Rgb = (24, 72, 150)
LAND: Rgb = (84, 118, 74)


class DeepSpace:
    name: ClassVar[str] = "deep_space"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "outer space",
            "deep space",
            "galaxy",
            "universe",
            "cosmos",
            "nebula",
            "in orbit",
            "among the stars",
            "space station",
            "starfield",
            "interstellar",
        ),
        "zh": (
            "太空",
            "宇宙",
            "外太空",
            "深空",
            "银河系",
            "星系",
            "星云",
            "太空站",
            "空间站",
            "星际",
            "星空中",
            "星河",
        ),
    }
    #: Whoever walks here walks on the moon, see `build`.
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.93), "air": Zone(top=0.18, bottom=0.66)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("space",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR})

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(replace(context.shot, weather=Weather.CLEAR), dict.fromkeys(TimeOfDay, SPACE), context.unit)
        afoot = any(actor.medium == "ground" and actor.lift <= 0 for actor in context.shot.actors)
        view = Orbit(context, geometry, air) if afoot else Void(context, geometry, air)
        light = replace(air.light(), rim2=(120, 170, 255), rim2_strength=0.35)
        return view.stage(view.nodes(), light=light, vignette=0.4, grain=0.025)


class Void(Orbit):
    """Builds the nodes of one view from orbit."""

    def nodes(self) -> list[Node]:
        parts: list[Node | None] = [
            self.backdrop(),
            stars(self.context, replace_horizon(self.geometry), self.air),
            self.moon(),
            self.limb(),
            *self.rocks()[:4],
            self.station(),
        ]
        return [part for part in parts if part is not None]

    def limb(self) -> Plate:
        """The rim of the planet below: sea, land and clouds under a thin blue air, lit from one side."""
        g, u, depth = self.geometry, self.unit, FAR + 0.04
        box, shrink = g.box(depth), 1.5
        radius = 1.55 * max(g.width, 1.2 * g.height)
        cx, cy = 0.46 * g.width, 0.80 * g.height + radius
        top = cy - radius - 60 * u
        width, height = int((box.x1 - box.x0) / shrink) + 2, max(4, int((box.y1 - top) / shrink) + 2)
        x = (np.arange(width) * shrink + box.x0 - cx)[None] / radius
        y = (np.arange(height) * shrink + top - cy)[:, None] / radius
        d = np.hypot(x, y)
        z = np.sqrt(np.clip(1 - d * d, 0, 1))
        # Longitude and latitude of a globe that leans towards the viewer.
        lon, lat = np.arctan2(x, z + 0.35), np.arcsin(np.clip(-y * 0.8, -1, 1))
        seed = self.context.seed % 700
        land = fbm_at(lon * 5 + seed, lat * 14, 651, 5)
        cloud = fbm_at(lon * 9 + seed + 2 * fbm_at(lon * 5, lat * 8, 653, 3), lat * 30, 655, 5)
        k = np.clip((land - 0.52) * 14, 0, 1)[..., None]
        rgb = np.array(SEA[::-1]) * (1 - k) + np.array(LAND[::-1]) * (0.7 + 0.6 * cloud)[..., None] * k
        c = np.clip((cloud - 0.48) * 4, 0, 1)[..., None]
        rgb = rgb + (np.array((255, 250, 246)) - rgb) * c * 0.92
        day = (
            np.clip(0.62 + 1.5 * x, 0.05, 1)[..., None]
            if self.context.shot.time is not TimeOfDay.DAY
            else np.clip(0.95 + 0.5 * x, 0.3, 1)[..., None]
        )
        lights = (
            np.clip((fbm_at(lon * 90, lat * 240, 657, 2) - 0.66) * 9, 0, 1)[..., None]
            * k
            * (1 - c)
            * np.clip(0.4 - day, 0, 1)
            * 2.4
        )
        rgb = rgb * day + np.array((90, 180, 255)) * lights
        air = np.exp(-np.clip((1 - d) * radius / u, 0, None) / 24)[..., None]
        rgb = rgb + np.array((255, 196, 120)) * air * (0.25 + 0.75 * day)
        inside = np.clip((1 - d) * radius / shrink + 0.5, 0, 1)[..., None]
        halo = np.exp(-np.clip((d - 1) * radius / u, 0, None) / 13)[..., None] * (1 - inside) * (0.2 + 0.8 * day)
        rgb = np.clip(rgb, 0, 255) * inside + np.array((255, 190, 110)) * halo
        pixels = np.concatenate([np.clip(rgb, 0, 255), 255 * inside + 0 * halo], -1).astype(np.uint8)
        return Plate(np.ascontiguousarray(pixels), box.x0, top, depth, 1 / shrink, drift=-2.0 * u)

    def moon(self) -> Plate:
        """A small cratered moon in the upper corner."""
        g, u = self.geometry, self.unit
        r, scale = 46 * u, 1.5
        n = int(2.2 * r * scale)
        grid = (np.arange(n) - n / 2) / (r * scale)
        x, y = np.meshgrid(grid, grid)
        d = np.hypot(x, y)
        z = np.sqrt(np.clip(1 - d * d, 0, 1))
        tone = 0.6 + 0.5 * fbm_at(x * 3 + 5, y * 3, 661, 4)
        for _ in range(15):
            cx, cy, size = self.rng.uniform(-0.8, 0.8), self.rng.uniform(-0.8, 0.8), self.rng.uniform(0.05, 0.2)
            away = np.hypot(x - cx, y - cy) / size
            tone = tone - 0.2 * np.clip(1 - away, 0, 1) + 0.12 * np.exp(-(((away - 1.05) / 0.14) ** 2))
        lit = np.clip(0.7 * x - 0.4 * y + 0.5 * z, 0.03, 1)
        alpha = np.clip((1 - d) * r * scale * 0.7 + 0.5, 0, 1)[..., None]
        rgb = np.clip(np.array((214, 210, 208)) * (tone * lit)[..., None], 0, 255) * alpha
        pixels = np.concatenate([rgb, 255 * alpha], -1).astype(np.uint8)
        return Plate(
            np.ascontiguousarray(pixels),
            0.16 * g.width - n / 2 / scale,
            0.20 * g.height - n / 2 / scale,
            FAR + 0.02,
            scale,
        )

    def station(self) -> Mover:
        """A space station with wings of solar cells that turns slowly as it passes."""
        g, u = self.geometry, self.unit
        c = Canvas(-70 * u, -40 * u, 70 * u, 40 * u, 2.0)
        c.rect(-58 * u, -2 * u, 58 * u, 2 * u, (150, 152, 160))
        for x in (-56, -36, 26, 46):
            for y in (-26, 5):
                c.rect(x * u, y * u, (x + 12) * u, (y + 21) * u, (36, 62, 132))
                for k in range(1, 4):
                    c.line([(x * u, (y + 5.2 * k) * u), ((x + 12) * u, (y + 5.2 * k) * u)], 0.7 * u, (130, 160, 220))
                c.rect(x * u, y * u, (x + 3) * u, (y + 21) * u, (96, 130, 206), 0.6)
        c.ramp(
            [(-16 * u, -7 * u), (16 * u, -7 * u), (16 * u, 7 * u), (-16 * u, 7 * u)],
            (240, 240, 242),
            (120, 124, 140),
            -7 * u,
            7 * u,
        )
        c.ramp(
            [(-5 * u, -18 * u), (5 * u, -18 * u), (5 * u, 18 * u), (-5 * u, 18 * u)],
            (226, 226, 232),
            dim((120, 124, 140), 0.9),
            -18 * u,
            18 * u,
        )
        for x in (-10, 0, 10):
            c.ellipse(x * u, 0, 1.7 * u, 1.7 * u, (255, 226, 150))
        picture = self.air.settle(c, 0.75, haze=0.03, blur=0.15)
        busy = [(a.start[0] + a.end[0]) / 2 for a in self.context.shot.actors]
        at = (0.78 if not busy or sum(busy) / len(busy) < 0.6 else 0.22) * g.width

        def pose(t: float) -> Pose:
            return Pose(
                x=at - 5 * u * t, y=0.30 * g.height - 1.4 * u * t, turn=-0.3 + 0.05 * math.sin(0.4 * t) + 0.02 * t
            )

        return Mover([picture], pose, 0.75, 2.0, anchor=(0.5, 0.5))


def replace_horizon(geometry: Geometry) -> Geometry:
    """The same camera with stars down to the lower edge."""
    return replace(geometry, horizon=0.98 * geometry.height)
