"""A park: cherry trees over a path, a pond with an arched bridge, a pavilion, a bench and a lamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose import tones
from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..kit.greenery import foliage
from ..kit.insects import butterfly, fluttering
from ..kit.park import bench, blossom_tree, flower_bed, lamp, pavilion
from ..kit.scenery import Scenery, plain
from ..kit.waters import Water, inland
from ..nodes import Mover, Sway

HORIZON = 0.46
#: Crowns and what falls from them, by season.
CROWNS: dict[str, tuple[Rgb, ...]] = {
    "spring": ((250, 186, 206), (246, 166, 192), (255, 210, 222)),
    "summer": ((96, 150, 74), (112, 164, 78), (82, 136, 70)),
    "autumn": ((226, 122, 48), (206, 80, 48), (238, 180, 72)),
    "winter": ((220, 228, 236),),
}
#: Nearness of the pond's two edges.
POND = (0.10, 0.33)


class Garden:
    name: ClassVar[str] = "garden"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "park",
            "garden",
            "botanical garden",
            "rose garden",
            "flower garden",
            "backyard",
            "pavilion",
            "park bench",
            "cherry trees",
            "under the cherry trees",
        ),
        "zh": (
            "公园",
            "花园",
            "园林",
            "庭园",
            "后花园",
            "御花园",
            "植物园",
            "樱花树下",
            "樱花林",
            "桃花林",
            "亭子",
            "凉亭",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.93), "air": Zone(top=0.10, bottom=0.42)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("birds", "hills"), ("hills", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        grounds = Grounds(context, HORIZON, airs_of("garden"))
        return grounds.stage(grounds.nodes(), bloom=grounds.air.bloom + 0.05)


class Grounds(Scenery):
    """Builds the nodes of one park; without a season it is spring."""

    def nodes(self) -> list[Node]:
        season = "winter" if self.snow else self.shot.traits.get("season", "spring")
        self.crowns = CROWNS.get(season, CROWNS["spring"])
        self.blooming = season in {"spring", "summer"}
        self.lit = self.shot.time is not TimeOfDay.DAY
        trees = not unwanted(self.shot, "trees")
        far = [
            *self.sky(),
            *(self.grove(q, tall, count) for q, tall, count in ((0.01, 84.0, 26), (0.05, 104.0, 17)) if trees),
            self.house(),
        ]
        water = Water(self, far, inland(self, 0.10, 1.2), top=self.row(POND[0]), bank=self.brim)
        return [
            *far,
            water.node(FAR + 0.11),
            self.floor(),
            self.bridge(),
            self.furniture(),
            *(self.cherry(x, q, tall) for x, q, tall in self._stands() if trees),
            self.beds(),
            self.bed(0.66, blur=0.2, tall=26, many=300, bloom=0.6, keep=self._off_path),
            self.bed(1.42, blur=1.6, tall=38),
            self.bed(1.8, blur=3.4),
            *([self.twigs()] if trees and self.shot.camera.framing is Framing.WIDE else []),
            *self.birds(4),
            *self.life(),
        ]

    def brim(self, x: Reals) -> Reals:
        """A row that the lawn covers: below it no water needs to be painted."""
        return np.full(len(x), self.row(POND[1] + 0.09), np.float32)

    def _stands(self) -> tuple[tuple[float, float, float], ...]:
        s = self.side
        return (
            (0.5 + 0.43 * s, 0.60, 470.0),
            (0.5 - 0.40 * s, 0.46, 350.0),
            (0.5 - 0.20 * s, 0.36, 200.0),
            (0.5 + 0.22 * s, 0.38, 230.0),
        )

    def _off_path(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.abs(x / self.geometry.width - 0.5) > 0.17)

    def grove(self, q: float, tall: float, count: int) -> Node:
        """Round trees behind the pond."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth, foot = g.depth(q), self.row(POND[0])
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 2.2 * tall * u, box.x1, foot + 6 * u, min(1.2, box.scale))
        for k in range(count):
            x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0, 1)) / count
            r = tall * u * rng.uniform(0.5, 0.9)
            pick = rng.random()
            tone: Rgb = self.crowns[int(rng.integers(len(self.crowns)))] if pick < 0.45 else self.leaf()
            foliage(
                canvas,
                rng,
                x,
                foot - r * 0.95,
                r * 0.9,
                r,
                dim(tone, 0.94),
                leaf=max(2.0, 3.4 * u),
                count=240,
                sun=self.air.rim_from,
            )
        canvas.rect(box.x0, foot - 10 * u, box.x1, foot + 6 * u, dim(self.green, 0.8))
        return self.air.plate(canvas, depth, haze=min(0.88, self.air.fade(depth) * (1.05 if q < 0.03 else 0.8)))

    def house(self) -> Node:
        """The pavilion at the far edge of the pond."""
        g, u, depth = self.geometry, self.unit, self.geometry.depth(0.09)
        x, foot = g.width * (0.5 + 0.10 * self.side), self.row(POND[0]) + 3 * u
        canvas, light = (Canvas(x - 150 * u, foot - 210 * u, x + 150 * u, foot + 8 * u, 1.8) for _ in range(2))
        pavilion(canvas, light, x, foot, 176 * u, lit=self.lit, snow=self.snow)
        return self.air.plate(canvas, depth, emission=light, haze=self.air.fade(depth) * 0.5, blur=0.2)

    def floor(self) -> Node:
        """Lawn with a hole for the pond, and a sandy path that comes to the front."""
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 271)
        if self.season == "autumn" or self.blooming:
            fallen = np.clip((fbm_at(x / 9, z / 14, 275, 1) - 0.70) * 12, 0, 1)
            rgb = tones.toward(rgb, fallen * 0.75 * (0 if self.snow else 1), self.crowns[0][::-1])
        tuft, fine = fbm_at(x / 60, z / 60, 273, 3), fbm_at(x / 6, z / 12, 274, 2)
        bend = 46 * np.sin(z / 640 + 1) - self.side * 0.05 * (z - 820)
        wide = 210 + 36 * (tuft - 0.5)
        path = np.clip((wide - np.abs(x - bend)) / 16, 0, 1) * np.clip((q - POND[1] - 0.02) / 0.03, 0, 1)
        rim = np.clip((wide + 16 - np.abs(x - bend)) / 8, 0, 1) * np.clip((q - POND[1] - 0.02) / 0.03, 0, 1)
        sand: Rgb = (230, 236, 244) if self.snow else (222, 196, 156)
        stone: Rgb = (190, 188, 180)
        rgb = tones.toward(rgb, rim, stone[::-1], 0.7 + 0.3 * fine)
        rgb = tones.toward(rgb, path, sand[::-1], 0.78 + 0.24 * fine + 0.1 * tuft)
        shade = fbm_at(x / 150 + 2, z / 120, 277, 3)
        rgb = tones.scaled(rgb, 1 - 0.24 * np.clip((shade - 0.5) * 6, 0, 1))
        edge = POND[1] + 0.028 * np.sin(x / 310 + 1) + 0.014 * np.sin(x / 93)
        alpha = np.clip((q - edge) * self.geometry.reach * 0.8 + 0.5, 0, 1)
        kerb = np.clip(1 - np.abs(q - edge - 0.012) * 60, 0, 1)
        rgb = tones.toward(rgb, kerb, dim(stone, 0.86)[::-1], 0.7 + 0.4 * fine)
        return self.pave(rgb, q, corner, alpha)

    def bridge(self) -> Node:
        """A red arched bridge over the pond."""
        g, u, q = self.geometry, self.unit, 0.24
        depth, foot = g.depth(q), self.row(q) + 10 * u
        x, half = g.width * (0.5 - 0.22 * self.side), 150 * u
        canvas = Canvas(x - half - 30 * u, foot - 150 * u, x + half + 30 * u, foot + 60 * u, 1.6)
        n = np.linspace(-1, 1, 33)
        red: Rgb = (196, 62, 48)
        arch = np.stack([x + n * half, foot - 58 * u * (1 - n**2)], 1)
        under = np.stack([x + n * half * 0.86, foot + 12 * u - 56 * u * (1 - n**2)], 1)
        canvas.poly(
            np.vstack([arch * (1, -1) + (0, 2 * foot + 16 * u), under[::-1] * (1, -1) + (0, 2 * foot + 16 * u)]),
            dim(red, 0.7),
            0.3,
        )
        canvas.poly(np.vstack([arch, under[::-1]]), dim(red, 0.74))
        canvas.line(arch, 6 * u, (244, 248, 252) if self.snow else mix(red, (255, 220, 190), 0.3))
        rail = arch - np.array([0, 32 * u])
        for (px, py), (_, top) in zip(arch[::4], rail[::4], strict=True):
            canvas.line([(px, py), (px, top - 6 * u)], 5 * u, red)
            canvas.ellipse(px, top - 8 * u, 3.4 * u, 4 * u, (236, 190, 96))
        for drop in (0.0, 14.0):
            canvas.line(rail + np.array([0, drop * u]), 3.6 * u, mix(red, (255, 210, 180), 0.2 if drop == 0 else 0.0))
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.5, blur=0.2)

    def furniture(self) -> Node:
        """A bench and two lamps beside the path."""
        g, u, q = self.geometry, self.unit, 0.56
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas, light = (Canvas(box.x0, foot - 400 * u, box.x1, foot + 60 * u, min(1.5, box.scale)) for _ in range(2))
        bench(canvas, g.width * (0.5 + 0.29 * self.side), foot, 150 * u)
        lamp(canvas, light, g.width * (0.5 + 0.19 * self.side), foot + 4 * u, 250 * u, lit=self.lit)
        lamp(canvas, light, g.width * (0.5 - 0.27 * self.side), foot - 20 * u, 190 * u, lit=self.lit)
        return self.air.plate(canvas, depth, emission=light, haze=self.air.fade(depth) * 0.4, blur=0.2)

    def cherry(self, x: float, q: float, tall: float) -> Node:
        """One cherry tree (or maple, or linden, as the season is)."""
        g, foot, height = self.geometry, self.row(q), tall * self.unit
        depth, at = g.depth(q), x * g.width
        canvas = Canvas(
            at - height * 0.95,
            foot - height * 1.45,
            at + height * 0.95,
            foot + 14 * self.unit,
            min(1.3, g.box(depth).scale),
        )
        canvas.ellipse(at, foot, height * 0.42, height * 0.035, (40, 34, 44), 0.36)
        tone = self.crowns[int(self.rng.integers(len(self.crowns)))]
        blossom_tree(canvas, self.rng, at, foot, height, tone, sun=self.air.rim_from, bare=self.snow, snow=self.snow)
        sway = Sway(reach=height * 0.012, speed=0.21, foot=foot, phase=q * 11)
        return self.air.plate(canvas, depth, sway=sway, haze=self.air.fade(depth) * 0.5)

    def beds(self) -> Node:
        """Round flower beds on the lawn."""
        g, u = self.geometry, self.unit
        depth = g.depth(0.7)
        box = g.box(depth)
        canvas = Canvas(box.x0, self.row(0.4), box.x1, self.row(0.95), min(1.4, box.scale))
        tones: tuple[Rgb, ...] = self.blossom if self.blooming else ((226, 116, 52), (240, 190, 90))
        if not self.snow:
            for x, q, wide in ((0.5 - 0.38 * self.side, 0.72, 230.0), (0.5 - 0.31 * self.side, 0.42, 120.0)):
                flower_bed(canvas, self.rng, x * g.width, self.row(q), wide * u, tones, dim(self.leaf(), 0.9))
        return self.air.plate(canvas, depth, haze=0.04)

    def twigs(self) -> Node:
        """A blossoming bough close to the camera, from above on the free side."""
        g, u, rng, depth = self.geometry, self.unit, self.rng, 1.35
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, 0.42 * g.height, 0.8)
        edge = box.x1 if self.side > 0 else box.x0
        for k in range(4):
            reach = rng.uniform(0.14, 0.30) * g.width
            a = (edge + 20 * u * self.side, box.y0 + 40 * u * k)
            path = np.stack(
                [
                    a[0] - self.side * reach * np.linspace(0, 1, 9),
                    a[1] + 70 * u * np.linspace(0, 1, 9) ** 1.6 + rng.normal(0, 4, 9) * u,
                ],
                1,
            )
            canvas.taper(path, 12 * u, 3 * u, (70, 50, 48))
            if self.snow:
                canvas.line(path - np.array([0, 3 * u]), 3 * u, (246, 250, 254))
                continue
            for px, py in path[2:]:
                tone = self.crowns[int(rng.integers(len(self.crowns)))]
                foliage(
                    canvas,
                    rng,
                    px,
                    py + 4 * u,
                    44 * u,
                    24 * u,
                    tone,
                    leaf=7 * u,
                    count=70,
                    light=mix(tone, (255, 255, 250), 0.5),
                )
        return self.air.plate(canvas, depth, blur=1.2 * u, sway=Sway(reach=-7 * u, speed=0.22, foot=0.42 * g.height))

    def life(self) -> list[Node]:
        """Petals or leaves that drift down, butterflies by day, fireflies at night."""
        nodes: list[Node] = []
        if not self.snow:
            fall = Drift(
                count=34,
                depth=0.97,
                size=(2.6, 5.4),
                flat=(0.7, 0.14),
                fall=(24, 54),
                wind=(14, 48),
                swing=22,
                colours=self.crowns,
                hardness=5,
            )
            nodes.append(drifting(self.context, fall, 4))
        if self.night and self.clear and not self.snow:
            glow = Drift(
                count=26,
                depth=1.02,
                size=(3, 5),
                swing=40,
                pace=(0.2, 0.6),
                wind=(4, 20),
                fall=(-8, 8),
                colours=((214, 255, 120),),
                alpha=0.85,
                hardness=1.0,
                additive=True,
                blink=0.9,
                band=(0.4, 1.0),
            )
            nodes.append(drifting(self.context, glow, 5))
        if self.night or not self.clear or self.snow or "animal" in self.shot.traits.get("without", ""):
            return nodes
        for k, tone in enumerate(((250, 214, 90), (250, 250, 246), (120, 160, 240))):
            size = self.rng.uniform(9, 13) * self.unit
            frames = [
                self.air.settle(butterfly(size, beat, tone, 2.0), 0.97, haze=0.02, blur=0.1)
                for beat in (1.0, 0.7, 0.3, 0.1, 0.4, 0.8)
            ]
            x, y = (
                self.geometry.width * (0.5 - self.side * self.rng.uniform(0.1, 0.4)),
                self.geometry.height * self.rng.uniform(0.6, 0.78),
            )
            nodes.append(
                Mover(frames, fluttering(x, y, size, self.rng.uniform(0, 6)), 0.97 + 0.01 * k, 2.0, anchor=(0.5, 0.5))
            )
        return nodes
