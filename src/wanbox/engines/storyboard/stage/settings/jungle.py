"""A rainforest: a waterfall in the haze, giant trees with vines, broad leaves, butterflies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose import tones
from ...compose.blit import plane, spans_of
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...compose.particles import dabs
from ...shotlist import Framing, TimeOfDay, Weather
from ..air import airs_of
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..effects._drift import Drift, drifting
from ..kit.greenery import foliage, palm
from ..kit.halves import halves
from ..kit.insects import butterfly, fluttering
from ..kit.scenery import Scenery, plain
from ..kit.waterside import stone
from ..kit.wood import fern, shafts, trunk
from ..nodes import Mover, Painter, Sway
from ..sky import backdrop, stars

HORIZON = 0.55
GREENS: tuple[Rgb, ...] = ((58, 122, 58), (84, 148, 60), (44, 104, 62), (112, 166, 66))
BARK: Rgb = (92, 76, 60)
WINGS: tuple[Rgb, ...] = ((60, 130, 236), (246, 150, 50), (250, 220, 90), (220, 90, 160))


class Jungle:
    name: ClassVar[str] = "jungle"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("jungle", "rainforest", "rain forest", "tropical forest", "amazon", "waterfall", "mangrove"),
        "zh": ("丛林", "雨林", "热带雨林", "瀑布", "原始森林", "热带丛林"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.93), "air": Zone(top=0.18, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("jungle", "river"), ("jungle", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR, Weather.RAIN, Weather.FOG})

    def build(self, context: Context) -> Set:
        wild = Wild(context, HORIZON, airs_of("jungle"))
        return wild.stage(
            wild.nodes(), light=replace(wild.air.light(), rim2=wild.air.haze, rim2_strength=0.25), vignette=0.42
        )


class Wild(Scenery):
    """Builds the nodes of one clearing; the fall is on the free side."""

    def nodes(self) -> list[Node]:
        self.fall = self.geometry.width * (0.5 + 0.17 * self.side)
        parts: list[Node | None] = [
            backdrop(self.context, self.geometry, self.air),
            stars(self.context, self.geometry, self.air),
            self.wall(0.03, 0.30, 0.92),
            *self.waterfall(),
            self.floor(),
            self.stems(0.20, 9, 58.0),
            self.stems(0.42, 5, 96.0),
            *self.rays(),
            self.ceiling(0.5, 0.20, 5.0),
            *self.vines(),
            self.ceiling(0.9, 0.10, 8.0),
            *(self.undergrowth(q) for q in (0.62, 0.80, 1.42)),
            *self.frame(),
            *self.life(),
        ]
        return [part for part in parts if part is not None]

    def lush(self) -> Rgb:
        """One leaf's colour; a rainforest has no seasons."""
        return dim(GREENS[int(self.rng.integers(len(GREENS)))], self.rng.uniform(0.85, 1.12))

    def wall(self, q: float, top: float, haze: float) -> Node:
        """The forest far behind, in three shades of haze, and the cliff of the fall."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth, foot = g.depth(q), self.row(0.10)
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, foot + 8 * u, 1.0)
        cliff = [
            (self.fall - 150 * u, foot),
            (self.fall - 120 * u, 0.2 * g.height),
            (self.fall - 50 * u, top * 0.42 * g.height),
            (self.fall + 60 * u, top * 0.40 * g.height),
            (self.fall + 130 * u, 0.22 * g.height),
            (self.fall + 170 * u, foot),
        ]
        canvas.ramp(smooth(cliff, 5), (126, 134, 118), (84, 98, 92), 0.1 * g.height, foot)
        for _ in range(40):
            x, y = self.fall + rng.normal(0, 80) * u, rng.uniform(0.16 * g.height, foot)
            canvas.line(
                [(x, y), (x + rng.normal(0, 6) * u, y + rng.uniform(20, 70) * u)],
                3 * u,
                dim((96, 108, 100), rng.choice([0.7, 1.25])),
                0.5,
            )
        for _ in range(74):
            x = rng.uniform(box.x0, box.x1)
            near = abs(x - self.fall) < 86 * u
            y = rng.uniform(0.72 * foot if near else 0.16 * g.height, foot)
            if near and abs(x - self.fall) < 34 * u:
                continue
            r = rng.uniform(34, 78) * u
            foliage(
                canvas,
                rng,
                x,
                y,
                r * 1.2,
                r * 0.8,
                dim(self.lush(), 0.62 + 0.4 * y / foot),
                leaf=5 * u,
                count=130,
                sun=(self.light.side * 0.5, -0.8),
            )
        return self.air.plate(canvas, depth, haze=min(0.9, self.air.thick * haze * 0.72), blur=0.5)

    def waterfall(self) -> list[Node]:
        """Falling water, its pool, and the spray at its foot."""
        g, u = self.geometry, self.unit
        depth, wide = g.depth(0.035), 76.0 * u
        top, foot = 0.135 * g.height, self.row(0.10)
        high, shrink = foot - top, 1.5
        n, width = int(high * 2 / shrink), int(wide / shrink) + 2
        x, y = np.arange(width, dtype=np.float32)[None], np.arange(n, dtype=np.float32)[:, None]
        # The strands repeat after one height of the fall.
        a = y * (2 * np.pi / (n / 2))
        strand = fbm_at(x / 5.5 + 3 * np.cos(a) * 0.22, np.sin(a) * 0.9 + 7, 241, 3)
        edge = np.clip(np.minimum(x, width - 1 - x) / (0.16 * width), 0, 1)
        alpha = np.clip(0.62 + 2.2 * (strand - 0.42), 0.3, 1) * edge * np.ones_like(y)
        tone = np.minimum(255, (200 + 80 * strand)[..., None] * np.array(self.air.ambient[::-1], np.float32) ** 0.6)
        tone = tone + (np.array(self.air.haze[::-1]) - tone) * 0.12
        pixels = np.ascontiguousarray(
            np.concatenate([tone * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)
        )
        rows = int(high / shrink)

        def fall(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(depth)
            first = int((-view.t * 190 * u / shrink) % rows)
            piece = np.ascontiguousarray(pixels[first : first + rows])
            plane(frame, piece, spans_of(piece), scale=s * shrink, x=s * (self.fall - wide / 2) + tx, y=s * top + ty)

        rng = np.random.default_rng(self.context.seed + 13)
        m = 44
        px, late, size = rng.normal(0, 0.52, m), rng.uniform(0, 1, m), rng.uniform(12, 30, m)
        white = np.minimum(255, np.array([252.0, 250, 244]) * np.array(self.air.ambient[::-1]) ** 0.5)

        def spray(frame: Frame, view: View) -> None:
            s, tx, ty = view.place(depth)
            age = (view.t * 0.5 + late) % 1
            table = np.zeros((m, 11), np.float32)
            table[:, 0] = s * (self.fall + px * wide * (1 + 0.8 * age)) + tx
            table[:, 1] = s * (foot - 34 * u * age) + ty
            table[:, 2], table[:, 3] = size * u * s * (0.6 + age), size * 0.6 * u * s * (0.6 + age)
            table[:, 5:8], table[:, 8], table[:, 9] = white, 0.22 * np.sin(np.pi * age), 1.0
            dabs(frame, table)

        return [Painter(depth + 0.001, fall), Painter(g.depth(0.12), spray, reads=False)]

    def floor(self) -> Node:
        """Dark earth with leaves and moss, and a brook from the pool to one side."""
        x, z, q, corner = self.lie()
        broad, fine = fbm_at(x / 190, z / 190, 251, 4), fbm_at(x / 12, z / 18, 253, 3)
        rgb = tones.between((54, 76, 98), (52, 122, 76), np.clip((broad - 0.36) * 4, 0, 1), 0.62 + 0.6 * fine)
        mid = self.side * (
            0.17 * self.geometry.width / self.unit / np.maximum(q, 0.1) * np.clip(0.3 / np.maximum(q, 0.1), 0, 1)
            + 300 * np.clip(q - 0.10, 0, 1) ** 0.5
            + 60 * np.sin(z / 520)
        )
        edge = 120 + 40 * (fine - 0.5)
        water = np.clip((edge - np.abs(x - mid)) / 22, 0, 1) * np.clip((0.62 - q) / 0.08, 0, 1)
        sky = np.array(mix(self.air.haze, (60, 110, 110), 0.45)[::-1]) / np.maximum(
            0.25, np.array(self.air.ambient[::-1])
        )
        bank = np.clip((edge + 40 - np.abs(x - mid)) / 30, 0, 1) * np.clip((0.66 - q) / 0.08, 0, 1)
        rgb = tones.scaled(rgb, 1 - 0.45 * bank)
        rgb = tones.toward(rgb, water, sky, 0.72 + 0.4 * fbm_at(x / 60, z / 15, 257, 2))
        dapple = np.clip((fbm_at(x / 130 + 3, z / 190, 259, 3) - 0.54) * 6, 0, 1) * (0.4 if self.clear else 0.08)
        rgb = tones.toward(rgb, dapple * (0.5 if not self.night else 0.2), dim(self.air.rim, 0.9)[::-1])
        return self.pave(rgb, q, corner, depth=FAR + 0.06, haze=1.0)

    def stems(self, q: float, count: int, wide: float) -> Node:
        """A rank of great trees with buttress roots and climbers."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, foot + 40 * u, min(1.2, box.scale))
        for k in range(count):
            x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0.1, 0.9)) / count
            middle = abs(x / g.width - 0.5) < (0.30 if q > 0.3 else 0.06) or abs(x - self.fall) < 120 * u
            if middle:
                continue
            width = wide * u * rng.uniform(0.7, 1.3)
            trunk(
                canvas,
                rng,
                x,
                foot,
                box.y0 - 10,
                width,
                dim(BARK, rng.uniform(0.85, 1.1)),
                light=self.light.side,
                moss=GREENS[1],
            )
            for _ in range(4):
                fern(
                    canvas,
                    rng,
                    x + rng.normal(0, 0.6) * width,
                    foot - rng.uniform(0.1, 0.6) * foot,
                    width * 0.9,
                    self.lush(),
                )
        for _ in range(int(16 + 10 * q)):
            x = box.x0 + (box.x1 - box.x0) * rng.uniform(0, 1)
            if abs(x / g.width - 0.5) > 0.2:
                foliage(
                    canvas,
                    rng,
                    x,
                    foot - 12 * u,
                    rng.uniform(30, 70) * u,
                    rng.uniform(20, 44) * u,
                    dim(self.lush(), 0.8),
                    leaf=6 * u,
                    count=120,
                )
        if q < 0.3:
            palm(canvas, rng, g.width * (0.5 - 0.26 * self.side), foot, 300 * u, 0.1 * self.side)
        return self.air.plate(canvas, depth)

    def rays(self) -> list[Node]:
        if self.shot.weather is Weather.RAIN:
            return []
        strength = {TimeOfDay.DAY: 0.26, TimeOfDay.SUNSET: 0.30, TimeOfDay.NIGHT: 0.16}[self.shot.time]
        box = self.geometry.box(0.7)
        span = (box.x0, box.y0, box.x1, self.geometry.height * 0.86)
        return list(
            shafts(
                span,
                self.rng,
                self.air.rim,
                strength * (1.0 if self.clear else 0.5),
                0.7,
                -0.42 * self.light.side,
                self.unit,
            )
        )

    def ceiling(self, depth: float, low: float, leaf: float) -> Node:
        """Leaves overhead."""
        g, u, rng = self.geometry, self.unit, self.rng
        box = g.box(depth)
        bottom = g.height * low
        canvas = Canvas(box.x0, box.y0, box.x1, bottom + 150 * u, min(1.2, box.scale))
        count = int(15 * (box.x1 - box.x0) / (1280 * u))
        for k in range(count):
            x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0, 1)) / count
            y = box.y0 + (bottom - box.y0) * rng.uniform(0.0, 0.9) * (0.5 + abs(x / g.width - 0.5))
            foliage(
                canvas,
                rng,
                x,
                y,
                rng.uniform(90, 150) * u,
                rng.uniform(46, 80) * u,
                dim(self.lush(), 0.66),
                leaf=leaf * u,
                sun=(self.light.side * 0.5, 0.5),
                count=300,
            )
        return self.air.plate(canvas, depth, sway=Sway(reach=-5 * u, speed=0.2, foot=bottom + 150 * u, phase=depth * 8))

    def vines(self) -> list[Node]:
        """Lianas that hang in arcs and swing."""
        g, u, rng, depth = self.geometry, self.unit, self.rng, 0.72
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, 0.66 * g.height, min(1.2, box.scale))
        for k in range(9):
            x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0, 1)) / 9
            inner = 1 - 2 * abs(x / g.width - 0.5)
            deep = rng.uniform(0.22, 0.6) * g.height * (1 - 0.62 * max(0.0, inner))
            end = x + rng.normal(0, 90) * u
            path = smooth([(x, box.y0 - 10), ((x + end) / 2, deep), (end, box.y0 - 10 if k % 2 else deep * 0.96)], 14)
            canvas.line(path, rng.uniform(3, 6) * u, (74, 84, 50))
            for px, py in path[2:-1]:
                for side in (-1, 1):
                    canvas.ellipse(
                        px + side * 8 * u,
                        py + 5 * u,
                        10 * u,
                        4.4 * u,
                        dim(self.lush(), rng.uniform(0.7, 1.0)),
                        angle=side * 0.7,
                    )
        return [self.air.plate(canvas, depth, sway=Sway(reach=-9 * u, speed=0.16, foot=0.66 * g.height))]

    def undergrowth(self, q: float) -> Node:
        """Broad leaves, ferns and red blossoms at the sides; stones."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box = g.box(depth)
        foot = min(self.row(q), box.y1 + 10 * u)
        canvas = Canvas(box.x0, foot - 230 * u * q, box.x1, foot + 50 * u, min(1.4, box.scale))
        for k in range(18):
            side = -1 if k % 2 else 1
            x = (
                g.width * (0.5 + side * rng.uniform(0.26, 0.56))
                if q < 1
                else box.x0 + (box.x1 - box.x0) * rng.uniform(0, 1)
            )
            size = rng.uniform(50, 100) * u * q * (0.5 if q > 1 else 1)
            kind = rng.random()
            if kind < 0.45:
                self._broad(canvas, x, foot + rng.uniform(0, 12) * u, size)
            elif kind < 0.86:
                fern(canvas, rng, x, foot + rng.uniform(0, 10) * u, size * 0.8, self.lush())
            else:
                stone(canvas, rng, x, foot + 6 * u, size * 0.4, sun=self.light.side, snow=False)
        for _ in range(7):
            x = g.width * (0.5 + (-1 if rng.random() < 0.5 else 1) * rng.uniform(0.28, 0.5))
            y = foot - rng.uniform(10, 46) * u * q
            for a in np.linspace(0, 2 * math.pi, 5, endpoint=False):
                canvas.ellipse(
                    x + math.cos(a) * 5 * u * q,
                    y + math.sin(a) * 4 * u * q,
                    5.5 * u * q,
                    3.4 * u * q,
                    (226, 62, 76),
                    angle=a,
                )
            canvas.ellipse(x, y, 2.4 * u * q, 2.2 * u * q, (252, 214, 90))
        return self.air.plate(
            canvas,
            depth,
            blur=2.6 * u if q > 1 else None,
            sway=Sway(reach=5 * u, speed=0.26, foot=foot + 20 * u, phase=q * 5),
        )

    def _broad(self, canvas: Canvas, x: float, foot: float, size: float) -> None:
        """A tuft of long leaves with a pale rib, like a banana plant's."""
        for angle in np.linspace(-2.6, -0.5, 6) + self.rng.normal(0, 0.1, 6):
            green, long = dim(self.lush(), self.rng.uniform(0.8, 1.15)), size * self.rng.uniform(0.8, 1.15)
            u = np.linspace(0, 1, 9)
            px, py = x + math.cos(angle) * long * u, foot + math.sin(angle) * long * u + long * 0.42 * u**2.2
            wide = long * 0.15 * np.sin(np.pi * np.clip(u * 0.92 + 0.08, 0, 1)) ** 0.7
            dx, dy = np.gradient(px), np.gradient(py)
            norm = np.hypot(dx, dy)
            nx, ny = -dy / norm * wide, dx / norm * wide
            canvas.poly(
                np.vstack([np.stack([px + nx, py + ny], 1), np.stack([px - nx, py - ny], 1)[::-1]]), dim(green, 0.82)
            )
            canvas.poly(
                np.vstack([np.stack([px - nx, py - ny], 1), np.stack([px, py], 1)[::-1]]),
                mix(green, (230, 246, 150), 0.2),
            )
            canvas.line(np.stack([px, py], 1), max(1.0, size * 0.016), mix(green, (240, 246, 180), 0.5))

    def frame(self) -> list[Node]:
        """Dark leaves at the edges, close to the camera."""
        if self.shot.camera.framing is not Framing.WIDE:
            return []
        g, u, depth = self.geometry, self.unit, 1.45
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, box.y1, 0.6)
        for x, side in ((box.x0 - 10 * u, 1), (box.x1 + 10 * u, -1)):
            for k in range(5):
                angle = (-1.25 + 0.5 * k) if side > 0 else math.pi - (-1.25 + 0.5 * k)
                y, long = box.y1 - 90 * u, 210 * u * self.rng.uniform(0.7, 1.1)
                u9 = np.linspace(0, 1, 9)
                path = np.stack([x + math.cos(angle) * long * u9, y + math.sin(angle) * long * u9 + 60 * u * u9**2], 1)
                canvas.taper(smooth(path, 2), 10 * u, 3 * u, dim(GREENS[2], 0.4))
                for n in range(1, 9):
                    for turn in (-1, 1):
                        px, py = path[n]
                        lean = angle + turn * 0.9
                        canvas.ellipse(
                            px + math.cos(lean) * 26 * u,
                            py + math.sin(lean) * 26 * u,
                            34 * u,
                            7 * u,
                            dim(self.lush(), 0.42),
                            angle=lean,
                        )
        return [*halves(self.air.plate(canvas, depth, blur=2.6 * u))]

    def life(self) -> list[Node]:
        """Butterflies by day, fireflies at night, mist of fine drops."""
        if self.night:
            glow = Drift(
                count=34,
                depth=0.95,
                size=(2.4, 4.6),
                swing=36,
                pace=(0.2, 0.6),
                wind=(-5, 10),
                fall=(-6, 8),
                colours=((206, 255, 130),),
                alpha=0.8,
                hardness=1.0,
                additive=True,
                blink=0.85,
            )
            return [drifting(self.context, glow, 3)]
        if self.shot.weather is Weather.RAIN or "animal" in self.shot.traits.get("without", ""):
            return []
        nodes: list[Node] = []
        for k in range(7):
            size = self.rng.uniform(11, 18) * self.unit
            frames = [
                self.air.settle(butterfly(size, beat, WINGS[k % 4], 2.0), 0.97, haze=0.02, blur=0.1)
                for beat in (1.0, 0.7, 0.3, 0.1, 0.4, 0.8)
            ]
            x, y = self.rng.uniform(0.1, 0.9) * self.geometry.width, self.rng.uniform(0.42, 0.74) * self.geometry.height
            nodes.append(
                Mover(frames, fluttering(x, y, size, self.rng.uniform(0, 6)), 0.97 + 0.01 * k, 2.0, anchor=(0.5, 0.5))
            )
        return nodes
