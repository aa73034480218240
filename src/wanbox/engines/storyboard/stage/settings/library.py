"""A library: bookcases to the ceiling, a ladder, a reading table with green lamps, dust in the light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import barred
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import motes, pendant, sunbeam
from ..kit.materials import beams, boards, rug, tiles
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, garden

BACK, HALF, TALL = 7.6, 3.9, 3.9
WOODS: tuple[Rgb, ...] = ((138, 88, 56), (112, 70, 48), (156, 108, 68), (104, 64, 54))
CARPETS: tuple[Rgb, ...] = ((142, 54, 56), (52, 88, 96), (70, 92, 66), (110, 72, 108))


class Library(Indoors):
    name: ClassVar[str] = "library"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "library",
            "bookshop",
            "bookstore",
            "reading room",
            "archive",
            "book store",
            "bookshelves",
            "wizard's study",
        ),
        "zh": ("图书馆", "书店", "阅览室", "藏书阁", "档案室", "书架"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.18, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("library",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        openings = (Opening(x0=-0.95, x1=0.95, y0=0.9, y1=3.3, bars=(2, 3)),)
        warm: Rgb = (255, 190, 112)
        lamps = [
            *daylight(mood, BACK, openings),
            *(Lamp(x=x, y=1.3, z=5.7, colour=warm, strength=0.4 + 0.5 * mood.lamps, reach=1.4) for x in (-2.3, 2.3)),
            Lamp(x=0.0, y=1.2, z=4.2, colour=warm, strength=0.2 + 0.5 * mood.lamps, reach=1.9),
        ]
        ambient = (mood.ambient[0] * 0.8, mood.ambient[1] * 0.74, mood.ambient[2] * 0.7)
        shell = walled(
            context,
            mood,
            (BACK, HALF, TALL),
            lamps=lamps,
            openings=openings,
            gloss=0.3,
            haze=(58, 40, 30),
            ambient=ambient,
        )
        return furnished(shell, Hall(shell, mood).nodes(), mood, vignette=0.46)


class Hall(Furnisher):
    """Builds the nodes of one library."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wood = pick(self.context, 1, WOODS)
        self.carpet = pick(self.context, 2, CARPETS)

    def nodes(self) -> list[Node]:
        shell = self.shell
        base = (
            boards(mix(self.wood, (190, 140, 90), 0.4), 3)
            if chosen(self.context, 4) % 2
            else tiles((206, 190, 166), (120, 92, 74), 0.5)
        )
        floor = rug(base, self.carpet, (226, 186, 110), (0.0, 4.8), (1.35, 2.1), round_=False)
        return [
            *behind(shell, garden),
            shell.back_wall(self.draw_wall, dim(self.wood, 0.8)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(beams(mix(self.wood, (226, 200, 160), 0.55), dim(self.wood, 0.7), 1.2, 0.16)),
            self.ladder(),
            *self.furniture(),
            *(
                node
                for n, z in enumerate((6.6, 5.0))
                for node in pendant(
                    shell, 0.0, 3.05, z, (190, 150, 84), on=0.25 + 0.75 * self.mood.lamps, wide=0.5, seed=n
                )
            ),
            *self.sunbeam(),
            motes(self.context, count=70, alpha=0.7),
        ]

    def furniture(self) -> list[Node]:
        """Two reading tables and the globe, as far as they are wanted."""
        shot, side = self.shot, self.side
        tables = [*self.table(-side * 2.35, 5.5), *self.table(side * 2.4, 6.3)]
        return [
            *([] if barred(shot, "table", "desk", "chair", "lamp") else tables),
            *([] if barred(shot, "globe", "planet") else [self.globe()]),
        ]

    def draw_wall(self, s: Sheet) -> None:
        s.rect(-HALF, 0, HALF, TALL, dim(self.wood, 0.8))
        for x0, x1 in ((-HALF, -1.15), (1.15, HALF)):
            n = 2
            for k in range(n):
                a, b = x0 + (x1 - x0) * k / n, x0 + (x1 - x0) * (k + 1) / n
                things.bookcase(s, self.rng, a + 0.02, b - 0.02, 3.5, 8, self.wood)
        s.rect(-1.05, 0, 1.05, 0.7, self.wood)
        for x in (-0.95, -0.3, 0.35):
            s.line([(x, 0.12), (x + 0.58, 0.12), (x + 0.58, 0.58), (x, 0.58)], 0.025, dim(self.wood, 0.7), closed=True)
        s.rect(-HALF, 3.5, HALF, 3.72, mix(self.wood, (226, 176, 110), 0.25))
        s.rect(-HALF, 3.5, HALF, 3.54, (226, 180, 100), 0.7)
        for x in (-2.5, 2.5):
            s.glow(x, 2.0, 1.5, 1.6, (255, 186, 100), 0.12 + 0.12 * self.mood.lamps)

    def draw_side(self, s: Sheet) -> None:
        s.rect(0, 0, 9, TALL, dim(self.wood, 0.8))
        for z in np.arange(2.2, BACK, 1.35):
            things.bookcase(s, self.rng, z + 0.02, z + 1.33, 3.5, 8, self.wood)
        s.rect(0, 3.5, 9, 3.72, mix(self.wood, (226, 176, 110), 0.25))
        s.rect(0, 1.9, 9, 1.94, (206, 164, 90))

    def ladder(self) -> Node:
        """A ladder that leans on the shelves."""
        z, x = 7.2, self.side * 2.2
        s = self.shell.sheet(z, x - 0.9, x + 0.9, -0.1, 3.2)
        tone = mix(self.wood, (240, 190, 120), 0.35)
        s.shadow(x, z - 0.5, 0.4)
        for dx in (-0.24, 0.24):
            s.line([(x + dx, 0, z - 0.7), (x + dx * 0.9, 2.9, z + 0.1)], 0.06, tone)
        for k in range(9):
            u = (k + 0.7) / 9.5
            s.line(
                [(x - 0.24, 2.9 * u, z - 0.7 + 0.8 * u), (x + 0.24, 2.9 * u, z - 0.7 + 0.8 * u)], 0.04, dim(tone, 0.85)
            )
        return self.shell.plate(s, x, 1.4)

    def table(self, x: float, z: float) -> list[Node]:
        """A reading table: banker's lamp, open book, a pile, a chair."""
        s = self.shell.sheet(z, x - 1.5, x + 1.5, -0.1, 1.9)
        s.shadow(x, z, 0.9)
        things.chair(s, x + (0.2 if x < 0 else -0.2), z + 0.75, 1 if x < 0 else -1, self.wood, self.carpet)
        for dx in (-0.7, 0.7):
            for d in (0.05, 0.7):
                s.poly(
                    [
                        (x + dx - 0.035, 0, z + d),
                        (x + dx + 0.035, 0, z + d),
                        (x + dx + 0.035, 0.7, z + d),
                        (x + dx - 0.035, 0.7, z + d),
                    ],
                    dim(self.wood, 0.7),
                )
        s.slab(x - 0.76, x + 0.76, 0.6, 0.72, z + 0.02, z + 0.74, dim(self.wood, 0.8))
        s.slab(x - 0.82, x + 0.82, 0.72, 0.76, z, z + 0.76, self.wood, mix(self.wood, (236, 180, 120), 0.3))
        lx = x + (0.45 if x < 0 else -0.45)
        s.ellipse(lx, 0.775, 0.1, 0.022, (206, 164, 84))
        s.rect(lx - 0.012, 0.77, lx + 0.012, 1.06, (206, 164, 84))
        green: Rgb = (34, 110, 78)
        shade = smooth([(lx - 0.24, 1.04), (lx - 0.18, 1.16), (lx, 1.19), (lx + 0.18, 1.16), (lx + 0.24, 1.04)], 5)
        s.curve(shade, green)
        s.curve(shade * [1, 1], mix(green, (180, 255, 200), 0.5), 0.35 + 0.3 * self.mood.lamps, shine=True)
        s.rect(lx - 0.2, 1.02, lx + 0.2, 1.05, (255, 236, 180), shine=True)
        s.glow(lx, 0.95, 0.9, 0.55, (255, 196, 110), 0.3 + 0.25 * self.mood.lamps)
        bx = x - (0.12 if x < 0 else -0.12)
        for d in (-1, 1):
            s.poly(
                [
                    (bx, 0.79, z + 0.15),
                    (bx + d * 0.25, 0.775, z + 0.15),
                    (bx + d * 0.23, 0.775, z + 0.45),
                    (bx, 0.79, z + 0.45),
                ],
                (248, 240, 220),
            )
            for k in range(4):
                s.line(
                    [(bx + d * 0.04, 0.79, z + 0.2 + 0.06 * k), (bx + d * 0.2, 0.78, z + 0.2 + 0.06 * k)],
                    0.008,
                    (170, 150, 130),
                )
        px = x - (0.55 if x < 0 else -0.55)
        for k in range(5):
            s.rect(
                px - 0.15 + 0.02 * (k % 2),
                0.76 + 0.055 * k,
                px + 0.15 - 0.015 * (k % 3),
                0.81 + 0.055 * k,
                things.GOODS[(k * 2 + 1) % 6],
            )
        return [self.shell.plate(s, x, 0.9)]

    def globe(self) -> Node:
        """A globe in a wooden stand."""
        z, x = 5.1, self.side * 2.95
        s = self.shell.sheet(z, x - 0.7, x + 0.7, -0.1, 1.4)
        s.shadow(x, z, 0.36)
        for dx in (-0.22, 0.22):
            s.line([(x + dx, 0), (x + dx * 0.6, 0.5)], 0.05, dim(self.wood, 0.9))
        s.ellipse(x, 0.78, 0.33, 0.33, (112, 142, 140))
        for dx, dy, w, h in (
            (-0.12, 0.1, 0.12, 0.1),
            (0.1, -0.06, 0.1, 0.14),
            (-0.02, -0.2, 0.1, 0.06),
            (0.14, 0.18, 0.08, 0.05),
        ):
            s.ellipse(x + dx, 0.78 + dy, w, h, (206, 176, 116))
        s.ellipse(x - 0.12, 0.9, 0.09, 0.08, (255, 255, 255), 0.25)
        s.ellipse(x, 0.78, 0.4, 0.07, self.wood)
        s.ellipse(x, 0.79, 0.32, 0.045, (112, 142, 140))
        return self.shell.plate(s, x, 0.8)

    def sunbeam(self) -> list[Node]:
        sun = self.mood.sun or ((0.2, 0.5) if self.shot.weather is Weather.CLEAR else None)
        return sunbeam(self.shell, sun, 0.24 if self.mood.sun else 0.14, 6.2, reach=3.0, spread=0.4)
