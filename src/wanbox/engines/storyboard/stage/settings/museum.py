"""A museum: pale stone rooms under a skylight, framed paintings, statues on plinths, a bench, people who look."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import barred, present, unwanted
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.choice import chosen, pick
from ..kit.furnisher import Furnisher, Indoors
from ..kit.gallery import bust, column_vase, painting, torso
from ..kit.halls import lit_patches
from ..kit.interior import Lamp, Material, Numbers, Shell
from ..kit.interior_life import beam, motes
from ..kit.materials import boards, tiles
from ..kit.mood import Mood, furnished, mood_of, walled
from ..kit.sheet import Sheet
from ..kit.street_life import passer_by
from ..nodes import Mover, Pose

BACK, HALF, TALL = 8.8, 4.5, 4.1
#: Upper wall, skirting and door cases, frames.
ROOMS: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((232, 228, 220), (196, 188, 178), (198, 156, 84)),
    ((148, 62, 60), (222, 208, 184), (214, 172, 92)),
    ((92, 116, 122), (224, 220, 208), (206, 166, 92)),
    ((118, 134, 108), (226, 218, 200), (190, 146, 78)),
)
WARM: Rgb = (255, 226, 184)


class Museum(Indoors):
    name: ClassVar[str] = "museum"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("museum", "art gallery", "gallery", "exhibition", "art museum", "exhibition hall", "in the museum"),
        "zh": ("博物馆", "美术馆", "画廊", "展览馆", "展厅", "艺术馆", "博物院", "画展"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.18, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("library",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        spots = 0.3 + 0.75 * mood.lamps
        lamps = [
            Lamp(x=0.0, y=3.6, z=5.6, colour=mood.window, strength=0.75 * mood.window_strength, reach=3.4),
            *(Lamp(x=x, y=2.2, z=8.0, colour=WARM, strength=0.55 * spots, reach=1.4) for x in (-2.9, 2.9)),
            *(Lamp(x=x, y=1.6, z=6.0, colour=WARM, strength=0.4 * spots, reach=1.5) for x in (-3.4, 3.4)),
            Lamp(x=0.0, y=1.4, z=4.3, colour=WARM, strength=0.3 * spots, reach=2.0),
            Lamp(x=0.0, y=1.4, z=9.4, colour=WARM, strength=0.5 * spots, reach=1.6),
        ]
        size = (BACK, HALF, TALL)
        shell = walled(context, mood, size, lamps=lamps, openings=(), gloss=0.0, haze=(96, 90, 90))
        return furnished(shell, Room(shell, mood).nodes(), mood, vignette=0.36)


class Room(Furnisher):
    """Builds the nodes of one museum."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.trim, self.gilt = pick(self.context, 1, ROOMS)
        self.night = self.shot.time is TimeOfDay.NIGHT

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shot
        return [
            shell.back_wall(self.draw_wall),
            *([] if unwanted(shot, "people") else [self.visitor()]),
            *self.side_walls(self.draw_side),
            self.floor(),
            *shell.ceiling(self.skylight()),
            *([] if barred(shot, "statue", "sculpture") else self.statues()),
            *([] if present(shot, "bench") else [self.bench()]),
            *self.spots(),
            self.rope(),
            motes(self.context, count=46, alpha=0.5),
        ]

    def floor(self) -> Node:
        """Polished boards or marble; the skylight lies on it while the sun shines."""
        base = (
            boards((176, 126, 84), self.context.seed, 0.14)
            if chosen(self.context, 2) % 2
            else tiles((228, 222, 212), (176, 166, 156), 0.8)
        )
        sun = self.shell.outside.rim if self.mood.sun else (0.0, 0.0, 0.0)
        squares = [(self.side * (1.1 * i - 0.4), 5.2 + 1.25 * j, 0.46, 0.5, sun) for i in range(3) for j in range(3)]
        return self.shell.floor(lit_patches(base, squares, 0.3))

    def skylight(self) -> Material:
        """A coved ceiling whose middle is glass."""
        high, low = self.shell.outside.sky[0][1], self.shell.outside.sky[-1][1]
        glass = mix(mix(high, low, 0.6), (255, 255, 255), 0.2)
        plaster = np.array(mix(self.trim, (255, 255, 255), 0.4), np.float32)

        def made(x: Numbers, z: Numbers) -> Numbers:
            inner = np.clip((2.3 - np.abs(x)) * 9, 0, 1) * np.clip((z - 2.2) * 9, 0, 1) * np.clip((7.9 - z) * 9, 0, 1)
            bars = np.minimum(
                np.abs(x / 0.92 - np.round(x / 0.92)) * 0.92, np.abs(z / 0.95 - np.round(z / 0.95)) * 0.95
            )
            pane = (inner * np.clip((bars - 0.035) * 30, 0, 1))[..., None]
            cove = (0.8 + 0.2 * np.clip((np.abs(x) - 2.3) / 1.6, 0, 1))[..., None]
            return np.asarray(plaster * cove * (1 - pane) + np.array(glass, np.float32) * 1.25 * pane, np.float32)

        return made

    def draw_wall(self, s: Sheet) -> None:
        self._walling(s, -HALF, HALF)
        self._doorway(s)
        for x in (-2.9, 2.9):
            painting(s, self.rng, x, 1.95, 1.75, 1.3, self.gilt)
            s.rect(x - 0.34, 0.98, x - 0.06, 1.12, (246, 244, 238))
            s.glow(x, 2.2, 1.5, 1.2, WARM, 0.14 + 0.14 * self.mood.lamps)

    def _walling(self, s: Sheet, x0: float, x1: float) -> None:
        s.ramp([(x0, 0), (x1, 0), (x1, TALL), (x0, TALL)], dim(self.wall, 0.92), self.wall)
        s.rect(x0, 0, x1, 0.34, self.trim)
        s.rect(x0, 0.34, x1, 0.4, mix(self.trim, (255, 255, 255), 0.5))
        s.rect(x0, 0.3, x1, 0.34, dim(self.trim, 0.75))
        s.ramp(
            [(x0, TALL - 0.4), (x1, TALL - 0.4), (x1, TALL), (x0, TALL)],
            mix(self.trim, (255, 255, 255), 0.5),
            self.trim,
        )
        for y in (TALL - 0.42, TALL - 0.2):
            s.rect(x0, y, x1, y + 0.04, dim(self.trim, 0.78))
        s.rect(x0, 3.36, x1, 3.4, (206, 168, 96))

    def _doorway(self, s: Sheet) -> None:
        """An open doorway to the next room, a picture on the wall there."""
        case = mix(self.trim, (255, 255, 255), 0.35)
        s.rect(-1.25, 0, 1.25, 3.2, case)
        s.rect(-1.17, 0, -1.12, 3.1, dim(case, 0.72))
        s.rect(1.12, 0, 1.17, 3.1, dim(case, 0.72))
        s.rect(-1.4, 3.1, 1.4, 3.3, mix(case, (255, 255, 255), 0.3))
        s.rect(-1.4, 3.06, 1.4, 3.1, dim(case, 0.7))
        other = ROOMS[(chosen(self.context, 1) + 2) % len(ROOMS)][0]
        s.ramp([(-0.98, 0), (0.98, 0), (0.98, 3.0), (-0.98, 3.0)], dim(other, 0.85), other)
        s.poly([(-0.98, 0), (0.98, 0), (0.72, 0.26), (-0.72, 0.26)], dim(self.trim, 0.66))
        s.poly([(-0.98, 0), (-0.72, 0.26), (-0.72, 2.75), (-0.98, 3.0)], dim(other, 0.62))
        s.poly([(0.98, 0), (0.72, 0.26), (0.72, 2.75), (0.98, 3.0)], dim(other, 0.7))
        s.poly([(-0.98, 3.0), (0.98, 3.0), (0.72, 2.75), (-0.72, 2.75)], mix(other, (255, 255, 255), 0.5))
        painting(s, self.rng, 0, 1.6, 0.8, 0.95, self.gilt)
        s.glow(0, 1.9, 1.0, 1.2, WARM, 0.22 + 0.14 * self.mood.lamps)

    def draw_side(self, s: Sheet) -> None:
        self._walling(s, 0, BACK)
        for n, z in enumerate((3.3, 4.9, 6.4, 7.85)):
            wide, high = ((1.05, 1.25), (1.2, 0.9), (0.9, 1.15), (1.1, 0.85))[(n + self.side) % 4]
            painting(s, self.rng, z, 1.95, wide, high, self.gilt)
            s.glow(z, 2.2, 1.0, 1.0, WARM, 0.1 + 0.12 * self.mood.lamps)

    def visitor(self) -> Node:
        """Somebody who passes behind the doorway, stops at the picture, and goes on."""
        z, scale = BACK + 1.2, 1.4
        tall = 1.68 * self.shell.metre * self.shell.q(z)
        air = replace(self.shell.air, ambient=self.shell.lit(0.0, 1.4, BACK))
        pictures = [
            air.settle(c, self.shell.depth(z), haze=0.06) for c in passer_by(self.rng, tall, scale, umbrella=False)
        ]
        y = self.shell.at(0, 0, z)[1]
        x0, x1 = (self.shell.at(side * 0.74, 0, z)[0] for side in (-self.side, self.side))

        def pose(t: float) -> Pose:
            way, turned = 0.5 + 0.36 * math.sin(0.35 * t - 0.6), (math.cos(0.35 * t - 0.6) < 0) is (x1 > x0)
            return Pose(x=x0 + (x1 - x0) * way, y=y, picture=int(way * 14) % 8 + (8 if turned else 0))

        back = [np.ascontiguousarray(picture[:, ::-1]) for picture in pictures]
        return Mover([*pictures, *back], pose, self.shell.depth(BACK) + 0.0005, scale)

    def statues(self) -> list[Node]:
        """A bust, a torso and a tall vase on their plinths, each in its own light."""
        pale: Rgb = (236, 232, 224)
        nodes: list[Node] = []
        things = (bust, column_vase, torso, bust)
        spots = ((-2.35, 7.2), (2.35, 7.2), (-3.0, 5.1), (3.0, 5.1))
        for n, (x, z) in enumerate(spots):
            s = self.shell.sheet(z, x - 1.0, x + 1.0, -0.1, 2.5)
            s.shadow(x, z, 0.62, 0.5)
            s.slab(x - 0.36, x + 0.36, 0.0, 0.1, z - 0.36, z + 0.36, dim(pale, 0.84))
            s.slab(x - 0.3, x + 0.3, 0.1, 0.92, z - 0.3, z + 0.3, dim(pale, 0.95))
            s.slab(x - 0.35, x + 0.35, 0.92, 1.0, z - 0.35, z + 0.35, pale)
            s.rect(x - 0.14, 0.6, x + 0.14, 0.72, (206, 170, 100))
            things[(n + self.context.seed) % 4](s, x, 1.0, 1 if x < 0 else -1, self.rng)
            s.glow(x, 2.3, 0.9, 0.9, WARM, 0.06 + 0.1 * self.mood.lamps)
            nodes.append(self.shell.plate(s, x, 1.4))
        return nodes

    def bench(self) -> Node:
        """A padded bench in the middle of the room."""
        z = 6.4
        s = self.shell.sheet(z, -1.4, 1.4, -0.1, 0.8)
        s.shadow(0, z, 1.2, 0.5)
        for x in (-0.85, 0.85):
            s.slab(x - 0.05, x + 0.05, 0.0, 0.34, z - 0.24, z + 0.24, (72, 56, 46))
        s.slab(-1.0, 1.0, 0.32, 0.46, z - 0.28, z + 0.28, (96, 62, 54), (138, 92, 78))
        for x in (-0.5, 0.0, 0.5):
            s.line([(x, 0.46, z - 0.28), (x, 0.46, z + 0.28)], 0.015, (84, 52, 46))
        return self.shell.plate(s, 0, 0.5)

    def rope(self) -> Node:
        """Brass posts with a velvet rope before the paintings."""
        z = 8.1
        s = self.shell.sheet(z, -4.4, 4.4, -0.05, 1.1)
        brass: Rgb = (224, 184, 104)
        for side in (-1, 1):
            posts = [side * x for x in (1.7, 2.9, 4.1)]
            for a, b in pairwise(posts):
                rope = smooth(
                    [
                        (a, 0.82),
                        (a * 0.75 + b * 0.25, 0.64),
                        ((a + b) / 2, 0.58),
                        (a * 0.25 + b * 0.75, 0.64),
                        (b, 0.82),
                    ],
                    5,
                )
                s.line([(float(u), float(v)) for u, v in rope], 0.05, (150, 36, 46))
            for x in posts:
                s.ellipse(x, 0.02, 0.15, 0.035, dim(brass, 0.6))
                s.rect(x - 0.02, 0.02, x + 0.02, 0.88, brass)
                s.ellipse(x, 0.9, 0.04, 0.045, mix(brass, (255, 255, 255), 0.4))
        return self.shell.plate(s, 0, 0.8)

    def spots(self) -> list[Node]:
        """Cones of light on the statues; daylight from above while there is some."""
        shell = self.shell
        level = 0.04 + 0.12 * self.mood.lamps
        nodes: list[Node] = [
            beam(shell, WARM, level, [(x - 0.06, 3.9), (x + 0.06, 3.9), (x + 0.5, 1.0), (x - 0.5, 1.0)], z - 0.1)
            for x, z in ((-2.35, 7.2), (2.35, 7.2), (-3.0, 5.1), (3.0, 5.1))
        ]
        if not self.night and self.shot.weather is Weather.CLEAR:
            lean = self.side * 1.5
            shape = [(-1.9, TALL), (1.9, TALL), (2.2 + lean, 0.0), (-1.6 + lean, 0.0)]
            nodes.append(beam(shell, shell.outside.rim, 0.16, shape, 6.6))
        return nodes
