"""A bamboo grove: tall green stems in the haze, shafts of light, a stone path, falling leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose import tones
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..air import airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..kit.choice import snow_lies
from ..kit.greenery import grass
from ..kit.halves import halves
from ..kit.scenery import Scenery, plain
from ..kit.waterside import stone
from ..kit.wood import fern, shafts
from ..nodes import Sway
from ..sky import backdrop, stars

HORIZON = 0.54
#: Frost on the tips of the grass.
FROST: Rgb = (236, 244, 252)
GREENS: dict[str, tuple[Rgb, ...]] = {
    "summer": ((106, 158, 66), (128, 176, 74), (88, 142, 70)),
    "spring": ((132, 188, 78), (152, 202, 90), (110, 166, 76)),
    "autumn": ((164, 164, 70), (188, 172, 78), (130, 144, 66)),
    "winter": ((128, 156, 106), (146, 168, 120), (110, 142, 104)),
}
ROWS = ((0.06, 54), (0.16, 38), (0.30, 24), (0.56, 13))


class Bamboo:
    name: ClassVar[str] = "bamboo"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("bamboo grove", "bamboo forest", "bamboo", "bamboo thicket"),
        "zh": ("竹林", "竹海", "竹园", "竹子林"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.93), "air": Zone(top=0.18, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("forest", "birds"), ("forest", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        white = snow_lies(context.shot)
        grove = Grove(context, HORIZON, airs_of("bamboo-snow" if white else "bamboo"))
        return grove.stage(
            grove.nodes(), light=replace(grove.air.light(), rim2=grove.air.haze, rim2_strength=0.25), vignette=0.4
        )


class Grove(Scenery):
    """Builds the nodes of one grove."""

    def nodes(self) -> list[Node]:
        self.greens = GREENS.get(self.season, GREENS["summer"])
        spans = [
            (
                min(a.start[0], a.end[0]) - 0.05,
                max(a.start[0], a.end[0]) + 0.05,
                0.3 * a.height * self.context.height / self.context.width,
            )
            for a in self.shot.actors
        ]
        self.taken = [(low - w, high + w) for low, high, w in spans] or [(0.40, 0.60)]
        rows = [self.row_of(q, count) for q, count in ROWS]
        parts: list[Node | None] = [
            backdrop(self.context, self.geometry, self.air),
            stars(self.context, self.geometry, self.air),
            rows[0],
            self.floor(),
            *rows[1:],
            *self.light_shafts(),
            self.crowns(0.5, 0.22, 0.8),
            self.crowns(0.95, 0.13, 0.62),
            *(self.undergrowth(q) for q in (0.70, 1.36)),
            *self.frame(),
            *self.life(),
        ]
        return [part for part in parts if part is not None]

    def _free(self, x: float, q: float) -> bool:
        path = abs(x - 0.5) < 0.05 + 0.16 * q
        return not path and (q < 0.3 or not any(low < x < high for low, high in self.taken))

    def row_of(self, q: float, count: int) -> Node:
        """One rank of stems with leaves; the path stays open."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, foot + 30 * u, min(1.3, box.scale))
        for k in rng.permutation(count):
            x = box.x0 + (box.x1 - box.x0) * (k + rng.uniform(0, 1)) / count
            if not self._free(x / g.width, q):
                continue
            self._stem(canvas, x, foot + rng.uniform(-4, 8) * u, box.y0 - 20 * u, rng.uniform(22, 34) * u * (0.18 + q))
        n = int(60 + 220 * q)
        at = rng.uniform(box.x0, box.x1, n)
        green = self.greens[0]
        grass(
            canvas,
            rng,
            at,
            foot + rng.uniform(-6, 10, n) * u,
            26 * u * (0.3 + q),
            mix(green, FROST, 0.8) if self.snow else mix(green, (240, 250, 160), 0.25),
            dim(green, 0.5),
            lean=0.4,
        )
        return self.air.plate(canvas, depth, sway=Sway(reach=-7 * u * (0.4 + q), speed=0.17, foot=foot, phase=q * 9))

    def _stem(self, canvas: Canvas, x: float, foot: float, top: float, wide: float) -> None:
        """One stem: jointed, round, lit from one side, with twigs of narrow leaves."""
        rng, side = self.rng, self.light.side
        green = self.greens[int(rng.integers(len(self.greens)))]
        lean = rng.normal(0, 0.03) * (foot - top)
        joint = wide * rng.uniform(4.2, 5.6)
        n = max(3, int((foot - top) / joint))
        ys = np.linspace(foot, top, n + 1)
        xs = x + lean * (np.linspace(0, 1, n + 1) ** 1.6)
        for k in range(n):
            w = wide * (1 - 0.35 * k / n)
            a, b = (xs[k], ys[k]), (xs[k + 1], ys[k + 1] + wide * 0.1)
            canvas.line([a, b], w, dim(green, 0.78))
            for shift, part, tone in ((0.16, 0.56, 1.0), (0.26, 0.22, 1.3)):
                canvas.line(
                    [(a[0] + side * w * shift, a[1]), (b[0] + side * w * shift, b[1])], w * part, dim(green, tone)
                )
            canvas.line(
                [(b[0] - w * 0.56, b[1]), (b[0] + w * 0.56, b[1])],
                max(1.0, wide * 0.14),
                mix(green, (236, 244, 196), 0.5),
            )
            canvas.line(
                [(b[0] - w * 0.5, b[1] + wide * 0.14), (b[0] + w * 0.5, b[1] + wide * 0.14)],
                max(1.0, wide * 0.1),
                dim(green, 0.5),
            )
            if k > n * 0.35 and rng.random() < 0.55:
                self._twig(
                    canvas, xs[k + 1], ys[k + 1], wide * rng.uniform(2.4, 4.5), 1 if rng.random() < 0.5 else -1, green
                )
        if self.snow:
            canvas.ellipse(x, foot, wide * 1.6, wide * 0.4, (244, 248, 252), 0.9)

    def _twig(self, canvas: Canvas, x: float, y: float, long: float, side: int, green: Rgb) -> None:
        tone = dim(green, self.rng.uniform(0.7, 1.15))
        end = (x + side * long, y - long * 0.25)
        canvas.line([(x, y), end], max(1.0, long * 0.03), dim(green, 0.7))
        for k in (0.4, 0.6, 0.8, 1.0):
            px, py = x + side * long * k, y - long * 0.25 * k
            for droop in (0.25, 0.9):
                angle = droop + self.rng.normal(0, 0.15)
                reach = long * 0.4
                cx, cy = px + side * np.cos(angle) * reach / 2, py + np.sin(angle) * reach / 2
                canvas.ellipse(cx, cy, reach / 2, reach * 0.075, tone, angle=angle if side > 0 else np.pi - angle)
                if self.snow and droop < 0.5:
                    canvas.ellipse(cx, cy - reach * 0.06, reach * 0.4, reach * 0.05, (244, 248, 252), 0.9)

    def floor(self) -> Node:
        """Moss and fallen leaves, a path of flat stones in the middle."""
        x, z, q, corner = self.lie()
        broad, fine = fbm_at(x / 160, z / 160, 231, 3), fbm_at(x / 12, z / 20, 233, 2)
        sun = fbm_at(x / 130 + 3, z / 190, 237, 3)
        moss: Rgb = (236, 242, 248) if self.snow else dim(self.greens[2], 0.86)
        litter: Rgb = (222, 230, 238) if self.snow else (166, 142, 92)
        k = np.clip((broad - 0.38) * 4, 0, 1)
        rgb = tones.between(litter[::-1], moss[::-1], k, 0.66 + 0.56 * fine if not self.snow else 0.9 + 0.12 * fine)
        bend = 70 * np.sin(z / 900)
        cell_z = z / 92
        row = np.floor(cell_z)
        across = (x - bend) / 150 + 0.35 * np.sin(row * 2.7)
        d = np.hypot((cell_z - row - 0.5) * 1.9, (across - np.round(across)) * 2.1)
        on = (np.abs((x - bend) / 150) < 1.25).astype(np.float32)
        slab = np.clip((0.80 + 0.14 * (fine - 0.5) - d) * 7, 0, 1) * on
        rough = 0.62 + 0.3 * fine + 0.14 * np.sin(row * 7 + np.round(across) * 3)
        rgb = tones.scaled(rgb, 1 - 0.3 * np.clip((0.95 - d) * 6, 0, 1) * on)
        grey: Rgb = (176, 176, 168)
        # Snow on the stones leaves two fifths of their own grey.
        rgb = tones.toward(rgb, slab, grey[::-1], rough if not self.snow else rough * 0.4 + 150 / 174)
        dapple = np.clip((sun - 0.53) * 6, 0, 1) * (0.45 if self.clear else 0.1) * (0.5 if not self.night else 0.2)
        rgb = tones.toward(rgb, dapple, dim(self.air.rim, 0.95)[::-1])
        return self.pave(rgb, q, corner, depth=FAR + 0.06, haze=1.0)

    def light_shafts(self) -> list[Node]:
        if self.shot.weather not in {Weather.CLEAR, Weather.FOG}:
            return []
        strength = {TimeOfDay.DAY: 0.26, TimeOfDay.SUNSET: 0.30, TimeOfDay.NIGHT: 0.18}[self.shot.time]
        strength *= 1.0 if self.clear else 0.5
        box = self.geometry.box(0.7)
        span = (box.x0, box.y0, box.x1, self.geometry.height * 0.86)
        return list(shafts(span, self.rng, self.air.rim, strength, 0.7, -0.42 * self.light.side, self.unit))

    def crowns(self, depth: float, low: float, level: float) -> Node:
        """Hanging leaves along the upper edge."""
        g, u, rng = self.geometry, self.unit, self.rng
        box = g.box(depth)
        bottom = g.height * low
        canvas = Canvas(box.x0, box.y0, box.x1, bottom + 120 * u, min(1.2, box.scale))
        for _ in range(int(120 * (box.x1 - box.x0) / (1280 * u))):
            x = rng.uniform(box.x0, box.x1)
            edge = abs(x / g.width - 0.5) * 2
            y = box.y0 + (bottom * (0.35 + 0.75 * edge) - box.y0) * rng.uniform(0, 1)
            green = dim(self.greens[int(rng.integers(len(self.greens)))], level * rng.uniform(0.75, 1.15))
            for _ in range(5):
                angle = 1.57 + rng.normal(0, 0.65)
                reach = rng.uniform(30, 60) * u * (0.5 + 0.5 * depth)
                cx, cy = x + np.cos(angle) * reach / 2 + rng.normal(0, 14) * u, y + np.sin(angle) * reach / 2
                canvas.ellipse(cx, cy, reach / 2, reach * 0.07, green, angle=angle)
        return self.air.plate(canvas, depth, sway=Sway(reach=-8 * u, speed=0.2, foot=bottom + 120 * u, phase=depth * 8))

    def undergrowth(self, q: float) -> Node:
        """Ferns, shoots and stones beside the path."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 190 * u * q, box.x1, foot + 50 * u, min(1.4, box.scale))
        for _ in range(14):
            x = box.x0 + (box.x1 - box.x0) * rng.uniform(0, 1)
            if abs(x / g.width - 0.5) < 0.24:
                continue
            y = foot + rng.uniform(-4, 12) * u
            if rng.random() < 0.4:
                stone(canvas, rng, x, y, rng.uniform(14, 30) * u * q, sun=self.light.side, snow=self.snow)
            else:
                fern(canvas, rng, x, y, rng.uniform(38, 66) * u * q, self.greens[2])
        n = int(200 * q)
        at = rng.uniform(box.x0, box.x1, n)
        at = at[np.abs(at / g.width - 0.5) > 0.2]
        green: Rgb = (236, 242, 248) if self.snow else self.greens[0]
        grass(
            canvas,
            rng,
            at,
            foot + rng.uniform(-10, 12, len(at)) * u,
            30 * u * q,
            mix(green, FROST if self.snow else (240, 250, 160), 0.2),
            dim(green, 0.74 if self.snow else 0.5),
            lean=0.4,
        )
        return self.air.plate(
            canvas, depth, blur=2.4 * u if q > 1 else None, sway=Sway(reach=4 * u, speed=0.3, foot=foot, phase=q * 5)
        )

    def frame(self) -> list[Node]:
        """Two or three dark stems close to the camera."""
        g, u, depth = self.geometry, self.unit, 1.45
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, box.y1, 0.7)
        lit, self.greens = self.greens, tuple(dim(green, 0.5) for green in self.greens)
        for x in (box.x0 + 26 * u, box.x0 + 96 * u, box.x1 - 34 * u):
            if x / g.width < 0.16 or x / g.width > 0.84:
                self._stem(canvas, x, box.y1 + 20, box.y0 - 20, 52 * u)
        self.greens = lit
        return [*halves(self.air.plate(canvas, depth, blur=2.6 * u))]

    def life(self) -> list[Node]:
        """Leaves that spin down; fireflies at night."""
        leaves = Drift(
            count=16,
            depth=0.96,
            size=(7, 12),
            flat=(0.24, 0.06),
            fall=(26, 54),
            wind=(4, 30),
            swing=30,
            colours=(*self.greens, (214, 204, 110)),
            hardness=5,
        )
        nodes: list[Node] = [drifting(self.context, leaves, 3)]
        if self.clear:
            motes = Drift(
                count=26 if self.night else 50,
                depth=0.95,
                size=(2.4, 4.4) if self.night else (1.0, 2.2),
                swing=36,
                pace=(0.2, 0.6),
                wind=(-5, 10),
                fall=(-6, 8),
                colours=((206, 255, 130),) if self.night else ((252, 255, 206),),
                alpha=0.8,
                hardness=1.0,
                additive=True,
                blink=0.8,
            )
            nodes.append(drifting(self.context, motes, 4))
        return nodes
