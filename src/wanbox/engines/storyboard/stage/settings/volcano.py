"""A volcano: a smoking cone with rivers of lava, black rock in front, embers in the air."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...compose.particles import dabs
from ...shotlist import Framing, TimeOfDay, Weather
from ..air import airs_of
from ..brush import Canvas, dim, smooth
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..effects._drift import Drift, drifting
from ..kit.scenery import Scenery
from ..kit.terrain import Reals, ridges, survey
from ..nodes import Painter

HORIZON = 0.56
LAVA: Rgb = (255, 124, 34)


class Volcano:
    name: ClassVar[str] = "volcano"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("volcano", "volcanic", "erupting volcano", "lava field", "lava river", "crater", "hell", "mount doom"),
        "zh": ("火山", "火山口", "火山喷发", "岩浆", "熔岩地", "地狱"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.10, bottom=0.42)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("volcano", "wind"))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR, Weather.FOG, Weather.RAIN})

    def build(self, context: Context) -> Set:
        slopes = Slopes(context, HORIZON, airs_of("volcano"))
        return slopes.stage(slopes.nodes(), bloom=0.5, bloom_threshold=170, vignette=0.4)


class Slopes(Scenery):
    """Builds the nodes of one volcano; its cone stands on the free side."""

    def nodes(self) -> list[Node]:
        self.at = 0.16 * self.side * self.geometry.width / self.unit
        cone, mouth = self.cone()
        sparks = Drift(
            count=70,
            depth=0.95,
            size=(1.2, 2.8),
            swing=22,
            pace=(0.5, 1.4),
            fall=(-80, -20),
            wind=(-10, 40),
            colours=((255, 150, 50), (255, 206, 96)),
            hardness=1.5,
            additive=True,
            blink=0.8,
        )
        ash = Drift(
            count=60,
            depth=1.02,
            size=(1.2, 2.6),
            fall=(18, 44),
            wind=(4, 26),
            swing=16,
            colours=((70, 62, 66), (120, 112, 112)),
            alpha=0.7,
        )
        return [
            *self.sky(),
            self.plume(mouth),
            cone,
            self.fountain(mouth),
            self.floor(),
            *([self.rocks()] if self.shot.camera.framing is Framing.WIDE else []),
            drifting(self.context, sparks, 21),
            drifting(self.context, ash, 22),
        ]

    def cone(self) -> tuple[Node, tuple[float, float]]:
        """The mountain with lava in its gullies; and the place of its mouth in the rest frame."""
        seed, tall, at = self.context.seed % 300, 300.0, self.at

        def height(x: Reals, z: Reals) -> Reals:
            warp = 40 * (fbm_at(x / 130, z * 4, seed, 2) - 0.5)
            away = np.sqrt(((x + warp - at) / 430) ** 2 + ((z - 0.6) / 0.62) ** 2)
            rise = np.clip(1 - away, 0, 1) ** 1.5
            spur = ridges((x + warp) / 74, z * 5, seed + 3, 3)
            low = 46 * z * ridges(x / 260, z * 2 + 3, seed + 9, 3)
            flank = tall * 1.18 * rise * (0.86 + 0.2 * spur)
            # The top is broken off: inside the rim the ground falls.
            crater = 1.18 * tall * 0.80
            return np.asarray(np.maximum(np.where(flank > crater, crater - 0.5 * (flank - crater), flank), low))

        depth = self.geometry.depth(0.01)
        relief = survey(
            height,
            self.geometry.box(depth),
            foot=self.row(0.03),
            rise=12 * self.unit,
            middle=self.geometry.width / 2,
            unit=self.unit,
            sun=self.light.side,
            reach=620,
        )
        grain = fbm_at(relief.across / 9, relief.height / 12, seed + 13, 3)
        albedo = np.array((92, 82, 86)) * (0.6 + 0.6 * grain)[..., None]
        rgb = self.light.on(albedo, np.clip((relief.lit - 0.34) * 2.2, 0, 1))
        # Streams follow the fall line and widen towards the foot.
        wander = (
            relief.across - at + 46 * (fbm_at(relief.height / 46, relief.height * 0 + seed, seed + 15, 3) - 0.5) * 2
        )
        down = np.clip(1 - relief.height / (0.95 * tall), 0, 1)
        glow = np.zeros_like(relief.lit)
        for lean, wide in ((-0.34, 7.0), (0.10, 10.0), (0.52, 6.0)):
            off = np.abs(wander - lean * 330 * down) / (wide * (0.5 + down))
            glow = np.maximum(glow, np.exp(-(off**2)) * np.clip(relief.height / 60, 0, 1) * (0.6 + 0.7 * grain))
        glow = np.maximum(glow, np.clip((relief.height - 0.88 * tall) / (0.08 * tall), 0, 1) * 0.5)
        share = np.clip(0.55 * self.air.thick * np.exp(-relief.height / 70) + 0.16, 0, 0.9)
        rgb = relief.hazed(rgb, self.air.haze, share)
        rgb = (
            rgb
            + np.array(LAVA[::-1]) * glow[..., None]
            + np.array((60, 150, 160)) * (np.clip(glow - 0.6, 0, 1) * 1.4)[..., None]
        )
        x = self.geometry.width / 2 + at * self.unit
        return relief.plate(rgb, depth), (x, relief.skyline(x))

    def plume(self, mouth: tuple[float, float]) -> Painter:
        """Ash that boils up out of the mouth, lit from below."""
        n, unit, rng = 44, self.unit, np.random.default_rng(self.context.seed + 5)
        birth, off, size = rng.uniform(0, 1, n), rng.normal(0, 1, n), rng.uniform(0.7, 1.3, n)
        dark, hot = np.array(dim(self.air.cloud_shade, 0.8)[::-1]), np.array((70, 120, 236))
        depth, high = FAR + 0.004, mouth[1] + 40 * unit

        def draw(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(depth)
            age = (view.t * 0.11 + birth) % 1
            table = np.zeros((n, 11), np.float32)
            table[:, 0] = s * (mouth[0] + (off * (14 + 60 * age) + 150 * age**1.7 * self.side * -1) * unit) + tx
            table[:, 1] = s * (mouth[1] + 8 * unit - high * age**0.8 * 1.1) + ty
            table[:, 2] = table[:, 3] = (22 + 84 * age) * size * unit * s
            heat = np.clip(1 - 4.5 * age, 0, 1)[:, None]
            table[:, 5:8] = dark + (hot - dark) * heat * 0.8 + 16 * size[:, None]
            table[:, 8], table[:, 9] = 0.5 * np.clip((1 - age) * 3, 0, 1), 1.2
            dabs(frame, table[np.argsort(-age)])

        return Painter(depth, draw, reads=False)

    def fountain(self, mouth: tuple[float, float]) -> Painter:
        """Glowing clots that fly out of the mouth in arcs."""
        n, unit, rng = 60, self.unit, np.random.default_rng(self.context.seed + 7)
        late, way, power = rng.uniform(0, 1, n), rng.normal(0, 44, n), rng.uniform(60, 150, n)
        depth = FAR + 0.012

        def draw(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(depth)
            age = (view.t * 0.7 + late) % 1
            table = np.zeros((n + 2, 11), np.float32)
            table[:n, 0] = s * (mouth[0] + way * age * unit) + tx
            table[:n, 1] = s * (mouth[1] - (power * 2.4 * age - 200 * age**2) * unit) + ty
            table[:n, 2] = table[:n, 3] = 2.6 * unit * s * (1 - 0.5 * age)
            table[:n, 5:8], table[:n, 8] = (60, 150, 255), 1 - age
            table[:, 9], table[:, 10] = 1.2, 1
            for k, (wide, share) in enumerate(((230, 0.20), (90, 0.34)), start=n):
                table[k, :4] = s * mouth[0] + tx, s * mouth[1] + ty, wide * unit * s, 0.75 * wide * unit * s
                table[k, 5:8], table[k, 8], table[k, 9] = (44, 116, 255), share + 0.05 * math.sin(view.t * 7), 0.9
            dabs(frame, table)

        return Painter(depth, draw, reads=False)

    def floor(self) -> Node:
        """Cooled lava: black plates with glowing cracks, more of them towards the mountain."""
        x, z, q, corner = self.lie()
        warp = 60 * (fbm_at(x / 110, z / 110, 701, 2) - 0.5)
        cell = fbm_at((x + warp) / 90, (z + warp) / 120, 703, 2)
        fine = fbm_at(x / 8, z / 12, 705, 3)
        rgb = np.array((66, 58, 62)) * (0.56 + 0.7 * fine + 0.2 * cell)[..., None]
        crack = np.exp(-((np.abs(cell - 0.5) / 0.016) ** 2))
        alive = np.clip((fbm_at(x / 420, z / 420, 707, 2) - 0.44) * 6, 0, 1) * np.clip(1.3 - 0.8 * q, 0.15, 1)
        ember = (crack * alive)[..., None]
        halo = (np.exp(-((np.abs(cell - 0.5) / 0.06) ** 2)) * alive)[..., None]
        floor = rgb * np.array(self.air.ambient[::-1]) + np.array(LAVA[::-1]) * (0.30 * halo + 1.0 * ember)
        # It shines by itself: the scene's light is taken out beforehand.
        return self.pave(floor / np.array(self.air.ambient[::-1]), q, corner, depth=FAR + 0.14)

    def rocks(self) -> Node:
        """Jagged black rocks at the lower corners."""
        g, u, rng, depth = self.geometry, self.unit, self.rng, 1.4
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y1 - 230 * u, box.x1, box.y1, 0.7)
        for side in (0.0, 0.05, 0.11, 0.92, 0.97, 1.0):
            x, r = box.x0 + (box.x1 - box.x0) * side, rng.uniform(60, 130) * u
            top = [
                (x + math.cos(a) * r * rng.uniform(0.7, 1.1), box.y1 + 14 * u - math.sin(a) * r * rng.uniform(0.8, 1.3))
                for a in np.linspace(0, math.pi, 7)
            ]
            canvas.poly(np.array(top), dim((64, 58, 66), rng.uniform(0.6, 0.9)))
            lit = [(px - 5 * u * self.side, py + 9 * u) for px, py in top]
            canvas.poly(smooth(lit, 2), dim((40, 36, 42), 0.8))
        return self.air.plate(canvas, depth, blur=1.8 * u)
