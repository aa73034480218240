"""A concert hall seen from the stalls: organ pipes, a shell of wood, an orchestra at its desks, listeners in front."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import present, unwanted
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.audience import stalls
from ..kit.choice import pick
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, beam, motes
from ..kit.materials import boards, plain
from ..kit.mood import Mood, furnished, mood_of, walled
from ..kit.sheet import Sheet
from ..nodes import Plate, Sway

BACK, HALF, TALL = 9.6, 5.0, 5.4
#: Wood of the shell, velvet of the seats, metal of the pipes.
HALLS: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((196, 138, 84), (140, 34, 44), (216, 216, 220)),
    ((176, 112, 72), (44, 66, 118), (226, 190, 112)),
    ((206, 158, 104), (118, 50, 84), (206, 212, 222)),
)
LIGHT: Rgb = (255, 226, 178)
SKINS: tuple[Rgb, ...] = ((240, 200, 170), (206, 154, 120), (150, 104, 80))
HAIRS: tuple[Rgb, ...] = ((52, 38, 34), (108, 70, 46), (36, 32, 40), (170, 128, 80))
#: House and stage light by time: a matinee is brighter than an evening.
AMBIENTS: dict[TimeOfDay, tuple[float, float, float]] = {
    TimeOfDay.DAY: (0.62, 0.59, 0.57),
    TimeOfDay.SUNSET: (0.50, 0.38, 0.29),
    TimeOfDay.NIGHT: (0.31, 0.28, 0.32),
}


class ConcertHall(Indoors):
    name: ClassVar[str] = "concert_hall"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "concert hall",
            "symphony hall",
            "orchestra hall",
            "recital",
            "recital hall",
            "philharmonic",
            "music hall",
        ),
        "zh": ("音乐厅", "交响音乐厅", "音乐会", "演奏厅", "交响乐团", "独奏会"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.70, bottom=0.83), "air": Zone(top=0.18, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("theatre",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR})

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        lamps = [
            Lamp(x=0.0, y=2.0, z=5.0, colour=LIGHT, strength=0.62, reach=2.2),
            *(Lamp(x=x, y=1.6, z=6.6, colour=LIGHT, strength=0.5, reach=2.0) for x in (-2.6, 2.6)),
            Lamp(x=0.0, y=3.6, z=8.6, colour=(255, 206, 150), strength=0.5, reach=2.4),
            *(Lamp(x=x, y=4.2, z=7.0, colour=(255, 190, 120), strength=0.34, reach=1.8) for x in (-4.4, 4.4)),
        ]
        ambient = AMBIENTS[context.shot.time]
        size = (BACK, HALF, TALL)
        shell = walled(context, mood, size, lamps=lamps, openings=(), gloss=0.0, haze=(72, 54, 44), ambient=ambient)
        return furnished(shell, House(shell, mood).nodes(), mood, warm=LIGHT, vignette=0.46)


class House(Furnisher):
    """Builds the nodes of one concert."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wood, self.velvet, self.metal = pick(self.context, 1, HALLS)

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shot
        alone = unwanted(shot, "people")
        return [
            shell.back_wall(self.draw_wall),
            *self.side_walls(self.draw_side),
            shell.floor(boards(mix(self.wood, (226, 170, 110), 0.5), self.context.seed, 0.13)),
            *shell.ceiling(plain(dim(self.wood, 0.6))),
            self.risers(),
            *self.reflectors(),
            *(self.desks(8.0, 2, alone=alone) + self.desks(6.6, 1, alone=alone)),
            *([] if present(shot, "piano", "grand piano") else [self.piano()]),
            self.edge(),
            *self.beams(),
            *([] if alone else stalls(shell, self.velvet, LIGHT, self.context.seed % 12)),
            motes(self.context, LIGHT, 50, 0.5),
        ]

    def draw_wall(self, s: Sheet) -> None:
        self._panels(s, -HALF, HALF, 0.34)
        s.rect(-3.3, 1.9, 3.3, TALL, dim(self.wood, 0.5))
        s.glow(0, 3.6, 3.2, 2.2, (255, 206, 140), 0.24)
        self._organ(s)
        s.slab(-3.5, 3.5, 1.72, 1.92, BACK - 0.4, BACK, mix(self.wood, (255, 230, 190), 0.14))
        s.rect(-3.4, 1.3, 3.4, 1.72, dim(self.wood, 0.8))
        for x in np.arange(-3.3, 3.3, 0.3):
            s.rect(x, 1.36, x + 0.22, 1.66, dim(self.wood, 0.62))
        s.rect(-3.4, 1.24, 3.4, 1.3, (226, 184, 108))

    def _panels(self, s: Sheet, x0: float, x1: float, pitch: float) -> None:
        """Upright panels of wood, each a little turned, a line of light above the foot."""
        s.rect(x0, 0, x1, TALL, dim(self.wood, 0.8))
        for n, x in enumerate(np.arange(x0, x1, pitch)):
            tone = dim(self.wood, 0.72 + 0.3 * (0.5 + 0.5 * math.sin(n * 1.7)))
            s.ramp([(x, 0.3), (x + pitch - 0.02, 0.3), (x + pitch - 0.02, TALL), (x, TALL)], dim(tone, 0.8), tone)
            s.rect(x + pitch - 0.05, 0.3, x + pitch - 0.015, TALL, dim(self.wood, 0.42))
            s.rect(x, 0.3, x + 0.02, TALL, mix(tone, (255, 230, 190), 0.3), 0.7)
        s.rect(x0, 0, x1, 0.3, dim(self.wood, 0.5))
        s.rect(x0, 0.28, x1, 0.31, (255, 214, 150), 0.9, shine=True)

    def _organ(self, s: Sheet) -> None:
        """Towers and fields of pipes, the tallest at both ends and in the middle."""
        for n, x in enumerate(np.linspace(-3.0, 3.0, 49)):
            far = abs(x)
            tower = 1.0 if far < 0.42 or far > 2.3 else 0.0
            swell = 0.5 + 0.5 * math.cos(far * 2.6)
            high = 3.1 + 0.34 * tower + 1.0 * swell
            wide = 0.055 + 0.014 * tower
            tone = dim(self.metal, 0.78 + 0.16 * (n % 2))
            s.rect(x - wide, 2.1, x + wide, high + 0.5, tone)
            s.rect(x - wide, 2.1, x - wide * 0.4, high + 0.5, dim(self.metal, 0.5))
            s.rect(x - wide * 0.1, 2.1, x + wide * 0.3, high + 0.5, mix(tone, (255, 255, 255), 0.55), 0.8)
            s.poly([(x - wide, 2.1), (x + wide, 2.1), (x, 1.92)], dim(tone, 0.7))
            s.rect(x - wide * 0.6, 2.22, x + wide * 0.6, 2.3, (40, 30, 30))
        for x in (-3.12, -2.22, -0.5, 0.5, 2.22, 3.12):
            s.rect(x - 0.05, 1.92, x + 0.05, 5.2, dim(self.wood, 0.7))
            s.rect(x - 0.05, 1.92, x - 0.02, 5.2, mix(self.wood, (255, 230, 190), 0.3))
        s.rect(-3.1, 2.86, 3.1, 2.94, dim(self.wood, 0.75))

    def draw_side(self, s: Sheet) -> None:
        self._panels(s, 0, BACK, 0.42)
        # A balcony runs along the wall, lamps under its edge.
        s.rect(0, 2.7, BACK, 3.4, mix(self.wood, (255, 236, 206), 0.35))
        s.rect(0, 2.6, BACK, 2.72, dim(self.wood, 0.5))
        s.rect(0, 3.4, BACK, 3.46, (226, 184, 108))
        s.rect(0, 3.46, BACK, 4.5, dim(self.wood, 0.36))
        for z in np.arange(3.0, BACK, 0.9):
            s.ellipse(z, 2.58, 0.06, 0.04, (255, 236, 196), shine=True)
            s.glow(z, 2.4, 0.6, 0.6, LIGHT, 0.3)
            s.rect(z + 0.42, 2.74, z + 0.46, 3.4, dim(self.wood, 0.72))

    def risers(self) -> Node:
        """Two low steps on which the rear desks stand."""
        s = self.shell.sheet(7.2, -4.6, 4.6, -0.05, 0.8)
        tone = mix(self.wood, (230, 180, 120), 0.3)
        s.slab(-4.3, 4.3, 0.0, 0.18, 7.4, BACK - 0.1, dim(tone, 0.7), dim(tone, 0.92))
        s.slab(-3.9, 3.9, 0.18, 0.36, 8.5, BACK - 0.1, dim(tone, 0.7), tone)
        return self.shell.plate(s, 0, 0.4)

    def desks(self, z: float, row: int, *, alone: bool) -> list[Node]:
        """One arc of players at their stands, the middle left free; empty chairs where nobody is wanted."""
        nodes: list[Node] = []
        places = [x for x in np.linspace(-3.7, 3.7, 9 if row == 2 else 7) if abs(x) > (0.7 if row == 2 else 1.5)]
        for half in (0, 1):
            s = self.shell.sheet(z, -4.6, 4.6, -0.1, 2.1)
            for n, x in enumerate(places):
                if n % 2 == half:
                    self._desk(s, float(x), 0.2 if row == 2 else 0.0, n + 3 * row, alone=alone)
            plate = self.shell.plate(s, 0, 1.1, nearer=0.001 * half)
            foot = self.shell.at(0, 0.3, z)[1]
            sway = None if alone else Sway(reach=0.03 * s.k, speed=0.42, foot=foot, phase=half * 2.4 + row)
            nodes.append(Plate(plate.pixels, plate.x, plate.y, plate.depth, plate.scale, sway=sway))
        return nodes

    def _desk(self, s: Sheet, x: float, y: float, n: int, *, alone: bool) -> None:
        inward = -1 if x > 0 else 1
        s.shadow(x, s.z, 0.42, 0.4)
        for dx in (-0.17, 0.17):
            s.line([(x + dx, y), (x + dx * 0.8, y + 0.46)], 0.03, (40, 34, 36))
        s.rect(x - 0.2, y + 0.44, x + 0.2, y + 0.49, (60, 42, 38))
        s.rect(x - 0.19, y + 0.5, x + 0.19, y + 0.95, (52, 38, 36))
        if not alone:
            self._player(s, x, y, n, inward)
        stand = x + inward * 0.5
        s.line([(stand - 0.1, y), (stand, y + 0.12), (stand + 0.1, y)], 0.02, (34, 32, 36))
        s.line([(stand, y + 0.1), (stand, y + 0.92)], 0.02, (34, 32, 36))
        s.poly(
            [(stand - 0.2, y + 0.88), (stand + 0.2, y + 0.88), (stand + 0.17, y + 1.14), (stand - 0.17, y + 1.14)],
            (30, 28, 32),
        )
        s.poly(
            [(stand - 0.16, y + 0.91), (stand + 0.16, y + 0.91), (stand + 0.14, y + 1.11), (stand - 0.14, y + 1.11)],
            (250, 244, 226),
        )

    def _player(self, s: Sheet, x: float, y: float, n: int, inward: int) -> None:
        """Somebody in black with a violin, a cello or a horn."""
        black: Rgb = (38, 36, 44)
        body = [(-0.24, 0.46), (-0.26, 0.9), (-0.16, 1.1), (0.16, 1.1), (0.26, 0.9), (0.24, 0.46)]
        s.curve(smooth([(x + a, y + b) for a, b in body], 5), black)
        s.poly(
            [
                (x - 0.24, y + 0.56),
                (x + 0.24, y + 0.56),
                (x + 0.2 + inward * 0.1, y + 0.3),
                (x - 0.2 + inward * 0.1, y + 0.3),
            ],
            dim(black, 0.8),
        )
        for dx in (-0.12, 0.12):
            s.line([(x + dx + inward * 0.08, y + 0.36), (x + dx + inward * 0.06, y + 0.02)], 0.11, dim(black, 0.7))
        s.poly([(x - 0.07, y + 1.1), (x + 0.07, y + 1.1), (x, y + 0.82)], (246, 242, 236))
        skin, hair = SKINS[n % 3], HAIRS[(n * 5 + 1) % 4]
        s.rect(x - 0.05, y + 1.06, x + 0.05, y + 1.18, dim(skin, 0.85))
        s.ellipse(x, y + 1.3, 0.125, 0.15, hair)
        if n % 2:
            s.ellipse(x - inward * 0.07, y + 1.2, 0.1, 0.18, hair)
        s.ellipse(x + inward * 0.025, y + 1.26, 0.1, 0.12, skin)
        wood: Rgb = (170, 92, 46)
        if n % 3 == 0:
            s.ellipse(x + inward * 0.1, y + 0.6, 0.2, 0.16, wood)
            s.ellipse(x + inward * 0.1, y + 0.8, 0.14, 0.12, dim(wood, 1.12))
            s.line([(x + inward * 0.1, y + 0.5), (x + inward * 0.02, y + 1.3)], 0.035, (60, 38, 30))
            s.line([(x - 0.22, y + 0.66), (x + 0.34, y + 0.76)], 0.014, (236, 220, 190))
        else:
            s.poly(
                [
                    (x + inward * 0.05, y + 1.1),
                    (x + inward * 0.26, y + 1.02),
                    (x + inward * 0.3, y + 1.12),
                    (x + inward * 0.08, y + 1.2),
                ],
                wood,
            )
            s.line([(x + inward * 0.26, y + 1.07), (x + inward * 0.46, y + 1.02)], 0.028, (60, 38, 30))
            s.line([(x - inward * 0.1, y + 1.0), (x + inward * 0.34, y + 1.26)], 0.014, (236, 220, 190))
        s.line(
            [(x - 0.22, y + 0.98), (x - 0.16 + inward * 0.06, y + 0.76), (x + inward * 0.16, y + 0.98)],
            0.085,
            dim(black, 1.2),
        )
        s.ellipse(x + inward * 0.17, y + 1.0, 0.045, 0.04, skin)

    def piano(self) -> Node:
        """A grand piano at the side of the stage, its lid up."""
        z, x = 5.9, self.side * 3.15
        s = self.shell.sheet(z, x - 1.5, x + 1.5, -0.1, 2.2)
        lacquer, shine = (30, 28, 34), (150, 140, 136)
        d = -self.side
        s.shadow(x, z + 0.3, 1.1, 0.55)
        for dx, dz in ((-0.7, 0.1), (0.68, 0.1), (0.1, 1.0)):
            s.line([(x + dx, 0.0, z + dz), (x + dx, 0.68, z + dz)], 0.09, lacquer)
        lid = [
            (x - d * 0.75, 1.02, z + 0.9),
            (x + d * 0.55, 1.02, z + 0.9),
            (x + d * 0.7, 1.95, z + 1.0),
            (x - d * 0.35, 1.9, z + 1.0),
            (x - d * 0.8, 1.5, z + 1.0),
        ]
        s.poly(lid, (44, 40, 46))
        s.line([lid[2], lid[3], lid[4]], 0.025, shine)
        s.line([(x + d * 0.4, 1.02, z + 0.3), (x + d * 0.55, 1.8, z + 0.95)], 0.02, shine)
        s.slab(x - 0.85, x + 0.85, 0.66, 1.0, z, z + 0.95, lacquer, (176, 132, 70))
        s.rect(x - 0.85, 0.95, x + 0.85, 0.98, shine, 0.8)
        s.poly([(x + d * 0.5, 0.7), (x + d * 0.82, 0.7), (x + d * 0.82, 0.94), (x + d * 0.62, 0.94)], shine, 0.18)
        s.slab(
            min(x + d * 0.85, x + d * 1.12),
            max(x + d * 0.85, x + d * 1.12),
            0.68,
            0.78,
            z,
            z + 0.9,
            lacquer,
            (246, 242, 234),
        )
        return self.shell.plate(s, x, 1.0)

    def reflectors(self) -> list[Node]:
        """Curved wings of wood over the stage, lamps in them."""
        nodes: list[Node] = []
        for n, (z, y) in enumerate(((8.4, 4.75), (6.8, 4.2))):
            for k, x in enumerate((-2.6, 0.0, 2.6)):
                s = self.shell.sheet(z, x - 1.4, x + 1.4, y - 0.4, TALL + 0.4)
                for dx in (-0.8, 0.8):
                    s.line([(x + dx, y), (x + dx, TALL + 0.4)], 0.012, (60, 50, 46))
                wing = smooth([(x - 1.15, y + 0.1), (x - 0.5, y - 0.06), (x + 0.5, y - 0.06), (x + 1.15, y + 0.1)], 6)
                under = [(float(a), float(b)) for a, b in wing]
                s.poly(
                    [*under, (x + 0.95, y + 0.22), (x - 0.95, y + 0.22)],
                    mix(self.wood, (255, 226, 180), 0.3 + 0.1 * (k == 1)),
                )
                s.line(under, 0.03, dim(self.wood, 0.6))
                for dx in (-0.55, 0.0, 0.55):
                    s.ellipse(x + dx, y - 0.03, 0.06, 0.03, (255, 244, 214), shine=True)
                    s.glow(x + dx, y - 0.1, 0.4, 0.34, LIGHT, 0.34)
                nodes.append(self.shell.plate(s, x, y - 0.6, nearer=0.0005 * n))
        return nodes

    def edge(self) -> Node:
        """The edge of the platform towards the hall."""
        z = 3.02
        left, right = self.shell.wide(z)
        s = self.shell.sheet(z, left, right, -0.5, 0.05, 1.0)
        s.ramp([(left, -0.5), (right, -0.5), (right, 0.0), (left, 0.0)], dim(self.wood, 0.7), dim(self.wood, 0.24))
        s.rect(left, -0.03, right, 0.0, mix(self.wood, (255, 230, 180), 0.5))
        return self.shell.plate(s, 0, 0.2, blur=0.5 * self.context.unit)

    def beams(self) -> list[Node]:
        """Soft cones of light from the wings."""
        level = 0.3 - 0.14 * (self.shot.time is TimeOfDay.DAY)
        nodes: list[Node] = []
        for n, (x, foot) in enumerate(((-2.6, -1.6), (0.0, 0.1), (2.6, 1.6))):
            shape = [(x - 0.1, 4.2), (x + 0.1, 4.2), (foot + 1.0, 0.0), (foot - 1.0, 0.0)]
            nodes.append(Hanging.of(beam(self.shell, LIGHT, level, shape, 5.4), 0.02 * self.shell.metre, 0.05, n * 1.7))
        return nodes
