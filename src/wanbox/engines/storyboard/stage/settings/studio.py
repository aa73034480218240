"""A photographer's studio: a seamless backdrop that runs into the floor, softboxes, stands and cables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..brush import Canvas, dim, mix
from ..contract import Context, Light, Node, Rgb, Set, Zone
from ..geometry import Geometry
from ..kit.choice import pick, side_of
from ..kit.furnisher import Indoors
from ..kit.interior import FOCAL, METRE
from ..kit.interior_life import motes
from ..kit.mood import day
from ..nodes import Backdrop, Plate

HORIZON = 0.5
#: Where wall and floor meet, as nearness; the bend between them is round.
BEND = 0.46


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Paper, the light on it, and the lights on the sitter."""

    paper: Rgb
    key: Rgb
    kicker: Rgb
    level: float


LOOKS: dict[TimeOfDay, tuple[Look, ...]] = {
    TimeOfDay.DAY: (
        Look(paper=(240, 240, 240), key=(255, 252, 246), kicker=(224, 236, 255), level=0.92),
        Look(paper=(238, 236, 232), key=(255, 250, 240), kicker=(255, 236, 220), level=0.92),
    ),
    TimeOfDay.SUNSET: (
        Look(paper=(240, 178, 130), key=(255, 214, 160), kicker=(255, 130, 120), level=0.86),
        Look(paper=(232, 160, 150), key=(255, 220, 176), kicker=(255, 160, 90), level=0.86),
    ),
    TimeOfDay.NIGHT: (
        Look(paper=(64, 72, 104), key=(214, 226, 255), kicker=(90, 140, 255), level=0.62),
        Look(paper=(78, 62, 96), key=(255, 220, 240), kicker=(220, 90, 255), level=0.62),
    ),
}


class Studio(Indoors):
    name: ClassVar[str] = "studio"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "studio",
            "photo studio",
            "studio backdrop",
            "white background",
            "plain background",
            "seamless background",
            "studio background",
            "product shot",
            "solid background",
            "grey background",
            "gray background",
            "photo shoot",
            "runway",
        ),
        "zh": (
            "摄影棚",
            "影棚",
            "白色背景",
            "纯色背景",
            "白底",
            "纯白背景",
            "棚拍",
            "灰色背景",
            "影楼",
            "演播室",
            "T台",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.76, bottom=0.92), "air": Zone(top=0.2, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("room",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR})

    def build(self, context: Context) -> Set:
        looks = LOOKS[context.shot.time]
        look = pick(context, 1, looks)
        side = side_of(context)
        geometry = Geometry.of(context, HORIZON)
        level = 0.55 + 0.42 * look.level
        return Set(
            nodes=Sweep(context, geometry, look, side).nodes(),
            light=Light(
                ambient=(level * look.key[0] / 255, level * look.key[1] / 255, level * look.key[2] / 255),
                rim=look.key,
                rim_from=(-0.8 * side, -0.5),
                rim_strength=0.55,
                rim2=look.kicker,
                rim2_strength=0.45,
                haze=look.paper,
                shadow=0.36,
            ),
            horizon=geometry.horizon,
            grade=day().grade,
            bloom=0.2,
            bloom_threshold=215 if context.shot.time is TimeOfDay.DAY else 185,
            vignette=0.22 if context.shot.time is TimeOfDay.DAY else 0.42,
            grain=0.012,
        )


