"""A classroom: blackboard, rows of desks, a globe, tall windows along one side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay
from ..absent import barred
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import beam, clock, curtains, motes, near_plant, pendant
from ..kit.lettering import write
from ..kit.materials import boards, plain
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, garden

BACK, HALF, TALL = 7.8, 4.4, 3.3
#: Wall, wainscot, wood.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((232, 222, 196), (112, 150, 128), (190, 140, 88)),
    ((222, 226, 222), (96, 134, 166), (206, 160, 104)),
    ((236, 216, 190), (176, 122, 86), (170, 120, 78)),
)
LESSONS = (("A B C", "3 + 4 = 7"), ("春眠不觉晓", "a² + b² = c²"), ("HELLO", "12 × 8 = 96"), ("天地人", "E = mc²"))


class Classroom(Indoors):
    name: ClassVar[str] = "classroom"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "classroom",
            "school",
            "schoolroom",
            "lecture hall",
            "lecture room",
            "kindergarten",
            "in class",
            "lesson room",
        ),
        "zh": ("教室", "学校", "课堂", "课室", "幼儿园", "讲堂", "学堂", "自习室"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("classroom",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        x = side * 3.05
        openings = (Opening(x0=x - 1.0, x1=x + 1.0, y0=0.95, y1=2.65, bars=(1, 1)),)
        lamps = [
            *daylight(mood, BACK, openings),
            *(
                Lamp(x=side * 3.9, y=1.6, z=z, colour=mood.window, strength=mood.window_strength * 0.8, reach=1.5)
                for z in (4.2, 6.0)
            ),
            Lamp(x=0.0, y=1.6, z=5.0, colour=(255, 222, 170), strength=0.85 * mood.lamps, reach=2.4),
            Lamp(x=-1.0, y=1.9, z=7.2, colour=(255, 222, 170), strength=0.7 * mood.lamps, reach=1.9),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.2)
        return furnished(shell, Lesson(shell, mood).nodes(), mood, from_left=side < 0)


class Lesson(Furnisher):
    """Builds the nodes of one classroom; its windows are on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.low, self.wood = pick(self.context, 1, PALETTES)
        self.lesson = pick(self.context, 2, LESSONS)

    def nodes(self) -> list[Node]:
        shell, side, mood = self.shell, self.side, self.mood
        hole = shell.openings[0]
        windows = [(z, 0.95, z + 1.25, 2.65) for z in (3.2, 4.75, 6.3)]
        rows = [
            desk for z, xs in ((6.9, (-1.9, 1.9)), (5.7, (-2.5, 2.5))) for x in xs for desk in self.desk(x * 1.0, z)
        ]
        return [
            *behind(shell, garden),
            shell.back_wall(self.draw_wall, (240, 238, 230)),
            *shell.side_wall(side, lambda s: self.draw_windows(s, windows)),
            *shell.side_wall(-side, self.draw_side),
            shell.floor(boards(self.wood, self.context.seed, 0.12)),
            *shell.ceiling(plain((232, 230, 222), 3, 0.04)),
            *curtains(shell, hole.x0, hole.x1, 0.85, 2.85, mix(self.low, (250, 246, 230), 0.5), wide=0.4),
            *([] if barred(self.shot, "clock") else clock(shell, -side * 0.9, 2.98, 0.2, (90, 70, 54))),
            *(
                node
                for n, x in enumerate((-1.9, 1.9))
                for node in pendant(shell, x, 2.6, 5.8, (238, 240, 240), on=mood.lamps, seed=n)
            ),
            *([] if barred(self.shot, "desk", "table", "chair") else [self.teacher(), *rows]),
            self.shelf(),
            *self.light(),
            *self.front(),
            motes(self.context, count=44),
        ]

    def _plaster(self, s: Sheet, x1: float) -> None:
        s.rect(-HALF - 1, 0, x1, TALL, self.wall)
        s.rect(-HALF - 1, 0, x1, 0.92, self.low)
        s.rect(-HALF - 1, 0.9, x1, 0.96, dim(self.low, 0.75))
        s.rect(-HALF - 1, 0, x1, 0.11, dim(self.low, 0.6))

    def draw_wall(self, s: Sheet) -> None:
        self._plaster(s, HALF + 1)
        c = -self.side * 0.9
        s.rect(c - 2.15, 0.93, c + 2.2, 2.58, (30, 22, 18), 0.3)
        s.rect(c - 2.2, 0.98, c + 2.2, 2.62, self.wood)
        s.ramp([(c - 2.1, 1.07), (c + 2.1, 1.07), (c + 2.1, 2.53), (c - 2.1, 2.53)], (46, 82, 70), (36, 66, 58))
        for _ in range(9):
            x, y = c + self.rng.uniform(-1.7, 1.7), self.rng.uniform(1.2, 2.3)
            s.ellipse(x, y, self.rng.uniform(0.2, 0.6), self.rng.uniform(0.05, 0.14), (210, 226, 216), 0.07)
        chalk: Rgb = (240, 240, 230)
        for text, x, y, size in ((self.lesson[0], c - 1.05, 2.2, 0.34), (self.lesson[1], c - 1.0, 1.72, 0.26)):
            px, py = s.px([(x, y)])[0]
            write(s.a, text, px, py, size * s.k, chalk, room=1.8 * s.k)
        s.line([(c + 0.4, 1.4), (c + 1.5, 1.4), (c + 0.4, 2.25)], 0.02, chalk, closed=True)
        s.line([(c + 0.4, 1.5), (c + 0.5, 1.5), (c + 0.5, 1.4)], 0.014, (250, 214, 120))
        s.ellipse(c + 1.65, 2.1, 0.22, 0.22, (244, 180, 190), 0.5)
        s.rect(c - 2.1, 0.98, c + 2.1, 1.04, mix(self.wood, (255, 240, 220), 0.25))
        for n, tone in enumerate((chalk, (250, 214, 120), (240, 150, 150))):
            s.rect(c - 0.3 + n * 0.2, 1.04, c - 0.18 + n * 0.2, 1.065, tone)
        s.glow(c, 2.4, 2.4, 1.1, (255, 222, 170), 0.14 * self.mood.lamps)

    def draw_windows(self, s: Sheet, windows: Sequence[tuple[float, float, float, float]]) -> None:
        """The window side: bright panes that shed light along the wall."""
        self._plaster(s, 20)
        sky = self.shell.outside.sky
        top, low = sky[1][1], sky[-1][1]
        level = 0.95 if self.mood.window_strength > 0.3 else 0.6
        for z0, y0, z1, y1 in windows:
            s.rect(z0 - 0.09, y0 - 0.1, z1 + 0.09, y1 + 0.09, (244, 242, 236))
            s.ramp([(z0, y0), (z1, y0), (z1, y1), (z0, y1)], dim(top, level), dim(low, level), shine=True)
            leaf = dim(mix((104, 150, 92), low, 0.35), level * self.shell.outside.ambient[1])
            crowns = [
                (z0, y0),
                (z0, y0 + 0.5),
                (z0 + 0.3, y0 + 0.75),
                (z0 + 0.6, y0 + 0.55),
                (z0 + 0.95, y0 + 0.8),
                (z1, y0 + 0.6),
                (z1, y0),
            ]
            s.curve(np.clip(smooth(crowns, 5), [z0, y0], [z1, y1]), leaf, shine=True)
            for z in ((z0 + z1) / 2,):
                s.rect(z - 0.03, y0, z + 0.03, y1, (230, 226, 218), shine=True) if level > 0.9 else s.rect(
                    z - 0.03, y0, z + 0.03, y1, (90, 96, 116), shine=True
                )
            s.rect(z0, y0 + 1.05, z1, y0 + 1.1, (226, 222, 214) if level > 0.9 else (90, 96, 116), shine=True)
            s.rect(z0 - 0.14, y0 - 0.16, z1 + 0.14, y0 - 0.08, (250, 248, 242))

    def draw_side(self, s: Sheet) -> None:
        """Children's pictures on a string, a map."""
        self._plaster(s, 20)
        s.rect(3.4, 1.2, 5.2, 2.4, (236, 226, 196))
        for _ in range(7):
            x, y = self.rng.uniform(3.6, 5.0), self.rng.uniform(1.4, 2.2)
            s.ellipse(x, y, self.rng.uniform(0.12, 0.3), self.rng.uniform(0.08, 0.18), (150, 180, 130))
        s.rect(3.4, 1.2, 5.2, 1.25, (150, 100, 70))
        for n in range(5):
            things.picture(s, self.rng, 5.75 + 0.42 * n, 1.9 + 0.05 * (n % 2), 0.28, 0.36, (246, 244, 238))

    def desk(self, x: float, z: float) -> list[Node]:
        s = self.shell.sheet(z, x - 0.9, x + 0.9, -0.1, 1.3)
        top = mix(self.wood, (255, 236, 200), 0.2)
        s.shadow(x, z, 0.6)
        things.chair(s, x + 0.02, z + 0.5, -self.side, dim(self.wood, 0.85))
        for dx in (-0.48, 0.48):
            for d in (0.05, 0.42):
                s.poly(
                    [
                        (x + dx - 0.018, 0, z + d),
                        (x + dx + 0.018, 0, z + d),
                        (x + dx + 0.018, 0.7, z + d),
                        (x + dx - 0.018, 0.7, z + d),
                    ],
                    (92, 98, 106),
                )
        s.slab(x - 0.5, x + 0.5, 0.56, 0.7, z + 0.02, z + 0.44, dim(top, 0.7))
        s.slab(x - 0.56, x + 0.56, 0.7, 0.74, z, z + 0.48, dim(top, 0.85), top)
        tone = things.GOODS[int(self.rng.integers(6))]
        s.poly(
            [(x - 0.3, 0.745, z + 0.1), (x, 0.745, z + 0.1), (x - 0.02, 0.745, z + 0.32), (x - 0.3, 0.745, z + 0.32)],
            (248, 246, 240),
        )
        s.poly(
            [(x, 0.745, z + 0.1), (x + 0.06, 0.745, z + 0.1), (x + 0.03, 0.745, z + 0.32), (x - 0.02, 0.745, z + 0.32)],
            tone,
        )
        s.rect(x + 0.22, 0.745, x + 0.3, 0.86, tone)
        for k in range(3):
            s.line([(x + 0.235 + 0.025 * k, 0.85), (x + 0.22 + 0.035 * k, 0.97)], 0.014, things.GOODS[k])
        return [self.shell.plate(s, x, 0.8)]

    def teacher(self) -> Node:
        """The teacher's desk with a globe, books and an apple."""
        x, z = -self.side * 2.9, 6.9
        x = -self.side * 3.1
        s = self.shell.sheet(z, x - 1.2, x + 1.2, -0.1, 1.6)
        s.shadow(x, z, 0.9)
        s.slab(x - 0.7, x + 0.7, 0.0, 0.74, z, z + 0.6, dim(self.wood, 0.72))
        s.slab(x - 0.76, x + 0.76, 0.74, 0.79, z - 0.04, z + 0.62, self.wood, mix(self.wood, (255, 236, 200), 0.2))
        gx = x + self.side * 0.35
        s.ellipse(gx, 0.81, 0.12, 0.025, (110, 76, 50))
        s.line([(gx, 0.82), (gx, 0.9)], 0.025, (150, 110, 60))
        s.ellipse(gx, 1.1, 0.21, 0.21, (72, 134, 186))
        for dx, dy, w, h in ((-0.07, 0.06, 0.09, 0.07), (0.08, -0.04, 0.07, 0.1), (-0.03, -0.12, 0.06, 0.05)):
            s.ellipse(gx + dx, 1.1 + dy, w, h, (126, 168, 96))
        s.ellipse(gx - 0.07, 1.17, 0.06, 0.05, (255, 255, 255), 0.35)
        s.line(
            [(gx + 0.23 * float(np.cos(t)), 1.1 + 0.23 * float(np.sin(t))) for t in np.linspace(-1.3, 1.9, 16)],
            0.02,
            (190, 146, 76),
        )
        for k in range(3):
            s.rect(
                x - self.side * 0.3 - 0.2 + 0.02 * k,
                0.79 + 0.06 * k,
                x - self.side * 0.3 + 0.18,
                0.85 + 0.06 * k,
                things.GOODS[(k + 1) % 6],
            )
        s.ellipse(x - self.side * 0.28, 1.02, 0.055, 0.052, (206, 50, 44))
        s.line([(x - self.side * 0.28, 1.06), (x - self.side * 0.27, 1.1)], 0.012, (90, 60, 40))
        return self.shell.plate(s, x, 1.0)

    def shelf(self) -> Node:
        """A low bookcase under the pictures with a plant on it."""
        x, z = -self.side * 3.9, 4.9
        s = self.shell.sheet(z, x - 1.0, x + 1.0, -0.1, 1.9)
        s.shadow(x, z, 0.6)
        things.bookcase(s, self.rng, x - 0.5, x + 0.5, 0.95, 2, self.wood)
        things.pot_plant(s, self.rng, x, 0.62, (202, 120, 84), y=0.95)
        return self.shell.plate(s, x, 0.8)

    def light(self) -> list[Node]:
        """Beams that fall in from the side windows."""
        if self.mood.sun is None:
            return []
        side, tone = self.side, self.shell.outside.rim
        return [
            beam(
                self.shell,
                tone,
                0.13,
                [(side * 4.3, 2.6), (side * 4.3, 1.2), (side * (0.4 - 0.5 * n), 0.0), (side * (1.6 - 0.5 * n), 0.0)],
                z,
            )
            for n, z in enumerate((5.2, 6.4))
        ]

    def front(self) -> list[Node]:
        """Leaves close to the lens, soft."""
        return near_plant(self.shell, self.rng, -self.side, tall=0.66, pot=(196, 116, 82), leaf=(84, 136, 78))
