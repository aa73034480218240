"""A shop: shelves full of goods, a counter with a till, a window to the street, lamps, a table of the day's best."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import Framing, TimeOfDay
from ..absent import barred
from ..brush import dim, mix, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit import furniture as things
from ..kit.choice import chosen, pick, side_of
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, motes, pendant, sunbeam
from ..kit.lettering import write
from ..kit.materials import beams, boards, tiles
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, street

BACK, HALF, TALL = 7.4, 4.2, 3.3
#: Wall, shelves, counter front, accent.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb], ...] = (
    ((226, 214, 186), (146, 98, 62), (62, 106, 104), (206, 84, 64)),
    ((206, 216, 206), (122, 84, 60), (150, 66, 60), (230, 178, 80)),
    ((232, 206, 190), (168, 122, 80), (72, 90, 132), (214, 110, 96)),
    ((214, 206, 222), (134, 94, 70), (92, 116, 84), (222, 150, 76)),
)
GOODS: tuple[Rgb, ...] = (*things.GOODS, (238, 150, 130), (120, 180, 176), (250, 224, 150), (170, 80, 96))
FRUIT: tuple[tuple[Rgb, ...], ...] = (
    ((214, 60, 52), (190, 44, 48)),
    ((246, 158, 50), (232, 136, 40)),
    ((150, 186, 70), (120, 164, 60)),
    ((250, 214, 90), (236, 194, 70)),
    ((126, 70, 140), (104, 54, 120)),
)
WARM: Rgb = (255, 200, 128)


class Shop(Indoors):
    name: ClassVar[str] = "shop"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "shop",
            "store",
            "antique shop",
            "grocery store",
            "general store",
            "toy shop",
            "toy store",
            "convenience store",
            "gift shop",
            "flower shop",
            "boutique",
            "pharmacy",
            "tailor shop",
            "souvenir shop",
            "corner shop",
        ),
        "zh": (
            "商店",
            "店铺",
            "古董店",
            "杂货店",
            "便利店",
            "玩具店",
            "花店",
            "礼品店",
            "服装店",
            "药店",
            "小卖部",
            "小店",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.2, bottom=0.55)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("cafe",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        side = side_of(context)
        near, far = -side * 0.75, -side * 3.6
        window = Opening(x0=min(near, far), x1=max(near, far), y0=0.72, y1=2.5, bars=(2, 0))
        # The door stands beside the window, its upper half of glass.
        middle = side * 0.16
        door = Opening(x0=middle - 0.36, x1=middle + 0.36, y0=0.95, y1=2.2, bars=(0, 0))
        lamps = [
            *daylight(mood, BACK, (window,)),
            Lamp(x=side * 2.4, y=1.7, z=6.0, colour=WARM, strength=0.3 + 0.55 * mood.lamps, reach=1.7),
            Lamp(x=-side * 2.3, y=1.4, z=5.4, colour=WARM, strength=0.2 + 0.6 * mood.lamps, reach=1.7),
            Lamp(x=0.0, y=1.4, z=4.3, colour=WARM, strength=0.2 + 0.5 * mood.lamps, reach=1.9),
        ]
        openings = (window, door)
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.2)
        return furnished(shell, Store(shell, mood).nodes(), mood, from_left=side > 0)


class Store(Furnisher):
    """Builds the nodes of one shop; the counter stands on `side`, the window is on the other."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.wall, self.wood, self.front, self.accent = pick(self.context, 1, PALETTES)

    def nodes(self) -> list[Node]:
        shell, side, shot = self.shell, self.side, self.shot
        floor = (
            tiles((226, 214, 194), mix(self.front, (190, 180, 170), 0.5), 0.4)
            if chosen(self.context, 2) % 2
            else boards(mix(self.wood, (206, 160, 110), 0.5), self.context.seed)
        )
        hung = [
            node
            for n, (x, z) in enumerate(((side * 1.7, 6.0), (side * 2.9, 6.0), (-side * 1.9, 5.6)))
            for node in pendant(shell, x, 2.25, z, self.accent, on=0.3 + 0.7 * self.mood.lamps, seed=n)
        ]
        return [
            *behind(shell, street),
            shell.back_wall(self.draw_wall, mix(self.wood, (70, 48, 36), 0.3)),
            *self.side_walls(self.draw_side),
            shell.floor(floor),
            *shell.ceiling(beams((224, 212, 194), mix(self.wood, (80, 56, 40), 0.3), 1.1, 0.12)),
            self.display(),
            *self.sign(),
            self.counter(),
            *([] if barred(shot, "lamp") else hung),
            *(
                []
                if barred(shot, "table")
                else [self.table(-side * 2.2, 5.5), self.table(-side * 0.5, 6.75, small=True)]
            ),
            *sunbeam(shell, self.mood.sun, 0.18, 6.0),
            *self.near(),
            motes(self.context),
        ]

    def draw_wall(self, s: Sheet) -> None:
        s.ramp([(-HALF, 0), (HALF, 0), (HALF, TALL), (-HALF, TALL)], dim(self.wall, 0.9), self.wall)
        s.rect(-HALF, 0, HALF, 0.62, self.front)
        for x in np.arange(-HALF, HALF, 0.5):
            s.rect(x + 0.04, 0.12, x + 0.46, 0.52, dim(self.front, 0.84))
        s.rect(-HALF, 0.6, HALF, 0.67, mix(self.front, (255, 240, 220), 0.35))
        self._door(s)
        c = self.side * 2.55
        self._shelves(s, c - 1.6, c + 1.6, 0.7, 2.85, 5)
        s.rect(-HALF, TALL - 0.14, HALF, TALL, mix(self.wood, (255, 230, 190), 0.15))
        px, py = s.px([(c, 3.03)])[0]
        text = ("SHOP", "百货", "GOODS", "杂货")[chosen(self.context, 5) % 4]
        write(s.a, text, px, py, 0.26 * s.k, mix(self.accent, (90, 50, 40), 0.2), room=2.0 * s.k)
        s.glow(c, 2.0, 1.8, 1.4, WARM, 0.14 + 0.14 * self.mood.lamps)

    def _door(self, s: Sheet) -> None:
        m = self.side * 0.16
        s.rect(m - 0.62, 0, m + 0.62, 2.5, mix(self.wood, (70, 48, 36), 0.3))
        s.rect(m - 0.52, 0.02, m + 0.52, 2.38, mix(self.front, (255, 255, 255), 0.08))
        s.rect(m - 0.38, 0.2, m + 0.38, 0.74, dim(self.front, 0.8))
        s.line([(m - 0.38, 0.2), (m - 0.38, 0.74), (m + 0.38, 0.74)], 0.02, mix(self.front, (255, 240, 220), 0.4))
        s.ellipse(m + self.side * 0.44, 1.1, 0.04, 0.06, (236, 196, 110))
        s.rect(m - 0.5, 0.0, m + 0.5, 0.03, (60, 46, 40))

    def _shelves(self, s: Sheet, x0: float, x1: float, foot: float, top: float, count: int) -> None:
        """Boards of goods between x0 and x1, the lowest at `foot`, under a lit cornice."""
        s.rect(x0, 0.0, x1, top, dim(self.wood, 0.36))
        s.rect(x0, 0.0, x1, foot - 0.04, dim(self.wood, 0.75))
        for x in np.arange(x0, x1 - 0.2, (x1 - x0) / 3):
            wide = (x1 - x0) / 3
            s.rect(x + 0.05, 0.1, x + wide - 0.05, foot - 0.12, self.wood)
            s.ellipse(x + wide / 2, foot - 0.2, 0.035, 0.02, (226, 186, 106))
        step = (top - foot - 0.06) / count
        for n in range(count):
            y = foot + n * step
            self._goods(s, x0 + 0.06, x1 - 0.06, y, step * 0.82)
            s.rect(x0, y + step - 0.17, x1, y + step - 0.04, (16, 8, 6), 0.3)
            s.rect(x0, y - 0.04, x1, y, self.wood)
            s.rect(x0, y - 0.014, x1, y, mix(self.wood, (255, 230, 190), 0.3))
            for x in np.arange(x0 + 0.2, x1 - 0.1, 0.46):
                s.rect(x, y - 0.045, x + 0.1, y + 0.005, (250, 246, 232))
        for x in (x0, (x0 + x1) / 2 - 0.025, x1 - 0.05):
            s.rect(x, 0.0, x + 0.05, top, dim(self.wood, 0.9))
        s.rect(x0 - 0.05, top - 0.07, x1 + 0.05, top + 0.05, mix(self.wood, (255, 230, 190), 0.15))

    def _goods(self, s: Sheet, x0: float, x1: float, y: float, room: float) -> None:
        """A row of goods, alike in groups as in a real shop."""
        x = x0
        while x < x1 - 0.12:
            kind, tone = int(self.rng.integers(6)), GOODS[int(self.rng.integers(len(GOODS)))]
            wide = (0.1, 0.13, 0.09, 0.22, 0.15, 0.12)[kind]
            for k in range(int(self.rng.integers(2, 5))):
                if x + wide > x1:
                    return
                self._thing(s, x, y, wide, room, kind, dim(tone, 0.88 + 0.1 * (k % 3)))
                x += wide + 0.015
            x += self.rng.uniform(0.01, 0.07)

    def _thing(self, s: Sheet, x: float, y: float, wide: float, room: float, kind: int, tone: Rgb) -> None:
        m, pale = x + wide / 2, mix(tone, (255, 250, 236), 0.6)
        if kind == 0:
            high = room * 0.8
            s.rect(x + 0.01, y, x + wide - 0.01, y + high * 0.62, tone)
            s.rect(m - 0.02, y + high * 0.6, m + 0.02, y + high, tone)
            s.rect(x + 0.01, y + high * 0.18, x + wide - 0.01, y + high * 0.44, pale)
        elif kind == 1:
            high = room * 0.62
            s.rect(x, y, x + wide, y + high, mix(tone, (240, 232, 214), 0.35))
            s.rect(x + 0.02, y + 0.02, x + wide - 0.02, y + high * 0.72, tone)
            s.rect(x, y + high * 0.86, x + wide, y + high, (120, 84, 56))
            s.rect(x + 0.02, y + 0.02, x + 0.04, y + high * 0.8, (255, 255, 255), 0.5)
        elif kind == 2:
            high = room * 0.92
            s.rect(x, y, x + wide, y + high, tone)
            s.rect(x, y + high * 0.5, x + wide, y + high * 0.8, pale)
            s.rect(x, y, x + wide * 0.25, y + high, (255, 255, 255), 0.16)
        elif kind == 3:
            for k in range(4):
                t = dim(mix(tone, GOODS[(k * 3) % 10], 0.5), 1.0)
                s.rect(x, y + k * room * 0.17, x + wide, y + (k + 0.86) * room * 0.17, t)
        elif kind == 4:
            s.ellipse(m, y + room * 0.26, wide * 0.48, room * 0.26, tone)
            s.ellipse(m, y + room * 0.5, wide * 0.3, room * 0.1, (236, 220, 186))
            s.ellipse(m - 0.025, y + room * 0.3, 0.02, 0.04, (255, 255, 255), 0.5)
        else:
            s.rect(x, y, x + wide, y + room * 0.42, tone)
            s.ellipse(m, y + room * 0.21, wide * 0.34, room * 0.13, pale)
            s.rect(x, y + room * 0.38, x + wide, y + room * 0.42, dim(tone, 0.7))

    def draw_side(self, s: Sheet) -> None:
        s.rect(0, 0, BACK + 0.1, TALL, self.wall)
        for z in np.arange(1.6, BACK, 1.9):
            self._shelves(s, z + 0.04, z + 1.82, 0.66, 2.75, 5)
        s.rect(0, TALL - 0.14, BACK, TALL, mix(self.wood, (255, 230, 190), 0.15))

    def display(self) -> Node:
        """The board of the shop window with what is shown to the street."""
        near, far = -self.side * 0.72, -self.side * 3.65
        x0, x1 = min(near, far), max(near, far)
        s = self.shell.sheet(6.95, x0 - 0.2, x1 + 0.2, 0.0, 2.0)
        s.slab(x0, x1, 0.56, 0.66, 6.95, BACK - 0.02, mix(self.wood, (255, 230, 190), 0.2))
        s.slab(x0 + 0.06, x1 - 0.06, 0.0, 0.56, 7.0, BACK - 0.02, self.front)
        for n, x in enumerate(np.linspace(x0 + 0.35, x1 - 0.35, 5)):
            if n % 2 == 0:
                s.slab(x - 0.2, x + 0.2, 0.66, 0.8 + 0.08 * (n % 4), 7.05, 7.3, mix(self.wood, (255, 240, 220), 0.45))
                self._toy(s, x, 0.8 + 0.08 * (n % 4), n)
            else:
                things.pot_plant(s, self.rng, x, 0.55, self.accent, y=0.66)
        return self.shell.plate(s, (x0 + x1) / 2, 0.9)

    def _toy(self, s: Sheet, x: float, y: float, n: int) -> None:
        """A bear, a parcel or a hat, whatever is in the window."""
        kind = (n // 2 + chosen(self.context, 6)) % 3
        if kind == 0:
            fur: Rgb = (176, 122, 78)
            s.ellipse(x, y + 0.14, 0.13, 0.15, fur)
            for d in (-1, 1):
                s.ellipse(x + d * 0.12, y + 0.04, 0.07, 0.05, dim(fur, 0.85))
                s.ellipse(x + d * 0.14, y + 0.17, 0.05, 0.08, dim(fur, 0.9))
                s.ellipse(x + d * 0.08, y + 0.45, 0.045, 0.045, fur)
                s.ellipse(x + d * 0.04, y + 0.37, 0.014, 0.016, (40, 28, 24))
            s.ellipse(x, y + 0.36, 0.115, 0.105, fur)
            s.ellipse(x, y + 0.32, 0.055, 0.045, (226, 190, 146))
            s.ellipse(x, y + 0.335, 0.018, 0.014, (40, 28, 24))
        elif kind == 1:
            s.rect(x - 0.16, y, x + 0.16, y + 0.24, self.accent)
            s.rect(x - 0.025, y, x + 0.025, y + 0.24, (250, 236, 200))
            for d in (-1, 1):
                s.ellipse(x + d * 0.06, y + 0.27, 0.06, 0.035, (250, 236, 200))
        else:
            s.rect(x - 0.012, y, x + 0.012, y + 0.24, (90, 64, 46))
            s.ellipse(x, y + 0.25, 0.2, 0.045, dim(self.accent, 0.8))
            s.ellipse(x, y + 0.31, 0.11, 0.09, self.accent)

    def sign(self) -> list[Node]:
        """A card that hangs in the glass of the door and swings a little."""
        z, m = BACK - 0.03, self.side * 0.16
        s = self.shell.sheet(z, m - 0.4, m + 0.4, 1.45, 2.1)
        s.line([(m - 0.14, 1.74), (m, 1.96), (m + 0.14, 1.74)], 0.014, (70, 54, 46))
        s.rect(m - 0.22, 1.52, m + 0.22, 1.75, self.accent)
        s.rect(m - 0.2, 1.54, m + 0.2, 1.73, (252, 244, 226))
        px, py = s.px([(m, 1.635)])[0]
        write(s.a, "OPEN", px, py, 0.13 * s.k, dim(self.accent, 0.8), room=0.36 * s.k)
        return [Hanging.of(self.shell.plate(s, m, 1.7, nearer=0.002), 0.014 * s.k, 0.3)]

    def counter(self) -> Node:
        """The counter with its till, a jar of sweets, scales and a stack of bags."""
        c, near, far = self.side * 2.5, 5.75, 6.4
        s = self.shell.sheet(near, c - 2.2, c + 2.2, -0.05, 2.0)
        x0, x1 = (c - 1.35, c + 1.9) if self.side > 0 else (c - 1.9, c + 1.35)
        s.shadow(c, near, 1.8, 0.5)
        s.slab(x0, x1, 0.0, 0.96, near, far, self.front)
        for x in np.arange(x0 + 0.06, x1 - 0.2, 0.54):
            s.rect(x, 0.14, x + 0.46, 0.84, dim(self.front, 0.84))
            s.line([(x + 0.03, 0.2), (x + 0.03, 0.8), (x + 0.43, 0.8)], 0.016, mix(self.front, (255, 240, 220), 0.35))
        s.slab(x0 - 0.06, x1 + 0.06, 0.96, 1.03, near - 0.06, far, mix(self.wood, (255, 230, 190), 0.22))
        self._till(s, self.side * 2.75, 1.03)
        for k, (dx, tone) in enumerate(((1.5, (232, 120, 130)), (1.78, (250, 206, 110)), (2.06, (130, 190, 150)))):
            self._jar(s, self.side * dx, 1.03, tone, 0.3 - 0.03 * k)
        things.pot_plant(s, self.rng, self.side * 3.7, 0.5, self.accent, y=1.03)
        return self.shell.plate(s, c, 1.2)

    def _till(self, s: Sheet, x: float, y: float) -> None:
        """An old till with keys and a brass crest."""
        brass: Rgb = (212, 166, 92)
        s.slab(x - 0.32, x + 0.32, y, y + 0.14, 5.85, 6.3, dim(self.wood, 0.8))
        s.poly([(x - 0.28, y + 0.14), (x + 0.28, y + 0.14), (x + 0.22, y + 0.42), (x - 0.22, y + 0.42)], brass)
        for j in range(3):
            for i in range(6):
                s.ellipse(x - 0.19 + 0.076 * i, y + 0.19 + 0.07 * j, 0.022, 0.018, (250, 244, 226))
        s.rect(x - 0.2, y + 0.42, x + 0.2, y + 0.58, dim(brass, 0.8))
        s.rect(x - 0.16, y + 0.45, x + 0.16, y + 0.55, (40, 46, 44))
        for k, u in enumerate((-0.08, 0.02, 0.1)):
            s.rect(x + u - 0.025, y + 0.465, x + u + 0.025, y + 0.535, (250, 240, 210) if k else self.accent)
        top = smooth(
            [(x - 0.2, y + 0.58), (x - 0.08, y + 0.66), (x, y + 0.7), (x + 0.08, y + 0.66), (x + 0.2, y + 0.58)], 5
        )
        s.curve(top, brass)
        s.rect(x - 0.22, y + 0.15, x + 0.22, y + 0.17, (255, 240, 200), 0.6)

    def _jar(self, s: Sheet, x: float, y: float, tone: Rgb, high: float) -> None:
        s.rect(x - 0.1, y, x + 0.1, y + high, (214, 226, 226), 0.55)
        for k in range(14):
            s.ellipse(
                x + 0.068 * math.sin(k * 2.4),
                y + 0.03 + high * 0.7 * (k / 14),
                0.03,
                0.028,
                dim(tone, 0.85 + 0.1 * (k % 3)),
            )
        s.rect(x - 0.085, y + 0.03, x - 0.06, y + high * 0.92, (255, 255, 255), 0.6)
        s.rect(x - 0.105, y + high, x + 0.105, y + high + 0.05, dim(self.accent, 0.9))

    def table(self, x: float, z: float, *, small: bool = False) -> Node:
        """A table with crates of fruit and a chalked price."""
        half = 0.55 if small else 0.9
        s = self.shell.sheet(z, x - 1.3, x + 1.3, -0.1, 1.5)
        s.shadow(x, z + 0.2, half * 1.1, 0.5)
        for dx in (-half + 0.06, half - 0.06):
            for dz in (0.04, 0.6):
                s.line([(x + dx, 0, z + dz), (x + dx, 0.7, z + dz)], 0.06, dim(self.wood, 0.7))
        s.slab(x - half, x + half, 0.66, 0.72, z, z + 0.7, dim(self.wood, 0.9), self.wood)
        s.poly(
            [(x - half, 0.7), (x + half, 0.7), (x + half, 0.5), (x - half, 0.5)], mix(self.accent, (255, 240, 226), 0.2)
        )
        for k in range(math.ceil(half * 2 / 0.16)):
            u = x - half + 0.16 * k
            s.poly([(u, 0.5), (min(x + half, u + 0.16), 0.5), (u + 0.08, 0.43)], mix(self.accent, (255, 240, 226), 0.2))
        count = 2 if small else 3
        for n in range(count):
            self._crate(s, x + (n - (count - 1) / 2) * 0.56, 0.72, z, FRUIT[(n + chosen(self.context, 7)) % 5])
        return self.shell.plate(s, x, 0.9)

    def _crate(self, s: Sheet, x: float, y: float, z: float, tones: tuple[Rgb, ...]) -> None:
        wood = mix(self.wood, (240, 206, 156), 0.5)
        s.slab(x - 0.25, x + 0.25, y, y + 0.12, z + 0.05, z + 0.6, dim(wood, 0.8), dim(wood, 0.4))
        for j in range(4):
            for i in range(5):
                tone = tones[(i + j) % len(tones)]
                u, v = x - 0.2 + 0.1 * i + 0.03 * (j % 2), y + 0.2 - 0.035 * j
                s.ellipse(u, v, 0.058, 0.056, tone)
                s.ellipse(u - 0.016, v + 0.02, 0.018, 0.016, mix(tone, (255, 255, 255), 0.6))
        s.rect(x - 0.27, y, x + 0.27, y + 0.1, wood)
        s.rect(x - 0.27, y + 0.045, x + 0.27, y + 0.055, dim(wood, 0.7))
        s.rect(x - 0.1, y - 0.02, x + 0.1, y + 0.12, (44, 48, 48))
        s.line([(x - 0.05, y + 0.05), (x + 0.05, y + 0.06)], 0.016, (244, 240, 226))

    def near(self) -> list[Node]:
        """A rack of cards and a basket close to the lens, soft; only in wide shots."""
        if self.shot.camera.framing is not Framing.WIDE:
            return []
        z = 2.7
        left, right = self.shell.wide(z)
        x = right - 0.12 if self.side < 0 else left + 0.12
        s = self.shell.sheet(z, x - 0.7, x + 0.7, 0.0, 1.1, 0.8)
        s.slab(x - 0.5, x + 0.5, 0.3, 0.42, z, z + 0.3, dim(self.wood, 0.8))
        for k in range(9):
            tone = FRUIT[(k // 3 + chosen(self.context, 8)) % 5][k % 2]
            s.ellipse(x - 0.4 + 0.1 * k, 0.46 + 0.04 * (k % 2), 0.085, 0.085, tone)
        s.slab(x - 0.54, x + 0.54, 0.12, 0.42, z - 0.02, z, mix(self.wood, (240, 206, 156), 0.4))
        return [self.shell.plate(s, x, 0.7, blur=3.0 * self.context.unit, haze=0.0)]
