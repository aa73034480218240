"""A wood: stems in the haze, shafts of light, a clearing where the actors are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.blit import Pixels
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..air import Air, air_for, airs_of
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..geometry import Geometry
from ..kit.choice import snow_lies
from ..kit.greenery import conifer, flowers, foliage
from ..kit.halves import halves
from ..kit.vista import Vista
from ..kit.wood import fern, shafts, trunk, verge
from ..nodes import Floor, Sway
from ..sky import backdrop, stars

HORIZON = 0.56
#: Leaves, moss and bark by season.
SEASONS: dict[str, tuple[tuple[Rgb, ...], Rgb, Rgb]] = {
    "summer": (((62, 118, 54), (84, 138, 58), (48, 100, 56)), (92, 132, 58), (98, 76, 58)),
    "spring": (((122, 176, 74), (146, 190, 88), (236, 178, 196)), (110, 156, 72), (104, 82, 66)),
    "autumn": (((214, 122, 40), (196, 78, 40), (232, 174, 58)), (150, 124, 56), (94, 70, 54)),
    "winter": (((196, 206, 214), (170, 182, 192), (214, 222, 230)), (226, 234, 242), (98, 88, 82)),
}
#: Nearness and number of stems of each row of trees.
ROWS = ((0.06, 24), (0.16, 15), (0.32, 10), (0.56, 7))


class Forest:
    name: ClassVar[str] = "forest"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("forest", "woods", "wood", "woodland", "grove", "glade", "pine forest"),
        "zh": ("森林", "树林", "林中", "林间", "密林", "树丛", "松林"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.93), "air": Zone(top=0.2, bottom=0.55)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = {
        TimeOfDay.DAY: ("forest", "birds"),
        TimeOfDay.SUNSET: ("forest", "birds"),
        TimeOfDay.NIGHT: ("forest", "crickets"),
    }
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_of(context)
        wood = Wood(context, geometry, air)
        return wood.stage(wood.nodes(), light=replace(air.light(), rim2=air.haze, rim2_strength=0.25), vignette=0.42)


def air_of(context: Context) -> Air:
    """The air of a shot: a winter evening keeps its colours, because snow and low sun are what it is about."""
    shot = context.shot
    winter = snow_lies(shot)
    if winter and shot.time is TimeOfDay.SUNSET and shot.weather in {Weather.SNOW, Weather.CLEAR}:
        return air_for(replace(shot, weather=Weather.CLEAR), airs_of("forest-winter"), context.unit, context.seed)
    return air_for(shot, airs_of("forest"), context.unit, context.seed)


class Wood(Vista):
    """Builds the nodes of one wood."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        shot = context.shot
        self.snow = snow_lies(shot)
        self.season = "winter" if self.snow else shot.traits.get("season", "summer")
        self.greens, self.moss, self.bark = SEASONS.get(self.season, SEASONS["summer"])
        self.side = 1 if air.rim_from[0] > 0 else -1
        spans = [
            (min(a.start[0], a.end[0]), max(a.start[0], a.end[0]), 0.4 * a.height * context.height / context.width)
            for a in shot.actors
        ]
        #: Columns (fractions) that stems of the near rows keep clear of.
        self.clear = [(low - w - 0.03, high + w + 0.03) for low, high, w in spans] or [(0.38, 0.62)]

    def nodes(self) -> list[Node]:
        sky = [backdrop(self.context, self.geometry, self.air), stars(self.context, self.geometry, self.air)]
        rows = [self.row(number, q, count) for number, (q, count) in enumerate(ROWS)]
        parts: list[Node | None] = [
            *sky,
            rows[0],
            self.floor(),
            *rows[1:],
            *self.canopies(),
            *self.beams(),
            *self.undergrowth(),
            *self.frame(),
            *self.life(),
        ]
        return [part for part in parts if part is not None]

    def free(self, x: float, q: float) -> bool:
        """Whether a stem may stand at this fraction of the width."""
        return q < 0.3 or not any(low < x < high for low, high in self.clear)

    def row(self, number: int, q: float, count: int) -> Node:
        """One row of trees with the ground at their feet."""
        g, rng = self.geometry, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q
        canvas = Canvas(box.x0, box.y0, box.x1, foot + 40 * self.unit, min(1.3, box.scale))
        self._hummock(canvas, foot, q)
        span = box.x1 - box.x0
        for k in np.argsort(rng.uniform(0, 1, count)):
            x = box.x0 + span * (k + rng.uniform(0.15, 0.85)) / count
            if not self.free(x / g.width, q):
                continue
            y = foot + rng.uniform(-6, 8) * self.unit * (0.4 + q)
            width = rng.uniform(58, 122) * self.unit * (0.16 + q)
            if rng.random() < 0.26 and q < 0.4:
                conifer(canvas, rng, x, y, rng.uniform(430, 640) * self.unit * (0.4 + q), (66, 104, 74), snow=self.snow)
            else:
                trunk(
                    canvas,
                    rng,
                    x,
                    y,
                    box.y0 - 10,
                    width,
                    dim(self.bark, rng.uniform(0.85, 1.15)),
                    light=self.side,
                    moss=self.moss if q > 0.2 else None,
                )
                self._boughs(canvas, x, y, width, box.y0)
        self._bushes(canvas, foot, q, span, box.x0)
        return self.air.plate(canvas, depth - 0.005 + 0.001 * number)

    def _hummock(self, canvas: Canvas, foot: float, q: float) -> None:
        x = np.linspace(canvas.x0, canvas.x0 + canvas.pixels.shape[1] / canvas.scale, 30)
        y = foot - (7 + 9 * q) * self.unit * (1 + np.sin(x / (130 * self.unit) + q * 31)) + 4 * self.unit
        canvas.poly(
            [(x[0], foot + 60 * self.unit), *np.stack([x, y], 1), (x[-1], foot + 60 * self.unit)], dim(self.moss, 0.9)
        )

    def _boughs(self, canvas: Canvas, x: float, foot: float, width: float, top: float) -> None:
        for _ in range(int(self.rng.integers(1, 4))):
            side, at = self.rng.choice([-1, 1]), foot - (foot - top) * self.rng.uniform(0.42, 0.8)
            reach = width * self.rng.uniform(1.6, 3.4)
            end = (x + side * reach, at - reach * self.rng.uniform(0.2, 0.6))
            canvas.taper(
                smooth([(x, at), (x + side * reach * 0.5, at - reach * 0.16), end], 5),
                width * 0.24,
                width * 0.06,
                dim(self.bark, 0.9),
            )
            if self.season != "winter":
                for _ in range(3):
                    cx, cy = end[0] + self.rng.normal(0, 0.5) * width, end[1] + self.rng.normal(0, 0.3) * width
                    foliage(
                        canvas,
                        self.rng,
                        cx,
                        cy,
                        width * 0.9,
                        width * 0.55,
                        self.green(),
                        leaf=max(2.5, width * 0.085),
                        sun=(self.side * 0.6, -0.8),
                    )
            elif self.snow:
                canvas.line(
                    [(x + side * width * 0.3, at - 2), (end[0], end[1] - width * 0.05)],
                    width * 0.09,
                    (240, 246, 250),
                    0.9,
                )

    def green(self) -> Rgb:
        return dim(self.greens[int(self.rng.integers(len(self.greens)))], self.rng.uniform(0.85, 1.12))

    def _bushes(self, canvas: Canvas, foot: float, q: float, span: float, x0: float) -> None:
        for _ in range(int(5 + 4 * q)):
            x = x0 + span * self.rng.uniform(0, 1)
            size = self.rng.uniform(34, 74) * self.unit * (0.3 + q)
            if self.free(x / self.geometry.width, q):
                for dx in (-0.6, 0.5, 0.0):
                    foliage(
                        canvas,
                        self.rng,
                        x + dx * size,
                        foot - size * 0.22,
                        size * 0.66,
                        size * 0.5,
                        dim(self.green(), 0.9),
                        leaf=max(2.2, 9 * self.unit * (0.25 + q)),
                        sun=(self.side * 0.6, -0.8),
                    )
        verge(
            canvas,
            self.rng,
            foot + 6 * self.unit,
            self.moss,
            (16 + 34 * q) * self.unit,
            int(260 + 200 * q),
            x0=x0,
            x1=x0 + span,
            spread=6 * self.unit,
        )

    def floor(self) -> Floor:
        """Moss and litter, dappled with light, a worn path to the front."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        y = np.arange(height, dtype=np.float32)[:, None] + 0.5
        q = np.maximum(0.02, y / g.reach)
        x = (np.arange(width, dtype=np.float32)[None] + box.x0 - g.width / 2) / q / u
        z = np.broadcast_to(820 / q, x.shape).astype(np.float32)
        x = x.astype(np.float32)
        broad = fbm_at(x / 240, z / 240, 51, 4)
        fine = fbm_at(x / 13, z / 20, 53, 2)
        sun = fbm_at(x / 150 + 7, z / 210, 55, 3)
        earth: Rgb = (236, 241, 247) if self.snow else mix((122, 92, 64), self.moss, 0.2)
        k = np.clip((broad - 0.36) * 4, 0, 1)
        path = np.exp(-(((x - 120 * np.sin(z / 900)) / 330) ** 2)) * 0.8
        k = np.clip(k * (1 - path), 0, 1)[..., None]
        rgb = np.array(earth[::-1], np.float32) * (1 - k) + np.array(dim(self.moss, 0.95)[::-1], np.float32) * k
        rgb *= (0.72 + 0.5 * fine)[..., None]
        dapple = np.clip((sun - 0.52) * 6, 0, 1)[..., None] * (
            0.5 if self.context.shot.weather is Weather.CLEAR else 0.12
        )
        rgb *= np.array(self.air.ambient[::-1], np.float32) * 0.9
        rgb += (np.array(self.air.rim[::-1], np.float32) * 0.9 - rgb) * dapple * 0.5
        haze = (self.air.thick * np.clip(1 - q, 0, 1) ** 1.7)[..., None]
        rgb += (np.array(self.air.haze[::-1], np.float32) - rgb) * haze
        pixels: Pixels = np.clip(rgb, 0, 255).astype(np.uint8)
        return Floor(pixels, box.x0, box.y0, 1.0, g, depth=FAR + 0.06)

    def canopies(self) -> list[Node]:
        """Leaves overhead, three curtains deep."""
        if self.season == "winter":
            return []
        return [self._canopy(depth, low, leaf) for depth, low, leaf in ((0.45, 0.20, 5.0), (0.8, 0.13, 8.0))]

    def _canopy(self, depth: float, low: float, leaf: float) -> Node:
        g, u, rng = self.geometry, self.unit, self.rng
        box = g.box(depth)
        bottom = g.height * low
        canvas = Canvas(box.x0, box.y0, box.x1, bottom + 150 * u, min(1.2, box.scale))
        span = box.x1 - box.x0
        count = int(16 * span / (1280 * u))
        for k in range(count):
            x = box.x0 + span * (k + rng.uniform(0, 1)) / count
            y = box.y0 + (bottom - box.y0) * rng.uniform(0.0, 0.9) - abs(np.sin(k * 1.7)) * 30 * u
            foliage(
                canvas,
                rng,
                x,
                y,
                rng.uniform(90, 150) * u,
                rng.uniform(46, 84) * u,
                dim(self.green(), 0.8),
                leaf=leaf * u,
                sun=(self.side * 0.5, 0.5),
                count=330,
            )
        return self.air.plate(canvas, depth, sway=Sway(reach=-5 * u, speed=0.2, foot=bottom + 150 * u, phase=depth * 8))

    def beams(self) -> list[Node]:
        """Light falls in from the bright side."""
        if self.context.shot.weather not in {Weather.CLEAR, Weather.FOG}:
            return []
        strength = {TimeOfDay.DAY: 0.34, TimeOfDay.SUNSET: 0.36, TimeOfDay.NIGHT: 0.2}[self.context.shot.time]
        g = self.geometry
        box = g.box(0.7)
        return list(
            shafts(
                (box.x0, box.y0, box.x1, g.height * 0.86),
                self.rng,
                self.air.rim,
                strength,
                0.7,
                -0.42 * self.side,
                self.unit,
            )
        )

    def undergrowth(self) -> list[Node]:
        """Grass, ferns, flowers and mushrooms round the actors' feet, in front and behind."""
        return [self._bed(q, front) for q, front in ((0.74, False), (0.92, False), (1.42, True))]

    def _bed(self, q: float, front: bool) -> Node:
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q
        canvas = Canvas(box.x0, foot - 240 * u * q, box.x1, foot + 50 * u, min(1.4, box.scale))
        span, size = box.x1 - box.x0, 30 * u * q
        verge(canvas, rng, foot, self.moss, size, int(230 * q), x0=box.x0, x1=box.x1, spread=12 * u)
        for _ in range(9):
            x = box.x0 + span * rng.uniform(0, 1)
            if front or self.free(x / g.width, q):
                fern(
                    canvas,
                    rng,
                    x,
                    foot + rng.uniform(-4, 10) * u,
                    rng.uniform(40, 74) * u * q * (0.62 if front else 1),
                    self.green(),
                )
        if self.season in {"summer", "spring"}:
            n = 26
            at = rng.uniform(box.x0, box.x1, n)
            flowers(
                canvas,
                rng,
                at,
                foot - rng.uniform(4, 26, n) * u * q,
                rng.uniform(3, 5.5, n) * u * q,
                ((250, 246, 236), (206, 166, 240), (255, 214, 110)),
            )
        return self.air.plate(
            canvas,
            depth + (0.002 if front else -0.004),
            blur=2.2 * u if front else None,
            sway=Sway(reach=4 * u, speed=0.3, foot=foot, phase=q * 5),
        )

    def frame(self) -> list[Node]:
        """Dark stems and leaves at the edges, close to the camera."""
        g, u, rng, depth = self.geometry, self.unit, self.rng, 1.45
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, box.y1, 0.6)
        bark = dim(self.bark, 0.42)
        near = self.context.shot.camera.framing is not Framing.WIDE
        for x, width in () if near else ((box.x0 - 40 * u, 150), (box.x1 + 44 * u, 120)):
            trunk(
                canvas,
                rng,
                x,
                box.y1 + 10,
                box.y0 - 10,
                width * u,
                bark,
                light=1 if x < g.width / 2 else -1,
                moss=dim(self.moss, 0.5),
            )
        if self.season != "winter":
            for k in range(13):
                x = (0.02 + 0.15 * rng.random()) if k % 2 else (0.84 + 0.15 * rng.random())
                foliage(
                    canvas,
                    rng,
                    x * g.width,
                    rng.uniform(min(box.y0, 0.1 * g.height) - 0.06 * g.height, 0.11 * g.height),
                    100 * u,
                    56 * u,
                    dim(self.green(), 0.42),
                    leaf=13 * u,
                    count=240,
                )
        return [*halves(self.air.plate(canvas, depth, blur=3.0 * u))]

    def life(self) -> list[Node]:
        """Motes by day, fireflies by night, leaves in autumn."""
        night = self.context.shot.time is TimeOfDay.NIGHT
        nodes: list[Node] = []
        if self.context.shot.weather is Weather.CLEAR or not night:
            tone: tuple[Rgb, ...] = ((206, 255, 130),) if night else ((255, 248, 206), (255, 238, 170))
            size = (2.6, 4.6) if night else (1.0, 2.2)
            motes = Drift(
                count=30 if night else 64,
                depth=0.95,
                size=size,
                swing=36,
                pace=(0.2, 0.6),
                wind=(-5, 10),
                fall=(-6, 8),
                colours=tone,
                alpha=0.8,
                hardness=1.0,
                additive=True,
                blink=0.85 if night else 0.6,
            )
            nodes.append(drifting(self.context, motes, 3))
        if self.season == "autumn":
            fall = Drift(
                count=26,
                depth=0.97,
                size=(5, 9),
                flat=(0.6, 0.1),
                fall=(40, 80),
                wind=(6, 40),
                swing=34,
                colours=self.greens,
                hardness=6,
            )
            nodes.append(drifting(self.context, fall, 4))
        return nodes
