"""Rolling meadows: hills in ranks, a winding path, a mill, flowers and tall grass in front."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at, field
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import Air, air_for, airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..geometry import Geometry
from ..kit.choice import chosen, free_side, snow_lies
from ..kit.farm import barn, mill, sails
from ..kit.greenery import conifer, flowers, foliage, grass, tree
from ..kit.sea_life import gull
from ..kit.vista import Vista
from ..nodes import Floor, Mover, Pose, Sway
from ..sky import sky

HORIZON = 0.54
#: Grass, dry grass and flowers by season.
SEASONS: dict[str, tuple[Rgb, Rgb, tuple[Rgb, ...]]] = {
    "summer": ((104, 164, 66), (176, 186, 84), ((252, 250, 244), (250, 208, 76), (226, 92, 88), (160, 130, 222))),
    "spring": ((128, 186, 80), (190, 204, 102), ((255, 196, 214), (252, 250, 244), (250, 222, 96), (190, 150, 236))),
    "autumn": ((176, 152, 70), (206, 162, 74), ((226, 116, 52), (240, 190, 90))),
    "winter": ((236, 242, 248), (214, 224, 234), ()),
}
#: Nearness of the foot of each rank of hills and its height in units.
RANKS = ((0.0, 190.0), (0.03, 128.0), (0.08, 84.0), (0.16, 50.0))

#: Trees by arrangement: way from the middle towards the free side, nearness, height in units.
STANDS: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((0.40, 0.52, 470.0), (-0.36, 0.28, 280.0), (0.16, 0.17, 150.0)),
    ((-0.44, 0.24, 250.0), (-0.38, 0.19, 190.0), (0.44, 0.34, 330.0), (0.04, 0.14, 110.0)),
    ((0.33, 0.36, 440.0), (0.47, 0.22, 210.0), (-0.47, 0.44, 390.0), (-0.2, 0.13, 100.0), (-0.14, 0.135, 84.0)),
)


class Hills:
    name: ClassVar[str] = "hills"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "hills",
            "hill",
            "meadow",
            "field",
            "grassland",
            "countryside",
            "pasture",
            "prairie",
            "valley",
            "lawn",
        ),
        "zh": (
            "山丘",
            "丘陵",
            "草地",
            "草原",
            "原野",
            "山坡",
            "花海",
            "草坪",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.70, bottom=0.92), "air": Zone(top=0.12, bottom=0.45)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = {
        TimeOfDay.DAY: ("hills", "birds"),
        TimeOfDay.SUNSET: ("hills", "birds"),
        TimeOfDay.NIGHT: ("hills", "crickets"),
    }
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(context.shot, airs_of("hills"), context.unit, context.seed)
        meadow = Meadow(context, geometry, air)
        return meadow.stage(meadow.nodes(), vignette=0.26)


class Meadow(Vista):
    """Builds the nodes of one meadow."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        shot = context.shot
        self.kind = chosen(context, 17) % len(STANDS)
        self.snow = snow_lies(shot)
        self.season = "winter" if self.snow else shot.traits.get("season", "summer")
        self.green, self.dry, self.blossom = SEASONS.get(self.season, SEASONS["summer"])
        self.crest: tuple[np.ndarray, np.ndarray] = (np.zeros(1), np.zeros(1))
        self.side = free_side(shot)

    def nodes(self) -> list[Node]:
        ranks = [self.rank(number, q, height) for number, (q, height) in enumerate(RANKS)]
        return [
            *sky(self.context, self.geometry, self.air),
            *ranks,
            *(self.mill, self.barn, list)[self.kind](),
            self.floor(),
            *self.trees(),
            *self.beds(),
            *([] if unwanted(self.context.shot, "birds") else self.birds()),
            *self.life(),
        ]

    def leaf(self) -> Rgb:
        tones: dict[str, tuple[Rgb, ...]] = {
            "autumn": ((214, 126, 44), (196, 84, 44), (226, 176, 66)),
            "spring": ((136, 184, 84), (244, 186, 204)),
        }
        choice = tones.get(self.season, ((78, 130, 60), (94, 146, 66), (66, 116, 64)))
        return choice[int(self.rng.integers(len(choice)))]

    def rank(self, number: int, q: float, height: float) -> Node:
        """One rank of hills with fields, hedges and far trees."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q + 14 * u
        canvas = Canvas(box.x0, foot - 1.9 * height * u, box.x1, foot + 22 * u, min(1.2, box.scale))
        n = 120
        x = np.linspace(box.x0, box.x1, n)
        roll = field(
            1,
            n,
            fx=(box.x1 - box.x0) / (n * (360 - 50 * number) * u),
            fy=1,
            ox=self.context.seed % 40 + number * 13,
            seed=61 + number,
            octaves=2 if number else 4,
        )[0]
        y = foot - height * u * (0.2 + 1.5 * roll)
        tone = mix(self.green, self.dry, 0.5 * ((number + 1) % 2)) if number else mix(self.green, (92, 122, 140), 0.55)
        if number == 2:
            self.crest = x, y
        canvas.ramp(
            [(x[0], foot + 40 * u), *np.stack([x, y], 1), (x[-1], foot + 40 * u)],
            mix(tone, (255, 250, 190), 0.12),
            dim(tone, 0.76),
            float(y.min()),
            foot,
        )
        self._fields(canvas, x, y, foot, tone, number)
        self._copses(canvas, x, y, number)
        del rng
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * (1.0, 0.78, 0.6, 0.42)[number])

    def _fields(self, canvas: Canvas, x: np.ndarray, y: np.ndarray, foot: float, tone: Rgb, number: int) -> None:
        """Strips that follow the slope, and the light on its shoulder."""
        for k in range(5):
            low = 0.18 + 0.17 * k
            band = y + (foot - y) * low
            wave = 3 * self.unit * np.sin(x / (60 * self.unit) + k * 2 + number)
            strip = np.vstack([np.stack([x, band + wave], 1), np.stack([x, band + wave + (foot - y) * 0.07], 1)[::-1]])
            canvas.poly(strip, dim(tone, (1.12, 0.86, 1.06, 0.9, 1.0)[k]), 0.45)
        canvas.line(np.stack([x, y + self.unit], 1), 2.0 * self.unit, mix(tone, (255, 250, 200), 0.4), 0.5)

    def _copses(self, canvas: Canvas, x: np.ndarray, y: np.ndarray, number: int) -> None:
        if number == 0:
            return
        for _ in range(7 + 3 * number):
            k = int(self.rng.integers(4, len(x) - 4))
            size = (9 + 7 * number) * self.unit * self.rng.uniform(0.7, 1.3)
            foot = y[k] + self.rng.uniform(0.0, 0.5) * size + 2
            if self.rng.random() < 0.3:
                conifer(canvas, self.rng, float(x[k]), float(foot), size * 2.6, (70, 108, 76), snow=self.snow)
            elif self.season == "winter":
                tree(canvas, self.rng, float(x[k]), float(foot), size * 2.2, self.leaf(), bare=True)
            else:
                canvas.taper(
                    [(float(x[k]), float(foot)), (float(x[k]), float(foot - size))],
                    size * 0.2,
                    size * 0.1,
                    (86, 66, 50),
                )
                foliage(
                    canvas,
                    self.rng,
                    float(x[k]),
                    float(foot - size * 1.1),
                    size * 0.8,
                    size * 0.75,
                    self.leaf(),
                    leaf=max(1.6, size * 0.1),
                    count=150,
                    sun=self.air.rim_from,
                )

    def _crest(self, away: float) -> float:
        """Row of the third rank's ridge at a fraction of the width from the middle."""
        return float(np.interp(self.geometry.width * (0.5 + away), *self.crest)) + 8 * self.unit

    def mill(self) -> list[Node]:
        """A windmill on the third rank; its sails turn, and its windows are lit from dusk."""
        g, u = self.geometry, self.unit
        depth, tall, scale = g.depth(0.085), 104 * u, 2.0
        x, foot = g.width * (0.5 + 0.25 * self.side), self._crest(0.25 * self.side)
        body, glow = (Canvas(x - tall * 0.5, foot - tall * 1.1, x + tall * 0.5, foot + 8 * u, scale) for _ in range(2))
        mill(body, x, foot, tall, sun=1 if self.air.rim_from[0] > 0 else -1)
        if self.context.shot.time is not TimeOfDay.DAY:
            for up in (0.36, 0.55):
                glow.rect(
                    x - tall * 0.03, foot - tall * up, x + tall * 0.03, foot - tall * (up - 0.07), (255, 214, 130)
                )
        haze = self.air.fade(depth) * 0.6
        picture = self.air.settle(sails(tall, scale), depth, haze=haze, blur=0.2)
        hub = (x, foot - tall * 0.74)

        def pose(t: float) -> Pose:
            return Pose(x=hub[0], y=hub[1], turn=0.55 * t + 0.4)

        return [
            self.air.plate(body, depth, emission=glow, haze=haze, blur=0.2),
            Mover([picture], pose, depth + 0.001, scale, anchor=(0.5, 0.5)),
        ]

    def barn(self) -> list[Node]:
        """A red barn on the third rank, its windows lit from dusk."""
        g, u = self.geometry, self.unit
        depth, tall = g.depth(0.085), 78 * u
        away = 0.2 * self.side
        x, foot = g.width * (0.5 + away), self._crest(away)
        body, glow = (Canvas(x - tall * 1.2, foot - tall * 1.5, x + tall * 1.3, foot + 8 * u, 2.0) for _ in range(2))
        sun, dusk = 1 if self.air.rim_from[0] > 0 else -1, self.context.shot.time is not TimeOfDay.DAY
        barn(body, glow, x, foot, tall, sun=sun, lit=dusk, snow=self.snow)
        return [self.air.plate(body, depth, emission=glow, haze=self.air.fade(depth) * 0.6, blur=0.2)]

    def floor(self) -> Floor:
        """The meadow with a path that winds to the front."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        y = np.arange(height, dtype=np.float32)[:, None] + 0.5
        q = np.maximum(0.02, y / g.reach)
        x = ((np.arange(width, dtype=np.float32)[None] + box.x0 - g.width / 2) / q / u).astype(np.float32)
        z = np.broadcast_to(820 / q, x.shape).astype(np.float32)
        broad = fbm_at(x / 420, z / 420, 71, 4)
        tuft = fbm_at(x / 40, z / 62, 72, 3)
        fine = fbm_at(x / 5, z / 30, 73, 2)
        k = np.clip((broad - 0.36) * 2.6, 0, 1)[..., None]
        rgb = np.array(dim(self.green, 0.9)[::-1], np.float32) * (1 - k) + np.array(self.dry[::-1], np.float32) * k
        rgb *= (0.66 + 0.34 * tuft + 0.3 * fine)[..., None]
        turn = (0.6, 2.4, 4.2)[self.kind]
        bend = self.side * (150 * np.sin(z / 700 + turn) + (250, 330, 170)[self.kind] - z * 0.10)
        edge = 165 + 60 * (tuft - 0.5)
        path = np.clip((edge - np.abs(x - bend)) / 26, 0, 1)[..., None] * np.clip(z / 900, 0.35, 1)[..., None]
        soil: Rgb = (222, 228, 236) if self.snow else (206, 174, 126)
        rgb += (np.array(soil[::-1], np.float32) * (0.74 + 0.3 * fine + 0.14 * tuft)[..., None] - rgb) * path * 0.9
        rgb *= np.array(self.air.ambient[::-1], np.float32)
        haze = (self.air.thick * 0.5 * np.clip(1 - q, 0, 1) ** 2.2)[..., None]
        rgb += (np.array(self.air.haze[::-1], np.float32) - rgb) * haze
        return Floor(np.clip(rgb, 0, 255).astype(np.uint8), box.x0, box.y0, 1.0, g, depth=FAR + 0.14)

    def trees(self) -> list[Node]:
        """The stand that the seed drew; large trees keep to the free side."""
        g, nodes = self.geometry, list[Node]()
        for away, q, tall in STANDS[self.kind]:
            x = 0.5 + away * self.side + float(self.rng.uniform(-0.03, 0.03))
            foot, height, depth = g.horizon + g.reach * q, tall * self.unit, g.depth(q)
            box = g.box(depth)
            canvas = Canvas(
                x * g.width - height * 0.6,
                foot - height * 1.1,
                x * g.width + height * 0.6,
                foot + 14 * self.unit,
                min(1.4, box.scale),
            )
            canvas.ellipse(x * g.width, foot, height * 0.36, height * 0.03, (30, 44, 30), 0.4)
            tree(
                canvas,
                self.rng,
                x * g.width,
                foot,
                height,
                self.leaf(),
                bare=self.season == "winter",
                snow=self.snow,
                sun=self.air.rim_from,
            )
            sway = Sway(reach=height * 0.012, speed=0.22, foot=foot, phase=q * 11)
            nodes.append(self.air.plate(canvas, depth, sway=sway, haze=self.air.fade(depth) * 0.55))
        return nodes

    def beds(self) -> list[Node]:
        """Tufts and flowers, behind and before the actors, the last one close and soft."""
        return [self._bed(q, number) for number, q in enumerate((0.45, 0.70, 0.95, 1.42, 1.75))]

    def _bed(self, q: float, number: int) -> Node:
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), min(g.horizon + g.reach * q, g.box(g.depth(q)).y1 + 10 * u)
        canvas = Canvas(box.x0, foot - 150 * u * q, box.x1, foot + 40 * u, min(1.3, box.scale))
        n = int(420 * (box.x1 - box.x0) / (1280 * u) * (1.0 if number < 3 else 0.7))
        clump = rng.uniform(box.x0, box.x1, max(6, n // 14))
        x = rng.choice(clump, n) + rng.normal(0, 34 * u * q, n)
        y = foot + rng.uniform(-16, 16, n) * u * q
        grass(
            canvas,
            rng,
            x,
            y,
            44 * u * q,
            mix(self.green, (240, 240, 150), 0.35),
            dim(self.green, 0.5),
            lean=0.34,
            width=2.6 * u * (0.6 + q),
        )
        if self.blossom:
            m = n // 6
            fx = rng.choice(clump, m) + rng.normal(0, 48 * u * q, m)
            fy = foot - rng.uniform(4, 40, m) * u * q
            for px, py in zip(fx, fy, strict=True):
                canvas.line([(px, py), (px + rng.normal(0, 3) * u, foot + 4 * u)], 1.3 * u * q, dim(self.green, 0.7))
            flowers(canvas, rng, fx, fy, rng.uniform(4.5, 8.0, m) * u * q, self.blossom)
        blur = (0.8, 0.3, 0.0, 1.5, 3.4)[number] * u
        return self.air.plate(
            canvas, depth - 0.003, sway=Sway(reach=7 * u * q, speed=0.3, foot=foot + 10 * u, phase=q * 6), blur=blur
        )

    def birds(self) -> list[Node]:
        """A small flock over the hills."""
        if self.context.shot.time is TimeOfDay.NIGHT:
            return []
        g, nodes, rng = self.geometry, list[Node](), self.rng
        for _ in range(5):
            span = rng.uniform(13, 24) * self.unit
            phases = [gull(span, k / 8, 1.6) for k in range(8)]
            pictures = [self.air.settle(c, 0.3, haze=0.25 + self.air.thick * 0.3, blur=0.2) for c in phases]
            nodes.append(
                _bird(
                    pictures,
                    rng.uniform(0.05, 0.9) * g.width,
                    rng.uniform(0.2, 0.62) * g.horizon,
                    span,
                    rng.uniform(0, 6),
                )
            )
        return nodes

    def life(self) -> list[Node]:
        """Pollen and seeds by day, fireflies by night."""
        if self.context.shot.weather is not Weather.CLEAR or self.snow:
            return []
        night = self.context.shot.time is TimeOfDay.NIGHT
        drift = Drift(
            count=26 if night else 34,
            depth=1.02,
            size=(3, 5) if night else (1.2, 2.6),
            swing=40,
            pace=(0.2, 0.6),
            wind=(4, 26),
            fall=(-8, 8),
            colours=((214, 255, 120),) if night else ((255, 255, 240),),
            alpha=0.85,
            hardness=1.0,
            additive=True,
            blink=0.9 if night else 0.4,
            band=(0.35, 1.0),
        )
        return [drifting(self.context, drift, 5)]


def _bird(pictures: Sequence[np.ndarray], x: float, y: float, span: float, phase: float) -> Mover:
    def pose(t: float) -> Pose:
        return Pose(
            x=x + span * 1.6 * t, y=y + 0.3 * span * math.sin(t * 1.1 + phase), picture=int(((t * 2.4 + phase) % 1) * 8)
        )

    return Mover(list(pictures), pose, 0.3, 1.6, anchor=(0.5, 0.5))