class Sweep:
    """Builds the nodes of one studio; the key light stands on -`side`."""

    def __init__(self, context: Context, geometry: Geometry, look: Look, side: int) -> None:
        self.context, self.geometry, self.look, self.side = context, geometry, look, side
        self.unit, self.metre = context.unit, METRE * geometry.height

    def nodes(self) -> list[Node]:
        return [
            self.paper(),
            *self.softbox(-self.side, 5.6),
            *self.softbox(self.side, 6.6, small=True),
            self.glow(),
            motes(self.context, self.look.key, 90, 0.9),
        ]

    def paper(self) -> Backdrop:
        """Wall, bend and floor as one surface: light falls off to the corners, the floor shines a little."""
        g = self.geometry
        far, near = g.box(g.depth(BEND)), g.ground_box()
        x0, x1, y0, y1 = min(far.x0, near.x0), max(far.x1, near.x1), far.y0, near.y1
        shrink = 2
        x = np.arange(x0, x1 + shrink, shrink, dtype=np.float32)[None]
        y = np.arange(y0, y1 + shrink, shrink, dtype=np.float32)[:, None]
        u = (x - g.width * (0.5 - 0.1 * self.side)) / (1.05 * max(g.width, g.height))
        bend = g.horizon + g.reach * BEND
        v = (y - (bend - 0.22 * g.height)) / (0.95 * g.height)
        wall = 0.56 + 0.5 * np.exp(-(u**2) * 5.0 - v**2 * 3.4)
        down = (y - bend) / g.height
        crease = 1 - 0.14 * np.exp(-(((down + 0.015) / 0.05) ** 2))
        floor = 1 + 0.16 * np.clip(down * 3, 0, 1) * np.exp(-(u**2) * 9)
        tone = wall * crease * floor * self.look.level
        rgb = tone[..., None] * np.array(self.look.paper, np.float32)
        key = np.exp(
            -(((x - g.width * (0.5 - 0.3 * self.side)) / (0.4 * g.width)) ** 2)
            - ((y - g.height * 0.36) / (0.42 * g.height)) ** 2
        )
        rgb = rgb + key[..., None] * np.array(self.look.key, np.float32) * 0.09
        away = np.exp(
            -(((x - g.width * (0.5 + 0.42 * self.side)) / (0.36 * g.width)) ** 2)
            - ((y - g.height * 0.5) / (0.6 * g.height)) ** 2
        )
        rgb = rgb + away[..., None] * (np.array(self.look.kicker, np.float32) * 0.16 - 22)
        rng = np.random.default_rng(self.context.seed)
        rgb = rgb + rng.normal(0, 0.9, tone.shape)[..., None]
        pixels = np.clip(rgb[..., ::-1], 0, 255).astype(np.uint8)
        return Backdrop(np.ascontiguousarray(pixels), x0, y0, g.depth(BEND), 1 / shrink)

    def glow(self) -> Plate:
        """The air about the key light."""
        g = self.geometry
        c = Canvas(0, 0, g.width, g.height * 0.8, 0.2)
        c.glow(
            g.width * (0.5 - 0.46 * self.side),
            g.height * 0.24,
            0.4 * g.width,
            0.5 * g.height,
            dim(self.look.key, 0.2),
            1.0,
        )
        return Plate(c.pixels, 0.0, 0.0, 0.9, 0.2, pulse=_breath)

    def softbox(self, side: int, z: float, *, small: bool = False) -> list[Node]:
        """A softbox on its stand at one edge of the picture, turned to the middle."""
        g, k = self.geometry, self.metre * FOCAL / z
        depth = g.depth(FOCAL / z)
        half = (g.width / 2) / k
        x = side * max(1.1, half - (0.5 if small else 0.36))
        reach, high = (0.42, 0.62) if small else (0.6, 0.95)

        def at(px: float, y: float) -> tuple[float, float]:
            return g.point(px * self.metre, FOCAL / z, y * self.metre)

        (left, top), (right, bottom) = at(x - 2.4, 3.6), at(x + 2.4, -0.1)
        scale = min(1.4, g.box(depth).scale)
        a, e = (Canvas(left, top, right, bottom, scale) for _ in range(2))
        foot, head = at(x, 0.0), at(x, 1.75)
        dark: Rgb = (44, 44, 50)
        a.ellipse(foot[0], foot[1], 0.5 * k, 0.05 * k, (20, 18, 20), 0.25)
        for dx in (-0.36, 0.0, 0.36):
            a.line([at(x, 0.45), at(x + dx, 0.0)], 0.03 * k, dark)
        a.line([foot, head], 0.035 * k, dark)
        a.line([at(x, 0.9), at(x, 1.7)], 0.022 * k, (150, 152, 158))
        # Its face looks at the middle: the inner edge is nearer to the sitter and seen shorter.
        inner, outer = x - side * reach * 0.62, x + side * reach * 0.5
        face = [
            at(inner, 1.75 + high * 0.56),
            at(outer, 1.75 + high * 0.46),
            at(outer, 1.75 - high * 0.46),
            at(inner, 1.75 - high * 0.56),
        ]
        back = [
            at(outer, 1.75 + high * 0.46),
            at(outer + side * 0.3, 1.85),
            at(outer + side * 0.3, 1.65),
            at(outer, 1.75 - high * 0.46),
        ]
        a.poly(back, dark)
        a.poly(face, (60, 60, 66))
        shine = mix(self.look.key if not small else self.look.kicker, (255, 255, 255), 0.35)
        middle = np.mean(np.array(face), axis=0)
        e.poly([(float(p), float(q)) for p, q in middle + (np.array(face) - middle) * 0.93], dim(shine, 0.96))
        e.glow(float(middle[0]), float(middle[1]), 1.5 * k, 1.4 * k, shine, 0.42 * (0.6 if small else 1.0))
        return [day().plate(a, depth, emission=e, haze=0.0, blur=0.6 * self.unit)]


def _breath(t: float) -> float:
    """A modelling lamp swells and fades; now and then a flash goes off."""
    since = (t + 1.9) % 3.1
    flash = 0.15 * math.exp(-since * 9.0) if since < 0.6 else 0.0
    return 0.45 + 0.4 * math.sin(t * 1.7) + flash
