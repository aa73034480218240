"""The great hall of a castle: a throne on its steps, pillars with torches and banners, light from high windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ...shotlist import TimeOfDay, Weather
from ..absent import barred, present
from ..brush import dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.halls import banner, lit_patches, masonry, pillar, shine_of, sky_window, slanting, torch
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import motes
from ..kit.materials import beams, cobbles, rug
from ..kit.mood import Mood, furnished, mood_of, walled
from ..kit.sheet import Sheet

BACK, HALF, TALL = 11.6, 4.8, 6.4
#: Cloth and trim of the house that rules here, and its carpet.
HOUSES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((166, 34, 42), (236, 190, 96), (150, 36, 44)),
    ((38, 70, 146), (226, 214, 178), (44, 66, 126)),
    ((40, 104, 76), (232, 196, 108), (112, 36, 44)),
    ((98, 44, 122), (238, 204, 128), (92, 40, 104)),
)
STONES: tuple[Rgb, ...] = ((186, 174, 158), (168, 166, 168), (190, 168, 142))
FIRE: Rgb = (255, 170, 92)
#: Pillars: metres to the side, away.
PILLARS = (4.75, 6.7, 8.9)


class CastleHall(Indoors):
    name: ClassVar[str] = "castle_hall"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "castle hall",
            "throne room",
            "great hall",
            "castle",
            "palace hall",
            "inside the castle",
            "medieval castle",
            "medieval hall",
            "knights' hall",
            "ballroom",
            "royal court",
            "castle interior",
            "banquet hall",
            "dungeon",
        ),
        "zh": ("城堡大厅", "王座厅", "城堡", "古堡", "王座", "宴会厅", "骑士大厅", "古城堡", "城堡里", "舞会大厅"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.72, bottom=0.92), "air": Zone(top=0.16, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("fire",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        torches = 0.3 + 0.75 * mood.lamps
        lamps = [
            *(
                Lamp(x=s * 3.0, y=2.3, z=z, colour=FIRE, strength=0.5 * torches, reach=1.5)
                for s in (-1, 1)
                for z in PILLARS[:2]
            ),
            Lamp(x=0.0, y=1.6, z=10.2, colour=(255, 206, 140), strength=0.45 + 0.3 * mood.lamps, reach=2.2),
            Lamp(x=0.0, y=1.5, z=4.3, colour=(255, 214, 164), strength=0.3 + 0.25 * mood.lamps, reach=2.2),
            Lamp(x=side * 3.6, y=4.4, z=8.4, colour=mood.window, strength=0.9 * mood.window_strength, reach=2.6),
            Lamp(x=side * 0.6, y=0.4, z=6.4, colour=mood.window, strength=0.7 * mood.window_strength, reach=1.9),
        ]
        ambient = (mood.ambient[0] * 0.74, mood.ambient[1] * 0.7, mood.ambient[2] * 0.72)
        size = (BACK, HALF, TALL)
        shell = walled(context, mood, size, lamps=lamps, openings=(), gloss=0.0, haze=(66, 56, 60), ambient=ambient)
        return furnished(shell, Hall(shell, mood).nodes(), mood, from_left=side < 0, vignette=0.46)


class Hall(Furnisher):
    """Builds the nodes of one hall; the sun comes in on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.cloth, self.trim, self.carpet = pick(self.context, 1, HOUSES)
        self.stone = pick(self.context, 2, STONES)
        self.device = chosen(self.context, 4) % 3
        self.glow = shine_of(self.shot.time)

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.shot
        flags = cobbles(mix(self.stone, (176, 166, 158), 0.4), 0.62, self.context.seed)
        runner = rug(flags, self.carpet, self.trim, (0.0, 6.6), (1.15, 4.3), round_=False)
        sun = shell.outside.rim if self.mood.sun else (0.0, 0.0, 0.0)
        patches = [(self.side * (1.2 - 0.3 * n), z, 0.5, 0.75, sun) for n, z in enumerate((4.6, 6.6, 8.4))]
        return [
            shell.back_wall(self.draw_wall),
            *self.side_walls(self.draw_side),
            shell.floor(lit_patches(runner, patches, 0.42)),
            *shell.ceiling(beams(dim(self.stone, 0.5), (84, 58, 42), 1.6, 0.22)),
            self.steps(),
            *([] if present(shot, "throne") else [self.throne()]),
            *(node for s in (-1, 1) for node in self.row(s)),
            *self.light(),
            *([] if barred(shot, "knight", "armor", "armour") else [self.armour(-1), self.armour(1)]),
            motes(self.context, count=80, alpha=0.7),
        ]

    def draw_wall(self, s: Sheet) -> None:
        masonry(s, self.rng, (-HALF, 0, HALF, TALL), self.stone)
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, 1.2), (-HALF, 1.2)], dim(self.stone, 0.75), dim(self.stone, 0.5))
        for x in (-2.75, 2.75):
            sky_window(s, self.shell.outside, x, 2.1, 5.5, 0.62, self.stone, self.glow)
        self._canopy(s)
        s.rect(-HALF, 1.2, HALF, 1.32, mix(self.stone, (255, 246, 230), 0.25))
        s.rect(-HALF, 1.08, HALF, 1.2, (30, 22, 20), 0.35)
        s.glow(0, 2.4, 2.6, 2.6, (255, 196, 120), 0.16 + 0.12 * self.mood.lamps)

    def _canopy(self, s: Sheet) -> None:
        """The hanging behind the throne, the arms of the house on it."""
        s.rect(-1.32, 0.9, 1.32, 5.3, (24, 16, 16), 0.35)
        s.ramp([(-1.25, 0.9), (1.25, 0.9), (1.25, 5.2), (-1.25, 5.2)], dim(self.cloth, 1.05), dim(self.cloth, 0.6))
        for k in range(9):
            x = -1.2 + 0.3 * k
            s.line([(x, 0.9), (x, 5.2)], 0.1, dim(self.cloth, 0.5 if k % 2 else 1.25), 0.25)
        for x in (-1.18, 1.18):
            s.line([(x, 0.9), (x, 5.2)], 0.06, self.trim)
        crown = [(-0.5, 3.5), (0.5, 3.5), (0.62, 4.2), (0.27, 3.86), (0, 4.4), (-0.27, 3.86), (-0.62, 4.2)]
        s.poly(crown, self.trim)
        s.rect(-0.5, 3.32, 0.5, 3.44, self.trim)
        for x in (-0.62, 0.0, 0.62):
            s.ellipse(x, 4.24 if x else 4.46, 0.07, 0.07, mix(self.trim, (255, 255, 255), 0.4))
        swag = [(-1.5, 5.3), (1.5, 5.3), (1.5, 5.0), (0.75, 4.72), (0, 5.0), (-0.75, 4.72), (-1.5, 5.0)]
        s.poly(swag, dim(self.cloth, 0.8))
        s.line(swag[2:], 0.06, self.trim)

    def draw_side(self, s: Sheet) -> None:
        masonry(s, self.rng, (0, 0, BACK, TALL), self.stone, (1.1, 0.5))
        s.rect(0, 1.2, BACK, 1.32, mix(self.stone, (255, 246, 230), 0.25))
        for z in (5.7, 7.8, 9.9):
            sky_window(s, self.shell.outside, z, 2.4, 5.4, 0.5, self.stone, self.glow)

    def steps(self) -> Node:
        """Three steps to the throne, the carpet laid over them."""
        s = self.shell.sheet(8.9, -3.4, 3.4, -0.1, 1.0)
        for n in range(3):
            wide, near = 2.9 - 0.42 * n, 9.0 + 0.42 * n
            tone = mix(self.stone, (236, 226, 210), 0.2)
            s.slab(-wide, wide, 0.2 * n, 0.2 * (n + 1), near, BACK - 0.1, dim(tone, 0.86), tone)
            y0, y1, far = 0.2 * n, 0.2 * (n + 1), near + 0.42
            s.poly([(-0.86, y0, near), (0.86, y0, near), (0.86, y1, near), (-0.86, y1, near)], dim(self.carpet, 0.72))
            s.poly([(-0.86, y1, near), (0.86, y1, near), (0.86, y1, far), (-0.86, y1, far)], self.carpet)
            for x in (-0.8, 0.8):
                s.line([(x, y0, near), (x, y1, near), (x, y1, far)], 0.03, self.trim)
        return self.shell.plate(s, 0, 0.8)

    def throne(self) -> Node:
        """A gilded seat with a tall back."""
        z, foot = 10.4, 0.6
        s = self.shell.sheet(z, -1.2, 1.2, foot - 0.1, 3.6)
        wood = mix(self.trim, (120, 74, 40), 0.42)
        s.shadow(0, z, 0.8)
        back = [(-0.62, foot), (-0.62, 2.4), (-0.42, 2.75), (0, 3.15), (0.42, 2.75), (0.62, 2.4), (0.62, foot)]
        s.poly(back, dim(wood, 0.8))
        s.poly([(x * 0.78, foot + (y - foot) * 0.94) for x, y in back], self.cloth)
        for y in (1.55, 1.9, 2.25):
            for x in (-0.24, 0.0, 0.24):
                s.ellipse(x + (0.12 if y == 1.9 else 0), y, 0.024, 0.024, dim(self.cloth, 0.5))
        s.line(back, 0.09, self.trim)
        s.ellipse(0, 3.2, 0.13, 0.13, mix(self.trim, (255, 255, 255), 0.3))
        for x in (-0.62, 0.62):
            s.ellipse(x, 2.5, 0.09, 0.09, self.trim)
            s.slab(x - 0.1, x + 0.1, foot, 1.34, z - 0.5, z, wood)
            s.slab(x - 0.13, x + 0.13, 1.34, 1.42, z - 0.56, z, self.trim)
        s.slab(-0.52, 0.52, foot, 0.98, z - 0.45, z, dim(wood, 0.8))
        s.slab(-0.52, 0.52, 0.98, 1.1, z - 0.48, z, self.cloth, mix(self.cloth, (255, 210, 190), 0.2))
        return self.shell.plate(s, 0, 1.4)

    def row(self, side: int) -> list[Node]:
        """The pillars of one side with what they carry."""
        nodes: list[Node] = []
        for n, z in enumerate(PILLARS):
            x = side * 3.35
            nodes.append(pillar(self.shell, x, z, 0.36, 4.7, self.stone))
            if n:
                cloths = self.cloth, self.trim, self.device + n
                nodes.append(banner(self.shell, x - side * 0.95, z + 0.5, 5.3, (0.9, 1.7), *cloths))
            if not barred(self.shot, "torch", "fire", "lamp"):
                nodes += torch(self.shell, x - side * 0.3, 2.35, z - 0.4)
        return nodes

    def armour(self, side: int) -> Node:
        """A suit of armour that leans on its halberd."""
        z, x = 7.6, side * 3.05
        s = self.shell.sheet(z, x - 0.9, x + 0.9, -0.1, 2.7)
        steel, dark, light = (150, 156, 168), (84, 88, 100), (222, 228, 236)
        s.shadow(x, z, 0.5)
        s.slab(x - 0.4, x + 0.4, 0.0, 0.14, z - 0.25, z + 0.25, (92, 62, 44))
        pole = x - side * 0.46
        s.line([(pole, 0.14), (pole, 2.45)], 0.05, (104, 70, 46))
        s.poly([(pole - 0.03, 2.1), (pole - side * 0.3, 2.26), (pole - side * 0.22, 1.86), (pole, 1.92)], light)
        s.poly([(pole - 0.05, 2.4), (pole, 2.68), (pole + 0.05, 2.4)], light)
        for dx in (-0.13, 0.13):
            s.poly([(x + dx - 0.1, 0.95), (x + dx + 0.1, 0.95), (x + dx + 0.08, 0.2), (x + dx - 0.08, 0.2)], steel)
            s.rect(x + dx - 0.05, 0.26, x + dx - 0.02, 0.88, light, 0.7)
            s.ellipse(x + dx, 0.58, 0.1, 0.08, dark)
            s.ellipse(x + dx + side * -0.03, 0.18, 0.13, 0.06, dark)
        s.poly(
            [(x - 0.3, 1.55), (x + 0.3, 1.55), (x + 0.2, 0.98), (x + 0.26, 0.8), (x - 0.26, 0.8), (x - 0.2, 0.98)],
            steel,
        )
        s.poly([(x - 0.16, 1.5), (x - 0.05, 1.5), (x - 0.04, 1.02), (x - 0.12, 1.02)], light, 0.8)
        s.rect(x - 0.22, 0.96, x + 0.22, 1.02, dark)
        for d in (-1, 1):
            s.line(
                [(x + d * 0.33, 1.46), (x + d * 0.42, 1.14), (x + d * 0.44, 1.3 if d == -side else 0.92)], 0.14, steel
            )
            s.ellipse(x + d * 0.31, 1.5, 0.16, 0.14, mix(steel, light, 0.4))
        s.ellipse(x, 1.76, 0.15, 0.19, steel)
        s.poly([(x - 0.13, 1.72), (x + 0.13, 1.72), (x, 1.56)], mix(steel, light, 0.3))
        s.rect(x - 0.13, 1.755, x + 0.13, 1.79, (20, 18, 24))
        s.line([(x, 1.94), (x + side * 0.1, 2.1), (x + side * 0.26, 2.06)], 0.08, self.cloth)
        return self.shell.plate(s, x, 1.2)

    def light(self) -> list[Node]:
        """Beams from the high windows of the sunny side."""
        sun = self.mood.sun or ((0.2, 0.5) if self.shot.weather is Weather.CLEAR else None)
        if sun is None:
            return []
        strength = 0.5 if self.mood.sun else 0.22
        return [
            slanting(self.shell, self.side * 4.6, 4.6, 0.5, -self.side * (3.4 + 0.4 * n), z, strength * (1 - 0.15 * n))
            for n, z in enumerate((6.2, 8.3, 10.0))
        ]
