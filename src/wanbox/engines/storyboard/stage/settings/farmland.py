"""Farmland: rows of crops that run to the horizon, a barn and a mill, haystacks, sheep, a tractor far away."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.farm import barn, fence, haystack, mill, sails, sheep, tractor
from ..kit.greenery import grass, tree
from ..kit.scenery import Scenery, plain
from ..kit.terrain import Reals, survey
from ..nodes import Mover, Pose, Sway

HORIZON = 0.47
#: Ripe corn, furrow and stubble by season.
CROPS: dict[str, tuple[Rgb, Rgb]] = {
    "summer": ((232, 188, 84), (150, 112, 58)),
    "spring": ((132, 184, 82), (112, 82, 58)),
    "autumn": ((206, 158, 88), (112, 80, 58)),
    "winter": ((240, 245, 250), (186, 192, 204)),
}


class Farmland:
    name: ClassVar[str] = "farmland"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "farm",
            "farmland",
            "farmyard",
            "wheat field",
            "corn field",
            "cornfield",
            "barn",
            "crops",
            "ranch",
            "vineyard",
            "orchard",
            "plantation",
            "village",
        ),
        "zh": ("农场", "农田", "田野", "麦田", "田园", "庄稼", "菜地", "田间", "乡村", "村庄", "果园", "玉米地"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.72, bottom=0.93), "air": Zone(top=0.10, bottom=0.38)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("farm", "birds"), ("hills", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        farm = Fields(context, HORIZON, airs_of("farmland"))
        return farm.stage(farm.nodes())


class Fields(Scenery):
    """Builds the nodes of one farm."""

    def nodes(self) -> list[Node]:
        self.crop, self.furrow = CROPS.get(self.season, CROPS["summer"])
        return [
            *self.sky(),
            *self.downs(),
            *self.yard(),
            self.floor(),
            *([] if unwanted(self.shot, "cars") or self.night else self.tractor()),
            *([] if "animal" in self.shot.traits.get("without", "") or self.night else self.flock()),
            *self.stacks(),
            self.fence(),
            *(self.ears(q) for q in (0.40, 0.56)),
            self.bed(1.02, blur=0.3, tall=34),
            self.bed(1.42, blur=1.6),
            self.bed(1.8, blur=3.4),
            *self.birds(6),
        ]

    def downs(self) -> list[Node]:
        """Gentle hills in a patchwork of fields with hedges."""
        nodes: list[Node] = []
        seed = self.context.seed % 300
        for number, (q, tall, haze) in enumerate(((0.0, 120.0, 0.62), (0.02, 74.0, 0.3))):

            def height(x: Reals, z: Reals, number: int = number, tall: float = tall) -> Reals:
                roll = fbm_at(x / 420 + seed + 9 * number, z * 1.2, 161 + number, 2)
                return np.asarray(tall * z**0.8 * (0.2 + 1.3 * roll))

            depth = self.geometry.depth(q)
            relief = survey(
                height,
                self.geometry.box(depth),
                foot=self.row(q) + 8 * self.unit,
                rise=16 * self.unit,
                middle=self.geometry.width / 2,
                unit=self.unit,
                sun=self.light.side,
                slices=70,
                slope=1.6,
            )
            albedo = self._patches(relief.across, relief.far, number)
            rgb = self.light.on(albedo, np.clip((relief.lit - 0.25) * 1.5, 0, 1))
            share = np.clip(haze * self.air.thick * 1.2 + 0.25 * np.exp(-relief.height / 26), 0, 0.94)
            if not self.clear:
                share = np.clip(share + 0.2, 0, 0.95)
            nodes.append(relief.plate(relief.hazed(rgb, self.air.haze, share), depth))
        return nodes

    def _patches(self, x: Reals, far: Reals, number: int) -> Reals:
        """Fields of many colours, parted by dark hedges."""
        u = x / 150 + far * 1.1 + 0.5 * np.sin(far * 7 + number)
        v = far * (4 - number) + 0.18 * np.sin(x / 110)
        cell = np.floor(u).astype(np.float64) * 7.0 + np.floor(v).astype(np.float64) * 13.0 + number * 5
        pick = (np.mod(np.abs(np.sin(cell * 12.9898) * 43758.5), 1) * 5).astype(int)
        tones: list[Rgb] = [self.green, self.dry, self.crop, dim(self.green, 0.8), mix(self.crop, self.green, 0.5)]
        albedo = np.array([tone[::-1] for tone in tones], np.float64)[pick]
        stripes = 0.94 + 0.06 * np.sign(np.sin(u * 60))
        edge = np.minimum(np.abs(u - np.round(u)) * 150 / 5, np.abs(v - np.round(v)) * 26)
        hedge = np.clip(1 - edge, 0, 1)[..., None]
        crowns = fbm_at(x / 8, far * 60, 165, 2)[..., None]
        dark: Rgb = (150, 160, 170) if self.snow else (58, 92, 58)
        return np.asarray(
            albedo * stripes[..., None] * (1 - hedge) + np.array(dark[::-1]) * (0.6 + 0.7 * crowns) * hedge
        )

    def yard(self) -> list[Node]:
        """The barn with its silo and trees on the free side, the mill on the other."""
        g, u = self.geometry, self.unit
        q, depth = 0.11, g.depth(0.11)
        foot, x = self.row(q), g.width * (0.5 + 0.29 * self.side)
        body = Canvas(x - 260 * u, foot - 220 * u, x + 260 * u, foot + 16 * u, 1.8)
        light = Canvas(x - 260 * u, foot - 220 * u, x + 260 * u, foot + 16 * u, 1.8)
        trees = not unwanted(self.shot, "trees")
        if trees:
            for away, high in ((-150, 120), (120, 150), (176, 110)):
                tree(
                    body,
                    self.rng,
                    x + away * u,
                    foot,
                    high * u,
                    self.leaf(),
                    bare=self.snow,
                    snow=self.snow,
                    sun=self.air.rim_from,
                )
        barn(
            body, light, x, foot, 120 * u, sun=self.light.side, lit=self.shot.time is not TimeOfDay.DAY, snow=self.snow
        )
        body.ellipse(x, foot + 2 * u, 190 * u, 8 * u, dim(self.green, 0.7), 0.6)
        haze = self.air.fade(depth) * 0.5
        nodes: list[Node] = [self.air.plate(body, depth, emission=light, haze=haze, blur=0.2)]
        mq, mx = 0.055, g.width * (0.5 - 0.34 * self.side)
        mdepth, mfoot, tall = g.depth(mq), self.row(mq) + 3 * u, 118 * u
        tower = Canvas(mx - tall, mfoot - tall * 1.1, mx + tall, mfoot + 8 * u, 2.0)
        mill(tower, mx, mfoot, tall, sun=self.light.side)
        picture = self.air.settle(sails(tall, 2.0), mdepth, haze=self.air.fade(mdepth) * 0.6, blur=0.2)
        nodes.append(self.air.plate(tower, mdepth, haze=self.air.fade(mdepth) * 0.6, blur=0.2))
        nodes.append(Mover([picture], _turning(mx, mfoot - tall * 0.74), mdepth + 0.001, 2.0, anchor=(0.5, 0.5)))
        return nodes

    def floor(self) -> Node:
        """Rows of crops to the vanishing point, and a track of earth in front where the actors are."""
        x, z, q, corner = self.lie()
        # Rows run towards a point a little off the middle.
        lean = x - self.side * 0.10 * z
        row = np.sin(lean / 34)
        fine, tuft = fbm_at(x / 6, z / 26, 171, 2), fbm_at(x / 50, z / 60, 172, 3)
        k = np.clip(row * 1.4 + 0.55 + 0.8 * (tuft - 0.5), 0, 1)
        # Far away the rows merge.
        k = k * np.clip(q * 5, 0, 1) + 0.62 * (1 - np.clip(q * 5, 0, 1))
        crop, furrow = np.array(self.crop[::-1]), np.array(self.furrow[::-1])
        rgb = furrow + (crop - furrow) * k[..., None]
        rgb = rgb * ((0.72 + 0.3 * fine + 0.16 * tuft) if not self.snow else (0.94 + 0.06 * fine))[..., None]
        # Meadow before the crops.
        near = np.clip((q - 0.60 - 0.05 * (tuft - 0.5)) / 0.06, 0, 1)[..., None]
        rgb = rgb + (self.turf(x, z, 173) - rgb) * near
        track = np.exp(-(((q - 0.86) / 0.10) ** 4))[..., None] * np.clip(0.95 - 0.5 * (tuft - 0.4)[..., None], 0, 1)
        soil: Rgb = (226, 232, 240) if self.snow else (190, 156, 112)
        ruts = 1 - 0.16 * np.exp(-(((np.abs(q - 0.86) - 0.045) / 0.012) ** 2))
        rgb = rgb + (np.array(soil[::-1]) * ((0.76 + 0.3 * fine) * ruts)[..., None] - rgb) * track * 0.92
        return self.pave(rgb, q, corner)

    def ears(self, q: float) -> Node:
        """Standing corn in front of the far rows."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), self.row(q)
        canvas = Canvas(box.x0, foot - 90 * u * q, box.x1, foot + 24 * u, min(1.3, box.scale))
        n = int(1500 * (box.x1 - box.x0) / (1280 * u))
        x, y = rng.uniform(box.x0, box.x1, n), foot + rng.uniform(-9, 6, n) * u
        tall = 40 * u * q * (0.5 if self.season in {"spring", "autumn"} or self.snow else 1.0)
        grass(
            canvas,
            rng,
            x,
            y,
            tall,
            mix(self.crop, (255, 240, 170), 0.35),
            dim(self.crop, 0.55),
            lean=0.16,
            width=2.6 * u * (0.5 + q),
        )
        sway = Sway(reach=8 * u * q, speed=0.26, foot=foot + 6 * u, phase=q * 6)
        return self.air.plate(canvas, depth - 0.002, sway=sway, haze=self.air.fade(depth) * 0.4)

    def stacks(self) -> list[Node]:
        """Round bales on the meadow."""
        if self.season == "spring":
            return []
        g, u, nodes = self.geometry, self.unit, list[Node]()
        for x, q, size in (
            (0.5 - 0.40 * self.side, 0.66, 62.0),
            (0.5 - 0.23 * self.side, 0.34, 30.0),
            (0.5 + 0.42 * self.side, 0.31, 27.0),
        ):
            depth, foot, r = g.depth(q), self.row(q), size * u
            canvas = Canvas(x * g.width - 1.8 * r, foot - 1.9 * r, x * g.width + 1.8 * r, foot + 0.4 * r, 1.5)
            haystack(canvas, self.rng, x * g.width, foot, r, sun=self.light.side, snow=self.snow)
            nodes.append(self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.4))
        return nodes

    def fence(self) -> Node:
        """A wooden fence between meadow and crops."""
        g, u, q = self.geometry, self.unit, 0.62
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 80 * u, box.x1, foot + 10 * u, min(1.4, box.scale))
        gate = g.width * (0.5 - 0.1 * self.side)
        fence(
            canvas,
            self.rng,
            (box.x0, box.x1),
            foot,
            44 * u,
            gap=(gate - 130 * u, gate + 130 * u),
            sun=self.light.side,
            snow=self.snow,
        )
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.35, blur=0.2)

    def flock(self) -> list[Node]:
        """Sheep that graze and wander behind the fence."""
        nodes: list[Node] = []
        rng = np.random.default_rng(self.context.seed + 11)
        for _ in range(7):
            q, size = rng.uniform(0.16, 0.27), 15.0
            depth = self.geometry.depth(q)
            way = 1 if rng.random() < 0.5 else -1
            frames = [sheep(size * self.unit * (0.6 + 2.2 * q), down, 2.0) for down in (0.0, 0.5, 1.0)]
            pictures = [self.air.settle(f, depth, haze=self.air.fade(depth) * 0.4, blur=0.15) for f in frames]
            if way < 0:
                pictures = [np.ascontiguousarray(p[:, ::-1]) for p in pictures]
            x = self.geometry.width * (0.5 - self.side * (0.02 + 0.3 * rng.random()))
            nodes.append(
                Mover(pictures, _grazing(x, self.row(q), 4.0 * self.unit * way, rng.uniform(0, 6)), depth, 2.0)
            )
        return nodes

    def tractor(self) -> list[Node]:
        """A red tractor that ploughs along a far row."""
        u, q = self.unit, 0.20
        depth = self.geometry.depth(q)
        frames = [tractor(40 * u, turn, 2.0) for turn in np.arange(4) * (math.pi / 12)]
        pictures = [self.air.settle(f, depth, haze=self.air.fade(depth) * 0.45, blur=0.15) for f in frames]
        if self.side < 0:
            pictures = [np.ascontiguousarray(p[:, ::-1]) for p in pictures]
        x, row = self.geometry.width * (0.5 + 0.06 * self.side), self.row(q)

        def pose(t: float) -> Pose:
            return Pose(x=x + self.side * 15 * u * t, y=row - abs(math.sin(t * 9)) * 0.7 * u, picture=int(t * 8) % 4)

        return [Mover(pictures, pose, depth, 2.0)]


def _turning(x: float, y: float) -> Callable[[float], Pose]:
    return lambda t: Pose(x=x, y=y, turn=0.5 * t + 0.4)


def _grazing(x: float, y: float, speed: float, phase: float) -> Callable[[float], Pose]:
    """Some steps, then the head goes down."""

    def pose(t: float) -> Pose:
        turn = (t * 0.4 + phase) % 2.0
        walked = math.floor((t * 0.4 + phase) / 2.0) + min(1.0, turn)
        return Pose(x=x + speed * walked * 2.5, y=y, picture=0 if turn < 1 else 1 if turn < 1.1 or turn > 1.9 else 2)

    return pose
