"""High mountains: snow peaks over dark woods, an alpine meadow in front."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Angle, TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.choice import pick
from ..kit.greenery import conifer, flowers, grass
from ..kit.peaks import SNOW, Massif, massif
from ..kit.scenery import Scenery
from ..kit.sea_life import gull
from ..kit.terrain import Reals
from ..nodes import Floor, Mover, Pose, Sway

HORIZON = 0.60

#: Large spruces by arrangement: column, nearness, height in units.
STANDS: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((0.05, 0.44, 430.0), (0.145, 0.28, 260.0), (0.96, 0.52, 490.0), (0.875, 0.31, 280.0)),
    ((0.02, 0.26, 230.0), (0.93, 0.58, 560.0), (0.985, 0.40, 360.0), (0.84, 0.24, 200.0), (0.80, 0.20, 150.0)),
    ((0.07, 0.56, 540.0), (0.0, 0.36, 330.0), (0.17, 0.22, 180.0), (0.22, 0.19, 140.0), (0.97, 0.25, 220.0)),
)


class Mountains:
    name: ClassVar[str] = "mountains"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("mountains", "mountain", "alps", "peak", "summit", "cliff", "highlands", "mountain range"),
        "zh": ("山脉", "高山", "群山", "山峰", "山顶", "悬崖", "大山", "山岭"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.10, bottom=0.45)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("hills", "wind"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)
    #: Snow on the ground whatever the weather.
    snowy: ClassVar[bool] = False

    def build(self, context: Context) -> Set:
        alps = Range(context, HORIZON, airs_of("mountains"), snowy=self.snowy)
        return alps.stage(alps.nodes())


class Range(Scenery):
    """Builds the nodes of one range."""

    def nodes(self) -> list[Node]:
        woods = [self.wood(q, tall) for q, tall in ((0.03, 40.0), (0.09, 78.0), (0.17, 124.0))]
        trees = not unwanted(self.shot, "trees")
        if self.above:
            return [
                *self.sky(),
                *self.peaks(),
                self.floor(),
                *self.chain(),
                *([] if unwanted(self.shot, "birds") else self.eagles()),
            ]
        return [
            *self.sky(),
            *self.peaks(),
            *(woods if trees else []),
            self.floor(),
            *(self.stands() if trees else []),
            *self.beds(),
            *([] if unwanted(self.shot, "birds") else self.eagles()),
        ]

    def peaks(self) -> list[Node]:
        """Three ranges: the last pale and wide, the main one with its summit on the free side, foothills in front."""
        wide, side = self.geometry.width / self.unit, self.side
        tall = min(1.45, self.geometry.horizon / (0.6 * 720 * self.unit))
        line = 40.0 if self.snow else 120.0
        jitter = self.rng.uniform(-0.04, 0.04, 3)
        main = (
            ((0.20 + jitter[0]) * wide * side, 1.0, 330.0),
            ((-0.22 + jitter[1]) * wide * side, 0.72, 270.0),
            ((0.50 + jitter[2]) * wide * side, 0.66, 240.0),
        )
        far = ((-0.40 * wide * side, 1.0, 300.0), (0.02 * wide, 0.8, 260.0), (0.42 * wide * side, 0.7, 260.0))
        low = ((-0.52 * wide * side, 1.0, 330.0), (0.56 * wide * side, 0.8, 300.0))
        ranges = (
            Massif(q=0.0, tall=250 * tall, summits=far, snow=line - 30, haze=0.86),
            Massif(q=0.008, tall=340 * tall, summits=main, snow=line, woods=0.0 if self.snow else 46.0, haze=0.26),
            Massif(
                q=0.016,
                tall=150 * tall,
                summits=low,
                snow=70.0 if self.snow else 400.0,
                woods=40.0 if self.snow else 140.0,
                haze=0.16,
            ),
        )
        seed = self.context.seed % 400
        return [
            massif(range_, self.geometry, self.air, self.shot, self.unit, seed + 31 * k)[0]
            for k, range_ in enumerate(ranges)
        ]

    @property
    def above(self) -> bool:
        """Whether the camera looks down on the land and nobody stands there: peaks then fill the picture."""
        high = self.shot.camera.angle in {Angle.HIGH, Angle.AERIAL}
        return high and all(actor.medium == "air" for actor in self.shot.actors)

    def chain(self) -> list[Node]:
        """Ridge behind ridge, seen from the air."""
        wide, side, seed = self.geometry.width / self.unit, self.side, self.context.seed % 400
        line = 60.0 if self.snow else 130.0
        rows = ((0.10, 120.0, 0.5), (0.24, 150.0, 0.32), (0.46, 190.0, 0.18), (0.80, 240.0, 0.06), (1.5, 300.0, 0.0))
        nodes: list[Node] = []
        for k, (q, tall, haze) in enumerate(rows):
            way = side if k % 2 else -side
            summits = (
                (self.rng.uniform(0.24, 0.34) * wide * way, 1.0, 260.0),
                (-self.rng.uniform(0.28, 0.42) * wide * way, 0.8, 280.0),
                (self.rng.uniform(-0.06, 0.06) * wide, 0.45, 240.0),
            )
            woods = 0.0 if self.snow else 46.0
            range_ = Massif(
                q=q, tall=tall, summits=summits, snow=line * (0.5 + 0.5 * tall / 240), woods=woods, haze=haze
            )
            nodes.append(massif(range_, self.geometry, self.air, self.shot, self.unit, seed + 51 * k)[0])
        return nodes

    def wood(self, q: float, tall: float) -> Node:
        """A dark rank of spruces, taller towards the edges."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), self.row(q)
        canvas = Canvas(box.x0, foot - tall * 1.7 * u, box.x1, foot + 16 * u, min(1.2, box.scale))
        x = box.x0 - 10 * u
        while x < box.x1:
            gap = abs(x - g.width / 2) / g.width
            height = tall * u * rng.uniform(0.55, 1.15) * (0.5 + 1.0 * gap)
            green = dim((56, 92, 74), rng.uniform(0.85, 1.1))
            conifer(canvas, rng, x, foot + rng.uniform(-2, 5) * u, height, green, snow=self.snow)
            x += height * rng.uniform(0.2, 0.5) + 2 * u
        canvas.rect(box.x0, foot + 1 * u, box.x1, foot + 16 * u, SNOW if self.snow else (92, 128, 76))
        return self.air.plate(canvas, depth, haze=min(0.9, self.air.fade(depth) * 0.75 + 0.08))

    def floor(self) -> Floor:
        """Meadow or snow, with drifts that have a lit and a shaded side."""
        x, z, q, corner = self.lie()
        if not self.snow:
            rgb = self.turf(x, z, 101)
            stones = np.clip((fbm_at(x / 46, z / 46, 105, 2) - 0.70) * 14, 0, 1)[..., None]
            rgb = (
                rgb + (np.array([172, 168, 164]) * (0.7 + 0.4 * fbm_at(x / 7, z / 9, 106, 2))[..., None] - rgb) * stones
            )
            return self.pave(rgb, q, corner, depth=FAR + 0.15)
        return self.pave(self._drifts(x, z), q, corner, depth=FAR + 0.15)

    def _drifts(self, x: Reals, z: Reals) -> Reals:
        drift = fbm_at(x / 420, z / 210, 101, 4)
        ahead = fbm_at((x + 26 * self.light.side) / 420, z / 210, 101, 4)
        fine = fbm_at(x / 9, z / 26, 103, 2)
        lit = np.clip(0.5 + (drift - ahead) * 9, 0, 1)[..., None]
        bright, shade = np.array(SNOW[::-1], np.float64), np.array((242, 214, 184), np.float64)
        rgb = shade * (1 - lit) + bright * lit
        if self.shot.time is TimeOfDay.SUNSET and self.clear:
            rgb = np.array((250, 196, 190)) * (1 - lit) + np.array((214, 236, 255)) * lit
        return np.asarray(rgb * (0.93 + 0.09 * fine)[..., None])

    def stands(self) -> list[Node]:
        """A few large spruces at the sides."""
        g, nodes = self.geometry, list[Node]()
        for x, q, tall in pick(self.context, 37, STANDS):
            foot, height, depth = self.row(q), tall * self.unit, g.depth(q)
            left, right = x * g.width - height * 0.3, x * g.width + height * 0.3
            canvas = Canvas(left, foot - height * 1.05, right, foot + 10 * self.unit, min(1.4, g.box(depth).scale))
            canvas.ellipse(x * g.width, foot, height * 0.2, height * 0.022, (34, 44, 62), 0.4)
            conifer(canvas, self.rng, x * g.width, foot, height, (58, 98, 76), snow=self.snow)
            sway = Sway(reach=height * 0.01, speed=0.2, foot=foot, phase=x * 9)
            nodes.append(self.air.plate(canvas, depth, sway=sway, haze=self.air.fade(depth) * 0.5))
        return nodes

    def beds(self) -> list[Node]:
        """Grass, alpine flowers and stones near the camera."""
        return [self._bed(q, blur) for q, blur in ((0.62, 0.4), (1.36, 1.4), (1.7, 3.0))]

    def _bed(self, q: float, blur: float) -> Node:
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box = g.box(depth)
        foot = min(self.row(q), box.y1 + 8 * u)
        canvas = Canvas(box.x0, foot - 120 * u * q, box.x1, foot + 36 * u, min(1.3, box.scale))
        n = int((90 if self.snow else 260) * (box.x1 - box.x0) / (1280 * u))
        x = rng.choice(rng.uniform(box.x0, box.x1, max(4, n // 16)), n) + rng.normal(0, 30 * u * q, n)
        tip: Rgb = (196, 190, 168) if self.snow else (150, 176, 92)
        y = foot + rng.uniform(-10, 12, n) * u
        grass(canvas, rng, x, y, 32 * u * q, tip, dim(tip, 0.5), lean=0.3, width=2.2 * u * (0.6 + q))
        if not self.snow:
            m = n // 5
            spots = rng.choice(x, m) + rng.normal(0, 20 * u, m)
            hues: tuple[Rgb, ...] = ((120, 130, 240), (250, 250, 250), (250, 214, 90))
            up, size = rng.uniform(2, 26, m) * u * q, rng.uniform(3.5, 6, m) * u * q
            flowers(canvas, rng, spots, foot - up, size, hues)
        sway = Sway(reach=5 * u * q, speed=0.3, foot=foot + 8 * u, phase=q)
        return self.air.plate(canvas, depth - 0.003, sway=sway, blur=blur * u)

    def eagles(self) -> list[Node]:
        """Two large birds that circle before the peaks."""
        nodes: list[Node] = []
        for k in range(2):
            span = (46 - 14 * k) * self.unit
            pictures = [
                mix_dark(self.air.settle(gull(span, 0.40 + 0.05 * n, 1.8), 0.3, haze=0.3, blur=0.2)) for n in range(4)
            ]
            nodes.append(Mover(pictures, self._circle(k, span), 0.32, 1.8, anchor=(0.5, 0.5)))
        return nodes

    def _circle(self, k: int, span: float) -> Callable[[float], Pose]:
        g = self.geometry

        def pose(t: float) -> Pose:
            a = t * 0.5 + k * 2.4
            return Pose(
                x=g.width * (0.36 + 0.3 * k) + math.cos(a) * span * 3,
                y=g.horizon * 0.36 + math.sin(a) * span * 0.8,
                turn=0.2 * math.cos(a),
                picture=int(2 + 1.9 * math.sin(t * 1.3 + k)),
            )

        return pose


def mix_dark(picture: np.ndarray) -> np.ndarray:
    """A bird's picture as a dark silhouette."""
    out = picture.astype(np.float32)
    out[..., :3] *= 0.34
    return out.astype(np.uint8)
