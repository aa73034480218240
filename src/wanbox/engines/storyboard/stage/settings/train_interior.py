"""A railway carriage: seats along the windows, the landscape running past, straps and lamps that swing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from ...compose.blit import Pixels, Spans, plane, spans_of
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..kit.choice import chosen, pick
from ..kit.facade import front
from ..kit.furnisher import Furnisher, Indoors
from ..kit.greenery import conifer, tree
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, motes
from ..kit.materials import boards, plain
from ..kit.mood import Mood, daylight, furnished, mood_of, walled
from ..kit.openings import Opening
from ..kit.sheet import Sheet
from ..kit.views import behind, lights

BACK, HALF, TALL = 5.6, 30.0, 2.7
#: Panels, seats, curtains.
PALETTES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((188, 138, 92), (44, 98, 92), (206, 176, 116)),
    ((206, 210, 206), (52, 96, 150), (226, 214, 190)),
    ((172, 116, 78), (150, 52, 52), (226, 200, 150)),
)


class TrainInterior(Indoors):
    name: ClassVar[str] = "train_interior"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "train interior",
            "inside a train",
            "in the train",
            "on a train",
            "on the train",
            "train carriage",
            "carriage",
            "railway carriage",
            "train car",
            "subway car",
            "in the subway",
            "on the subway",
            "metro carriage",
            "compartment",
            "train window",
            "on a bus",
            "inside a bus",
        ),
        "zh": (
            "车厢",
            "火车上",
            "火车里",
            "列车上",
            "列车里",
            "地铁上",
            "地铁里",
            "高铁上",
            "火车车厢",
            "车窗",
            "公交车上",
            "车厢里",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.77, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("train",))

    def build(self, context: Context) -> Set:
        mood = mood_of(context.shot)
        openings = tuple(
            Opening(x0=c - 0.98, x1=c + 0.98, y0=0.95, y1=2.0, bars=(0, 0)) for c in (-4.6, -2.3, 0.0, 2.3, 4.6)
        )
        lamps = [
            *daylight(mood, BACK, openings[1:4]),
            *(
                Lamp(x=x, y=1.5, z=4.6, colour=(255, 222, 172), strength=0.6 * mood.lamps, reach=1.8)
                for x in (-2.4, 0.0, 2.4)
            ),
        ]
        shell = walled(context, mood, (BACK, HALF, TALL), lamps=lamps, openings=openings, gloss=0.2)
        return furnished(shell, Carriage(shell, mood).nodes(), mood)


class Carriage(Furnisher):
    """Builds the nodes of one carriage."""

    def __init__(self, shell: Shell, mood: Mood) -> None:
        super().__init__(shell, mood)
        self.panel, self.seat, self.cloth = pick(self.context, 1, PALETTES)
        self.way = self.side

    def nodes(self) -> list[Node]:
        shell = self.shell
        floor = (
            boards((140, 112, 88), 3, 0.16, along=False)
            if chosen(self.context, 2) % 2
            else plain((112, 116, 122), 3, 0.1, 0.1)
        )
        return [
            *behind(shell, lambda _: self.landscape()),
            shell.back_wall(self.draw_wall, (206, 208, 210)),
            shell.floor(floor),
            *shell.ceiling(plain((226, 222, 212), 3, 0.03)),
            *(node for x in (-3.45, -1.15, 1.15, 3.45) for node in self.curtain(x)),
            *self.seats(),
            *self.straps(),
            motes(self.context, count=22, alpha=0.4),
        ]

    def landscape(self) -> list[Node]:
        """Hills far away, trees and houses nearer, posts at the line: the nearer, the faster."""
        return [self._hills(0, 14.0), self._hills(1, 46.0), self._row(150.0), self._posts(900.0)]

    def _strip(self, high: float, wide: float) -> tuple[Canvas, Canvas, float]:
        """Two canvases that end below the windows, and their lowest row."""
        foot = self.shell.at(0, 0.72, BACK)[1]
        top = foot - high * self.context.unit
        return Canvas(0, top, wide, foot, 1.0), Canvas(0, top, wide, foot, 1.0), foot

    def _hills(self, number: int, speed: float) -> Node:
        g, u = self.shell.geometry, self.context.unit
        wide = 1600 * u
        a, _, foot = self._strip(300, wide)
        x = np.linspace(0, wide, 160, dtype=np.float32)
        turn = x / wide * 2 * np.pi
        roll = (
            0.5 + 0.22 * np.sin(turn * 3 + number) + 0.16 * np.sin(turn * 7 + 2.0 * number) + 0.09 * np.sin(turn * 17)
        )
        high = (110, 56)[number] * u
        snow = self.shot.weather is Weather.SNOW
        season = self.shot.traits.get("season", "")
        green: Rgb = {"autumn": (186, 132, 62), "winter": (206, 214, 224)}.get(season, (112, 156, 92))
        tone: Rgb = (218, 226, 236) if snow else (mix(green, (96, 130, 170), 0.55), green)[number]
        ridge = [(float(p), float(g.horizon + 4 * u - high * q)) for p, q in zip(x, roll, strict=True)]
        a.poly([(0, foot), *ridge, (wide, foot)], tone)
        if number:
            grain = fbm_at(x[None] / (60 * u), x[None] * 0, 5, 3)[0]
            for p, q, n in zip(x, roll, grain, strict=True):
                y = g.horizon + 4 * u - high * q
                a.ellipse(float(p), float(y), (6 + 12 * n) * u, (4 + 7 * n) * u, dim(tone, 0.7 + 0.2 * float(n)))
        pixels = self.shell.outside.settle(a, FAR, haze=(0.62, 0.32)[number] * self.shell.outside.thick, blur=0.3)
        return Running(pixels, a.y0, FAR + 0.02 + 0.03 * number, wide, -self.way * speed * u)

    def _row(self, speed: float) -> Node:
        """Trees, a house now and then, over a meadow."""
        g, u, shot = self.shell.geometry, self.context.unit, self.shot
        wide = 2000 * u
        a, e, foot = self._strip(300, wide)
        snow = shot.weather is Weather.SNOW
        meadow: Rgb = (232, 238, 246) if snow else (128, 164, 84)
        a.ramp(
            [(0, g.horizon + 10 * u), (wide, g.horizon + 10 * u), (wide, foot), (0, foot)],
            meadow,
            dim(meadow, 0.8),
            g.horizon,
            foot,
        )
        x = 60 * u
        while x < wide - 150 * u:
            kind = self.rng.random()
            if kind < 0.22:
                part = front(self.rng, 700, 1, 0.12 * u, lit=0.6 * lights(self.shell), lights=lights(self.shell))
                for to, picture in ((a, part.albedo), (e, part.emission)):
                    to.stamp(picture.pixels, x, g.horizon + 18 * u - part.height * 0.12 * u)
                x += 120 * u
            elif not unwanted(shot, "trees"):
                if kind < 0.5:
                    conifer(a, self.rng, x, g.horizon + 18 * u, self.rng.uniform(90, 150) * u, (72, 110, 78), snow=snow)
                else:
                    tree(
                        a,
                        self.rng,
                        x,
                        g.horizon + 18 * u,
                        self.rng.uniform(90, 140) * u,
                        (96, 146, 70),
                        bare=snow,
                        snow=snow,
                    )
            x += self.rng.uniform(50, 150) * u
        pixels = self.shell.outside.settle(a, 0.4, emission=e, haze=0.14 * self.shell.outside.thick, blur=0.5)
        return Running(pixels, a.y0, FAR + 0.12, wide, -self.way * speed * u)

    def _posts(self, speed: float) -> Node:
        """Poles with wires along the line, blurred by the speed."""
        u = self.context.unit
        wide = 2400 * u
        a, _, _ = self._strip(420, wide)
        for x in (300 * u, 1500 * u):
            a.rect(x - 7 * u, a.y0, x + 7 * u, a.y0 + 420 * u, (70, 62, 60), 0.7)
        for y in (60, 84):
            turn = np.linspace(0, 1, 60)
            sag = 22 * np.sin(np.pi * ((turn * 2 + 0.75) % 1)) ** 1.0
            a.line(
                [(float(t * wide), float(a.y0 + (y + s) * u)) for t, s in zip(turn, sag, strict=True)],
                1.6 * u,
                (50, 48, 54),
                0.6,
            )
        pixels = self.shell.outside.settle(a, 0.5, haze=0.05, blur=1.6 * u)
        return Running(pixels, a.y0, FAR + 0.2, wide, -self.way * speed * u)

    def draw_wall(self, s: Sheet) -> None:
        left, right = self.shell.wide(BACK)
        s.ramp([(left, 0), (right, 0), (right, TALL), (left, TALL)], mix(self.panel, (250, 244, 230), 0.55), self.panel)
        s.rect(left, 0, right, 0.8, dim(self.panel, 0.86))
        s.rect(left, 0.78, right, 0.83, (214, 190, 130))
        for x in np.arange(math.floor(left / 2.3) * 2.3 - 1.15, right, 2.3):
            s.rect(x - 0.012, 0, x + 0.012, TALL, dim(self.panel, 0.6))
            s.rect(x - 0.1, 2.08, x + 0.1, 2.3, (255, 226, 168), shine=self.mood.lamps > 0.4)
            s.glow(x, 2.1, 0.9, 0.8, (255, 206, 140), 0.3 * self.mood.lamps)
        s.rect(left, 2.36, right, 2.42, (206, 186, 140))
        for x in np.arange(math.floor(left / 0.9) * 0.9, right, 0.9):
            if self.rng.random() < 0.6:
                tone = ((150, 96, 62), (74, 96, 122), (142, 62, 56))[int(self.rng.integers(3))]
                s.curve(
                    smooth([(x, 2.42), (x + 0.02, 2.62), (x + 0.3, 2.66), (x + 0.58, 2.62), (x + 0.6, 2.42)], 4), tone
                )
                s.rect(x + 0.1, 2.42, x + 0.13, 2.63, dim(tone, 0.7))
                s.rect(x + 0.46, 2.42, x + 0.49, 2.63, dim(tone, 0.7))

    def curtain(self, x: float) -> list[Node]:
        """Gathered curtains between two windows."""
        s = self.shell.sheet(BACK - 0.03, x - 0.35, x + 0.35, 0.8, 2.15)
        for n in range(6):
            u = x + (n - 2.5) * 0.055
            tone = dim(self.cloth, 0.78 + 0.3 * math.sin(n * 1.9) ** 2)
            pinch = x + (n - 2.5) * 0.026
            s.curve(
                smooth(
                    [
                        (u - 0.035, 2.08),
                        (pinch - 0.02, 1.35),
                        (u - 0.04, 0.9),
                        (u + 0.04, 0.9),
                        (pinch + 0.02, 1.35),
                        (u + 0.035, 2.08),
                    ],
                    4,
                    closed=True,
                ),
                tone,
            )
        s.rect(x - 0.09, 1.32, x + 0.09, 1.38, (214, 176, 96))
        return [Hanging.of(self.shell.plate(s, x, 1.5, nearer=0.003), 0.02 * s.k, 0.9, x)]

    def seats(self) -> list[Node]:
        """Benches face to face below the windows, with a folding table between them."""
        nodes: list[Node] = []
        left, right = self.shell.wide(5.0)
        for c in (-4.6, -2.3, 0.0, 2.3, 4.6):
            if not left - 1.3 < c < right + 1.3:
                continue
            s = self.shell.sheet(4.85, c - 1.25, c + 1.25, -0.05, 1.4)
            for side in (-1, 1):
                x = c + side * 0.82
                a, b = sorted((x - side * 0.34, x + side * 0.16))
                s.slab(a, b, 0.1, 0.4, 4.85, 5.5, dim(self.seat, 0.8))
                s.slab(a, b, 0.38, 0.48, 4.83, 5.5, self.seat, mix(self.seat, (255, 250, 240), 0.14))
                a, b = sorted((x + side * 0.14, x + side * 0.3))
                s.slab(a, b, 0.1, 1.12, 4.85, 5.5, dim(self.seat, 0.9))
                s.rect(a, 0.9, b, 1.12, (244, 240, 230))
            s.slab(c - 0.3, c + 0.3, 0.7, 0.73, 5.05, 5.5, (176, 146, 108), (206, 176, 132))
            s.rect(c - 0.02, 0.1, c + 0.02, 0.7, (120, 116, 112))
            if abs(c) < 3 and self.rng.random() < 0.8:
                s.rect(c - 0.12, 0.73, c - 0.05, 0.93, (196, 226, 230), 0.8)
                s.rect(c + 0.06, 0.73, c + 0.2, 0.77, (206, 92, 74))
            nodes.append(self.shell.plate(s, c, 0.8))
        return nodes

    def straps(self) -> list[Node]:
        """A rail with grips that swing with the train."""
        z = 4.75
        left, right = self.shell.wide(z)
        s = self.shell.sheet(z, left, right, 2.1, TALL + 0.3)
        s.line([(left, 2.34), (right, 2.34)], 0.04, (206, 208, 212))
        nodes: list[Node] = [self.shell.plate(s, 0, 1.8)]
        for group in range(3):
            grips = self.shell.sheet(z - 0.01, left, right, 1.7, 2.4)
            for n in range(math.floor(left / 0.62), math.ceil(right / 0.62)):
                if n % 3 != group:
                    continue
                x = n * 0.62 + 0.31
                grips.line([(x, 2.34), (x, 2.08)], 0.024, (230, 226, 214))
                ring = [(x + 0.075 * math.cos(t), 2.0 + 0.08 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 18)]
                grips.line([(float(p), float(q)) for p, q in ring], 0.026, (240, 236, 226), closed=True)
            swing = Hanging.of(
                self.shell.plate(grips, 0, 1.8, nearer=0.001), 0.04 * grips.k, 0.8 + 0.07 * group, group * 1.1
            )
            nodes.append(swing)
        return nodes


@dataclass(frozen=True, slots=True)
class Running:
    """A strip of landscape that runs past without end; `speed` in rest pixels a second."""

    pixels: Pixels
    y: float
    depth: float
    wide: float
    speed: float
    spans: Spans = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", spans_of(self.pixels))

    def paint(self, frame: Frame, view: View) -> None:
        s, tx, ty = view.place(self.depth)
        at = (self.speed * view.t) % self.wide
        first = math.floor((-tx / s - at) / self.wide)
        x = s * (first * self.wide + at) + tx
        while x < view.width:
            plane(frame, self.pixels, self.spans, scale=s, x=x, y=s * self.y + ty)
            # The last column of one strip and the first of the next share a pixel.
            x += s * (self.wide - 1)
