"""The open sea: waves to the horizon, a swell in front, ships and spouts far away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...compose.particles import dabs
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import Stops, airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..effects._drift import Drift, drifting
from ..kit.scenery import Scenery
from ..kit.waters import Looks, Water, swell
from ..kit.waterside import freighter, swimming, tall_ship
from ..nodes import Painter

HORIZON = 0.47
WATERS: dict[TimeOfDay, Looks] = {
    TimeOfDay.DAY: Looks(deep=(14, 82, 138), shallow=(60, 160, 180), shine=0.5, spread=2.2),
    TimeOfDay.SUNSET: Looks(deep=(58, 50, 96), shallow=(180, 120, 120), glint=(255, 196, 104), shine=0.95),
    TimeOfDay.NIGHT: Looks(deep=(10, 24, 56), shallow=(40, 76, 116), glint=(206, 222, 250), shine=0.6),
}

#: The sky of a storm: dark above, torn open over the horizon. Colours by height, lit and shaded side of the clouds.
STORMS: dict[TimeOfDay, tuple[Stops, Rgb, Rgb]] = {
    TimeOfDay.DAY: (
        (
            (0, (36, 46, 62)),
            (0.5, (70, 84, 102)),
            (0.8, (132, 144, 150)),
            (0.93, (236, 224, 190)),
            (1, (206, 204, 190)),
        ),
        (146, 156, 168),
        (38, 46, 60),
    ),
    TimeOfDay.SUNSET: (
        ((0, (34, 28, 50)), (0.5, (84, 54, 76)), (0.8, (188, 98, 84)), (0.93, (255, 194, 118)), (1, (232, 154, 112))),
        (188, 118, 108),
        (46, 34, 58),
    ),
    TimeOfDay.NIGHT: (
        ((0, (14, 20, 40)), (0.5, (26, 40, 68)), (0.8, (58, 88, 120)), (0.93, (150, 190, 206)), (1, (104, 140, 166))),
        (104, 126, 160),
        (16, 22, 42),
    ),
}


class OpenSea:
    name: ClassVar[str] = "open_sea"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "open sea",
            "open ocean",
            "high seas",
            "at sea",
            "stormy sea",
            "stormy ocean",
            "rough sea",
            "middle of the ocean",
            "middle of the sea",
            "ocean waves",
            "across the ocean",
            "across the sea",
        ),
        "zh": ("远洋", "海上", "大洋", "公海", "汪洋", "怒海", "海中央", "茫茫大海", "波涛", "惊涛骇浪", "海面"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {
        "ground": Zone(top=0.85, bottom=0.95),
        "water": Zone(top=0.58, bottom=0.78),
        "air": Zone(top=0.10, bottom=0.40),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("sea", "wind"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        main = Main(context, HORIZON, airs_of("open_sea"))
        return main.stage(main.nodes())


class Main(Scenery):
    """Builds the nodes of one view out to sea."""

    def nodes(self) -> list[Node]:
        storm = self.shot.weather is Weather.RAIN
        if storm:
            stops, lit, shade = STORMS[self.shot.time]
            self.air = replace(self.air, sky=stops, cloud_lit=lit, cloud_shade=shade, cover=0.9, thick=0.7)
        sky = self.sky()
        looks = WATERS[self.shot.time]
        if not self.clear:
            drained = mix(looks.deep, dim(self.air.haze, 0.36), 0.6)
            looks = replace(looks, deep=drained, shine=0.0)
        looks = replace(looks, chop={Weather.RAIN: 2.1, Weather.FOG: 0.8}.get(self.shot.weather, 1.15), fine=0.8)
        if storm:
            looks = replace(looks, fine=0.62)
        water = Water(self, sky, looks, top=self.geometry.horizon)
        standing = any(actor.medium == "ground" and actor.lift <= 0 for actor in self.shot.actors)
        return [
            *sky,
            water.node(),
            *([] if unwanted(self.shot, "boats") else self.ships()),
            *([] if unwanted(self.shot, "fish") or storm else [self.spout()]),
            *(self.deck() if standing else self.swells(looks, storm)),
            *self.birds(6, low=0.75),
        ]

    def ships(self) -> list[Node]:
        """A three-master and a freighter near the horizon."""
        w, u = self.geometry.width, self.unit
        return [
            swimming(self, tall_ship(46 * u, 2.0), (0.5 + 0.34 * self.side) * w, 0.045, 4.0, scale=2.0, anchor=0.93),
            swimming(self, freighter(15 * u, 2.0), (0.5 - 0.36 * self.side) * w, 0.018, -3.0, scale=2.0, anchor=0.92),
        ]

    def spout(self) -> Painter:
        """A whale far out: its back shows, and now and then it blows."""
        g, u, q = self.geometry, self.unit, 0.10
        x, row, depth = g.width * (0.5 - 0.2 * self.side), self.row(q), g.depth(q) + 0.11
        rng = np.random.default_rng(self.context.seed + 3)
        n = 46
        way, size, late = rng.normal(0, 0.32, n), rng.uniform(2.0, 5.0, n), rng.uniform(0, 0.5, n)
        tone = np.minimum(255, np.array([255.0, 252, 248]) * np.array(self.air.ambient[::-1]) ** 0.6)
        back = np.array(dim((60, 70, 92), 0.9)[::-1]) * np.array(self.air.ambient[::-1])

        def draw(frame: Frame, view: View) -> None:
            age = (view.t + 0.6 + self.context.seed % 3) % 3.6
            s, tx, ty = view.place(depth)
            table = np.zeros((n + 1, 11), np.float32)
            rise = np.clip(age - late, 0, None)
            table[:n, 0] = s * (x + way * 26 * u * rise + 3 * u * rise) + tx
            table[:n, 1] = s * (row - 5 * u - u * (64 * rise - 30 * rise**2).clip(0, None)) + ty
            table[:n, 2] = table[:n, 3] = size * u * (0.6 + 0.8 * rise) * s
            table[:n, 5:8], table[:n, 8], table[:n, 9] = (
                tone,
                np.where(rise > 0, 0.5 * np.clip(1.7 - rise, 0, 1), 0),
                1.0,
            )
            up = np.clip(np.sin(np.clip(age / 2.6, 0, 1) * np.pi), 0, 1)
            table[n, :4] = s * x + tx, s * row + ty, 24 * u * s, max(0.6, 5.5 * u * s * up)
            table[n, 5:8], table[n, 8], table[n, 9] = back, 0.9 * up, 4.0
            dabs(frame[: max(1, int(s * row + ty) + 1)], table)

        return Painter(depth, draw)

    def swells(self, looks: Looks, storm: bool) -> list[Node]:
        """Two waves between the camera and the boats."""
        if storm:
            return self.seas()
        g = self.geometry
        tone, light = mix(looks.deep, self.air.haze, 0.2), mix(looks.shallow, self.air.haze, 0.4)
        if not self.clear:
            tone, light = dim(self.air.haze, 0.5), dim(self.air.haze, 0.8)
        rows = ((0.885, 1.25, 46.0), (0.97, 1.5, 80.0))
        return [
            swell(
                self,
                row=at * g.height,
                tall=44.0 * (1 + 0.4 * number),
                depth=depth,
                tone=tone,
                light=light,
                foam=0.75,
                speed=speed * self.side,
                number=number + self.context.seed % 5,
            )
            for number, (at, depth, speed) in enumerate(rows)
        ]

    def seas(self) -> list[Node]:
        """The waves of a storm: ranks of crests from the horizon to the camera, torn into spray by the wind."""
        g = self.geometry
        fierce = 1.0 if self.shot.mood in {"tense", "epic"} else 0.8
        level = {TimeOfDay.DAY: 1.0, TimeOfDay.SUNSET: 0.8, TimeOfDay.NIGHT: 0.62}[self.shot.time]
        dark, light = dim((26, 54, 70), level), mix(dim((104, 168, 168), level), self.air.sky[-2][1], 0.25)
        boat = max((a.start[1] for a in self.shot.actors if a.medium == "water"), default=0.66)
        # Rows before and behind the boats, how tall, how fast.
        ranks = (
            (0.52, 26.0, 16.0),
            (min(0.585, boat - 0.05), 44.0, 26.0),
            (boat + 0.075, 62.0, 40.0),
            (0.90, 96.0, 58.0),
            (1.0, 128.0, 84.0),
        )
        nodes: list[Node] = []
        for number, (at, tall, speed) in enumerate(ranks):
            near = g.nearness(at * g.height)
            far = self.air.thick * max(0.0, 1 - near) * 0.55
            nodes.append(
                swell(
                    self,
                    row=at * g.height,
                    tall=tall * fierce,
                    depth=g.depth(near),
                    tone=mix(dark, self.air.haze, far),
                    light=mix(light, self.air.haze, far),
                    foam=1.0,
                    speed=speed * self.side,
                    number=number * 3 + self.context.seed % 5,
                    peak=0.8,
                )
            )
        return [*nodes, self.spray(0.95, 46, fierce), self.spray(1.3, 30, fierce)]

    def spray(self, depth: float, count: int, fierce: float) -> Node:
        """Flecks of foam that the wind carries off the crests."""
        flecks = Drift(
            count=int(count * fierce),
            depth=depth,
            size=(1.2, 3.4),
            fall=(-16, 30),
            wind=tuple(sorted((150.0 * self.side, 330.0 * self.side))),  # type: ignore[arg-type]  # two numbers
            swing=26,
            pace=(0.8, 2.0),
            colours=(dim(mix(self.air.haze, (255, 255, 255), 0.6), 1.0),),
            alpha=0.5,
            hardness=1.1,
            band=(0.5, 1.02),
        )
        return drifting(self.context, flecks, int(depth * 100))

    def deck(self) -> list[Node]:
        """Whoever stands or walks out here does so on the deck of a ship, behind its rail."""
        g, u = self.geometry, self.unit
        x, _, q, corner = self.lie()
        plank = np.abs(((x / 62) % 1) - 0.5) * 2
        grain = fbm_at(x / 7, 820 / np.maximum(q, 0.1) / 120 + x * 0, 511, 3)
        board = np.floor(x / 62)
        rgb = np.array((112, 150, 190)) * (0.62 + 0.3 * grain + 0.10 * np.sin(board * 12.9898))[..., None]
        rgb = rgb * (1 - 0.55 * np.clip((plank - 0.93) * 16, 0, 1))[..., None]
        alpha = np.clip((q - 0.80) * g.reach + 0.5, 0, 1) * np.ones_like(x)
        nodes: list[Node] = [self.pave(rgb * 0.92, q, corner, alpha, depth=FAR + 0.6)]
        depth, foot = g.depth(0.80), self.row(0.80)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 130 * u, box.x1, foot + 12 * u, min(1.4, box.scale))
        for px in np.arange(box.x0 - 20 * u, box.x1 + 30 * u, 74 * u):
            canvas.line([(px, foot + 4 * u), (px, foot - 84 * u)], 9 * u, (150, 112, 80))
            canvas.line([(px - 2 * u, foot), (px - 2 * u, foot - 84 * u)], 2.5 * u, (206, 168, 124))
        for up, wide in ((88, 13), (46, 5), (0, 12)):
            canvas.rect(box.x0, foot - up * u - wide * u / 2, box.x1, foot - up * u + wide * u / 2, (138, 98, 68))
            canvas.rect(box.x0, foot - up * u - wide * u / 2, box.x1, foot - up * u - wide * u / 4, (212, 172, 126))
        nodes.append(self.air.plate(canvas, depth, haze=0.03, blur=0.2))
        return nodes
