"""A kitchen: worktops with tiles behind, a stove with flames and steam, hanging pans, a window over the sink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay
from ..absent import barred
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, flicker, motes, near_plant, pendant, steam, sunbeam
from ..kit.materials import boards, plain, tiles
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, garden
from ..nodes import Plate

BACK, HALF, TALL = 6.6, 3.9, 3.0
#: Cupboards, tiles, wood, floor's dark tile.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb], ...] = (
    ((92, 128, 118), (238, 232, 216), (176, 124, 78), (96, 126, 120)),
    ((226, 214, 190), (120, 160, 176), (150, 100, 64), (150, 96, 78)),
    ((62, 88, 116), (240, 236, 226), (190, 140, 90), (84, 100, 120)),
    ((188, 98, 70), (244, 228, 200), (142, 94, 60), (170, 110, 84)),
)


class Kitchen(Indoors):
    name: ClassVar[str] = "kitchen"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "kitchen",
            "bakery",
            "bakehouse",
            "cookhouse",
            "galley",
            "pantry",
            "pastry shop",
            "at the stove",
            "restaurant kitchen",
        ),
        "zh": ("厨房", "面包房", "面包店", "烘焙坊", "灶台", "后厨", "蛋糕店", "灶房"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("kitchen",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        x = -side * 0.75
        openings = (Opening(x0=x - 0.95, x1=x + 0.95, y0=1.3, y1=2.45, bars=(1, 1)),)
        warm: Rgb = (255, 200, 130)
        lamps = [
            *daylight(mood, BACK, openings),
            Lamp(x=side * 1.9, y=1.6, z=6.2, colour=(255, 190, 116), strength=0.35 + 0.45 * mood.lamps, reach=1.2),
            Lamp(x=0.3 * side, y=1.0, z=4.6, colour=warm, strength=0.75 * mood.lamps, reach=1.8),
            Lamp(x=-side * 2.6, y=1.5, z=5.6, colour=warm, strength=0.5 * mood.lamps, reach=1.4),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.25)
        return furnished(shell, Hearth(shell, mood).nodes(), mood, from_left=side > 0)


class Hearth(Furnisher):
    """Builds the nodes of one kitchen; the stove stands on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.paint, self.tile, self.wood, self.dark = pick(self.context, 1, PALETTES)
        self.top = mix(self.wood, (255, 236, 206), 0.3)

    def nodes(self) -> list[Node]:
        shell, side = self.shell, self.side
        floor = tiles((234, 226, 210), self.dark, 0.36) if chosen(self.context, 2) % 3 else boards(self.wood, 4, 0.15)
        stove = side * 1.9
        return [
            *behind(shell, garden),
            shell.back_wall(self.draw_wall, (246, 242, 232)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(plain((228, 218, 202), 3, 0.04)),
            self.worktop(),
            *self.flames(stove),
            steam(shell, stove - 0.2, 1.28, 5.9, size=0.42, strength=0.26, seed=2),
            steam(shell, stove + 0.24, 1.12, 5.9, size=0.26, strength=0.2, seed=3),
            *self.rack(),
            *([] if barred(self.shot, "lamp") else self.lamp()),
            *self.cloth(),
            *sunbeam(self.shell, self.mood.sun, 0.17, 5.6, reach=2.6),
            *self.front(),
            motes(self.context, count=26),
        ]

    def lamp(self) -> list[Node]:
        shade = mix(self.paint, (40, 40, 44), 0.25)
        return pendant(self.shell, -self.side * 0.9, 2.05, 5.4, shade, on=self.mood.lamps, seed=1)

    def draw_wall(self, s: Sheet) -> None:
        wall = mix(self.tile, (250, 240, 220), 0.4)
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, TALL), (-HALF, TALL)], dim(wall, 0.96), wall)
        s.rect(-HALF, 0.9, HALF, 1.86, dim(self.tile, 0.86))
        size = 0.16
        for row in range(6):
            for column in range(int(2 * HALF / size) + 2):
                x, y = -HALF + (column - 0.5 * (row % 2)) * size, 0.9 + row * size
                tone = dim(self.tile, 0.93 + 0.1 * float(self.rng.random()))
                s.rect(x + 0.006, y + 0.006, x + size - 0.006, y + size - 0.006, tone)
                s.rect(x + 0.02, y + size - 0.04, x + size - 0.05, y + size - 0.025, (255, 255, 255), 0.25)
        self._cupboards(s)
        self._hood(s, self.side * 1.9)
        s.glow(self.side * 1.9, 1.4, 1.2, 0.9, (255, 176, 96), 0.2 + 0.16 * self.mood.lamps)

    def _cupboards(self, s: Sheet) -> None:
        """Wall cupboards at the outer ends, an open shelf with jars and plates."""
        for x0, x1 in ((self.side * 2.72, self.side * HALF), (-self.side * 2.1, -self.side * HALF)):
            a, b = min(x0, x1), max(x0, x1)
            s.rect(a, 1.8, b, 1.9, (30, 22, 18), 0.3)
            s.rect(a, 1.88, b, 2.72, dim(self.paint, 0.9))
            n = max(1, round((b - a) / 0.55))
            for k in range(n):
                u, w = a + (b - a) * k / n, (b - a) / n
                s.rect(u + 0.02, 1.92, u + w - 0.02, 2.68, self.paint)
                s.line(
                    [(u + 0.09, 1.99), (u + w - 0.09, 1.99), (u + w - 0.09, 2.61), (u + 0.09, 2.61)],
                    0.02,
                    dim(self.paint, 0.78),
                    closed=True,
                )
                s.ellipse(u + (w - 0.07 if k % 2 == 0 else 0.07), 2.0, 0.022, 0.022, (226, 190, 120))
            s.rect(a - 0.03, 2.7, b + 0.03, 2.78, mix(self.paint, (255, 240, 220), 0.2))
        x0 = self.side * 0.45
        a, b = min(x0, self.side * 1.25), max(x0, self.side * 1.25)
        for y in (2.02, 2.42):
            s.rect(a, y - 0.045, b, y, self.wood)
            x = a + 0.04
            while x < b - 0.12:
                tone = things.GOODS[int(self.rng.integers(6))]
                if self.rng.random() < 0.6:
                    s.rect(x, y, x + 0.11, y + 0.22, mix((236, 240, 236), tone, 0.5))
                    s.rect(x, y, x + 0.11, y + 0.13, tone, 0.8)
                    s.rect(x - 0.005, y + 0.22, x + 0.115, y + 0.26, self.wood)
                else:
                    s.ellipse(x + 0.06, y + 0.11, 0.06, 0.11, mix(tone, (250, 246, 236), 0.6))
                x += 0.15

    def _hood(self, s: Sheet, x: float) -> None:
        steel: Rgb = (196, 200, 204)
        s.ramp(
            [
                (x - 0.6, 1.98),
                (x + 0.6, 1.98),
                (x + 0.6, 2.08),
                (x + 0.22, 2.42),
                (x + 0.22, TALL),
                (x - 0.22, TALL),
                (x - 0.22, 2.42),
                (x - 0.6, 2.08),
            ],
            steel,
            dim(steel, 0.8),
        )
        s.poly([(x + 0.05, 2.42), (x + 0.22, 2.42), (x + 0.6, 2.08), (x + 0.3, 2.08)], dim(steel, 0.72))
        s.rect(x - 0.6, 1.96, x + 0.6, 2.0, (240, 242, 244))
        s.rect(x - 0.4, 1.95, x + 0.4, 1.975, (255, 236, 190), shine=True)

    def draw_side(self, s: Sheet) -> None:
        wall = mix(self.tile, (250, 240, 220), 0.4)
        s.rect(0, 0, 20, TALL, wall)
        s.rect(0, 0, 20, 0.1, dim(self.paint, 0.8))
        things.picture(s, self.rng, 4.2, 1.8, 0.5, 0.64, self.wood)
        s.rect(5.0, 0, 5.95, 2.2, mix(self.paint, (250, 244, 232), 0.7))
        s.rect(5.06, 1.0, 5.9, 2.14, mix(self.paint, (250, 244, 232), 0.82))
        s.rect(5.06, 0.06, 5.9, 0.94, mix(self.paint, (250, 244, 232), 0.82))
        s.line([(5.14, 1.1), (5.14, 1.7)], 0.03, (150, 150, 154))

    def worktop(self) -> Node:
        """Cupboards along the whole wall with the stove between them, the sink, bread, vegetables."""
        near, far, side = 6.0, BACK, self.side
        left, right = self.shell.wide(near)
        left, right = max(-HALF, left), min(HALF, right)
        s = self.shell.sheet(near, left, right, -0.05, 1.6)
        s.slab(left, right, 0.1, 0.88, near, far, self.paint)
        s.rect(left, 0.0, right, 0.1, (40, 34, 32))
        for x in np.arange(-HALF, HALF, 0.56):
            s.rect(x + 0.03, 0.14, x + 0.53, 0.66, mix(self.paint, (255, 250, 240), 0.08))
            s.line(
                [(x + 0.09, 0.2), (x + 0.47, 0.2), (x + 0.47, 0.6), (x + 0.09, 0.6)],
                0.018,
                dim(self.paint, 0.76),
                closed=True,
            )
            s.rect(x + 0.03, 0.69, x + 0.53, 0.85, mix(self.paint, (255, 250, 240), 0.08))
            s.rect(x + 0.2, 0.755, x + 0.36, 0.775, (226, 190, 120))
        s.slab(left, right, 0.88, 0.93, near - 0.04, far, dim(self.top, 0.85), self.top)
        self._stove(s, side * 1.9, near)
        self._sink(s, -side * 0.75)
        self._food(s)
        return self.shell.plate(s, 0, 0.9)

    def _stove(self, s: Sheet, x: float, near: float) -> None:
        iron: Rgb = (58, 60, 66)
        s.slab(x - 0.48, x + 0.48, 0.0, 0.92, near - 0.02, near + 0.56, (206, 208, 210), (70, 72, 78))
        s.rect(x - 0.42, 0.14, x + 0.42, 0.62, iron)
        s.rect(x - 0.34, 0.22, x + 0.34, 0.54, (30, 24, 24))
        s.ramp(
            [(x - 0.32, 0.24), (x + 0.32, 0.24), (x + 0.32, 0.52), (x - 0.32, 0.52)],
            (120, 56, 20),
            (236, 130, 46),
            shine=True,
        )
        s.rect(x - 0.2, 0.3, x + 0.2, 0.4, (150, 96, 50), shine=True)
        s.glow(x, 0.38, 0.7, 0.5, (255, 140, 50), 0.22)
        s.rect(x - 0.36, 0.64, x + 0.36, 0.67, (240, 240, 240))
        for k in range(5):
            s.ellipse(x - 0.34 + 0.17 * k, 0.79, 0.04, 0.04, iron)
        for dx, r, high, tone in ((-0.2, 0.19, 0.26, (196, 70, 52)), (0.24, 0.15, 0.16, (150, 154, 160))):
            s.rect(x + dx - r, 0.95, x + dx + r, 0.95 + high, tone)
            s.ellipse(x + dx, 0.95, r, 0.03, dim(tone, 0.7))
            s.rect(x + dx + r * 0.4, 0.95, x + dx + r, 0.95 + high, dim(tone, 0.7), 0.6)
            s.ellipse(x + dx, 0.95 + high, r, 0.035, dim(tone, 0.5))
            s.line([(x + dx - r, 0.95 + high * 0.7), (x + dx - r - 0.07, 0.95 + high * 0.7)], 0.03, dim(tone, 0.6))
            s.line([(x + dx + r, 0.95 + high * 0.7), (x + dx + r + 0.07, 0.95 + high * 0.7)], 0.03, dim(tone, 0.6))

    def _sink(self, s: Sheet, x: float) -> None:
        s.poly(
            [(x - 0.4, 0.935, 6.12), (x + 0.4, 0.935, 6.12), (x + 0.38, 0.935, 6.45), (x - 0.38, 0.935, 6.45)],
            (176, 182, 188),
        )
        tap = [(x, 0.94), (x, 1.24), (x + 0.04, 1.31), (x + 0.13, 1.31), (x + 0.16, 1.22)]
        s.line([(float(a), float(b)) for a, b in smooth(tap, 5)], 0.035, (206, 210, 216))
        things.pot_plant(s, self.rng, x - 0.75, 0.5, (200, 116, 80), (84, 140, 74), y=0.93)

    def _food(self, s: Sheet) -> None:
        """Bread on a board, tomatoes, a bowl, a jug."""
        x = -self.side * 2.25
        s.rect(x - 0.34, 0.93, x + 0.34, 0.96, dim(self.wood, 0.8))
        for k, dx in enumerate((-0.17, 0.12)):
            s.curve(
                smooth(
                    [
                        (x + dx - 0.15, 0.96),
                        (x + dx - 0.13, 1.06),
                        (x + dx, 1.11),
                        (x + dx + 0.13, 1.06),
                        (x + dx + 0.15, 0.96),
                    ],
                    5,
                ),
                ((206, 142, 78), (190, 122, 64))[k],
            )
            for c in (-0.06, 0.0, 0.06):
                s.line([(x + dx + c - 0.02, 1.03), (x + dx + c + 0.02, 1.085)], 0.016, (244, 206, 150))
        x = self.side * 0.75
        s.curve(smooth([(x - 0.19, 1.06), (x - 0.13, 0.94), (x + 0.13, 0.94), (x + 0.19, 1.06)], 5), (240, 236, 228))
        for k, tone in enumerate(((206, 58, 46), (230, 150, 50), (120, 160, 70), (206, 58, 46))):
            s.ellipse(x - 0.12 + 0.08 * k, 1.08 + 0.02 * (k % 2), 0.055, 0.052, tone)
            s.ellipse(x - 0.135 + 0.08 * k, 1.1 + 0.02 * (k % 2), 0.014, 0.012, (255, 255, 255), 0.7)
        x = self.side * 2.95
        for k in range(4):
            s.line([(x - 0.05 + 0.03 * k, 1.12), (x - 0.1 + 0.07 * k, 1.36)], 0.022, (176, 126, 80))
            s.ellipse(x - 0.1 + 0.07 * k, 1.38, 0.03, 0.045, (176, 126, 80))
        s.rect(x - 0.09, 0.93, x + 0.09, 1.14, (226, 222, 212))

    def flames(self, x: float) -> list[Node]:
        """Blue and yellow tongues under the pots, which dance."""
        nodes: list[Node] = []
        for n, dx in enumerate((-0.2, 0.24)):
            s = self.shell.sheet(5.95, x + dx - 0.5, x + dx + 0.5, 0.7, 1.3)
            for k in range(9):
                u = x + dx + (k - 4) * 0.034
                s.curve(
                    smooth(
                        [
                            (u - 0.016, 0.92),
                            (u - 0.008, 0.95),
                            (u, 0.975 + 0.01 * (k % 3)),
                            (u + 0.008, 0.95),
                            (u + 0.016, 0.92),
                        ],
                        3,
                        closed=True,
                    ),
                    (110, 160, 255),
                    shine=True,
                )
                s.ellipse(u, 0.955, 0.008, 0.016, (255, 226, 150), shine=True)
            s.glow(x + dx, 0.96, 0.42, 0.2, (120, 150, 255), 0.4)
            plate = self.shell.plate(s, x, 1.0, nearer=0.001, blur=0.0)
            nodes.append(
                Plate(plate.pixels, plate.x, plate.y, plate.depth, plate.scale, pulse=flicker(11.0, n * 2.0, 0.6))
            )
        return nodes

    def rack(self) -> list[Node]:
        """Pans and ladles on a rail, hanging."""
        z, c = 5.9, self.side * 0.85
        rail = self.shell.sheet(z, c - 0.9, c + 0.9, 1.7, 2.2)
        rail.line([(c - 0.55, 1.92), (c + 0.55, 1.92)], 0.03, (60, 56, 54))
        nodes: list[Node] = [self.shell.plate(rail, c, 1.8)]
        for k, dx in enumerate((-0.44, -0.16, 0.12, 0.4)):
            s = self.shell.sheet(z - 0.01, c + dx - 0.3, c + dx + 0.3, 1.2, 1.95)
            x, tone = c + dx, ((196, 112, 66), (70, 72, 78), (206, 128, 80), (176, 180, 186))[k]
            s.line([(x, 1.92), (x, 1.66)], 0.026, dim(tone, 0.75))
            r = (0.13, 0.15, 0.11, 0.07)[k]
            s.ellipse(x, 1.66 - r, r, r, tone)
            s.ellipse(x, 1.66 - r, r * 0.8, r * 0.8, dim(tone, 0.72))
            s.ellipse(x - r * 0.3, 1.66 - r * 0.7, r * 0.3, r * 0.22, (255, 240, 220), 0.4)
            nodes.append(Hanging.of(self.shell.plate(s, x, 1.5, nearer=0.001), 0.018 * s.k, 0.3 + 0.05 * k, k * 1.7))
        return nodes

    def cloth(self) -> list[Node]:
        """A short curtain over the window."""
        hole = self.shell.openings[0]
        s = self.shell.sheet(BACK - 0.02, hole.x0 - 0.3, hole.x1 + 0.3, 1.9, 2.7)
        for n in range(16):
            x = hole.x0 - 0.1 + (hole.x1 - hole.x0 + 0.2) * n / 15
            tone = dim(mix(self.paint, (255, 246, 230), 0.62), 0.86 + 0.16 * (n % 2))
            s.poly(
                [
                    (x - 0.075, 2.56),
                    (x + 0.075, 2.56),
                    (x + 0.08, 2.16 + 0.03 * (n % 2)),
                    (x - 0.08, 2.16 + 0.03 * (n % 2)),
                ],
                tone,
            )
        return [Hanging.of(self.shell.plate(s, 0, 2.2, nearer=0.004), 0.02 * s.k, 0.2)]

    def front(self) -> list[Node]:
        """Leaves close to the lens, soft."""
        return near_plant(self.shell, self.rng, -self.side, tall=0.66, pot=(196, 116, 82), leaf=(84, 136, 78))
