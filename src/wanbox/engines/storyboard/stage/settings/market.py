"""A street market: stalls with striped awnings along both sides, crates of fruit, lamps and lanterns at night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.alley import alley, open_set, stands, town_lights, walker
from ..kit.choice import chosen
from ..kit.facade import front
from ..kit.fronts import Facade, put_up
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, steam
from ..kit.lettering import neon, write
from ..kit.materials import cobbles
from ..kit.oriental import lantern
from ..kit.sheet import Sheet
from ..kit.towers import rank
from ..sky import sky

HALF, BACK, TALL = 4.3, 18.0, 7.4
#: The fronts of `kit.facade` are drawn in units of which so many make a metre.
UNITS = 194.0
#: How many different houses a street has.
FRONTS = 5
CLOTHS: tuple[Rgb, ...] = ((206, 62, 54), (44, 118, 128), (232, 164, 58), (74, 128, 76), (70, 96, 168))
FRUIT: tuple[Rgb, ...] = ((226, 64, 48), (246, 160, 44), (250, 214, 80), (126, 172, 66), (150, 60, 110), (240, 120, 90))
SIGNS = ("烧烤", "小吃", "奶茶", "NOODLES", "海鲜", "TACOS", "糖葫芦", "FRUIT", "煎饼", "ICE")


class Market:
    name: ClassVar[str] = "market"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "market",
            "street market",
            "night market",
            "farmers market",
            "bazaar",
            "marketplace",
            "market stall",
            "food stall",
            "stalls",
            "fair",
            "flea market",
            "fruit stand",
            "grocery",
            "supermarket",
            "shopping street",
            "flower market",
            "fish market",
        ),
        "zh": (
            "集市",
            "夜市",
            "市场",
            "菜市场",
            "菜场",
            "早市",
            "赶集",
            "摊位",
            "小吃街",
            "美食街",
            "步行街",
            "超市",
            "花市",
            "水果摊",
            "商业街",
            "地摊",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.72, bottom=0.92), "air": Zone(top=0.14, bottom=0.45)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("market",))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        lights = town_lights(context)
        lamps = [
            Lamp(x=side * 2.6, y=1.2, z=z, colour=(255, 190, 110), strength=0.8 * lights, reach=1.5)
            for z in (4.8, 7.2, 10.5)
            for side in (-1, 1)
        ]
        lamps.append(Lamp(x=0.0, y=1.2, z=4.2, colour=(255, 180, 110), strength=0.5 * lights, reach=2.0))
        shell = alley(context, half=HALF, back=BACK, tall=TALL, lamps=lamps)
        return open_set(shell, Row(shell, lights).nodes(), lights)


class Row:
    """Builds the nodes of one market."""

    def __init__(self, shell: Shell, lights: float) -> None:
        self.shell, self.lights = shell, lights
        self.rng = np.random.default_rng(shell.context.seed)
        self.snow = shell.context.shot.weather is Weather.SNOW
        self.first = chosen(shell.context, 4)
        self.facades: list[Facade] = []
        self.turned = 0

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shell.context.shot
        stone: Rgb = (214, 222, 232) if self.snow else (156, 148, 142)
        stalls = [
            node
            for n, (z, side) in enumerate(((12.5, -1), (12.0, 1), (9.2, -1), (8.8, 1), (6.6, -1), (6.2, 1)))
            for node in self.stall(side, z, n)
        ]
        # The walls are painted first: the houses at the end are theirs, seen small.
        walls = [node for side in (-1, 1) for node in shell.side_wall(side, self.houses)]
        return [
            *sky(shell.context, shell.geometry, shell.outside),
            self.end(),
            shell.floor(cobbles(stone, 0.3, shell.context.seed)),
            *walls,
            *stalls,
            *self.strings(),
            *([] if unwanted(shot, "people") else self.people()),
        ]

    def end(self) -> Node:
        """Houses and towers in the haze where the street ends."""
        z = 26.0
        s = self.shell.sheet(z, -12, 12, -0.9, 15, 1.2)
        s.rect(-30, -0.9, 30, 0.02, (214, 222, 232) if self.snow else (150, 144, 140))
        (x0, foot), (x1, _) = s.px([(-12, 0), (12, 0)])
        k = s.k
        rank(
            self.rng,
            s.a,
            s.e,
            x0,
            x1,
            foot,
            low=5 * k,
            high=13 * k,
            wide=(2.0 * k, 3.6 * k),
            pitch=0.7 * k,
            lit=0.4 * self.lights,
        )
        x = -12.0
        for n in range(8):
            facade = self.fronts(k)[(n + 2) % FRONTS]
            put_up(s, facade, x)
            x += facade.wide
        return stands(self.shell, s, 0.0, blur=0.4)

    def houses(self, s: Sheet) -> None:
        """House fronts with lit shops along one side."""
        z, n = 1.6, self.turned
        self.turned += 2
        while z < BACK:
            facade = self.fronts(s.k)[n % FRONTS]
            put_up(s, facade, z)
            z, n = z + facade.wide, n + 1

    def fronts(self, k: float) -> list[Facade]:
        """The houses of this street, painted when they are first asked for."""
        while len(self.facades) < FRONTS:
            part = front(
                self.rng,
                self.rng.uniform(700, 980),
                int(self.rng.integers(1, 3)),
                k / UNITS,
                lit=0.45 * self.lights,
                lights=self.lights,
            )
            wide, high = part.width / UNITS, part.height / UNITS
            self.facades.append(
                Facade(wide=wide, high=high, albedo=part.albedo.pixels, emission=part.emission.pixels, k=k)
            )
        return self.facades

    def stall(self, side: int, z: float, n: int) -> list[Node]:
        """A table with crates or a stove under an awning on poles, its lamp and its sign."""
        x = side * 2.75
        cloth = CLOTHS[(n + self.first) % len(CLOTHS)]
        s = self.shell.sheet(z, x - 1.6, x + 1.6, -0.1, 3.1)
        s.shadow(x, z, 1.1)
        for dx in (-1.0, 1.0):
            s.line([(x + dx, 0, z + 0.9), (x + dx, 2.5, z + 0.9)], 0.05, (88, 66, 54))
        s.slab(x - 1.0, x + 1.0, 0.0, 0.62, z, z + 0.8, (140, 98, 66))
        for k in range(8):
            s.rect(x - 0.98 + 0.25 * k, 0.03, x - 0.76 + 0.25 * k, 0.58, dim((140, 98, 66), 0.84 + 0.12 * (k % 2)))
        nodes: list[Node] = []
        if (n + self.first) % 3 == 2:
            self._kitchen(s, x, z)
            nodes = [
                steam(self.shell, x + dx, 1.05, z - 0.02, size=0.34, strength=0.28, seed=n + k)
                for k, dx in enumerate((-0.4, 0.35))
            ]
        else:
            self._crates(s, x, z)
        for dx in (-1.04, 1.04):
            s.line([(x + dx, 0, z), (x + dx, 2.18, z)], 0.05, (110, 82, 64))
        self._awning(s, x, z, cloth)
        if self.lights > 0.1:
            s.ellipse(x, 1.95, 0.07, 0.08, (255, 240, 200), shine=True)
            s.glow(x, 1.8, 1.3, 1.0, (255, 190, 106), 0.22 * self.lights)
        s.line([(x, 2.3), (x, 2.0)], 0.015, (50, 44, 44))
        self._sign(s, x + side * -0.1, SIGNS[(n * 3 + self.first) % len(SIGNS)], cloth)
        return [stands(self.shell, s, x), *nodes]

    def _crates(self, s: Sheet, x: float, z: float) -> None:
        """Two steps of crates heaped with fruit, a tag on each."""
        for row in (1, 0):
            y, d = 0.62 + 0.2 * row, z + 0.36 * row
            for k in range(4):
                x0 = x - 0.98 + 0.5 * k
                tone = FRUIT[int(self.rng.integers(len(FRUIT)))]
                for j in range(3):
                    for i in range(6 - j):
                        px, py = s.project(x0 + 0.07 + 0.065 * i + 0.03 * j, y + 0.17 + 0.05 * j, d)
                        r = 0.046 * s.k * z / d
                        s.a.ellipse(px, py, r, r, dim(tone, 0.8 + 0.1 * j + 0.06 * (i % 2)))
                        s.a.ellipse(px - r * 0.3, py - r * 0.35, r * 0.3, r * 0.25, mix(tone, (255, 255, 255), 0.6))
                s.poly([(x0, y, d), (x0 + 0.46, y, d), (x0 + 0.46, y + 0.16, d), (x0, y + 0.16, d)], (190, 142, 92))
                for yy in (0.05, 0.1):
                    s.line([(x0, y + yy, d), (x0 + 0.46, y + yy, d)], 0.012, (140, 98, 62))
                s.poly(
                    [
                        (x0 + 0.16, y + 0.02, d),
                        (x0 + 0.3, y + 0.02, d),
                        (x0 + 0.3, y + 0.13, d),
                        (x0 + 0.16, y + 0.13, d),
                    ],
                    (250, 246, 232),
                )

    def _kitchen(self, s: Sheet, x: float, z: float) -> None:
        """A pan and steamers over glowing coals."""
        s.slab(x - 0.9, x + 0.9, 0.62, 0.86, z, z + 0.6, (74, 72, 76))
        for dx in (-0.4, 0.35):
            s.rect(x + dx - 0.24, 0.68, x + dx + 0.24, 0.76, (255, 130, 46), shine=True)
            s.glow(x + dx, 0.74, 0.5, 0.3, (255, 120, 40), 0.4)
        for j in range(3):
            s.rect(x + 0.12, 0.86 + 0.11 * j, x + 0.6, 0.95 + 0.11 * j, (218, 178, 116))
            s.rect(x + 0.12, 0.94 + 0.11 * j, x + 0.6, 0.97 + 0.11 * j, (172, 126, 76))
        s.curve(smooth([(x - 0.68, 1.0), (x - 0.55, 0.88), (x - 0.25, 0.88), (x - 0.12, 1.0)], 5), (52, 52, 58))
        for k in range(5):
            s.line([(x - 0.62 + 0.1 * k, 1.03), (x - 0.56 + 0.1 * k, 1.22)], 0.012, (214, 176, 120))
            s.rect(x - 0.615 + 0.1 * k, 1.07, x - 0.545 + 0.1 * k, 1.15, FRUIT[k % 3])

    def _awning(self, s: Sheet, x: float, z: float, cloth: Rgb) -> None:
        """A sloping striped roof with a scalloped hem."""
        n = 8
        for k in range(n):
            a, b = x - 1.15 + 2.3 * k / n, x - 1.15 + 2.3 * (k + 1) / n
            tone = cloth if k % 2 else (244, 236, 222)
            if self.snow:
                tone = mix(tone, (240, 244, 250), 0.7)
            s.poly([(a, 2.18, z - 0.25), (b, 2.18, z - 0.25), (b, 2.62, z + 0.9), (a, 2.62, z + 0.9)], tone)
            s.poly(
                [(a, 2.18, z - 0.25), (b, 2.18, z - 0.25), (b, 2.02, z - 0.25), (a, 2.02, z - 0.25)], dim(tone, 0.82)
            )
            mid = (a + b) / 2
            hem = [
                (mid + (b - a) / 2 * float(np.cos(t)), 2.02 - 0.07 * float(np.sin(t)), z - 0.25)
                for t in np.linspace(0, np.pi, 7)
            ]
            s.poly(hem, dim(tone, 0.82))

    def _sign(self, s: Sheet, x: float, text: str, cloth: Rgb) -> None:
        s.rect(x - 0.55, 2.66, x + 0.55, 3.0, (44, 34, 36))
        px, py = s.px([(x, 2.83)])[0]
        if self.lights > 0.6:
            neon(s.e, text, px, py, 0.24 * s.k, mix(cloth, (255, 120, 90), 0.5), room=0.95 * s.k)
        else:
            write(s.a, text, px, py, 0.24 * s.k, (250, 232, 190), room=0.95 * s.k)

    def strings(self) -> list[Node]:
        """Lanterns and bulbs across the street."""
        nodes: list[Node] = []
        for n, (z, y) in enumerate(((13.0, 4.6), (9.6, 4.3), (6.4, 3.9))):
            s = self.shell.sheet(z, -HALF - 0.2, HALF + 0.2, 2.4, y + 0.4)
            u = np.linspace(0, 1, 33)
            cord = [(-HALF + 2 * HALF * float(a), y - 0.8 * 2 * float(a) * (1 - float(a))) for a in u]
            s.line(cord, 0.018, (56, 48, 50))
            for k in range(2, 32, 3):
                if n % 2:
                    lantern(s, *cord[k], 0.16, self.lights, CLOTHS[(k + self.first) % 3 * 2])
                    continue
                x, yy = cord[k]
                s.ellipse(x, yy - 0.07, 0.06, 0.07, (244, 232, 200))
                if self.lights > 0.1:
                    s.ellipse(x, yy - 0.07, 0.06, 0.07, (255, 228, 166), shine=True)
                    s.glow(x, yy - 0.07, 0.42, 0.42, (255, 186, 104), 0.5 * self.lights)
            nodes.append(Hanging.of(stands(self.shell, s, 0.0, 3.0), 0.05 * s.k, 0.15, n * 1.3))
        return nodes

    def people(self) -> list[Node]:
        wet = self.shell.context.shot.weather in {Weather.RAIN, Weather.SNOW}
        spots = ((-0.9, 14.0, 1), (1.1, 11.2, -1), (-1.4, 9.9, 1), (0.6, 16.0, -1), (1.5, 7.9, 1), (-1.7, 7.4, -1))
        return [walker(self.shell, self.rng, x, z, way, umbrella=wet) for x, z, way in spots]
