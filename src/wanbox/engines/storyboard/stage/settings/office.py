"""An open office high over the town: desks with screens, a board with notes, the skyline behind glass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import TimeOfDay
from ..absent import barred
from ..brush import dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import clock, flicker, motes, near_plant, steam, sunbeam
from ..kit.materials import boards, panels, plain
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, skyline
from ..nodes import Plate

BACK, HALF, TALL = 7.4, 4.4, 3.1
#: Wall, accent, wood.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((220, 224, 226), (52, 96, 122), (176, 134, 96)),
    ((228, 220, 210), (190, 104, 74), (150, 112, 84)),
    ((206, 216, 212), (62, 110, 96), (190, 150, 108)),
)
NOTES: tuple[Rgb, ...] = ((250, 214, 90), (250, 150, 130), (140, 206, 170), (140, 184, 236))


class Office(Indoors):
    name: ClassVar[str] = "office"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "office",
            "open office",
            "workplace",
            "meeting room",
            "conference room",
            "boardroom",
            "cubicle",
            "startup",
            "newsroom",
            "lab",
            "laboratory",
            "workshop",
            "studio apartment",
        ),
        "zh": ("办公室", "写字楼", "会议室", "公司", "工位", "实验室", "工作室", "编辑部", "办公楼"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("office",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        openings = (
            Opening(x0=-2.95 if side > 0 else -1.15, x1=1.15 if side > 0 else 2.95, y0=0.5, y1=2.75, bars=(3, 0)),
        )
        cool: Rgb = (236, 240, 255)
        lamps = [
            *daylight(mood, BACK, openings),
            Lamp(x=side * 2.6, y=1.4, z=5.6, colour=(255, 214, 160), strength=0.5 * mood.lamps, reach=1.5),
            Lamp(x=-side * 2.4, y=1.2, z=5.2, colour=(150, 190, 255), strength=0.35 * mood.lamps, reach=1.3),
            Lamp(
                x=0.0, y=1.6, z=4.0, colour=cool if mood.sun else (255, 226, 190), strength=0.5 * mood.lamps, reach=2.0
            ),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, haze=(62, 66, 78), gloss=0.26)
        return furnished(shell, Floor(shell, mood).nodes(), mood, warm=(255, 214, 168), from_left=side < 0)


class Floor(Furnisher):
    """Builds the nodes of one office; the board hangs on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.accent, self.wood = pick(self.context, 1, PALETTES)
        self.carpet = chosen(self.context, 2) % 2 == 0

    def nodes(self) -> list[Node]:
        shell = self.shell
        lamp: Rgb = (255, 255, 255)
        floor = plain(mix(self.accent, (120, 122, 128), 0.62), 7, 0.12, 0.07) if self.carpet else boards(self.wood, 5)
        return [
            *behind(shell, skyline),
            shell.back_wall(self.draw_wall, (74, 78, 84)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(panels((214, 216, 218), lamp, (0.6, 0.6), 4)),
            *self.furniture(),
            *sunbeam(self.shell, self.mood.sun, 0.13, 6.2),
            *self.front(),
            motes(self.context, count=34, alpha=0.5),
        ]

    def furniture(self) -> list[Node]:
        """Clock, desks with their chairs and screens, and the plant, as far as they are wanted."""
        shell, side = self.shell, self.side
        shot = self.shot
        places = ((-side * 2.45, 6.1, "front"), (side * 2.5, 5.9, "front"), (-side * 3.0, 4.7, "back"))
        desks = [node for x, z, seen in places for node in self.desk(x, z, seen)]
        return [
            *([] if barred(shot, "clock") else clock(shell, side * 3.85, 2.45, 0.24, (60, 64, 70))),
            *([] if barred(shot, "desk", "table", "chair", "computer", "screen") else desks),
            *([] if barred(shot, "plant", "flower") else [self.plant()]),
        ]

    def draw_wall(self, s: Sheet) -> None:
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, TALL), (-HALF, TALL)], self.wall, dim(self.wall, 0.94))
        s.rect(self.side * 1.4, 0, self.side * HALF, TALL, self.accent)
        s.rect(-HALF, 0, HALF, 0.1, dim(self.wall, 0.7))
        self._board(s, self.side * 2.45, 1.85)

    def _board(self, s: Sheet, x: float, y: float) -> None:
        """A white board with a chart, arrows and paper notes."""
        s.rect(x - 0.98, y - 0.68, x + 1.02, y + 0.6, (20, 20, 24), 0.3)
        s.rect(x - 1.0, y - 0.64, x + 1.0, y + 0.64, (176, 180, 186))
        s.rect(x - 0.96, y - 0.6, x + 0.96, y + 0.6, (250, 251, 252))
        ink: Rgb = (52, 92, 150)
        s.line([(x - 0.84, y + 0.4), (x - 0.84, y - 0.4), (x - 0.1, y - 0.4)], 0.015, ink)
        for n in range(5):
            high = 0.1 + 0.11 * n + self.rng.uniform(0, 0.08)
            s.rect(
                x - 0.78 + 0.13 * n,
                y - 0.39,
                x - 0.7 + 0.13 * n,
                y - 0.39 + high,
                (206, 92, 78) if n == 4 else (120, 160, 200),
            )
        s.line([(x - 0.75, y - 0.15), (x - 0.4, y + 0.05), (x - 0.12, y + 0.36)], 0.018, (200, 70, 60))
        for row in range(3):
            for column in range(4):
                if self.rng.random() < 0.78:
                    nx, ny = x + 0.12 + 0.2 * column, y + 0.3 - 0.25 * row + self.rng.normal(0, 0.015)
                    tone = NOTES[int(self.rng.integers(4))]
                    s.rect(nx, ny, nx + 0.15, ny + 0.15, tone)
                    s.line([(nx + 0.03, ny + 0.1), (nx + 0.11, ny + 0.1)], 0.01, dim(tone, 0.6))
                    s.line([(nx + 0.03, ny + 0.06), (nx + 0.09, ny + 0.06)], 0.01, dim(tone, 0.6))
        s.rect(x - 0.5, y - 0.68, x + 0.5, y - 0.63, (130, 134, 140))

    def draw_side(self, s: Sheet) -> None:
        s.rect(0, 0, 20, TALL, self.wall)
        s.rect(0, 0, 20, 0.1, dim(self.wall, 0.7))
        for z in (3.4, 4.7, 6.0):
            s.rect(z, 0.9, z + 1.0, 2.2, (90, 96, 104))
            s.ramp(
                [(z + 0.05, 0.95), (z + 0.95, 0.95), (z + 0.95, 2.15), (z + 0.05, 2.15)],
                mix(self.wall, (190, 206, 220), 0.6),
                mix(self.wall, (120, 136, 150), 0.6),
            )
            s.poly([(z + 0.2, 0.95), (z + 0.5, 0.95), (z + 0.8, 2.15), (z + 0.5, 2.15)], (255, 255, 255), 0.18)

    def desk(self, x: float, z: float, seen: str) -> list[Node]:
        """A desk with two screens that work, paper, a chair."""
        s, screens = (self.shell.sheet(z, x - 1.3, x + 1.3, -0.1, 1.8) for _ in range(2))
        self._table(s, x, z)
        glow: Rgb = ((126, 190, 255), (140, 230, 200))[int(self.rng.integers(2))]
        for k, dx in enumerate((-0.34, 0.36)):
            to, tone = screens if seen == "front" else s, glow if k else mix(glow, (255, 255, 255), 0.35)
            things.monitor(to, x + dx, 0.745, z + 0.45, 0.6, seen=seen, glow=tone, on=0.85)
        self._papers(s, x, z)
        self._chair(s, x - 0.05, z - 0.2)
        base: list[Node] = [self.shell.plate(s, x, 1.0), steam(self.shell, x + 0.66, 0.84, z, size=0.12, strength=0.22)]
        if seen != "front":
            return base
        screens.glow(x, 1.1, 1.1, 0.7, glow, 0.10 + 0.14 * self.mood.lamps)
        lit = self.shell.plate(screens, x, 1.0, nearer=0.001)
        return [*base, Plate(lit.pixels, lit.x, lit.y, lit.depth, lit.scale, pulse=flicker(4.1 + x % 1, x, 0.66))]

    def _table(self, s: Sheet, x: float, z: float) -> None:
        top, steel = mix(self.wood, (255, 240, 220), 0.25), (70, 72, 78)
        s.shadow(x, z, 0.95)
        for dx in (-0.78, 0.78):
            for d in (0.04, 0.66):
                s.line([(x + dx, 0, z + d), (x + dx, 0.71, z + d)], 0.04, steel)
        c = x + self.side * 0.3
        s.slab(c - 0.24, c + 0.24, 0.08, 0.62, z + 0.1, z + 0.6, (186, 190, 196))
        for y in (0.26, 0.44):
            s.line([(c - 0.22, y, z + 0.1), (c + 0.22, y, z + 0.1)], 0.012, (120, 124, 130))
        s.slab(x - 0.85, x + 0.85, 0.71, 0.745, z, z + 0.72, dim(top, 0.85), top)

    def _papers(self, s: Sheet, x: float, z: float) -> None:
        """A pile of paper, a cup, the keyboard."""
        for k in range(3):
            y, a = 0.75 + 0.01 * k, x - 0.7 + k * 0.02
            s.poly([(a, y, z + 0.1), (a + 0.22, y, z + 0.1), (a + 0.2, y, z + 0.34), (a, y, z + 0.34)], (246, 246, 244))
        things.cup(s, x + 0.66, 0.75, 0.07, self.accent)
        keys = [
            (x - 0.26, 0.75, z + 0.1),
            (x + 0.2, 0.75, z + 0.1),
            (x + 0.18, 0.75, z + 0.26),
            (x - 0.24, 0.75, z + 0.26),
        ]
        s.poly(keys, (60, 62, 68))

    def _chair(self, s: Sheet, x: float, z: float) -> None:
        cloth = dim(self.accent, 0.8)
        for dx, d in ((-0.24, 0), (0.24, 0), (0, -0.2)):
            s.line([(x, 0.1, z), (x + dx, 0.03, z + d)], 0.035, (50, 52, 58))
        s.line([(x, 0.1), (x, 0.44)], 0.05, (60, 62, 68))
        s.slab(x - 0.23, x + 0.23, 0.43, 0.5, z - 0.2, z + 0.2, cloth, mix(cloth, (255, 255, 255), 0.15))
        s.ramp(
            [(x - 0.2, 0.54), (x + 0.2, 0.54), (x + 0.23, 0.8), (x + 0.18, 0.99), (x - 0.18, 0.99), (x - 0.23, 0.8)],
            mix(cloth, (255, 255, 255), 0.14),
            dim(cloth, 0.8),
        )
        s.rect(x - 0.03, 0.46, x + 0.03, 0.58, (50, 52, 58))

    def plant(self) -> Node:
        x, z = self.side * 3.75, 4.9
        s = self.shell.sheet(z, x - 1.0, x + 1.0, -0.1, 1.9)
        things.pot_plant(s, self.rng, x, 1.5, (232, 230, 224), (70, 130, 84))
        return self.shell.plate(s, x, 1.0)

    def front(self) -> list[Node]:
        """A desk's edge close to the lens: a plant and a lamp, soft."""
        return near_plant(self.shell, self.rng, -self.side, tall=0.62, pot=(150, 92, 70), leaf=(64, 118, 78), y=0.42)
