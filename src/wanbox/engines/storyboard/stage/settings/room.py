"""A living room whose furniture, colours, pictures and view change with the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay
from ..absent import present
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import clock, curtains, flicker, motes, near_plant, pendant, sunbeam
from ..kit.materials import boards, plain, rug
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, garden, skyline
from ..nodes import Plate

BACK, HALF, TALL = 6.8, 4.1, 3.0
#: Wall, panelling, wood, sofa, curtains, rug.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb, Rgb, Rgb], ...] = (
    ((226, 200, 168), (240, 232, 218), (158, 108, 70), (78, 122, 126), (190, 94, 80), (164, 70, 78)),
    ((166, 188, 178), (232, 234, 224), (176, 126, 84), (206, 122, 84), (226, 206, 166), (86, 118, 122)),
    ((206, 182, 186), (238, 228, 222), (142, 98, 70), (92, 98, 142), (150, 84, 110), (196, 160, 120)),
    ((104, 124, 146), (214, 216, 214), (150, 106, 74), (214, 168, 92), (230, 222, 206), (176, 92, 72)),
    ((232, 216, 176), (244, 238, 222), (130, 88, 60), (112, 142, 96), (110, 140, 120), (206, 150, 80)),
)


class Room(Indoors):
    name: ClassVar[str] = "room"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "room",
            "living room",
            "interior",
            "indoors",
            "in the house",
            "at home",
            "lounge",
            "sitting room",
            "apartment",
            "parlour",
            "hallway",
            "fireplace",
            "by the fire",
            "cottage interior",
            "study",
        ),
        "zh": ("房间", "客厅", "室内", "屋里", "家里", "屋内", "书房", "起居室", "壁炉", "公寓", "家中"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.2, bottom=0.55)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("room",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        x = -side * 0.75
        openings = (
            Opening(x0=x - 1.35, x1=x + 1.35, y0=0.85, y1=2.4, bars=((2, 1), (1, 1), (2, 2))[chosen(context, 4) % 3]),
        )
        warm: Rgb = (255, 196, 122)
        lamps = [
            *daylight(mood, BACK, openings),
            Lamp(x=side * 1.5, y=1.5, z=6.1, colour=warm, strength=0.85 * mood.lamps, reach=1.6),
            Lamp(x=-side * 2.9, y=1.2, z=5.4, colour=warm, strength=0.6 * mood.lamps, reach=1.4),
            Lamp(x=0.0, y=1.1, z=4.1, colour=warm, strength=0.65 * mood.lamps, reach=1.9),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.16)
        return furnished(shell, Parlour(shell, mood).nodes(), mood, from_left=side > 0)


class Parlour(Furnisher):
    """Builds the nodes of one room; the shelves or the fireplace are on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        tones = pick(self.context, 1, PALETTES)
        self.wall, self.panel, self.wood, self.cloth, self.drape, self.carpet = tones
        self.hearth = chosen(self.context, 2) % 3 == 0
        self.stripes = chosen(self.context, 6) % 3
        self.town = chosen(self.context, 5) % 3 == 0

    def nodes(self) -> list[Node]:
        shell, side, hole = self.shell, self.side, self.shell.openings[0]
        round_ = chosen(self.context, 7) % 2 == 0
        floor = rug(
            boards(self.wood, self.context.seed),
            self.carpet,
            mix(self.carpet, (255, 236, 200), 0.7),
            (0.0, 4.15),
            (2.3, 0.95),
            round_=round_,
        )
        return [
            *behind(shell, skyline if self.town else garden),
            shell.back_wall(self.draw_wall, (246, 242, 232)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(plain((236, 228, 216), 3, 0.03)),
            *curtains(shell, hole.x0, hole.x1, 0.12, 2.62, self.drape),
            *clock(shell, side * 1.15, 2.35, 0.21, self.wood),
            *(self.fire() if self.hearth else self.shelves()),
            *self.sofa(),
            *self.lamp(),
            *self.plant(),
            *pendant(
                shell,
                0.2 * side,
                2.45,
                5.0,
                mix(self.cloth, (250, 240, 220), 0.5),
                on=self.mood.lamps,
                wide=0.5,
                seed=1,
            ),
            *sunbeam(self.shell, self.mood.sun, 0.16, 5.7),
            *self.front(),
            motes(self.context),
        ]

    def _paper(self, s: Sheet, x0: float, x1: float) -> None:
        s.ramp([(x0, 0), (x1, 0), (x1, TALL), (x0, TALL)], dim(self.wall, 0.94), self.wall)
        if self.stripes == 0:
            for x in np.arange(x0, x1, 0.34):
                s.rect(x, 0.9, x + 0.17, TALL, dim(self.wall, 1.05), 0.5)
        elif self.stripes == 1:
            for n, x in enumerate(np.arange(x0, x1, 0.42)):
                for y in np.arange(1.1 + 0.2 * (n % 2), TALL - 0.1, 0.4):
                    s.ellipse(x, y, 0.05, 0.08, dim(self.wall, 1.08), 0.8)
                    s.ellipse(x, y + 0.11, 0.022, 0.022, dim(self.wall, 0.88), 0.8)
        s.rect(x0, 0, x1, 0.88, self.panel)
        s.rect(x0, 0.86, x1, 0.93, dim(self.panel, 0.86))
        for x in np.arange(x0, x1, 0.95):
            s.line(
                [(x + 0.1, 0.2), (x + 0.85, 0.2), (x + 0.85, 0.76), (x + 0.1, 0.76)],
                0.025,
                dim(self.panel, 0.86),
                closed=True,
            )
        s.rect(x0, 0, x1, 0.12, dim(self.panel, 0.92))
        s.rect(x0, TALL - 0.11, x1, TALL, mix(self.panel, (255, 255, 255), 0.4))

    def draw_wall(self, s: Sheet) -> None:
        self._paper(s, -HALF, HALF)
        c = self.side * 2.5
        if self.hearth:
            things.picture(s, self.rng, c, 2.05, 1.0, 0.7, (190, 146, 80))
        far = -self.side * 3.25
        for n in range(2):
            things.picture(s, self.rng, far, 2.15 - 0.66 * n, 0.5, 0.44, ((176, 132, 76), (70, 62, 60))[n])
        s.glow(self.side * 1.5, 1.6, 1.5, 1.3, (255, 190, 110), 0.22 * self.mood.lamps)

    def draw_side(self, s: Sheet) -> None:
        self._paper(s, 0, 9)
        things.picture(s, self.rng, 4.3, 1.75, 0.7, 0.86, (176, 132, 76))
        s.rect(5.35, 0, 6.35, 2.2, dim(self.wood, 0.7))
        s.rect(5.42, 0, 6.28, 2.13, self.wood)
        for y0, y1 in ((0.15, 0.95), (1.1, 2.0)):
            s.line([(5.54, y0), (6.16, y0), (6.16, y1), (5.54, y1)], 0.03, dim(self.wood, 0.7), closed=True)
        s.ellipse(5.52, 1.02, 0.035, 0.035, (236, 200, 120))

    def shelves(self) -> list[Node]:
        if present(self.shot, "bookshelf", "bookcase", "shelf"):
            return []
        z, x = BACK - 0.35, self.side * 2.75
        s = self.shell.sheet(z, x - 1.4, x + 1.4, -0.1, 2.6)
        s.shadow(x, z, 1.0)
        things.bookcase(s, self.rng, x - 0.95, x + 0.95, 2.2, 5, self.wood)
        things.pot_plant(s, self.rng, x + 0.5, 0.42, (206, 128, 90), y=2.2)
        return [self.shell.plate(s, x, 1.2)]

    def fire(self) -> list[Node]:
        """A chimney piece with a fire that dances."""
        z, x = BACK - 0.3, self.side * 2.5
        s = self.shell.sheet(z, x - 1.2, x + 1.2, -0.1, 1.7)
        stone = mix(self.panel, (196, 184, 172), 0.5)
        s.slab(x - 0.85, x + 0.85, 0.0, 1.15, z, BACK, stone)
        s.slab(x - 0.98, x + 0.98, 1.15, 1.25, z - 0.08, BACK, mix(stone, (255, 255, 255), 0.25))
        s.rect(x - 0.55, 0.06, x + 0.55, 0.85, (34, 26, 24))
        for k in range(7):
            s.line([(x - 0.85 + 0.05, 0.12 + 0.16 * k), (x - 0.6, 0.12 + 0.16 * k)], 0.01, dim(stone, 0.8))
            s.line([(x + 0.6, 0.12 + 0.16 * k), (x + 0.8, 0.12 + 0.16 * k)], 0.01, dim(stone, 0.8))
        for dx in (-0.2, 0.02, 0.22):
            s.line([(x + dx - 0.14, 0.12), (x + dx + 0.14, 0.17)], 0.09, (92, 62, 44))
        for k, dx in enumerate((-0.7, -0.45, 0.5, 0.72)):
            s.rect(x + dx - 0.04, 1.25, x + dx + 0.04, 1.25 + 0.2 + 0.06 * (k % 2), things.GOODS[k])
        nodes: list[Node] = [self.shell.plate(s, x, 0.7)]
        for n in range(3):
            f = self.shell.sheet(z - 0.01 * n, x - 1.3, x + 1.3, -0.3, 1.6)
            for k in range(4):
                u = x + (k - 1.5) * 0.17 + 0.05 * n
                high = 0.26 + 0.16 * ((k * 3 + n) % 4) / 3
                tone: Rgb = ((255, 120, 30), (255, 176, 60), (255, 226, 130))[n]
                w = 0.11 - 0.025 * n
                f.curve(
                    smooth(
                        [
                            (u - w, 0.16),
                            (u - w * 0.6, 0.16 + high * 0.5),
                            (u + 0.02, 0.16 + high * (1 - 0.2 * n)),
                            (u + w * 0.7, 0.16 + high * 0.4),
                            (u + w, 0.16),
                        ],
                        5,
                    ),
                    tone,
                    0.9,
                    shine=True,
                )
            if n == 0:
                f.glow(x, 0.35, 1.25, 0.9, (255, 120, 40), 0.5)
            lit = self.shell.plate(f, x, 0.5, nearer=0.001 + 0.0005 * n, blur=0.3)
            nodes.append(
                Plate(lit.pixels, lit.x, lit.y, lit.depth, lit.scale, pulse=flicker(7.0 + 2.3 * n, n * 1.7, 0.55))
            )
        return nodes

    def sofa(self) -> list[Node]:
        """A sofa under the window with a low table, or two armchairs."""
        x, z = -self.side * 1.0, 5.75
        nodes: list[Node] = []
        pillows = (mix(self.drape, (255, 240, 220), 0.2), mix(self.carpet, (255, 230, 180), 0.3))
        if not present(self.shot, "sofa", "couch", "armchair", "chair", "bed"):
            pair = chosen(self.context, 8) % 3 == 0
            s = self.shell.sheet(z, x - 1.9, x + 1.9, -0.1, 1.3)
            for at in (x - 0.95, x + 0.95) if pair else (x,):
                things.sofa(s, at, 0.86 if pair else 2.1, self.cloth, pillows)
            nodes.append(self.shell.plate(s, x, 0.7))
        if not present(self.shot, "table", "desk"):
            # Not before the fire.
            at = -self.side * 2.75 if self.hearth else self.side * 2.35
            t = self.shell.sheet(5.5, at - 0.9, at + 0.9, -0.1, 1.2)
            things.round_table(t, at, 5.5, 0.42, mix(self.wood, (255, 230, 190), 0.2), 0.5)
            things.cup(t, at - 0.14, 0.51)
            for k in range(3):
                t.rect(at + 0.04 + 0.01 * k, 0.51 + 0.035 * k, at + 0.3, 0.542 + 0.035 * k, things.GOODS[(k + 2) % 6])
            nodes.append(self.shell.plate(t, at, 0.6))
        return nodes

    def lamp(self) -> list[Node]:
        if present(self.shot, "lamp"):
            return []
        z, x = 6.0, self.side * 1.35
        s = self.shell.sheet(z, x - 1.6, x + 1.6, -0.1, 3.2)
        things.standing_lamp(s, x, 1.7, mix(self.drape, (250, 236, 206), 0.7), self.mood.lamps)
        return [self.shell.plate(s, x, 1.2)]

    def plant(self) -> list[Node]:
        if present(self.shot, "plant", "flower", "tree"):
            return []
        z, x = 5.3, -self.side * 3.1
        s = self.shell.sheet(z, x - 1.1, x + 1.1, -0.1, 2.0)
        things.pot_plant(s, self.rng, x, 1.55, mix(self.drape, (200, 120, 84), 0.6))
        return [self.shell.plate(s, x, 1.0)]

    def front(self) -> list[Node]:
        """Leaves close to the lens, soft."""
        return near_plant(self.shell, self.rng, self.side, tall=0.7, pot=(150, 92, 70), leaf=(64, 118, 78), inset=0.02)
