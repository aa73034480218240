"""A theatre stage seen from the stalls: curtains, spotlights in the haze, a painted cloth, heads of the audience."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...compose.noise import fbm_at
from ...shotlist import Shot, TimeOfDay, Weather
from ..absent import unwanted
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Light, Node, Rgb, Set, Zone
from ..key_light import pools
from ..kit.choice import chosen, pick
from ..kit.furnisher import Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, beam, motes
from ..kit.materials import boards, plain
from ..kit.mood import day
from ..kit.sheet import Sheet
from ..nodes import Sway

BACK, HALF, TALL = 6.6, 4.6, 4.6
CURTAINS: tuple[Rgb, ...] = ((176, 30, 40), (140, 24, 52), (36, 60, 140), (24, 104, 92), (104, 40, 124))
GOLD: Rgb = (226, 178, 92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The lighting of one act."""

    ambient: tuple[float, float, float]
    key: Rgb
    fill: Rgb
    #: Upper and lower colour of the cloth behind.
    cloth: tuple[Rgb, Rgb]
    stars: bool


PLOTS: dict[TimeOfDay, Plot] = {
    TimeOfDay.DAY: Plot(
        ambient=(0.34, 0.31, 0.33),
        key=(255, 232, 194),
        fill=(150, 176, 255),
        cloth=((44, 92, 160), (188, 166, 138)),
        stars=False,
    ),
    TimeOfDay.SUNSET: Plot(
        ambient=(0.30, 0.23, 0.27),
        key=(255, 190, 110),
        fill=(255, 110, 140),
        cloth=((92, 54, 120), (255, 168, 104)),
        stars=False,
    ),
    TimeOfDay.NIGHT: Plot(
        ambient=(0.19, 0.18, 0.30),
        key=(240, 236, 255),
        fill=(90, 120, 255),
        cloth=((16, 20, 62), (64, 84, 160)),
        stars=True,
    ),
}


class Theatre(Indoors):
    name: ClassVar[str] = "theatre"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "theatre",
            "theater",
            "stage",
            "on stage",
            "on the stage",
            "opera house",
            "opera",
            "auditorium",
            "ballet stage",
            "playhouse",
            "circus",
            "talent show",
            "puppet theatre",
        ),
        "zh": ("舞台", "剧院", "剧场", "戏台", "戏院", "大剧院", "歌剧院", "礼堂", "马戏团", "台上"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.70, bottom=0.84), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("theatre",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR, Weather.FOG})

    def build(self, context: Context) -> Set:
        plot = PLOTS[context.shot.time]
        lamps = [
            Lamp(x=0.0, y=0.3, z=4.2, colour=plot.key, strength=0.95, reach=1.5),
            Lamp(x=-2.3, y=0.5, z=5.0, colour=plot.fill, strength=0.6, reach=1.3),
            Lamp(x=2.3, y=0.5, z=5.0, colour=plot.fill, strength=0.6, reach=1.3),
            Lamp(x=0.0, y=1.2, z=6.4, colour=plot.cloth[1], strength=0.42, reach=2.4),
            Lamp(x=0.0, y=2.6, z=6.0, colour=(255, 255, 255), strength=0.2, reach=3.0),
            Lamp(x=-3.2, y=1.6, z=4.2, colour=plot.key, strength=0.55, reach=1.5),
            Lamp(x=3.2, y=1.6, z=4.2, colour=plot.key, strength=0.55, reach=1.5),
        ]
        shell = Shell.of(
            context, back=BACK, half=HALF, tall=TALL, ambient=plot.ambient, lamps=lamps, haze=dim(plot.fill, 0.3)
        )
        # Enough light to read a face by; more would bleach the costumes.
        red, green, blue = shell.lit(0.0, 1.0, 4.0)
        return Set(
            nodes=House(shell, plot).nodes(),
            light=Light(
                ambient=(min(0.9, red), min(0.9, green), min(0.9, blue)),
                rim=plot.key,
                rim_from=(-0.5, -0.85),
                rim_strength=0.6,
                rim2=plot.fill,
                rim2_strength=0.6,
                haze=shell.air.haze,
                shadow=0.55,
            ),
            horizon=shell.geometry.horizon,
            grade=day().grade,
            bloom=0.32,
            bloom_threshold=200,
            vignette=0.5,
            grain=0.025,
        )


def middle(shot: Shot) -> float:
    """The column that the spots are aimed at: where those who act are, half way through."""
    columns = [(actor.start[0] + actor.end[0]) / 2 for actor in shot.actors]
    return sum(columns) / len(columns) if columns else 0.5


