"""A street of an old Chinese town: tiled roofs, red lanterns, worn stones, a gate and a pagoda at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..absent import unwanted
from ..brush import Canvas, dim
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture
from ..kit.alley import alley, open_set, stands, town_lights, walker
from ..kit.choice import chosen, pick, side_of, snow_lies
from ..kit.fronts import Facade, painted, put_up
from ..kit.greenery import foliage
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, steam
from ..kit.lettering import write
from ..kit.materials import cobbles
from ..kit.oriental import SIGNS, gate, house, lantern, pagoda
from ..kit.sheet import Sheet
from ..nodes import Sway
from ..sky import sky

HALF, BACK, TALL = 3.4, 18.5, 6.2
#: How many different houses a street has, and how far their roofs reach over, in metres, both sides together.
FRONTS, MARGIN = 5, 0.36
NAMES = ("古镇", "太平街", "长安", "江南", "锦绣")


class TempleStreet:
    name: ClassVar[str] = "temple_street"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "ancient town",
            "old town",
            "ancient street",
            "temple street",
            "temple",
            "pagoda",
            "ancient chinese town",
            "old chinese street",
            "chinese old town",
            "water town",
            "ancient city",
            "imperial city",
            "palace",
            "forbidden city",
            "lantern street",
            "hutong",
            "shrine",
            "chinese street",
            "ancient china",
            "village street",
            "kyoto",
        ),
        "zh": (
            "古镇",
            "古街",
            "古城",
            "老街",
            "寺庙",
            "庙会",
            "宝塔",
            "水乡",
            "江南水乡",
            "胡同",
            "古代街道",
            "长安城",
            "长安",
            "皇宫",
            "宫殿",
            "故宫",
            "灯会",
            "石板路",
            "石板街",
            "青石板",
            "江湖",
            "客栈",
            "庙",
            "寺院",
            "牌坊",
            "古巷",
            "弄堂",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.70, bottom=0.92), "air": Zone(top=0.14, bottom=0.48)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = {
        TimeOfDay.DAY: ("old-town", "birds"),
        TimeOfDay.SUNSET: ("old-town",),
        TimeOfDay.NIGHT: ("old-town", "crickets"),
    }
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        lights = town_lights(context)
        warm: Rgb = (255, 128, 62)
        lamps = [
            Lamp(x=side * x, y=y, z=z, colour=warm if n % 2 else (255, 176, 96), strength=0.95 * lights, reach=1.5)
            for n, (x, y, z) in enumerate(((2.7, 1.6, 4.6), (2.8, 1.8, 6.6), (2.8, 1.8, 9.5), (2.8, 1.8, 14.0)))
            for side in (-1, 1)
        ]
        lamps.append(Lamp(x=0.0, y=1.4, z=4.2, colour=(255, 170, 100), strength=0.4 * lights, reach=2.0))
        shell = alley(context, half=HALF, back=BACK, tall=TALL, lamps=lamps)
        return open_set(shell, Old(shell, lights).nodes(), lights)


class Old:
    """Builds the nodes of one old street."""

    def __init__(self, shell: Shell, lights: float) -> None:
        self.shell, self.lights = shell, lights
        self.rng = np.random.default_rng(shell.context.seed)
        shot = shell.context.shot
        self.snow = snow_lies(shot)
        self.side = side_of(shell.context)
        self.facades: list[Facade] = []
        self.turned = 0

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shell.context.shot
        # The walls are painted first: the houses at the end are theirs, seen small.
        walls = [node for side in (-1, 1) for node in shell.side_wall(side, self.row)]
        stone: Rgb = (214, 222, 232) if self.snow else (178, 174, 168)
        return [
            *sky(shell.context, shell.geometry, shell.outside),
            *self.hills(),
            self.end(),
            shell.floor(cobbles(stone, 0.42, shell.context.seed)),
            *walls,
            self.gate(),
            *self.strings(),
            *self.under_eaves(),
            *self.banners(),
            *self.stall(),
            *([] if unwanted(shot, "people") else self.people()),
            *self.bough(),
        ]

    def hills(self) -> list[Node]:
        """Blue hills behind the roofs."""
        g, u = self.shell.geometry, self.shell.context.unit
        found: list[Node] = []
        for n, (depth, high, haze) in enumerate(((FAR + 0.01, 150, 0.8), (FAR + 0.03, 84, 0.62))):
            box = g.box(depth)
            c = Canvas(box.x0, g.horizon - high * 1.5 * u, box.x1, g.horizon + 30 * u, 1.0)
            x = np.linspace(box.x0, box.x1, 90, dtype=np.float32)
            roll = fbm_at(
                x[None] / (300 - 90 * n) / u + 9 * n, np.zeros((1, 90), np.float32), self.shell.context.seed % 71 + n, 4
            )[0]
            ridge = [(float(a), float(g.horizon - high * u * (0.15 + 1.3 * b))) for a, b in zip(x, roll, strict=True)]
            c.poly([(box.x0, g.horizon + 30 * u), *ridge, (box.x1, g.horizon + 30 * u)], (96, 124, 128))
            found.append(self.shell.outside.plate(c, depth, haze=haze * (0.5 + 0.5 * self.shell.outside.thick)))
        return found

    def end(self) -> Node:
        """Where the street ends: roofs in ranks, trees, the pagoda over them."""
        z = 30.0
        s = self.shell.sheet(z, -14, 14, -1.2, 23, 1.2)
        s.rect(-30, -1.2, 30, 0.02, (214, 222, 232) if self.snow else (164, 160, 154))
        pagoda(s, -self.side * 1.8, 2.4, 4.0, 6, self.lights, snow=self.snow)
        if not unwanted(self.shell.context.shot, "trees"):
            for x in (-7, -4.5, 4, 6.5):
                px, py = s.px([(x, 1.0)])[0]
                foliage(
                    s.a,
                    self.rng,
                    px,
                    py - 2.4 * s.k,
                    2.6 * s.k,
                    2.0 * s.k,
                    (216, 226, 232) if self.snow else (88, 122, 82),
                    leaf=max(1.5, 0.3 * s.k),
                )
        x = -12.4
        for n in range(6):
            facade = self.fronts(s.k)[(n + 1) % FRONTS]
            put_up(s, facade, x)
            x += facade.wide - MARGIN
        return stands(self.shell, s, 0.0, blur=0.3)

    def row(self, s: Sheet) -> None:
        """One side of the street, painted flat."""
        z, n = 1.0, self.turned
        self.turned += 2
        while z < BACK:
            facade = self.fronts(s.k)[n % FRONTS]
            put_up(s, facade, z)
            z, n = z + facade.wide - MARGIN, n + 1

    def fronts(self, k: float) -> list[Facade]:
        """The houses of this street, painted when they are first asked for."""
        while len(self.facades) < FRONTS:
            wide = self.rng.uniform(3.3, 4.8)

            def draw(s: Sheet, wide: float = wide) -> None:
                house(s, self.rng, MARGIN / 2, MARGIN / 2 + wide, lit=self.lights, snow=self.snow)

            self.facades.append(painted(draw, wide + MARGIN, TALL, k))
        return self.facades

    def gate(self) -> Node:
        z = 18.0
        s = self.shell.sheet(z, -4.4, 4.4, -0.1, 8.0)
        gate(s, 3.0, 5.0, pick(self.shell.context, 5, NAMES), self.lights, snow=self.snow)
        for x in (-2.2, 2.2):
            lantern(s, x, 4.0, 0.26, self.lights)
        return stands(self.shell, s, 0.0, 3.0)

    def strings(self) -> list[Node]:
        """Lanterns on cords from house to house, which swing."""
        nodes: list[Node] = []
        for n, (z, y) in enumerate(((12.0, 4.3), (8.2, 4.0), (5.6, 3.75))):
            s = self.shell.sheet(z, -HALF - 0.3, HALF + 0.3, 1.6, y + 0.4)
            u = np.linspace(0, 1, 30)
            cord = [(-HALF + 2 * HALF * float(a), y - 0.7 * 4 * float(a) * (1 - float(a)) * 0.5) for a in u]
            s.line(cord, 0.02, (52, 40, 38))
            for k in (3, 8, 13, 17, 21, 26) if n else (2, 6, 10, 14, 18, 22, 26):
                lantern(s, *cord[k], 0.2, self.lights)
            nodes.append(Hanging.of(stands(self.shell, s, 0.0, 3.0), 0.05 * s.k, 0.13, n * 1.4))
        return nodes

    def under_eaves(self) -> list[Node]:
        """Lanterns before the shops, one by one."""
        nodes: list[Node] = []
        for n, z in enumerate((10.2, 7.2, 5.1)):
            for side in (-1, 1):
                x = side * (HALF - 0.42)
                s = self.shell.sheet(z, x - 1.0, x + 1.0, 1.0, 2.75)
                lantern(s, x, 2.55, 0.2, self.lights)
                nodes.append(
                    Hanging.of(stands(self.shell, s, x, 2.0, nearer=0.001), 0.04 * s.k, 0.21 + 0.03 * n, n + side)
                )
        return nodes

    def banners(self) -> list[Node]:
        """Cloth signs that stir before the shops."""
        nodes: list[Node] = []
        for n, (z, side) in enumerate(((8.9, self.side), (6.2, -self.side))):
            x = side * (HALF - 0.75)
            s = self.shell.sheet(z, x - 0.8, x + 0.8, 1.2, 3.4)
            tone: Rgb = ((190, 46, 40), (232, 206, 150), (44, 84, 112))[(n + chosen(self.shell.context, 7)) % 3]
            s.line(
                [(x - side * -0.75, 3.1), (x - 0.34, 3.1)] if side < 0 else [(x + 0.75, 3.1), (x - 0.34, 3.1)],
                0.04,
                (96, 62, 44),
            )
            s.ramp([(x - 0.3, 1.6), (x, 1.46), (x + 0.3, 1.6), (x + 0.3, 3.08), (x - 0.3, 3.08)], tone, dim(tone, 0.8))
            px, py = s.px([(x, 2.36)])[0]
            ink: Rgb = (250, 232, 180) if sum(tone) < 400 else (60, 36, 30)
            write(
                s.a,
                SIGNS[(n * 5 + chosen(self.shell.context, 8)) % len(SIGNS)][:2],
                px,
                py,
                0.44 * s.k,
                ink,
                upright=True,
                room=1.2 * s.k,
            )
            nodes.append(Hanging.of(stands(self.shell, s, x, 2.0, nearer=0.002), 0.1 * s.k, 0.24, n * 2.0))
        return nodes

    def stall(self) -> list[Node]:
        """A stall with steaming baskets at one side, tubs with plants at the other."""
        z, x = 6.6, self.side * 2.35
        s = self.shell.sheet(z, x - 1.2, x + 1.2, -0.1, 2.0)
        s.shadow(x, z, 0.9)
        s.slab(x - 0.7, x + 0.7, 0.0, 0.72, z, z + 0.6, (128, 84, 56))
        for k in range(5):
            s.rect(x - 0.66 + 0.27 * k, 0.05, x - 0.44 + 0.27 * k, 0.66, (112, 72, 48))
        for k, (dx, n) in enumerate(((-0.38, 4), (0.04, 3), (0.42, 2))):
            for j in range(n):
                y = 0.72 + 0.12 * j
                s.rect(x + dx - 0.18, y, x + dx + 0.18, y + 0.1, (214, 176, 116))
                s.rect(x + dx - 0.18, y + 0.08, x + dx + 0.18, y + 0.12, (176, 130, 80))
            s.ellipse(x + dx, 0.72 + 0.12 * n, 0.17, 0.04, (244, 234, 214) if k else (206, 168, 110))
        nodes: list[Node] = [stands(self.shell, s, x)]
        nodes += [
            steam(self.shell, x + dx, 1.1, z - 0.05, size=0.3, strength=0.26, seed=n)
            for n, dx in enumerate((0.05, 0.42))
        ]
        p = self.shell.sheet(5.4, -self.side * 2.75 - 0.9, -self.side * 2.75 + 0.9, -0.1, 2.0)
        furniture.pot_plant(
            p, self.rng, -self.side * 2.75, 1.15, (92, 100, 112), (206, 216, 220) if self.snow else (84, 130, 84)
        )
        return [*nodes, stands(self.shell, p, -self.side * 2.75)]

    def people(self) -> list[Node]:
        wet = self.shell.context.shot.weather in {Weather.RAIN, Weather.SNOW}
        spots = ((-1.6, 13.0, 1), (1.4, 10.5, -1), (0.2, 15.0, 1), (-2.0, 8.4, -1), (2.2, 19.0, 1))
        return [walker(self.shell, self.rng, x, z, way, umbrella=wet) for x, z, way in spots]

    def bough(self) -> list[Node]:
        """A flowering or leafy bough close to the lens, and a lantern."""
        if self.shell.context.shot.camera.framing is not Framing.WIDE:
            return []
        g, u = self.shell.geometry, self.shell.context.unit
        depth = 1.45
        box = g.box(depth)
        left = self.side > 0
        at = box.x0 if left else box.x1
        way = 1 if left else -1
        c = Canvas(min(at, at + way * 420 * u), box.y0, max(at, at + way * 420 * u), box.y0 + 300 * u, 0.6)
        season = self.shell.context.shot.traits.get("season", "")
        leaf: Rgb = {"autumn": (214, 110, 44), "spring": (246, 176, 196)}.get(season, (96, 140, 76))
        if self.snow:
            leaf = (222, 230, 238)
        if not unwanted(self.shell.context.shot, "trees"):
            for k in range(3):
                x1, y1 = at + way * (330 - 70 * k) * u, box.y0 + (60 + 60 * k) * u
                c.taper(
                    [(at, box.y0 + (10 + 30 * k) * u), (at + way * 150 * u, box.y0 + (50 + 34 * k) * u), (x1, y1)],
                    13 * u,
                    3 * u,
                    (74, 54, 46),
                )
                for j in range(5):
                    f = 0.25 + 0.18 * j
                    x, y = at + way * f * 330 * u, box.y0 + (24 + 46 * f + 50 * k * f) * u
                    foliage(c, self.rng, x, y, 44 * u, 26 * u, leaf, leaf=9 * u, count=60)
        lit = self.shell.lit(0, 2.0, 4.0)
        air = replace(self.shell.outside, ambient=(min(1.0, lit[0]), min(1.0, lit[1]), min(1.0, lit[2])))
        sway = Sway(reach=-6 * u, speed=0.2, foot=box.y0 + 300 * u)
        return [air.plate(c, depth, blur=2.2 * u, haze=0.0, sway=sway)]
