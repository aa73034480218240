"""A bedroom: bed with a quilt, lamp on the night table, toys, stars or rain behind the window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import barred, present
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, beam, curtains, motes
from ..kit.materials import boards, plain, rug
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, garden

BACK, HALF, TALL = 6.2, 3.7, 2.9
#: Wall, skirting, wood, quilt, curtains.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb, Rgb], ...] = (
    ((150, 178, 206), (240, 240, 236), (196, 150, 104), (236, 190, 110), (246, 236, 210)),
    ((232, 196, 190), (246, 238, 232), (176, 126, 88), (150, 110, 150), (250, 230, 224)),
    ((176, 196, 166), (240, 238, 224), (160, 114, 76), (206, 110, 90), (240, 226, 190)),
    ((120, 118, 160), (226, 222, 232), (186, 140, 104), (90, 140, 160), (206, 190, 226)),
)


class Bedroom(Indoors):
    name: ClassVar[str] = "bedroom"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "bedroom",
            "nursery",
            "dormitory",
            "dorm room",
            "hotel room",
            "in bed",
            "child's room",
            "kids' room",
            "playroom",
            "hospital room",
            "attic",
        ),
        "zh": ("卧室", "寝室", "宿舍", "儿童房", "婴儿房", "睡房", "酒店房间", "阁楼", "病房", "被窝"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("room",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        if context.shot.time is TimeOfDay.NIGHT:
            mood = replace(mood, window_strength=0.42, ambient=(0.24, 0.25, 0.38))
        side = side_of(context)
        x = -side * 1.2
        openings = (Opening(x0=x - 1.0, x1=x + 1.0, y0=0.95, y1=2.3, bars=(1, 1)),)
        warm: Rgb = (255, 190, 112)
        lamps = [
            *daylight(mood, BACK, openings),
            Lamp(x=side * 0.75, y=1.1, z=5.7, colour=warm, strength=0.6 * mood.lamps, reach=1.3),
            Lamp(x=0.0, y=1.0, z=4.2, colour=warm, strength=0.5 * mood.lamps, reach=1.8),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.16)
        return furnished(shell, Chamber(shell, mood).nodes(), mood, from_left=side > 0)


class Chamber(Furnisher):
    """Builds the nodes of one bedroom; the bed stands on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.skirting, self.wood, self.quilt, self.drape = pick(self.context, 1, PALETTES)

    def nodes(self) -> list[Node]:
        shell, hole = self.shell, self.shell.openings[0]
        floor = rug(
            boards(self.wood, 3),
            mix(self.quilt, (250, 240, 220), 0.45),
            self.quilt,
            (0.0, 4.1),
            (1.7, 0.75),
            round_=True,
        )
        return [
            *behind(shell, garden),
            shell.back_wall(self.draw_wall, (250, 248, 242)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(plain(mix(self.wall, (250, 248, 240), 0.7), 3, 0.03)),
            *curtains(shell, hole.x0, hole.x1, 0.5, 2.55, self.drape, wide=0.5),
            *([] if barred(self.shot, "table", "nightstand", "lamp") else [self.night_table()]),
            *([] if present(self.shot, "bed") else [self.bed()]),
            *([] if barred(self.shot, "toy", "teddy") else self.toys()),
            *self.mobile(),
            *self.moonbeam(),
            motes(self.context, count=26),
        ]

    def draw_wall(self, s: Sheet) -> None:
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, TALL), (-HALF, TALL)], dim(self.wall, 0.95), self.wall)
        for n, x in enumerate(np.arange(-HALF, HALF, 0.5)):
            for y in np.arange(0.5 + 0.25 * (n % 2), TALL - 0.2, 0.5):
                spikes = [
                    (x + r * math.cos(a), y + r * math.sin(a))
                    for a, r in ((k * math.pi / 5 + 0.3, 0.05 if k % 2 == 0 else 0.02) for k in range(10))
                ]
                s.poly([(float(a), float(b)) for a, b in spikes], mix(self.wall, (255, 250, 230), 0.4), 0.7)
        s.rect(-HALF, 0, HALF, 0.13, self.skirting)
        c = self.side * 2.15
        for n in range(3):
            things.picture(s, self.rng, c + (n - 1) * 0.68, 2.05 + 0.08 * (n % 2), 0.42, 0.5, self.wood)
        s.glow(self.side * 0.75, 1.2, 1.3, 1.1, (255, 186, 104), 0.15 * self.mood.lamps)

    def draw_side(self, s: Sheet) -> None:
        s.rect(0, 0, 9, TALL, self.wall)
        s.rect(0, 0, 9, 0.13, self.skirting)
        s.rect(3.5, 1.55, 5.1, 1.6, self.wood)
        things.books(s, self.rng, 3.55, 4.5, 1.6, 0.36)
        s.ellipse(4.75, 1.74, 0.14, 0.14, (206, 80, 70))

    def bed(self) -> Node:
        """A bed along the wall, its head to the outer side, with pillow and a quilt of patches."""
        near, far = 4.9, 6.0
        x0, x1 = sorted((self.side * 1.15, self.side * 3.3))
        head = x1 if self.side > 0 else x0
        s = self.shell.sheet(near, x0 - 0.5, x1 + 0.5, -0.1, 1.5)
        s.shadow((x0 + x1) / 2, near, 1.25, 0.5)
        s.slab(
            min(head, head - self.side * 0.1), max(head, head - self.side * 0.1), 0.0, 1.05, near - 0.02, far, self.wood
        )
        s.slab(x0, x1, 0.14, 0.32, near, far, dim(self.wood, 0.9))
        s.slab(x0 + 0.03, x1 - 0.03, 0.3, 0.52, near - 0.02, far, (244, 240, 232))
        cover = sorted((self.side * 1.1, self.side * 2.6))
        s.slab(cover[0], cover[1], 0.24, 0.58, near - 0.05, far, self.quilt)
        tones = (mix(self.quilt, (255, 250, 240), 0.45), dim(self.quilt, 0.82), mix(self.quilt, self.wall, 0.5))
        for i in range(5):
            for j in range(3):
                if (i + j) % 2:
                    continue
                a, b = cover[0] + (cover[1] - cover[0]) * i / 5, cover[0] + (cover[1] - cover[0]) * (i + 1) / 5
                d0, d1 = near - 0.05 + (far - near) * j / 3, near - 0.05 + (far - near) * (j + 1) / 3
                s.poly([(a, 0.582, d0), (b, 0.582, d0), (b, 0.582, d1), (a, 0.582, d1)], tones[(i + 2 * j) % 3])
            s.rect(
                cover[0] + (cover[1] - cover[0]) * i / 5,
                0.26,
                cover[0] + (cover[1] - cover[0]) * (i + 1) / 5,
                0.56,
                tones[(i + 1) % 3],
                0.55,
            )
        px = self.side * 2.92
        s.curve(
            smooth(
                [(px - 0.26, 0.54), (px - 0.24, 0.74), (px, 0.78), (px + 0.24, 0.74), (px + 0.26, 0.54)], 5, closed=True
            ),
            (250, 248, 242),
        )
        s.curve(
            smooth([(px - 0.2, 0.55), (px - 0.16, 0.64), (px + 0.16, 0.64), (px + 0.2, 0.55)], 5), (222, 218, 214), 0.6
        )
        for x in (x0 + 0.08, x1 - 0.08):
            s.rect(x - 0.05, 0.0, x + 0.05, 0.16, dim(self.wood, 0.7))
        return self.shell.plate(s, (x0 + x1) / 2, 0.7)

    def night_table(self) -> Node:
        x, z = self.side * 0.72, 5.75
        s = self.shell.sheet(z, x - 1.3, x + 1.3, -0.1, 2.2)
        s.shadow(x, z, 0.4)
        s.slab(x - 0.25, x + 0.25, 0.06, 0.55, z, z + 0.36, dim(self.wood, 0.95))
        for y in (0.2, 0.4):
            s.rect(x - 0.2, y - 0.07, x + 0.2, y + 0.07, dim(self.wood, 0.82))
            s.ellipse(x, y, 0.022, 0.022, (240, 206, 130))
        s.slab(x - 0.29, x + 0.29, 0.55, 0.59, z - 0.03, z + 0.38, self.wood)
        s.ellipse(x, 0.66, 0.08, 0.07, mix(self.quilt, (255, 255, 255), 0.3))
        s.rect(x - 0.012, 0.7, x + 0.012, 0.82, (110, 90, 70))
        cone = [(x - 0.17, 0.8), (x + 0.17, 0.8), (x + 0.1, 1.04), (x - 0.1, 1.04)]
        s.poly(cone, (246, 232, 204))
        if self.mood.lamps > 0.3:
            s.ramp(cone, dim((255, 214, 146), 0.6 + 0.4 * self.mood.lamps), (255, 240, 200), shine=True)
            s.glow(x, 0.9, 1.1, 1.0, (255, 186, 104), 0.18 * self.mood.lamps)
        s.rect(x + 0.1, 0.59, x + 0.24, 0.63, things.GOODS[1])
        return self.shell.plate(s, x, 0.8)

    def toys(self) -> list[Node]:
        """A chest with toys, blocks, a ball and a bear at the free side."""
        x, z = -self.side * 2.75, 5.2
        s = self.shell.sheet(z, x - 1.1, x + 1.1, -0.1, 1.6)
        s.shadow(x, z, 0.8)
        s.slab(x - 0.5, x + 0.5, 0.0, 0.42, z, z + 0.4, self.wood)
        s.slab(x - 0.53, x + 0.53, 0.42, 0.47, z - 0.03, z + 0.42, mix(self.wood, (255, 236, 200), 0.25))
        fur: Rgb = (176, 124, 80)
        for dx, y, rx, ry, tone in (
            (-0.2, 0.62, 0.15, 0.17, fur),
            (-0.2, 0.87, 0.13, 0.12, fur),
            (-0.31, 0.97, 0.05, 0.05, fur),
            (-0.09, 0.97, 0.05, 0.05, fur),
            (-0.2, 0.6, 0.09, 0.1, mix(fur, (255, 240, 210), 0.5)),
            (-0.2, 0.84, 0.055, 0.045, mix(fur, (255, 240, 210), 0.5)),
            (-0.33, 0.52, 0.08, 0.06, dim(fur, 0.9)),
            (-0.07, 0.52, 0.08, 0.06, dim(fur, 0.9)),
        ):
            s.ellipse(x + dx, y, rx, ry, tone)
        for dx in (-0.245, -0.155):
            s.ellipse(x + dx, 0.9, 0.016, 0.02, (40, 30, 28))
        s.ellipse(x - 0.2, 0.86, 0.02, 0.015, (40, 30, 28))
        for k, (dx, y) in enumerate(((0.12, 0.47), (0.3, 0.47), (0.2, 0.63))):
            s.rect(x + dx - 0.08, y, x + dx + 0.08, y + 0.16, things.GOODS[k])
            s.rect(x + dx - 0.05, y + 0.03, x + dx + 0.05, y + 0.13, mix(things.GOODS[k], (255, 255, 255), 0.5))
        bx = x + self.side * 0.82
        s.shadow(bx, z, 0.2)
        s.ellipse(bx, 0.15, 0.15, 0.15, (226, 84, 74))
        s.curve(
            smooth(
                [
                    (bx - 0.15, 0.15),
                    (bx - 0.05, 0.2),
                    (bx + 0.1, 0.26),
                    (bx + 0.13, 0.21),
                    (bx + 0.02, 0.12),
                    (bx - 0.13, 0.08),
                ],
                4,
                closed=True,
            ),
            (250, 240, 220),
        )
        s.ellipse(bx - 0.05, 0.21, 0.035, 0.03, (255, 255, 255), 0.6)
        return [self.shell.plate(s, x, 0.6)]

    def mobile(self) -> list[Node]:
        """Stars and a moon on threads that turn in the air."""
        x, z = self.side * 1.9, 5.5
        nodes: list[Node] = []
        for n, (dx, drop) in enumerate(((-0.34, 0.5), (0.0, 0.34), (0.34, 0.6))):
            s = self.shell.sheet(z, x + dx - 0.3, x + dx + 0.3, TALL - 0.9, TALL)
            y = TALL - drop
            s.line([(x + dx, TALL), (x + dx, y)], 0.008, (220, 214, 206))
            if n == 1:
                s.ellipse(x + dx, y - 0.1, 0.11, 0.11, (255, 232, 160))
                s.ellipse(x + dx + 0.05, y - 0.07, 0.09, 0.09, self.wall)
            else:
                star = [
                    (x + dx + r * math.sin(a), y - 0.08 + r * math.cos(a))
                    for a, r in ((k * math.pi / 5, 0.1 if k % 2 == 0 else 0.042) for k in range(10))
                ]
                s.poly([(float(a), float(b)) for a, b in star], (255, 222, 130))
            nodes.append(Hanging.of(self.shell.plate(s, x, 1.8), 0.05 * s.k, 0.16 + 0.03 * n, n * 2.0))
        return nodes

    def moonbeam(self) -> list[Node]:
        hole = self.shell.openings[0]
        if self.shot.weather is not Weather.CLEAR:
            return []
        sun = self.mood.sun or (-0.3 * self.side, 0.5)
        lean = -sun[0] * 2.4
        tone = self.shell.outside.rim if self.mood.sun else (130, 160, 240)
        shape = [(hole.x0, hole.y1), (hole.x1, hole.y1), (hole.x1 + lean, 0.0), (hole.x0 + lean, 0.0)]
        return [beam(self.shell, tone, 0.17 if self.mood.sun else 0.24, shape, 5.4)]
