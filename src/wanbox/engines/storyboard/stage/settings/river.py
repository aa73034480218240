"""A river between green banks: running water, stones, reeds, a wooden bridge, far hills."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.greenery import conifer, foliage, tree
from ..kit.scenery import Scenery, plain
from ..kit.terrain import Reals as Land
from ..kit.terrain import survey
from ..kit.waters import Water, current, inland
from ..kit.waterside import reeds, stone
from ..nodes import Mover, Pose, Sway

HORIZON = 0.47
#: Nearness of the far water's edge at the middle of the frame.
FAR_EDGE = 0.30


class River:
    name: ClassVar[str] = "river"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "river",
            "riverside",
            "river bank",
            "riverbank",
            "stream",
            "creek",
            "brook",
            "canal",
            "rapids",
            "wooden bridge",
        ),
        "zh": (
            "河",
            "河边",
            "河上",
            "河流",
            "河岸",
            "河畔",
            "小河",
            "江",
            "江面",
            "江上",
            "江边",
            "小溪",
            "溪流",
            "溪边",
            "运河",
            "小桥流水",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {
        "ground": Zone(top=0.83, bottom=0.95),
        "water": Zone(top=0.63, bottom=0.73),
        "air": Zone(top=0.12, bottom=0.40),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("river", "birds"), ("river", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        banks = Banks(context, HORIZON, airs_of("river"))
        nodes = banks.nodes()
        return banks.stage(nodes, shore=banks.water.shore)


class Banks(Scenery):
    """Builds the nodes of one stretch of river; the current runs towards the free side."""

    water: Water

    def nodes(self) -> list[Node]:
        trees = not unwanted(self.shot, "trees")
        far = self.far_bank()
        behind = [*self.sky(), *self.hills(), far, *(self.grove() if trees else []), *self.bridge()]
        self.water = Water(self, behind, inland(self, 0.42, 1.2), top=self.row(0.04), bank=self.bank)
        flow = current(
            self,
            top=self.row(FAR_EDGE),
            bottom=0.8 * self.geometry.height,
            speed=70.0 * self.side,
            strength=0.5,
            depth=FAR + 0.121,
        )
        return [
            *self.sky(),
            *self.hills(),
            self.floor(),
            self.water.node(),
            flow,
            far,
            *(self.grove() if trees else []),
            *self.bridge(),
            self.stones(),
            self.reeds(),
            self.bed(1.12, blur=0.6),
            self.bed(1.42, blur=1.6),
            self.bed(1.8, blur=3.4),
            *(self.willow() if trees and self.shot.camera.framing is Framing.WIDE else []),
            *self.birds(4),
            *([] if unwanted(self.shot, "fish") else self.leaping()),
        ]

    def bank(self, x: Reals) -> Reals:
        """Row of the near bank."""
        at = (x - self.geometry.width / 2) / self.unit
        bend = np.sin(at / 190 + 0.4) * 9 + np.sin(at / 63 + self.context.seed % 5) * 4 + self.side * at * 0.03
        return np.asarray(0.785 * self.geometry.height + bend * self.unit, np.float32)

    def _edge(self, x: Land) -> Land:
        """Row of the far bank's foot: the river comes from behind it on the side away from its mouth."""
        at = -self.side * (x - self.geometry.width / 2) / self.geometry.width
        q = FAR_EDGE + 0.05 * np.sin(at * 9 + 1) + 0.05 * at
        opening = np.clip((at - 0.16) / 0.14, 0, 1)
        closing = np.clip((at - 0.38) / 0.10, 0, 1)
        q = q * (1 - opening * opening * (3 - 2 * opening)) + 0.05 * opening
        return np.asarray(self.row(0) + self.geometry.reach * (q + 0.0 * closing))

    def hills(self) -> list[Node]:
        """Two ranks of wooded hills."""
        nodes: list[Node] = []
        seed = self.context.seed % 300
        for number, (q, tall, haze) in enumerate(((0.0, 150.0, 0.7), (0.03, 92.0, 0.4))):
            depth = self.geometry.depth(q)

            def height(x: Land, z: Land, number: int = number, tall: float = tall) -> Land:
                roll = fbm_at(x / 300 + seed + 7 * number, z * 1.6, 61 + number, 3)
                crowns = fbm_at(x / 9, z * 60, 63, 2)
                return np.asarray(tall * z * (0.15 + 1.25 * roll) + 9 * (crowns - 0.5))

            relief = survey(
                height,
                self.geometry.box(depth),
                foot=self.row(q) + 6 * self.unit,
                rise=12 * self.unit,
                middle=self.geometry.width / 2,
                unit=self.unit,
                sun=self.light.side,
                slices=70,
            )
            wood = fbm_at(relief.across / 90, relief.far * 5, 67, 3)
            k = np.clip((wood - 0.46) * 9, 0, 1)[..., None]
            lush: Rgb = self.leaves[0] if self.season != "spring" else (110, 164, 84)
            albedo = np.array(self.green[::-1]) * (1 - k) + np.array(dim(lush, 0.9)[::-1]) * k
            if self.snow:
                albedo = np.array((250, 244, 238)) * (1 - k) + np.array((150, 140, 128)) * k
            rgb = self.light.on(albedo, np.clip((relief.lit - 0.3) * 1.7, 0, 1))
            share = np.clip(haze * self.air.thick * 1.2 + 0.3 * np.exp(-relief.height / 30), 0, 0.94)
            nodes.append(relief.plate(relief.hazed(rgb, self.air.haze, share), depth))
        return nodes

    def far_bank(self) -> Node:
        """The meadow beyond the river as part of the floor, with an earthen edge."""
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 311)
        rows = np.arange(x.shape[0], dtype=np.float64)[:, None] + corner[1]
        columns = np.arange(x.shape[1], dtype=np.float64)[None] + corner[0]
        inside = (self._edge(columns) - rows) / self.unit + 5 * (fbm_at(x / 50, z / 90, 313, 2) - 0.5)
        lip = np.clip(1 - inside / (3 + 14 * q), 0, 1)[..., None]
        soil: Rgb = (214, 222, 232) if self.snow else (116, 92, 66)
        rgb = rgb + (np.array(soil[::-1]) * 0.72 - rgb) * lip
        alpha = np.clip(inside * self.unit * 0.8 + 0.5, 0, 1)
        keep = int(min(rgb.shape[0], self.geometry.reach * 0.5))
        return self.pave(rgb[:keep], q[:keep], corner, alpha[:keep], depth=FAR + 0.122)

    def floor(self) -> Node:
        """The near bank: grass with a strip of gravel."""
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 321)
        rows = np.arange(x.shape[0], dtype=np.float32)[:, None] + corner[1]
        columns = np.arange(x.shape[1], dtype=np.float32)[None] + corner[0]
        inland_by = (rows - self.bank(columns)) / self.unit
        gravel = np.array((150, 172, 188)) * (0.5 + 0.62 * fbm_at(x / 10, z / 8, 323, 2))[..., None]
        damp = np.clip(1 - inland_by / 12, 0, 1)[..., None]
        share = np.clip(1.15 - (inland_by + 26 * (fbm_at(x / 60, z / 60, 324, 3) - 0.5)) / 20, 0, 1)[..., None]
        rgb = rgb + (gravel * (1 - 0.45 * damp) - rgb) * share * (0.5 if self.snow else 1.0)
        return self.pave(rgb, q, corner, depth=FAR + 0.10)

    def grove(self) -> list[Node]:
        """Trees and bushes on the far bank."""
        g, nodes = self.geometry, list[Node]()
        rng = np.random.default_rng(self.context.seed + 17)
        for q, count, tall in ((0.10, 9, 92.0), (0.24, 6, 150.0)):
            depth = g.depth(q) + 0.02
            box, foot = g.box(depth), self.row(q)
            canvas = Canvas(box.x0, foot - 2.1 * tall * self.unit, box.x1, foot + 14 * self.unit, min(1.3, box.scale))
            for k in range(count):
                x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0.1, 0.9)) / count
                if self._edge(np.array([x]))[0] < foot + 3 * self.unit:
                    continue
                height = tall * self.unit * rng.uniform(0.7, 1.3)
                canvas.ellipse(x, foot, height * 0.4, height * 0.035, (30, 44, 34), 0.35)
                leaf = self.leaves[int(rng.integers(len(self.leaves)))]
                if rng.random() < 0.3:
                    conifer(canvas, rng, x, foot, height * 1.3, (62, 100, 74), snow=self.snow)
                elif rng.random() < 0.4 and not self.snow:
                    foliage(
                        canvas, rng, x, foot - height * 0.16, height * 0.36, height * 0.2, leaf, leaf=2.6 * self.unit
                    )
                else:
                    tree(canvas, rng, x, foot, height, leaf, bare=self.snow, snow=self.snow, sun=self.air.rim_from)
            sway = Sway(reach=tall * 0.016 * self.unit, speed=0.2, foot=foot, phase=q * 9)
            nodes.append(self.air.plate(canvas, depth, sway=sway, haze=self.air.fade(depth) * 0.6))
        return nodes

    def bridge(self) -> list[Node]:
        """A wooden arch over the far stretch of the river."""
        g, u = self.geometry, self.unit
        q = 0.17
        depth, foot = g.depth(q) + 0.022, self.row(q)
        x, half = g.width * 0.5 - self.side * 0.30 * g.width, 150 * u
        canvas = Canvas(x - half - 20 * u, foot - 110 * u, x + half + 20 * u, foot + 20 * u, 1.6)
        wood: Rgb = (148, 100, 70)
        n = np.linspace(-1, 1, 33)
        arch = np.stack([x + n * half, foot - 34 * u * (1 - n**2) - 3 * u], 1)
        for px, py in arch[4:-4:6]:
            canvas.line([(px, py), (px, foot + 10 * u)], 5 * u, dim(wood, 0.62))
        canvas.poly(np.vstack([arch, arch[::-1] + np.array([0, 9 * u])]), dim(wood, 0.75))
        canvas.line(arch, 3 * u, (240, 246, 250) if self.snow else mix(wood, (255, 226, 170), 0.45))
        rail = arch - np.array([0, 24 * u])
        for (px, py), (_, top) in zip(arch[::4], rail[::4], strict=True):
            canvas.line([(px, py), (px, top - 3 * u)], 3.4 * u, wood)
        for drop in (0.0, 10.0):
            canvas.line(rail + np.array([0, drop * u]), 2.6 * u, mix(wood, (255, 226, 170), 0.25 if drop == 0 else 0.0))
        return [self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.5, blur=0.2)]

    def stones(self) -> Node:
        """Boulders in the stream and on the shore, with foam at their feet."""
        g, u = self.geometry, self.unit
        rng, depth = np.random.default_rng(self.context.seed + 23), g.depth(0.86)
        box = g.box(depth)
        canvas = Canvas(box.x0, self.row(0.3), box.x1, 0.9 * g.height, min(1.4, box.scale))
        middle = [(a.start[0] + a.end[0]) / 2 * g.width for a in self.shot.actors if a.medium == "water"]
        for k in range(15):
            x = rng.uniform(box.x0, box.x1)
            bank = float(self.bank(np.array([x], np.float32))[0])
            foot = bank + rng.uniform(-8, 10) * u if k > 5 else self.row(rng.uniform(0.4, 0.68))
            if k <= 5 and any(abs(x - at) < 0.2 * g.width for at in middle):
                continue
            r = rng.uniform(8, 24) * u * (foot - g.horizon) / g.reach
            if k <= 5:
                for side, wide in ((self.side, 2.3), (-self.side, 1.2)):
                    canvas.ellipse(x + side * r * 0.6, foot + r * 0.1, r * wide * 0.8, r * 0.16, (244, 250, 252), 0.55)
            stone(canvas, rng, x, foot, r, sun=self.light.side, snow=self.snow)
        return self.air.plate(canvas, depth, haze=0.05, blur=0.2)

    def reeds(self) -> Node:
        g, u = self.geometry, self.unit
        rng, depth = np.random.default_rng(self.context.seed + 29), g.depth(0.98)
        box = g.box(depth)
        canvas = Canvas(box.x0, 0.52 * g.height, box.x1, 0.92 * g.height, min(1.4, box.scale))
        green: Rgb = (186, 168, 110) if self.snow else self.dry if self.season == "autumn" else self.green
        for at in (0.02, 0.08, 0.14, 0.93, 0.985):
            x = (at if self.side > 0 else 1 - at) * g.width + rng.normal(0, 10) * u
            foot = float(self.bank(np.array([x], np.float32))[0]) + 8 * u
            reeds(canvas, rng, x, foot, rng.uniform(80, 136) * u, green)
        return self.air.plate(canvas, depth, sway=Sway(reach=6 * u, speed=0.27, foot=0.82 * g.height))

    def willow(self) -> list[Node]:
        """Hanging twigs from above on the free side."""
        g, u = self.geometry, self.unit
        rng, depth = np.random.default_rng(self.context.seed + 37), 1.3
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, 0.6 * g.height, 0.7)
        for _ in range(26):
            x = g.width * (0.5 + self.side * rng.uniform(0.34, 0.54))
            long = rng.uniform(0.1, 0.5) * g.height * (0.2 + 1.6 * max(0.0, abs(x / g.width - 0.5) - 0.3) / 0.2)
            path = smooth(
                [
                    (x, box.y0 - 10),
                    (x + rng.normal(0, 8) * u, box.y0 + long * 0.6),
                    (x + rng.normal(0, 18) * u, box.y0 + long),
                ],
                8,
            )
            canvas.line(path, 1.6 * u, (110, 96, 66))
            if self.snow:
                continue
            for px, py in path[1:]:
                for side in (-1, 1):
                    canvas.ellipse(
                        px + side * 6 * u,
                        py + 4 * u,
                        9 * u,
                        2.6 * u,
                        dim(self.leaf(), rng.uniform(0.7, 1.0)),
                        angle=side * 0.9,
                    )
        return [self.air.plate(canvas, depth, blur=1.3 * u, sway=Sway(reach=-12 * u, speed=0.24, foot=0.6 * g.height))]

    def leaping(self) -> list[Node]:
        """A fish that leaps out of the water now and then."""
        g, u = self.geometry, self.unit
        canvas = Canvas(-20 * u, -12 * u, 20 * u, 12 * u, 2.0)
        body = [(-12, 0), (0, -5.5), (12, 0.5), (0, 5)]
        canvas.poly([(x * u, y * u) for x, y in ((-11, 0), (-18, -6), (-16, 0), (-18, 6))], (150, 164, 172))
        canvas.poly(smooth([(x * u, y * u) for x, y in body], 5, closed=True), (196, 206, 210))
        canvas.poly(smooth([(x * u, y * u) for x, y in ((-10, 0), (0, -5.5), (11, 0))], 5), (120, 140, 152))
        x, row, depth = g.width * (0.5 + 0.22 * self.side), self.row(0.5), g.depth(0.5) + 0.05
        return [
            Mover(
                [self.air.settle(canvas, depth, haze=0.1, blur=0.1)],
                leap(x, row, u, self.side),
                depth,
                2.0,
                anchor=(0.5, 0.5),
            )
        ]


def leap(x: float, row: float, unit: float, side: int) -> Callable[[float], Pose | None]:
    """An arc out of the water and back every four seconds."""

    def pose(t: float) -> Pose | None:
        age = ((t + 2.6) % 4.0) / 0.9
        if age >= 1:
            return None
        up = 4 * age * (1 - age)
        turn = math.atan2(-(1 - 2 * age) * 3.2, 1.9)
        return Pose(
            x=x + side * (age - 0.5) * 64 * unit,
            y=row - 46 * unit * up,
            turn=turn if side > 0 else math.pi - turn,
            opacity=min(1.0, up * 5),
        )

    return pose
