"""The nave of a church: pillars and pews to an altar with candles, coloured glass and its light on the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..absent import barred, present
from ..brush import dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.choice import pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.halls import arch, flames, lit_patches, masonry, pillar, shine_of, slanting, stained
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import motes
from ..kit.materials import plain, rug, tiles
from ..kit.mood import Mood, furnished, mood_of, walled
from ..kit.sheet import Sheet

BACK, HALF, TALL = 12.4, 4.7, 6.8
GLASSES: tuple[tuple[Rgb, ...], ...] = (
    ((56, 96, 214), (214, 48, 58), (246, 192, 74), (60, 160, 116), (126, 66, 176)),
    ((220, 70, 62), (250, 176, 66), (62, 120, 206), (236, 226, 190), (70, 150, 130)),
    ((66, 150, 196), (108, 84, 196), (240, 206, 110), (206, 76, 122), (84, 180, 150)),
)
STONES: tuple[Rgb, ...] = ((214, 202, 184), (200, 196, 194), (208, 188, 164))
WOOD: Rgb = (122, 78, 48)
CANDLE: Rgb = (255, 190, 112)
PILLARS = (5.6, 7.7, 9.8)
PEWS = (5.3, 6.3, 7.3, 8.3)


class Church(Indoors):
    name: ClassVar[str] = "church"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("church", "cathedral", "chapel", "nave", "abbey", "inside a church", "mosque", "altar", "pews"),
        "zh": ("教堂", "大教堂", "礼拜堂", "小教堂", "教堂里", "修道院", "清真寺"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.16, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("library",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        lamps = [
            Lamp(x=0.0, y=1.4, z=11.2, colour=CANDLE, strength=0.4 + 0.5 * mood.lamps, reach=2.2),
            Lamp(x=0.0, y=4.6, z=11.4, colour=mood.window, strength=0.8 * mood.window_strength, reach=2.4),
            Lamp(x=side * 3.8, y=3.6, z=7.6, colour=mood.window, strength=0.9 * mood.window_strength, reach=2.8),
            Lamp(x=0.0, y=1.6, z=4.4, colour=CANDLE, strength=0.2 + 0.4 * mood.lamps, reach=2.2),
            *(Lamp(x=s * 2.9, y=1.5, z=5.4, colour=CANDLE, strength=0.5 * mood.lamps, reach=1.5) for s in (-1, 1)),
        ]
        ambient = (mood.ambient[0] * 0.88, mood.ambient[1] * 0.82, mood.ambient[2] * 0.8)
        size = (BACK, HALF, TALL)
        shell = walled(context, mood, size, lamps=lamps, openings=(), gloss=0.0, haze=(84, 76, 86), ambient=ambient)
        return furnished(shell, Nave(shell, mood).nodes(), mood, from_left=side < 0, vignette=0.44)


class Nave(Furnisher):
    """Builds the nodes of one church; the sun comes in on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.glass = pick(self.context, 1, GLASSES)
        self.stone = pick(self.context, 2, STONES)
        night = self.shot.time is TimeOfDay.NIGHT
        self.glow = 0.42 if night else shine_of(self.shot.time)

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shot
        return [
            shell.back_wall(self.draw_wall),
            *self.side_walls(self.draw_side),
            self.floor(),
            *shell.ceiling(plain(dim(self.stone, 0.8))),
            self.vault(),
            self.choir(),
            *([] if barred(shot, "candle", "fire", "lamp") else self.candles()),
            *(pillar(shell, s * 3.5, z, 0.34, 4.5, self.stone) for s in (-1, 1) for z in PILLARS),
            *([] if present(shot, "bench") or barred(shot, "pew") else self.pews()),
            *self.light(),
            motes(self.context, count=80, alpha=0.75),
        ]

    def floor(self) -> Node:
        """Stone slabs with a runner, and on them the colours of the glass while the sun is in it."""
        slabs = tiles(mix(self.stone, (230, 220, 206), 0.3), dim(self.stone, 0.72), 0.62, turned=True)
        runner = rug(slabs, (132, 34, 44), (222, 176, 96), (0.0, 7.2), (0.86, 4.6), round_=False)
        level = 0.8 if self.mood.sun else 0.12
        patches = [
            (
                self.side * (0.5 + 0.52 * i - 0.12 * n),
                z + 0.42 * j,
                0.24,
                0.24,
                self.glass[(i + 2 * j + n) % len(self.glass)],
            )
            for n, z in enumerate((4.2, 6.1, 8.0))
            for i in range(3)
            for j in range(3)
        ]
        return self.shell.floor(lit_patches(runner, patches, level))

    def draw_wall(self, s: Sheet) -> None:
        masonry(s, self.rng, (-HALF, 0, HALF, TALL), self.stone, (1.0, 0.5))
        pale = mix(self.stone, (255, 250, 240), 0.35)
        s.poly(arch(0, 0.0, TALL - 0.1, 3.0), dim(self.stone, 0.6))
        s.poly(arch(0, 0.0, TALL - 0.25, 2.85), dim(self.stone, 0.82))
        s.line(arch(0, 0.0, TALL - 0.1, 3.0), 0.12, pale)
        for x, foot, top, half in ((-1.75, 2.2, 4.9, 0.5), (0.0, 2.2, 5.9, 0.68), (1.75, 2.2, 4.9, 0.5)):
            s.poly(arch(x, foot - 0.15, top + 0.2, half + 0.2), pale)
            s.poly(arch(x, foot - 0.05, top + 0.08, half + 0.08), dim(self.stone, 0.45))
            stained(s, self.rng, x, foot, top, half, self.glass, self.glow)
        s.rect(-2.85, 1.75, 2.85, 1.86, pale)
        for x in np.arange(-2.6, 2.7, 0.65):
            s.poly(arch(x, 0.2, 1.6, 0.24), dim(self.stone, 0.62))
        s.glow(0, 1.4, 2.6, 1.6, CANDLE, 0.16 + 0.16 * self.mood.lamps)

    def draw_side(self, s: Sheet) -> None:
        masonry(s, self.rng, (0, 0, BACK, TALL), dim(self.stone, 0.95), (1.1, 0.5))
        s.rect(0, 1.5, BACK, 1.62, mix(self.stone, (255, 250, 240), 0.35))
        for z in (4.6, 6.65, 8.75, 10.9):
            s.poly(arch(z, 1.95, 5.1, 0.7), mix(self.stone, (255, 250, 240), 0.3))
            s.poly(arch(z, 2.05, 4.98, 0.58), dim(self.stone, 0.45))
            stained(s, self.rng, z, 2.1, 4.9, 0.5, self.glass, self.glow)

    def vault(self) -> Node:
        """Ribs that spring from the last pillars and meet over the nave."""
        z = 10.2
        s = self.shell.sheet(z, -4.2, 4.2, 4.4, TALL + 0.8)
        outer = arch(0, 4.5, TALL + 0.6, 3.6)[1:-1]
        inner = arch(0, 4.5, TALL + 0.25, 3.15)[1:-1]
        s.poly([*outer, *reversed(inner)], dim(self.stone, 0.95))
        s.line(inner, 0.1, mix(self.stone, (255, 250, 240), 0.4))
        s.line(outer, 0.08, dim(self.stone, 0.6))
        return self.shell.plate(s, 0, 3.6)

    def choir(self) -> Node:
        """Two steps and the altar with its cloth, a cross and flowers."""
        z = 11.0
        s = self.shell.sheet(10.4, -2.9, 2.9, -0.1, 2.6)
        pale = mix(self.stone, (250, 242, 228), 0.4)
        for n in range(2):
            s.slab(
                -2.5 + 0.4 * n,
                2.5 - 0.4 * n,
                0.18 * n,
                0.18 * (n + 1),
                10.4 + 0.35 * n,
                BACK - 0.1,
                dim(pale, 0.86),
                pale,
            )
        s.slab(-1.1, 1.1, 0.36, 1.26, z, z + 0.6, dim(pale, 0.9))
        s.slab(-1.18, 1.18, 1.22, 1.3, z - 0.05, z + 0.65, (250, 246, 238))
        s.poly(
            [(-0.42, 1.24, z - 0.06), (0.42, 1.24, z - 0.06), (0.42, 0.62, z - 0.06), (-0.42, 0.62, z - 0.06)],
            (146, 40, 52),
        )
        s.line([(-0.42, 0.64, z - 0.06), (0.42, 0.64, z - 0.06)], 0.06, (232, 190, 106))
        gold: Rgb = (236, 194, 108)
        s.line([(0, 1.3, z + 0.2), (0, 2.15, z + 0.2)], 0.07, gold)
        s.line([(-0.24, 1.88, z + 0.2), (0.24, 1.88, z + 0.2)], 0.07, gold)
        for side in (-1, 1):
            for k in range(9):
                dx, dy = 0.1 * ((k % 3) - 1) + 0.03 * (k // 3 - 1), 0.08 * (k // 3)
                s.ellipse(
                    side * 0.78 + dx, 1.46 + dy, 0.062, 0.055, ((250, 236, 236), (232, 110, 124), (106, 146, 84))[k % 3]
                )
        return self.shell.plate(s, 0, 1.2)

    def candles(self) -> list[Node]:
        """Candles on the altar, and a stand of them at each side of the aisle."""
        shell, wax = self.shell, (248, 240, 220)
        z = 11.05
        s = shell.sheet(z, -1.3, 1.3, 1.2, 1.9)
        points = []
        for x in (-1.0, -0.5, 0.5, 1.0):
            s.rect(x - 0.035, 1.3, x + 0.035, 1.62, wax)
            points.append((x, 1.63))
        nodes: list[Node] = [shell.plate(s, 0, 1.5, nearer=0.002), *flames(shell, points, z, 0.16, glow=5.0)]
        for side in (-1, 1):
            nodes += self._stand(side * 2.35, 9.6)
        return nodes

    def _stand(self, x: float, z: float) -> list[Node]:
        """An iron stand with three tiers of small candles."""
        s = self.shell.sheet(z, x - 0.8, x + 0.8, -0.1, 1.7)
        iron: Rgb = (54, 48, 50)
        s.shadow(x, z, 0.5)
        for dx in (-0.4, 0.4):
            s.line([(x + dx, 0), (x + dx * 0.9, 1.2)], 0.04, iron)
        points = []
        for n, y in enumerate((0.82, 1.0, 1.18)):
            s.rect(x - 0.5, y - 0.03, x + 0.5, y, iron)
            for k in range(5 - n):
                u = x + 0.21 * (k - (4 - n) / 2)
                high = 0.08 + 0.05 * float(self.rng.random())
                s.rect(u - 0.03, y, u + 0.03, y + high, (250, 240, 216))
                points.append((u, y + high))
        return [self.shell.plate(s, x, 1.0), *flames(self.shell, points, z, 0.085, glow=4.0, strength=0.26)]

    def pews(self) -> list[Node]:
        """Rows of benches with panelled ends, the aisle left free."""
        nodes: list[Node] = []
        wood = mix(WOOD, (170, 112, 66), 0.3)
        for z in PEWS:
            for side in (-1, 1):
                near, far = side * 1.3, side * 4.2
                x0, x1 = min(near, far), max(near, far)
                s = self.shell.sheet(z, x0 - 0.3, x1 + 0.3, -0.08, 1.2)
                s.shadow((x0 + x1) / 2, z + 0.1, 1.5, 0.5)
                s.slab(x0, x1, 0.4, 0.46, z - 0.1, z + 0.42, dim(wood, 0.8), wood)
                s.ramp([(x0, 0.1), (x1, 0.1), (x1, 0.72), (x0, 0.72)], mix(wood, (255, 220, 170), 0.14), dim(wood, 0.6))
                for x in np.arange(x0 + 0.1, x1 - 0.3, 0.56):
                    s.rect(x, 0.2, x + 0.46, 0.62, dim(wood, 0.72))
                    s.line([(x, 0.2), (x, 0.62), (x + 0.46, 0.62)], 0.014, mix(wood, (255, 220, 170), 0.3))
                s.slab(x0, x1, 0.7, 0.75, z - 0.03, z + 0.1, mix(wood, (255, 224, 178), 0.3))
                end = near
                shape = [
                    (end, 0.0, z + 0.5),
                    (end, 0.5, z + 0.5),
                    (end, 0.82, z),
                    (end, 0.82, z - 0.06),
                    (end, 0.0, z - 0.06),
                ]
                s.poly(shape, dim(wood, 0.95))
                s.poly(
                    [(end - 0.05, 0), (end + 0.05, 0), (end + 0.05, 0.84), (end - 0.05, 0.84)],
                    mix(wood, (255, 220, 170), 0.12),
                )
                s.ellipse(end, 0.88, 0.07, 0.07, mix(wood, (255, 224, 178), 0.3))
                nodes.append(self.shell.plate(s, near * 1.6, 0.8))
        return nodes

    def light(self) -> list[Node]:
        """Beams through the glass of the sunny side."""
        if self.shot.weather is not Weather.CLEAR:
            return []
        strength = 0.5 if self.mood.sun else 0.2
        return [
            slanting(self.shell, self.side * 4.5, 4.1, 0.55, -self.side * (3.6 + 0.3 * n), z, strength * (1 - 0.15 * n))
            for n, z in enumerate((5.9, 8.0, 10.0))
        ]
