"""A railway platform under its roof: a train that waits, iron columns, a clock, benches, travellers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay
from ..absent import barred, present, unwanted
from ..brush import dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.alley import walker
from ..kit.choice import pick
from ..kit.furnisher import Furnisher, Indoors
from ..kit.interior import FOCAL, Lamp, Material, Shell
from ..kit.interior_life import clock, motes, pendant, steam
from ..kit.lettering import write
from ..kit.materials import plain, tiles
from ..kit.mood import Mood, furnished, mood_of, walled
from ..kit.openings import Numbers, Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, skyline

BACK, HALF, TALL = 9.4, 30.0, 5.6
#: Where the platform ends, and the line behind which travellers wait.
EDGE, LINE = 8.5, 7.9
#: The roof of the train, and the glass above it.
TRAIN, GLASS = 3.25, (3.75, 5.1)
#: Columns: metres from one to the next, and their row.
BAY, ROW = 5.6, 6.6
#: Body, stripe and door of the train; iron of the roof.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb, Rgb], ...] = (
    ((226, 228, 230), (40, 96, 160), (206, 212, 218), (70, 92, 92)),
    ((140, 44, 48), (236, 206, 150), (116, 36, 42), (62, 84, 70)),
    ((60, 110, 92), (240, 220, 160), (46, 88, 74), (96, 74, 62)),
    ((236, 190, 84), (60, 74, 98), (214, 166, 66), (72, 80, 104)),
)
PANE: Rgb = (64, 84, 104)
WARM: Rgb = (255, 212, 150)
#: Actors that come in on rails.
TRAINS = frozenset({"train", "bullet-train"})
SIGNS = (("PLATFORM 2", "2 站台"), ("CENTRAL", "中央站"), ("TRACK 5", "5 站台"))


class TrainStation(Indoors):
    name: ClassVar[str] = "train_station"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "train station",
            "railway station",
            "station platform",
            "railway platform",
            "train platform",
            "subway station",
            "metro station",
            "underground station",
            "platform",
            "station",
        ),
        "zh": ("火车站", "车站", "站台", "月台", "地铁站", "高铁站", "候车厅", "候车室"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.16, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("crowd",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        openings = tuple(
            Opening(x0=x - 0.42 * BAY, x1=x + 0.42 * BAY, y0=GLASS[0], y1=GLASS[1], bars=(5, 1))
            for x in (-2 * BAY, -BAY, 0.0, BAY, 2 * BAY)
        )
        daylight = 1.5 * mood.window_strength
        lamps = [
            *(Lamp(x=x, y=4.0, z=7.2, colour=mood.window, strength=daylight, reach=2.6) for x in (-4.0, 0.0, 4.0)),
            *(Lamp(x=x, y=2.6, z=5.4, colour=WARM, strength=0.75 * mood.lamps, reach=2.0) for x in (-3.6, 0.0, 3.6)),
            *(Lamp(x=x, y=1.6, z=8.4, colour=WARM, strength=0.6 * mood.lamps, reach=1.6) for x in (-3.0, 3.0)),
        ]
        size = (BACK, HALF, TALL)
        shell = walled(context, mood, size, lamps=lamps, openings=openings, gloss=0.12, haze=(84, 84, 92))
        return furnished(shell, Platform(shell, mood).nodes(), mood, from_left=context.seed % 2 == 0, vignette=0.36)


class Platform(Furnisher):
    """Builds the nodes of one platform; sign and bench are on `side`."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.body, self.stripe, self.door, self.iron = pick(self.context, 1, PALETTES)
        self.empty = present(self.shot, "train") or barred(self.shot, "train")

    def nodes(self) -> list[Node]:
        shell, side = self.shell, self.side
        lamps = [
            node
            for n, x in enumerate((-4.2, -1.4, 1.4, 4.2))
            for node in pendant(shell, x, 3.5, 5.8, self.iron, on=0.2 + 0.8 * self.mood.lamps, wide=0.5, seed=n)
        ]
        return [
            *behind(shell, skyline),
            shell.back_wall(self.draw_wall, dim(self.iron, 0.9)),
            shell.floor(self.paving()),
            *shell.ceiling(self.roof()),
            *([] if self.empty else [steam(shell, -side * 3.2, 0.5, 8.3, size=0.5, strength=0.14)]),
            *([] if unwanted(self.shot, "people") else self.travellers()),
            *(self.column(x) for x in (-1.5 * BAY, -0.5 * BAY, 0.5 * BAY, 1.5 * BAY)),
            *([] if barred(self.shot, "lamp") else lamps),
            *([] if barred(self.shot, "clock") else self.clock()),
            self.sign(),
            *([] if present(self.shot, "bench") else [self.bench(side * 3.9), self.bench(-side * 4.1)]),
            *([] if barred(self.shot, "suitcase", "luggage") else [self.luggage()]),
            motes(self.context, count=40, alpha=0.4),
        ]

    def paving(self) -> Material:
        """Slabs with the raised line before the edge, the edge itself, and the dark over the track."""
        slabs = tiles((196, 190, 182), (182, 176, 170), 0.7, joint=(132, 128, 124))
        bed = plain((62, 58, 56), 5, 0.3, 0.12)
        yellow, stone = np.array((236, 190, 72), np.float32), np.array((214, 210, 204), np.float32)

        def made(x: Numbers, z: Numbers) -> Numbers:
            knobs = (0.86 + 0.14 * np.clip(np.cos(x * 42) * 2, -1, 1))[..., None]
            out = slabs(x, z)
            for strip in ((LINE, LINE + 0.22, yellow * knobs), (EDGE - 0.2, EDGE, stone), (EDGE, 99.0, bed(x, z))):
                out = _laid(out, z, *strip)
            return out

        return self.tracks(made)

    def tracks(self, base: Material) -> Material:
        """The platform with rails where a train comes in near the camera and nobody stands in its way."""
        afoot = [actor for actor in self.shot.actors if actor.medium == "ground"]
        if not afoot or any(actor.art not in TRAINS for actor in afoot):
            return base
        geometry = self.shell.geometry
        foot = (afoot[0].start[1] * geometry.height - geometry.horizon) / geometry.reach
        at = FOCAL / max(foot, 0.1)
        gravel = plain((128, 120, 112), 9, 0.5, 0.05)
        steel, rust, stone = (np.array(c, np.float32) for c in ((206, 208, 214), (96, 66, 52), (214, 210, 204)))

        def made(x: Numbers, z: Numbers) -> Numbers:
            sleeper = np.clip((0.16 - np.abs(x / 0.7 - np.round(x / 0.7)) * 0.7) * 30, 0, 1)[..., None]
            out = _laid(base(x, z), z, 0.0, at + 1.0, gravel(x, z))
            out = _laid(out, z, at - 0.75, at + 0.75, out + (np.array((92, 74, 60), np.float32) - out) * sleeper)
            for rail in (at - 0.42, at + 0.42):
                out = _laid(_laid(out, z, rail - 0.07, rail + 0.07, rust), z, rail - 0.03, rail + 0.03, steel)
            return _laid(out, z, at + 1.0, at + 1.25, stone)

        return made

    def roof(self) -> Material:
        """Glass between iron ribs; by night it is dark."""
        sky = self.shell.outside.sky[0][1]
        glass = np.array(mix(sky, (255, 255, 255), 0.25), np.float32) * 1.1
        iron = np.array(dim(self.iron, 0.8), np.float32)

        def made(x: Numbers, z: Numbers) -> Numbers:
            ribs = np.abs(x / BAY - 0.5 - np.round(x / BAY - 0.5)) * BAY
            bars = np.minimum(
                np.abs(x / 0.7 - np.round(x / 0.7)) * 0.7 + 0.1, np.abs(z / 1.1 - np.round(z / 1.1)) * 1.1
            )
            clear = np.clip((ribs - 0.22) * 30, 0, 1) * np.clip((bars - 0.05) * 25, 0, 1)
            return np.asarray(iron + (glass - iron) * clear[..., None], np.float32)

        return made

    # --- the far side

    def draw_wall(self, s: Sheet) -> None:
        left, right = self.shell.wide(BACK)
        brick = mix(self.iron, (190, 150, 130), 0.6)
        s.ramp([(left, 0), (right, 0), (right, TALL), (left, TALL)], dim(brick, 0.8), dim(brick, 1.05))
        for n, y in enumerate(np.arange(0.3, GLASS[0] - 0.2, 0.3)):
            s.line([(left, y), (right, y)], 0.02, dim(brick, 0.72), 0.5)
            for x in np.arange(math.floor(left / 1.2) * 1.2 + 0.6 * (n % 2), right, 1.2):
                s.line([(x, y), (x, y + 0.3)], 0.02, dim(brick, 0.72), 0.4)
        s.rect(left, GLASS[0] - 0.3, right, GLASS[0] - 0.12, self.iron)
        s.rect(left, TALL - 0.42, right, TALL, dim(self.iron, 0.85))
        s.rect(left, 0, right, 0.24, (36, 32, 32))
        if self.empty:
            self._posters(s, left, right)
            return
        for start in np.arange(math.floor(left / 13.0) * 13.0 - 4.6, right, 13.0):
            self._coach(s, float(start), float(start) + 12.7)

    def _posters(self, s: Sheet, left: float, right: float) -> None:
        for x in np.arange(math.floor(left / 2.6) * 2.6, right, 2.6):
            tone = mix(PALETTES[int(self.rng.integers(4))][1], (240, 236, 226), self.rng.uniform(0.1, 0.6))
            s.rect(x - 0.72, 1.1, x + 0.72, 2.9, (58, 54, 54))
            s.ramp(
                [(x - 0.66, 1.16), (x + 0.66, 1.16), (x + 0.66, 2.84), (x - 0.66, 2.84)], dim(tone, 1.1), dim(tone, 0.8)
            )
            s.ellipse(x, 2.2, 0.34, 0.34, mix(tone, (255, 255, 255), 0.5))
            s.rect(x - 0.45, 1.35, x + 0.45, 1.5, mix(tone, (30, 30, 40), 0.6))

    def _coach(self, s: Sheet, x0: float, x1: float) -> None:
        """One coach between two couplings: windows with light behind them, and two pairs of doors."""
        s.rect(x0 - 0.4, 0.5, x1 + 0.4, 2.8, (34, 32, 36))
        s.rect(x0 + 0.2, 0.1, x1 - 0.2, 0.55, (52, 50, 54))
        s.ramp(
            [(x0, 0.45), (x1, 0.45), (x1, TRAIN - 0.2), (x0, TRAIN - 0.2)],
            mix(self.body, (255, 255, 255), 0.16),
            dim(self.body, 0.82),
        )
        crown = [(x0, TRAIN - 0.2), (x0 + 0.3, TRAIN), (x1 - 0.3, TRAIN), (x1, TRAIN - 0.2)]
        s.poly(crown, dim(self.body, 0.6))
        s.rect(x0, 0.45, x1, 0.62, dim(self.body, 0.55))
        s.rect(x0, 0.98, x1, 1.2, self.stripe)
        doors = [x0 + 2.2, x1 - 2.2]
        for x in np.arange(x0 + 0.7, x1 - 1.0, 1.28):
            if all(abs(x + 0.5 - door) > 1.05 for door in doors):
                self._window(s, float(x), float(x) + 1.0)
        for door in doors:
            self._door(s, door)

    def _window(self, s: Sheet, x0: float, x1: float) -> None:
        lit = 0.35 + 0.65 * self.mood.lamps
        s.rect(x0 - 0.04, 1.38, x1 + 0.04, 2.5, dim(self.body, 0.5))
        s.rect(x0, 1.42, x1, 2.46, mix(PANE, WARM, 0.75 * lit))
        if self.mood.lamps > 0.4:
            s.rect(x0, 1.42, x1, 2.46, dim(WARM, 0.75), 0.55, shine=True)
        if self.rng.random() < 0.5 and not unwanted(self.shot, "people"):
            m, tone = (x0 + x1) / 2 + self.rng.uniform(-0.2, 0.2), (64, 56, 62)
            s.ellipse(m, 1.9, 0.12, 0.15, tone)
            turn = np.linspace(0, math.pi, 14)
            s.poly([(m + 0.24 * math.cos(a), 1.42 + 0.32 * math.sin(a)) for a in turn], tone)
        s.poly([(x0 + 0.1, 2.46), (x0 + 0.4, 2.46), (x0 + 0.2, 1.42), (x0, 1.42)], (255, 255, 255), 0.16)

    def _door(self, s: Sheet, x: float) -> None:
        s.rect(x - 0.78, 0.5, x + 0.78, 2.82, dim(self.body, 0.55))
        for m in (x - 0.37, x + 0.37):
            s.rect(m - 0.34, 0.55, m + 0.34, 2.76, self.door)
            s.rect(m - 0.22, 1.3, m + 0.22, 2.5, mix(PANE, WARM, 0.6 * self.mood.lamps))
            s.rect(m - 0.34, 0.98, m + 0.34, 1.2, self.stripe)
        s.rect(x - 0.02, 0.55, x + 0.02, 2.76, dim(self.door, 0.5))
        s.ellipse(x, 2.92, 0.06, 0.05, (255, 120, 80), shine=True)

    # --- on the platform

    def column(self, x: float) -> Node:
        """An iron column that spreads into arches under the roof."""
        s = self.shell.sheet(ROW, x - 2.9, x + 2.9, -0.05, TALL)
        iron, light = self.iron, mix(self.iron, (255, 255, 255), 0.35)
        s.shadow(x, ROW, 0.4)
        s.slab(x - 0.26, x + 0.26, 0.0, 0.32, ROW - 0.2, ROW + 0.2, dim(iron, 0.8))
        s.rect(x - 0.11, 0.32, x + 0.11, TALL, iron)
        s.rect(x - 0.085, 0.32, x - 0.03, TALL, light, 0.8)
        s.rect(x + 0.05, 0.32, x + 0.11, TALL, dim(iron, 0.6))
        for y, wide in ((0.32, 0.2), (1.2, 0.16), (3.5, 0.2)):
            s.rect(x - wide, y, x + wide, y + 0.12, light)
            s.rect(x - wide, y, x + wide, y + 0.03, dim(iron, 0.6))
        for side in (-1, 1):
            turn = np.linspace(0, math.pi / 2, 16)
            arch = [(x + side * 2.7 * (1 - math.cos(t)), 3.6 + 1.8 * math.sin(t)) for t in turn]
            s.line(arch, 0.12, iron)
            s.line([(px, py + 0.03) for px, py in arch], 0.03, light, 0.7)
            s.ellipse(x + side * 0.52, 4.62, 0.24, 0.24, dim(iron, 0.9))
            s.ellipse(x + side * 0.52, 4.62, 0.16, 0.16, dim(iron, 0.5))
        return self.shell.plate(s, x, 2.4)

    def clock(self) -> list[Node]:
        """A clock that hangs from the roof."""
        x, y, z = -self.side * 1.15, 3.05, 6.2
        s = self.shell.sheet(z, x - 0.6, x + 0.6, y, TALL)
        s.rect(x - 0.03, y + 0.4, x + 0.03, TALL, self.iron)
        return [self.shell.plate(s, x, y), *clock(self.shell, x, y, 0.42, self.iron, z=z)]

    def sign(self) -> Node:
        """A board on two rods with the station's name."""
        x, y, z = self.side * 1.5, 3.0, 6.3
        s = self.shell.sheet(z, x - 1.4, x + 1.4, y - 0.4, TALL)
        for dx in (-0.9, 0.9):
            s.rect(x + dx - 0.015, y, x + dx + 0.015, TALL, self.iron)
        s.rect(x - 1.2, y - 0.28, x + 1.2, y + 0.28, (246, 244, 238))
        s.rect(x - 1.16, y - 0.24, x + 1.16, y + 0.24, (28, 62, 112))
        latin, chinese = pick(self.context, 5, SIGNS)
        for text, dy, high in ((latin, 0.08, 0.2), (chinese, -0.13, 0.14)):
            px, py = s.px([(x, y + dy)])[0]
            write(s.a, text, px, py, high * s.k, (248, 248, 244), room=2.1 * s.k)
        return self.shell.plate(s, x, y)

    def bench(self, x: float) -> Node:
        """A bench of wooden slats on iron feet."""
        z = 6.9
        s = self.shell.sheet(z, x - 1.2, x + 1.2, -0.05, 1.1)
        wood: Rgb = (158, 108, 70)
        s.shadow(x, z, 1.0, 0.5)
        for dx in (-0.8, 0.8):
            s.slab(x + dx - 0.04, x + dx + 0.04, 0.0, 0.42, z, z + 0.4, dim(self.iron, 0.8))
            s.rect(x + dx - 0.03, 0.42, x + dx + 0.03, 0.95, dim(self.iron, 0.8))
        for y in (0.58, 0.74, 0.9):
            s.slab(x - 0.95, x + 0.95, y - 0.05, y + 0.05, z + 0.36, z + 0.4, wood)
        s.slab(x - 0.95, x + 0.95, 0.4, 0.46, z - 0.02, z + 0.38, dim(wood, 0.85), mix(wood, (255, 230, 190), 0.2))
        return self.shell.plate(s, x, 0.6)

    def luggage(self) -> Node:
        """A stack of suitcases by a column."""
        z, x = 6.0, self.side * 3.3
        s = self.shell.sheet(z, x - 0.9, x + 0.9, -0.05, 1.2)
        s.shadow(x, z, 0.7, 0.5)
        rows = ((0.5, 0.0, 0.34, (126, 76, 50)), (0.42, 0.34, 0.3, (68, 92, 110)), (0.3, 0.64, 0.2, (170, 60, 56)))
        for half, foot, high, tone in rows:
            s.slab(x - half, x + half, foot, foot + high, z - 0.14, z + 0.14, tone)
            for dx in (-0.55, 0.55):
                s.rect(x + dx * half - 0.03, foot, x + dx * half + 0.03, foot + high, dim(tone, 0.6))
            s.rect(x - 0.06, foot + high * 0.6, x + 0.06, foot + high * 0.7, (214, 180, 104))
        return self.shell.plate(s, x, 0.5)

    def travellers(self) -> list[Node]:
        """People on their way along the train."""
        ways = (
            (-self.side * 1.2, 7.5, self.side),
            (self.side * 2.6, 7.7, -self.side),
            (self.side * 5.2, 7.4, self.side),
        )
        return [walker(self.shell, self.rng, x, z, way, umbrella=False) for x, z, way in ways]


def _laid(base: Numbers, z: Numbers, near: float, far: float, tone: Numbers) -> Numbers:
    """A floor with a strip of another colour from `near` to `far`."""
    soft = 0.02 + 0.004 * z
    band = np.clip((z - near) / soft, 0, 1) * np.clip((far - z) / soft, 0, 1)
    return np.asarray(base + (tone - base) * band[..., None], np.float32)
