"""A café: counter with an espresso machine, lamps over the tables, the street behind the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import Framing, TimeOfDay
from ..absent import barred, unwanted
from ..brush import dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import motes, pendant, steam, sunbeam
from ..kit.lettering import write
from ..kit.materials import beams, boards, tiles
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, street

BACK, HALF, TALL = 7.6, 4.3, 3.3
#: Wall, panelling, wood, seats.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb], ...] = (
    ((226, 196, 158), (78, 104, 98), (158, 106, 66), (196, 92, 66)),
    ((212, 182, 168), (122, 66, 62), (142, 92, 60), (70, 112, 116)),
    ((222, 210, 186), (64, 84, 112), (172, 122, 78), (214, 154, 74)),
    ((196, 206, 190), (82, 70, 62), (150, 110, 78), (150, 72, 76)),
)
MENU = ("COFFEE", "Espresso  22", "Latte  28", "Mocha  30", "拿铁  28", "红茶  18")


class Cafe(Indoors):
    name: ClassVar[str] = "cafe"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "cafe",
            "café",
            "coffee shop",
            "coffee house",
            "coffeehouse",
            "coffee bar",
            "tea house",
            "teahouse",
            "tearoom",
            "restaurant",
            "diner",
            "bistro",
            "bar",
            "pub",
            "tavern",
            "ice cream parlour",
        ),
        "zh": (
            "咖啡馆",
            "咖啡厅",
            "咖啡店",
            "茶馆",
            "茶楼",
            "奶茶店",
            "餐厅",
            "餐馆",
            "饭店",
            "饭馆",
            "酒吧",
            "酒馆",
            "面馆",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.2, bottom=0.55)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("cafe",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        openings = (
            Opening(x0=-side * 0.35, x1=-side * 3.4, y0=0.62, y1=2.45, bars=(2, 1))
            if side < 0
            else Opening(x0=-3.4, x1=-0.35, y0=0.62, y1=2.45, bars=(2, 1)),
        )
        warm: Rgb = (255, 196, 122)
        lamps = [
            *daylight(mood, BACK, openings),
            Lamp(x=side * 2.4, y=1.6, z=6.4, colour=warm, strength=0.75 * mood.lamps, reach=1.6),
            Lamp(x=-side * 2.0, y=1.0, z=5.3, colour=warm, strength=0.85 * mood.lamps, reach=1.6),
            Lamp(x=0.0, y=1.0, z=4.2, colour=warm, strength=0.6 * mood.lamps, reach=1.9),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.22)
        return furnished(shell, House(shell, mood).nodes(), mood, from_left=side > 0)


class House(Furnisher):
    """Builds the nodes of one café; the counter stands on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.panel, self.wood, self.seat = pick(self.context, 1, PALETTES)
        self.chequered = chosen(self.context, 2) % 2 == 0

    def nodes(self) -> list[Node]:
        shell, side = self.shell, self.side
        floor = (
            tiles((232, 222, 204), dim(self.panel, 1.05), 0.42, turned=True)
            if self.chequered
            else boards(self.wood, self.context.seed)
        )
        shade = mix(self.panel, (30, 30, 34), 0.3)
        on = self.mood.lamps
        hung = [
            node
            for n, (x, z) in enumerate(((-side * 2.05, 5.5), (side * 0.75, 6.3), (side * 2.3, 6.3)))
            for node in pendant(shell, x, 2.02, z, shade, on=on, seed=n)
        ]
        return [
            *behind(shell, street),
            shell.back_wall(self.draw_wall, mix(self.wood, (60, 40, 30), 0.35)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(beams((216, 200, 178), mix(self.wood, (60, 40, 30), 0.4), 1.1, 0.13)),
            self.counter(),
            steam(shell, side * 2.75, 1.62, 6.55, size=0.3, strength=0.24),
            *([] if barred(self.shot, "lamp") else hung),
            *([] if barred(self.shot, "table", "chair") else self.tables()),
            *sunbeam(self.shell, self.mood.sun, 0.16, 6.0),
            *self.front(),
            motes(self.context),
        ]

    def draw_wall(self, s: Sheet) -> None:
        x0, x1 = -HALF, HALF
        s.ramp([(x0, 0), (x1, 0), (x1, TALL), (x0, TALL)], dim(self.wall, 0.94), self.wall)
        s.rect(x0, 0, x1, 0.95 if self.side else 0, self.panel)
        for x in np.arange(x0, x1, 0.24):
            s.rect(x, 0, x + 0.02, 0.92, dim(self.panel, 0.72))
        s.rect(x0, 0.92, x1, 0.99, mix(self.panel, (255, 240, 220), 0.25))
        s.rect(x0, 0, x1, 0.1, dim(self.panel, 0.7))
        s.rect(x0, TALL - 0.12, x1, TALL, mix(self.wall, (255, 250, 240), 0.5))
        c = self.side * 2.35
        self._back_bar(s, c)
        s.glow(c, 1.9, 1.9, 1.5, (255, 186, 108), 0.22 * self.mood.lamps)

    def _back_bar(self, s: Sheet, c: float) -> None:
        """The board with the menu, shelves with jars, cups and bottles."""
        s.rect(c - 1.35, 2.28, c + 1.35, 3.0, dim(self.wood, 0.55))
        s.rect(c - 1.3, 2.32, c + 1.3, 2.96, (44, 48, 50))
        for n, text in enumerate(MENU):
            px, py = s.px([(c - 0.85 + 0.85 * (n % 3), 2.78 - 0.27 * (n // 3))])[0]
            write(s.a, text, px, py, 0.15 * s.k, ((250, 214, 150), (236, 232, 222))[n > 0], room=0.74 * s.k)
        for y in (1.5, 1.92):
            x = c - 1.25
            while x < c + 1.2:
                kind, tone = self.rng.random(), things.GOODS[int(self.rng.integers(6))]
                w = self.rng.uniform(0.07, 0.13)
                if kind < 0.45:
                    s.rect(x, y, x + w, y + 0.24, mix(tone, (240, 230, 210), 0.35))
                    s.rect(x, y + 0.22, x + w, y + 0.27, dim(self.wood, 0.8))
                    s.rect(x + w * 0.15, y + 0.03, x + w * 0.3, y + 0.2, (255, 255, 255), 0.4)
                elif kind < 0.75:
                    s.rect(x, y, x + w * 0.8, y + 0.2, dim(tone, 0.8))
                    s.rect(x + w * 0.26, y + 0.2, x + w * 0.54, y + 0.32, dim(tone, 0.7))
                else:
                    for k in range(3):
                        s.rect(x, y + k * 0.06, x + 0.1, y + k * 0.06 + 0.05, (246, 242, 234))
                    w = 0.11
                x += w + self.rng.uniform(0.015, 0.06)
            s.rect(c - 1.35, y - 0.05, c + 1.35, y, self.wood)
            s.rect(c - 1.35, y - 0.13, c + 1.35, y - 0.05, (30, 20, 14), 0.3)

    def draw_side(self, s: Sheet) -> None:
        s.rect(0, 0, 20, TALL, self.wall)
        s.rect(0, 0, 20, 0.95, self.panel)
        for z in np.arange(0, 9, 0.24):
            s.rect(z, 0, z + 0.02, 0.92, dim(self.panel, 0.72))
        s.rect(0, 0.92, 20, 0.99, mix(self.panel, (255, 240, 220), 0.25))
        s.rect(0, TALL - 0.12, 20, TALL, mix(self.wall, (255, 250, 240), 0.5))
        for n, z in enumerate((3.6, 4.9, 6.2)):
            things.picture(s, self.rng, z, 1.75 + 0.1 * (n % 2), 0.62, 0.8 - 0.2 * (n % 2), (96, 68, 48))

    def counter(self) -> Node:
        """The bar with its machine, a glass case with cakes, cups."""
        c, near, far = self.side * 2.5, 6.0, 6.7
        s = self.shell.sheet(near, c - 2.2, c + 2.2, -0.05, 2.0)
        x0, x1 = (c - 1.45, c + 1.9) if self.side > 0 else (c - 1.9, c + 1.45)
        s.shadow(c, near, 1.9, 0.5)
        s.slab(x0, x1, 0.0, 1.0, near, far, self.panel)
        for x in np.arange(x0 + 0.06, x1 - 0.2, 0.5):
            s.rect(x, 0.16, x + 0.42, 0.86, dim(self.panel, 0.82))
            s.rect(x + 0.03, 0.2, x + 0.39, 0.83, mix(self.panel, (255, 240, 220), 0.08))
        s.slab(x0 - 0.06, x1 + 0.06, 1.0, 1.07, near - 0.06, far, mix(self.wood, (255, 230, 190), 0.18))
        self._machine(s, self.side * 2.75)
        self._case(s, self.side * 1.55)
        for n in range(4):
            things.cup(s, self.side * (3.35 + 0.14 * n), 1.07, 0.07)
        return self.shell.plate(s, c, 1.2)

    def _machine(self, s: Sheet, x: float) -> None:
        steel: Rgb = (206, 210, 214)
        s.slab(x - 0.38, x + 0.38, 1.1, 1.2, 6.05, 6.5, (70, 70, 74))
        s.slab(x - 0.36, x + 0.36, 1.36, 1.64, 6.05, 6.5, steel)
        s.rect(x - 0.3, 1.2, x + 0.3, 1.36, (54, 56, 60))
        s.rect(x - 0.36, 1.54, x + 0.36, 1.57, (250, 250, 250), 0.7)
        s.rect(x - 0.36, 1.64, x + 0.36, 1.7, (186, 62, 48))
        for dx in (-0.18, 0.14):
            s.rect(x + dx - 0.05, 1.3, x + dx + 0.05, 1.38, (36, 36, 40))
            s.line([(x + dx, 1.31), (x + dx - 0.02, 1.27)], 0.03, (96, 62, 44))
            s.rect(x + dx - 0.04, 1.2, x + dx + 0.04, 1.26, (250, 248, 242))
            s.ellipse(x + dx, 1.48, 0.045, 0.045, (250, 250, 246))
            s.line([(x + dx, 1.48), (x + dx + 0.02, 1.51)], 0.01, (180, 40, 40))
        s.line([(x + 0.32, 1.38), (x + 0.4, 1.3), (x + 0.38, 1.2)], 0.02, (230, 232, 236))
        s.ellipse(x + 0.3, 1.42, 0.014, 0.014, (120, 255, 150), shine=True)

    def _case(self, s: Sheet, x: float) -> None:
        """A lit glass case of cakes."""
        s.rect(x - 0.42, 1.07, x + 0.42, 1.5, (52, 40, 36))
        s.ramp(
            [(x - 0.4, 1.08), (x + 0.4, 1.08), (x + 0.4, 1.48), (x - 0.4, 1.48)],
            (255, 236, 190),
            (240, 196, 132),
            shine=True,
        )
        cakes: tuple[Rgb, ...] = ((226, 120, 120), (122, 74, 52), (248, 226, 176), (206, 150, 84), (240, 190, 206))
        for y in (1.1, 1.29):
            for n in range(5):
                tone = cakes[int(self.rng.integers(5))]
                u = x - 0.36 + n * 0.15
                s.rect(u, y, u + 0.11, y + 0.09, dim(tone, 0.85), shine=True)
                s.rect(u, y + 0.07, u + 0.11, y + 0.1, mix(tone, (255, 255, 255), 0.5), shine=True)
            s.rect(x - 0.4, y - 0.02, x + 0.4, y, (196, 160, 110), shine=True)
        s.line([(x - 0.42, 1.07), (x - 0.42, 1.5), (x + 0.42, 1.5), (x + 0.42, 1.07)], 0.02, (220, 222, 226))
        s.glow(x, 1.3, 0.9, 0.6, (255, 206, 130), 0.25)

    def tables(self) -> list[Node]:
        """Small round tables with chairs along the window, one near at the edge."""
        away = self.side
        nodes: list[Node] = []
        for n, (x, z) in enumerate(((-away * 2.75, 6.6), (-away * 1.1, 6.9), (-away * 2.5, 4.9))):
            s = self.shell.sheet(z, x - 1.2, x + 1.2, -0.1, 1.3)
            things.chair(s, x - 0.62, z + 0.1, -1, self.wood, self.seat)
            things.chair(s, x + 0.62, z + 0.1, 1, self.wood, self.seat)
            things.round_table(s, x, z, 0.38, mix(self.wood, (255, 230, 190), 0.2))
            things.cup(s, x - 0.1, 0.76)
            s.rect(x + 0.1, 0.76, x + 0.15, 0.88, (150, 190, 196), 0.8)
            for k in range(3):
                s.ellipse(x + 0.125 + (k - 1) * 0.035, 0.95 - abs(k - 1) * 0.02, 0.03, 0.035, self.seat)
            nodes.append(self.shell.plate(s, x, 0.8))
            nodes.append(steam(self.shell, x - 0.1, 0.86, z, size=0.09, strength=0.16, seed=n))
        if not unwanted(self.shot, "trees"):
            z = 5.2
            p = self.shell.sheet(z, away * 3.9 - 1.1, away * 3.9 + 1.1, -0.1, 2.0)
            things.pot_plant(p, self.rng, away * 3.75, 1.6, (196, 118, 82))
            nodes.append(self.shell.plate(p, away * 3.6, 1.0))
        return nodes

    def front(self) -> list[Node]:
        """A table close to the lens, soft: cup, sugar, a bit of a chair."""
        if self.shot.camera.framing is not Framing.WIDE:
            return []
        z, away = 2.55, self.side
        left, right = self.shell.wide(z)
        x = (right - 0.12) if away > 0 else (left + 0.12)
        s = self.shell.sheet(z, x - 0.8, x + 0.8, 0.2, 1.2, 0.8)
        s.disc(x, 0.62, 0.5, z, mix(self.wood, (255, 230, 190), 0.2))
        things.cup(s, x - away * 0.16, 0.63, 0.1)
        s.rect(x - away * 0.34 - 0.03, 0.63, x - away * 0.34 + 0.03, 0.78, (230, 232, 236), 0.85)
        return [self.shell.plate(s, x, 0.7, blur=3.0 * self.context.unit, haze=0.0)]
