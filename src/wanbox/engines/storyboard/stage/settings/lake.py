"""A mountain lake: peaks and firs on their heads in still water, a jetty, swans far out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim
from ..contract import Context, Node, Set, Zone
from ..effects.fog import bank
from ..kit.greenery import conifer, foliage
from ..kit.peaks import Massif, massif
from ..kit.scenery import Scenery, plain
from ..kit.waters import Water, inland
from ..kit.waterside import jetty, reeds, stone, swan, swimming
from ..nodes import Sway

HORIZON = 0.50
#: Nearness of the far bank.
FAR_BANK = 0.055


class Lake:
    name: ClassVar[str] = "lake"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("lake", "lakeside", "lake shore", "lakeshore", "mountain lake", "reservoir", "fjord"),
        "zh": ("湖", "湖边", "湖面", "湖水", "湖上", "湖中", "湖畔", "湖泊", "湖心", "西湖"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {
        "ground": Zone(top=0.83, bottom=0.95),
        "water": Zone(top=0.60, bottom=0.72),
        "air": Zone(top=0.12, bottom=0.42),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("lake", "birds"), ("lake", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        lake = Tarn(context, HORIZON, airs_of("lake"))
        nodes = lake.nodes()
        return lake.stage(nodes, shore=lake.water.shore)


class Tarn(Scenery):
    """Builds the nodes of one lake."""

    water: Water

    def nodes(self) -> list[Node]:
        trees = not unwanted(self.shot, "trees")
        behind = [*self.sky(), *self.peaks(), *([self.firs(0.03, 58.0), self.firs(FAR_BANK, 96.0)] if trees else [])]
        behind.append(self.strand())
        self.water = Water(self, behind, inland(self, 0.075, 1.6), top=self.row(FAR_BANK), bank=self.bank)
        return [
            *behind,
            self.floor(),
            self.water.node(),
            *self.mist(),
            *([] if unwanted(self.shot, "birds") else self.swans()),
            self.pier(),
            *self.rim(),
            *(self.near_trees() if trees else []),
            *self.birds(4, low=0.5),
        ]

    def bank(self, x: Reals) -> Reals:
        """Row of the near shore: it comes up towards the free side."""
        at = (x - self.geometry.width / 2) / self.unit
        bend = np.sin(at / 210 + 0.7) * 8 + np.sin(at / 71 + self.context.seed % 7) * 4 - self.side * at * 0.045
        return np.asarray(0.785 * self.geometry.height + bend * self.unit, np.float32)

    def peaks(self) -> list[Node]:
        wide, side, tall = (
            self.geometry.width / self.unit,
            self.side,
            min(1.45, self.geometry.horizon / (0.5 * 720 * self.unit)),
        )
        line = 30.0 if self.snow else 120.0
        far = ((-0.36 * wide * side, 1.0, 320.0), (0.06 * wide * side, 0.78, 280.0), (0.46 * wide * side, 0.9, 300.0))
        main = ((0.17 * wide * side, 1.0, 330.0), (-0.30 * wide * side, 0.62, 300.0), (0.52 * wide * side, 0.7, 270.0))
        ranges = (
            Massif(q=0.0, tall=190 * tall, summits=far, snow=line - 40, haze=0.9),
            Massif(q=0.012, tall=262 * tall, summits=main, snow=line, woods=0.0 if self.snow else 66.0, haze=0.3),
        )
        seed = self.context.seed % 400 + 50
        return [
            massif(r, self.geometry, self.air, self.shot, self.unit, seed + 31 * k)[0] for k, r in enumerate(ranges)
        ]

    def firs(self, q: float, tall: float) -> Node:
        """The wood on the far bank, lower in the middle."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), self.row(q)
        canvas = Canvas(box.x0, foot - tall * 1.8 * u, box.x1, foot + 8 * u, min(1.2, box.scale))
        x = box.x0 - 10 * u
        autumn = self.season == "autumn"
        while x < box.x1:
            gap = abs(x - g.width * (0.5 + 0.1 * self.side)) / g.width
            height = tall * u * rng.uniform(0.55, 1.1) * (0.34 + 1.25 * gap)
            if autumn and rng.random() < 0.4:
                foliage(
                    canvas,
                    rng,
                    x,
                    foot - height * 0.4,
                    height * 0.3,
                    height * 0.42,
                    self.leaf(),
                    leaf=2.2 * u,
                    count=130,
                )
            else:
                conifer(canvas, rng, x, foot + 2 * u, height, dim((58, 98, 76), rng.uniform(0.8, 1.1)), snow=self.snow)
            x += height * rng.uniform(0.2, 0.42) + 2 * u
        return self.air.plate(canvas, depth, haze=min(0.9, self.air.fade(depth) * 0.7 + 0.05))

    def strand(self) -> Node:
        """A strip of pale shore at the far water's edge."""
        g, u = self.geometry, self.unit
        depth, foot = g.depth(FAR_BANK) + 0.001, self.row(FAR_BANK)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 12 * u, box.x1, foot + 3 * u, 1.0)
        canvas.rect(box.x0, foot - 5 * u, box.x1, foot - 1 * u, dim(self.green, 0.72))
        canvas.rect(box.x0, foot - 1.5 * u, box.x1, foot + 3 * u, (228, 232, 238) if self.snow else (178, 164, 138))
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.7)

    def floor(self) -> Node:
        """Grass that turns to pebbles where the water begins."""
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 211)
        rows = np.arange(x.shape[0], dtype=np.float32)[:, None] + corner[1]
        columns = np.arange(x.shape[1], dtype=np.float32)[None] + corner[0]
        inland_by = (rows - self.bank(columns)) / self.unit
        pebble = fbm_at(x / 11, z / 8, 213, 2)
        grey = np.array((176, 186, 190)) * (0.5 + 0.62 * pebble)[..., None]
        damp = np.clip(1 - inland_by / 14, 0, 1)[..., None]
        share = np.clip(1.25 - (inland_by + 22 * (fbm_at(x / 60, z / 60, 214, 3) - 0.5)) / 22, 0, 1)[..., None]
        rgb = rgb + (grey * (1 - 0.45 * damp) - rgb) * share * (0.55 if self.snow else 1.0)
        return self.pave(rgb, q, corner, depth=FAR + 0.10)

    def swans(self) -> list[Node]:
        """Three swans far out."""
        w = self.geometry.width
        spots = (
            (0.5 + 0.20 * self.side, 0.20, 24.0, 7.0),
            (0.5 + 0.27 * self.side, 0.23, 26.0, 7.0),
            (0.5 - 0.3 * self.side, 0.13, 17.0, -5.0),
        )
        return [
            swimming(self, swan(size * self.unit, 2.0), x * w, q, speed, scale=2.0, anchor=0.605)
            for x, q, size, speed in spots
        ]

    def pier(self) -> Node:
        """A wooden jetty on the free side."""
        g, u = self.geometry, self.unit
        depth = g.depth(0.86)
        x = g.width * (0.5 + 0.30 * self.side)
        foot, head = (x + self.side * 40 * u, 0.845 * g.height), (x - self.side * 64 * u, 0.655 * g.height)
        canvas = Canvas(x - 260 * u, head[1] - 60 * u, x + 260 * u, foot[1] + 60 * u, min(1.4, g.box(depth).scale))
        jetty(canvas, foot, head, 118 * u, self.light.side)
        return self.air.plate(canvas, depth - 0.05, haze=self.air.thick * 0.06, blur=0.2)

    def rim(self) -> list[Node]:
        """Reeds and stones along the near shore, grass in front."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(0.96)
        box = g.box(depth)
        canvas = Canvas(box.x0, 0.56 * g.height, box.x1, 0.92 * g.height, min(1.4, box.scale))
        for _ in range(13):
            x = rng.uniform(box.x0, box.x1)
            foot = float(self.bank(np.array([x], np.float32))[0]) + rng.uniform(-6, 12) * u
            stone(canvas, rng, x, foot, rng.uniform(7, 22) * u, sun=self.light.side, snow=self.snow)
        green = self.dry if self.season in {"autumn", "winter"} else self.green
        for at in (0.03, 0.09, 0.16, 0.97, 0.90):
            x = (at if self.side > 0 else 1 - at) * g.width + rng.normal(0, 10) * u
            foot = float(self.bank(np.array([x], np.float32))[0]) + 8 * u
            reeds(canvas, rng, x, foot, rng.uniform(90, 140) * u, (186, 168, 110) if self.snow else green)
        sway = Sway(reach=6 * u, speed=0.27, foot=0.82 * g.height)
        return [self.air.plate(canvas, depth - 0.002, sway=sway), self.bed(1.4, blur=1.5), self.bed(1.75, blur=3.2)]

    def near_trees(self) -> list[Node]:
        """One tall fir at the edge where nobody stands, a smaller one opposite."""
        g, nodes = self.geometry, list[Node]()
        for x, q, tall in ((0.5 - 0.47 * self.side, 0.98, 560.0), (0.5 + 0.485 * self.side, 1.02, 430.0)):
            foot, height, depth = self.row(q) + 6 * self.unit, tall * self.unit, g.depth(q)
            canvas = Canvas(
                x * g.width - height * 0.3,
                foot - height * 1.05,
                x * g.width + height * 0.3,
                foot + 12 * self.unit,
                min(1.4, g.box(depth).scale),
            )
            conifer(canvas, self.rng, x * g.width, foot, height, (52, 92, 70), snow=self.snow)
            sway = Sway(reach=height * 0.01, speed=0.2, foot=foot, phase=x * 9)
            nodes.append(self.air.plate(canvas, depth, sway=sway, haze=0.04, blur=0.3 * self.unit))
        return nodes

    def mist(self) -> list[Node]:
        """Thin mist over the water at dawn and by night."""
        if self.shot.time is TimeOfDay.DAY or not self.clear:
            return []
        return [bank(self.context, self.geometry, self.air, 0.34, 0.42, 0)]