class House:
    """Builds the nodes of one performance."""

    def __init__(self, shell: Shell, plot: Plot) -> None:
        self.shell, self.plot = shell, plot
        self.rng = np.random.default_rng(shell.context.seed)
        self.velvet = pick(shell.context, 1, CURTAINS)
        self.scene = chosen(shell.context, 2) % 3

    def nodes(self) -> list[Node]:
        shell = self.shell
        return [
            shell.back_wall(self.cloth),
            *(node for side in (-1, 1) for node in shell.side_wall(side, self.draw_wing)),
            shell.floor(boards((168, 112, 70), shell.context.seed, 0.16)),
            *shell.ceiling(plain((30, 24, 30))),
            *self.legs(),
            self.footlights(),
            *self.borders(),
            *self.beams(),
            *pools(shell.context.shot, shell.geometry, self.plot.key, 0.2),
            *([] if unwanted(shell.context.shot, "people") else self.audience()),
            motes(shell.context, self.plot.key, 46, 0.55),
        ]

    def cloth(self, s: Sheet) -> None:
        """The painted backcloth: hills and a palace, a garden with the moon, or plain light."""
        top, low = self.plot.cloth
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, TALL), (-HALF, TALL)], top, low)
        if self.plot.stars:
            for _ in range(90):
                x, y = self.rng.uniform(-HALF, HALF), self.rng.uniform(1.4, TALL)
                s.ellipse(x, y, 0.012, 0.012, (255, 250, 226), 0.8 * float(self.rng.random()))
        disc: Rgb = (255, 246, 214) if self.plot.stars else (236, 190, 112)
        if self.scene < 2:
            x = (-1.7, 1.6)[self.scene]
            s.glow(x, 2.5, 1.2, 1.2, disc, 0.26)
            s.ellipse(x, 2.5, 0.42, 0.42, mix(disc, (255, 255, 255), 0.4 if self.plot.stars else 0.1))
        else:
            s.glow(0, 1.3, 3.4, 2.2, mix(low, (255, 255, 255), 0.3), 0.3)
        along = np.linspace(-HALF, HALF, 60, dtype=np.float32)
        for n, (y, lift) in enumerate(((1.25, 0.5), (0.8, 0.42), (0.4, 0.3))):
            grain = fbm_at(
                along[None] / (1.6 - 0.3 * n) + 7 * n, along[None] * 0, self.shell.context.seed % 89 + 13 * n, 3
            )
            ridge = [(float(a), float(y + lift * 2 * (b - 0.5))) for a, b in zip(along, grain[0], strict=True)]
            if self.plot.stars:
                tone = mix(mix(low, (40, 60, 90), 0.35 + 0.2 * n), (30, 60, 60), 0.16 * n)
            else:
                tone = mix(mix(low, (70, 110, 150), 0.4 + 0.15 * n), (50, 110, 84), 0.22 * n)
            s.poly([(-HALF, 0), *ridge, (HALF, 0)], tone)
        if self.scene == 1:
            self._palace(s, -1.5, mix(low, (60, 40, 80), 0.55))
        elif self.scene == 0:
            self._trees(s, mix(low, (40, 84, 76), 0.8))

    def _palace(self, s: Sheet, x: float, tone: Rgb) -> None:
        for dx, high, wide in ((-0.7, 1.5, 0.3), (0.0, 2.0, 0.44), (0.62, 1.7, 0.32), (1.1, 1.2, 0.26)):
            s.rect(x + dx - wide / 2, 0.4, x + dx + wide / 2, high, tone)
            s.poly(
                [(x + dx - wide * 0.7, high), (x + dx, high + wide * 1.7), (x + dx + wide * 0.7, high)], dim(tone, 0.75)
            )
            for k in range(3):
                s.rect(x + dx - 0.03, 0.7 + k * 0.3, x + dx + 0.03, 0.82 + k * 0.3, (255, 214, 130), 0.85)

    def _trees(self, s: Sheet, tone: Rgb) -> None:
        for x, high in ((-3.6, 2.3), (-2.8, 1.7), (2.4, 1.9), (3.3, 2.6)):
            s.line([(x, 0.1), (x + 0.05, high * 0.6)], 0.09, dim(tone, 0.7))
            for k in range(5):
                s.ellipse(
                    x + 0.3 * math.cos(k * 1.7),
                    high * (0.62 + 0.09 * k),
                    0.44 - 0.05 * k,
                    0.28,
                    dim(tone, 0.8 + 0.07 * k),
                )

    def draw_wing(self, s: Sheet) -> None:
        s.rect(0, 0, 20, TALL, (26, 20, 26))

    def legs(self) -> list[Node]:
        """Narrow curtains to both sides, farther ones darker, the nearest gathered with a cord."""
        nodes: list[Node] = []
        for n, (z, inner) in enumerate(((6.0, 3.35), (5.2, 3.1), (4.6, 2.75))):
            for side in (-1, 1):
                ends = side * (inner - 0.5), side * (inner + 2.4)
                s = self.shell.sheet(z, min(ends), max(ends), 0.0, TALL + 0.6)
                self._drape(s, side, inner, gathered=n == 2)
                k = self.shell.metre * self.shell.q(z)
                nodes.append(Hanging.of(self.shell.plate(s, side * inner, 1.2), 0.02 * k, 0.12, n + side))
        return nodes

    def _drape(self, s: Sheet, side: int, inner: float, *, gathered: bool) -> None:
        folds, wide = 15, 2.2
        for n in range(folds):
            u = n / folds
            x = inner + wide * u
            tone = dim(self.velvet, 0.36 + 0.85 * (0.5 + 0.5 * math.sin(n * 2.1 + inner)) ** 1.4)
            half = wide / folds * 0.72
            pull = 0.55 * (1 - u) if gathered else 0.0
            shape = [
                (side * (x - half), TALL + 0.6),
                (side * (x - half), 3.0),
                (side * (x - half + pull * 1.6), 1.35),
                (side * (x - half + pull * 0.9), 0.02),
                (side * (x + half + pull * 0.9), 0.02),
                (side * (x + half + pull * 1.6), 1.35),
                (side * (x + half), 3.0),
                (side * (x + half), TALL + 0.6),
            ]
            s.curve(smooth(shape, 4, closed=True), tone)
            s.line(
                [(side * x, TALL), (side * x, 3.0), (side * (x + pull * 1.6), 1.35), (side * (x + pull * 0.9), 0.05)],
                0.025,
                mix(tone, (255, 200, 190), 0.35),
                0.4,
            )
        if gathered:
            s.line(
                [(side * (inner + 0.62), 1.42), (side * (inner + 1.6), 1.3), (side * (inner + 2.3), 1.5)], 0.07, GOLD
            )

    def borders(self) -> list[Node]:
        """The swags over the stage, with a golden fringe."""
        z = 4.5
        left, right = self.shell.wide(z)
        low = self.shell.geometry.box(self.shell.depth(z)).y0
        top = (self.shell.at(0, 0, z)[1] - low) / (self.shell.metre * self.shell.q(z))
        drop = min(TALL, top) - 0.34
        s = self.shell.sheet(z, left, right, drop - 0.5, top + 0.1)
        s.rect(left, drop, right, top + 0.2, dim(self.velvet, 0.5))
        pitch = 1.15
        for n in range(math.floor(left / pitch) - 1, math.ceil(right / pitch) + 1):
            x0, x1 = n * pitch, (n + 1) * pitch
            u = np.linspace(0, 1, 16)
            for ring in range(5):
                depth = 0.42 - 0.075 * ring
                tone = dim(self.velvet, 0.5 + 0.5 * (0.5 + 0.5 * math.sin(ring * 2.2 + 0.4)))
                hem = [
                    (
                        x0 + (x1 - x0) * float(a),
                        drop + 0.06 * ring - depth * 4 * float(a) * (1 - float(a)) * (1 - 0.12 * ring),
                    )
                    for a in u
                ]
                s.poly([*hem, (x1, top + 0.2), (x0, top + 0.2)], tone)
                if ring == 0:
                    s.line(hem, 0.05, GOLD)
                    for k in range(0, 16, 1):
                        s.line([(hem[k][0], hem[k][1]), (hem[k][0], hem[k][1] - 0.06)], 0.02, dim(GOLD, 0.85))
            s.line([(x1, drop + 0.1), (x1, drop - 0.22)], 0.04, GOLD)
            s.ellipse(x1, drop - 0.25, 0.05, 0.07, GOLD)
        return [Hanging.of(self.shell.plate(s, 0, 2.0, nearer=0.004), 0.012 * s.k, 0.1)]

    def footlights(self) -> Node:
        """A row of small lamps along the edge of the stage."""
        z = 3.05
        left, right = self.shell.wide(z)
        s = self.shell.sheet(z, left, right, -0.12, 0.4, 1.0)
        s.rect(left, -0.1, right, 0.0, (40, 26, 20))
        s.rect(left, -0.02, right, 0.0, GOLD, 0.7)
        for n in range(math.floor(left / 0.52), math.ceil(right / 0.52)):
            x = n * 0.52 + 0.26
            s.ellipse(x, 0.03, 0.07, 0.055, (60, 44, 30))
            s.ellipse(x, 0.05, 0.045, 0.03, mix(self.plot.key, (255, 255, 255), 0.3), shine=True)
            s.glow(x, 0.1, 0.3, 0.24, self.plot.key, 0.3)
        return self.shell.plate(s, 0, 0.1, blur=0.6 * self.shell.context.unit)

    def beams(self) -> list[Node]:
        """Spotlights from above that search a little."""
        plot, k = self.plot, self.shell.metre
        aim = (middle(self.shell.context.shot) - 0.5) * self.shell.geometry.width / k
        nodes: list[Node] = []
        for n, (x, foot, wide, tone, strength) in enumerate(
            (
                (-2.6, aim - 0.15, 0.8, plot.key, 0.34),
                (2.5, aim + 0.15, 0.8, plot.key, 0.28),
                (-0.9, -2.4, 0.7, plot.fill, 0.55),
                (1.0, 2.4, 0.7, plot.fill, 0.55),
            )
        ):
            shape = [(x - 0.1, 4.4), (x + 0.1, 4.4), (foot + wide, 0.0), (foot - wide, 0.0)]
            plate = beam(self.shell, tone, strength, shape, 4.3 if n < 2 else 5.1)
            nodes.append(Hanging.of(plate, (0.05, 0.05, 0.3, 0.3)[n] * k, 0.06, n * 1.9))
        return nodes

    def audience(self) -> list[Node]:
        """Two rows of heads against the light of the stage."""
        g, u = self.shell.geometry, self.shell.context.unit
        size = 0.001 * g.height * 1.39
        nodes: list[Node] = []
        for row, (depth, r, lift, tone) in enumerate(((1.36, 27, 74, (44, 32, 50)), (1.6, 38, 52, (20, 14, 26)))):
            box = g.box(depth)
            base = box.y1
            for half in (0, 1):
                c = Canvas(box.x0, base - (lift + 5.4 * r) * size, box.x1, base + 4, 0.8)
                pitch = 3.4 * r * size
                start = math.floor(box.x0 / pitch) - 1
                for n in range(start, math.ceil(box.x1 / pitch) + 2):
                    if n % 2 == half:
                        self._head(
                            c,
                            (n + 0.45 * row + 0.12 * math.sin(n * 7.7)) * pitch,
                            base - (lift + 8 * math.sin(n * 2.3)) * size,
                            r * size * (0.9 + 0.16 * math.sin(n * 5.1)),
                            n,
                            tone,
                        )
                sway = Sway(reach=3.0 * u, speed=0.11 + 0.05 * half, foot=base, phase=half * 2.0 + row)
                blur = (1.0 + 1.6 * row) * u
                nodes.append(self.shell.air.plate(c, depth + 0.001 * half, haze=0.0, blur=blur, sway=sway))
        return nodes

    def _head(self, c: Canvas, x: float, y: float, r: float, n: int, tone: Rgb) -> None:
        rim = mix(tone, self.plot.key, 0.5)
        c.poly(
            smooth(
                [
                    (x - 2.0 * r, y + 3.4 * r),
                    (x - 1.5 * r, y + 1.5 * r),
                    (x - 0.4 * r, y + 0.9 * r),
                    (x + 0.4 * r, y + 0.9 * r),
                    (x + 1.5 * r, y + 1.5 * r),
                    (x + 2.0 * r, y + 3.4 * r),
                ],
                5,
            ),
            tone,
        )
        c.ellipse(x, y - 0.08 * r, r * 0.98, r * 1.2, rim)
        c.ellipse(x, y + 0.08 * r, r * 0.96, r * 1.2, tone)
        kind = n % 4
        if kind == 1:
            c.ellipse(x, y - 1.15 * r, r * 0.45, r * 0.4, tone)
        elif kind == 2:
            c.poly(
                smooth(
                    [
                        (x - 1.1 * r, y - 0.2 * r),
                        (x - 1.2 * r, y + 1.6 * r),
                        (x + 1.2 * r, y + 1.6 * r),
                        (x + 1.1 * r, y - 0.2 * r),
                    ],
                    5,
                ),
                tone,
            )
        c.rect(x - 0.36 * r, y + 0.8 * r, x + 0.36 * r, y + 1.6 * r, tone)
