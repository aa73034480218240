"""What most open-air settings share: light, seasons, a floor of noise, beds of grass, birds, the finished set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ...compose import tones
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..absent import unwanted
from ..air import Air, air_for, airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb
from ..geometry import Geometry
from ..nodes import Floor, Mover, Pose, Sway
from ..sky import sky
from .choice import free_side, snow_lies
from .greenery import flowers, grass
from .sea_life import gull
from .terrain import Reals, sunlight
from .vista import Vista

#: Grass, dry grass, leaves and flowers by season.
MEADOWS: dict[str, tuple[Rgb, Rgb, tuple[Rgb, ...], tuple[Rgb, ...]]] = {
    "summer": (
        (104, 164, 66),
        (176, 186, 84),
        ((78, 130, 60), (94, 146, 66), (66, 116, 64)),
        ((252, 250, 244), (250, 208, 76), (226, 92, 88), (160, 130, 222)),
    ),
    "spring": (
        (128, 186, 80),
        (190, 204, 102),
        ((136, 184, 84), (120, 172, 78), (244, 186, 204)),
        ((255, 196, 214), (252, 250, 244), (250, 222, 96), (190, 150, 236)),
    ),
    "autumn": (
        (176, 152, 70),
        (206, 162, 74),
        ((214, 126, 44), (196, 84, 44), (226, 176, 66)),
        ((226, 116, 52), (240, 190, 90)),
    ),
    "winter": ((236, 242, 248), (214, 224, 234), ((196, 206, 214), (170, 182, 192)), ()),
}


class Scenery(Vista):
    """Base of the builders of land: one shot's light, season and free side."""

    def __init__(
        self, context: Context, horizon: float, airs: dict[TimeOfDay, Air] | None = None, *, snowy: bool = False
    ) -> None:
        shot = context.shot
        air = air_for(shot, airs or airs_of(shot.setting), context.unit, context.seed)
        super().__init__(context, Geometry.of(context, horizon), air)
        self.light = sunlight(shot, air)
        self.snow = snowy or snow_lies(shot)
        self.season = "winter" if self.snow else shot.traits.get("season", "summer")
        self.green, self.dry, self.leaves, self.blossom = MEADOWS.get(self.season, MEADOWS["summer"])
        self.side = free_side(shot)

    @property
    def night(self) -> bool:
        return self.shot.time is TimeOfDay.NIGHT

    @property
    def clear(self) -> bool:
        return self.shot.weather is Weather.CLEAR

    def sky(self) -> list[Node]:
        return sky(self.context, self.geometry, self.air)

    def leaf(self) -> Rgb:
        """The colour of one tree's leaves."""
        return self.leaves[int(self.rng.integers(len(self.leaves)))]

    def row(self, q: float) -> float:
        """Rest-frame row of the ground at nearness q."""
        return self.geometry.horizon + self.geometry.reach * q

    def lie(self) -> tuple[Reals, Reals, Reals, tuple[float, float]]:
        """Ground coordinates of every pixel of the floor: x and distance in units, nearness, and the corner."""
        g, box = self.geometry, self.geometry.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        y = np.arange(height, dtype=np.float32)[:, None] + 0.5
        q = np.maximum(0.02, y / g.reach)
        x = (np.arange(width, dtype=np.float32)[None] + box.x0 - g.width / 2) / q / self.unit
        z = np.broadcast_to(820 / q, x.shape).astype(np.float32)
        return x.astype(np.float32), z, q, (box.x0, box.y0)

    def pave(
        self,
        albedo: Reals,
        q: Reals,
        corner: tuple[float, float],
        alpha: Reals | None = None,
        *,
        depth: float = FAR + 0.14,
        haze: float = 0.5,
    ) -> Floor:
        """A floor of that albedo (BGR) in the scene's light and haze; `alpha` 0…1 leaves holes for water."""
        fade = np.asarray(self.air.thick * haze * np.clip(1 - q, 0, 1) ** 2.2, np.float32)
        unlit = np.zeros(albedo.shape[:2], np.float32)
        ambient = self.air.ambient[::-1]
        rgb = tones.toward(tones.lit(albedo, unlit, ambient, ambient), fade, self.air.haze[::-1])
        solid = np.ones(albedo.shape[:2], np.float32) if alpha is None else alpha
        return Floor(tones.pressed(rgb, solid), *corner, 1.0, self.geometry, depth=depth)

    def turf(self, x: Reals, z: Reals, seed: int = 71) -> Reals:
        """Albedo (BGR) of a meadow of the season."""
        broad = fbm_at(x / 420, z / 420, seed, 4)
        tuft = fbm_at(x / 40, z / 62, seed + 1, 3)
        fine = fbm_at(x / 5, z / 30, seed + 2, 2)
        k, green = np.clip((broad - 0.36) * 2.6, 0, 1), dim(self.green, 0.92)
        tone = 0.88 + 0.1 * tuft + 0.06 * fine if self.snow else 0.66 + 0.34 * tuft + 0.3 * fine
        return tones.between(green[::-1], self.dry[::-1], k, tone)

    def bed(
        self,
        q: float,
        *,
        tall: float = 44.0,
        many: int = 360,
        blur: float | None = None,
        bloom: float = 1.0,
        keep: Callable[[Reals], Reals] | None = None,
    ) -> Node:
        """A band of grass with flowers at nearness q; `keep` tells for rest-frame columns where it may grow."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box = g.box(depth)
        if q > 1 and self.shot.camera.framing is not Framing.WIDE:
            # Close to a near camera it stays low, below the actors' hands, and plain.
            tall, bloom = 0.36 * tall, 0.0
        foot = min(self.row(q), box.y1 + 10 * u)
        canvas = Canvas(box.x0, foot - 3.4 * tall * u * q, box.x1, foot + 40 * u, min(1.3, box.scale))
        n = int(many * (box.x1 - box.x0) / (1280 * u))
        clump = rng.uniform(box.x0, box.x1, max(6, n // 14))
        x = rng.choice(clump, n) + rng.normal(0, 34 * u * q, n)
        x = x[keep(x)] if keep else x
        y = foot + rng.uniform(-16, 16, len(x)) * u * q
        tip = mix(self.green, (240, 240, 150), 0.35 if not self.snow else 0.0)
        if len(x):
            grass(canvas, rng, x, y, tall * u * q, tip, dim(self.green, 0.5), lean=0.34, width=2.6 * u * (0.6 + q))
        if self.blossom and bloom > 0 and len(x):
            m = max(1, int(len(x) / 6 * bloom))
            fx, fy = rng.choice(x, m) + rng.normal(0, 12 * u * q, m), foot - rng.uniform(4, 0.9 * tall, m) * u * q
            flowers(canvas, rng, fx, fy, rng.uniform(4.0, 7.0, m) * u * q, self.blossom)
        soft = blur * u if blur is not None else None
        sway = Sway(reach=7 * u * q, speed=0.3, foot=foot + 10 * u, phase=q * 6)
        return self.air.plate(canvas, depth - 0.003, sway=sway, blur=soft)

    def birds(self, count: int = 5, *, low: float = 0.62, dark: float = 0.0) -> list[Node]:
        """A small flock that crosses the sky; none at night, nor where nobody wants birds."""
        if self.night or unwanted(self.shot, "birds"):
            return []
        nodes: list[Node] = []
        for _ in range(count):
            span = self.rng.uniform(13, 24) * self.unit
            pictures = [
                self.air.settle(gull(span, k / 8, 1.6), 0.3, haze=0.2 + self.air.thick * 0.3, blur=0.2)
                for k in range(8)
            ]
            if dark:
                pictures = [(p * np.array([1 - dark, 1 - dark, 1 - dark, 1])).astype(np.uint8) for p in pictures]
            x, y = (
                self.rng.uniform(0.05, 0.9) * self.geometry.width,
                self.rng.uniform(0.18, low) * self.geometry.horizon,
            )
            nodes.append(Mover(pictures, _flight(x, y, span, self.rng.uniform(0, 6)), 0.3, 1.6, anchor=(0.5, 0.5)))
        return nodes


def _flight(x: float, y: float, span: float, phase: float) -> Callable[[float], Pose]:
    def pose(t: float) -> Pose:
        wing = int(((t * 2.4 + phase) % 1) * 8)
        return Pose(x=x + span * 1.6 * t, y=y + 0.3 * span * math.sin(t * 1.1 + phase), picture=wing)

    return pose


def plain(time_beds: Sequence[str], night_beds: Sequence[str]) -> Mapping[TimeOfDay, Sequence[str]]:
    """Ambience that differs at night alone."""
    return {TimeOfDay.DAY: time_beds, TimeOfDay.SUNSET: time_beds, TimeOfDay.NIGHT: night_beds}
