"""Under the sea: light from above, a sandy bed with coral and weed, shoals of fish."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at, field
from ...shotlist import Framing, Shot, TimeOfDay, Weather
from ..absent import unwanted
from ..air import DAY, NIGHT, SUNSET, air_for
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..geometry import Geometry
from ..key_light import pools
from ..kit.sea_life import small_fish
from ..kit.vista import Vista
from ..kit.wood import shafts
from ..nodes import Floor, Mover, Pose, Sway
from ..sky import backdrop

HORIZON = 0.58
WATERS = {
    TimeOfDay.DAY: replace(
        DAY,
        sky=((0, (120, 222, 240)), (0.3, (48, 160, 212)), (1, (14, 84, 150))),
        ambient=(0.62, 0.92, 1.0),
        haze=(22, 104, 168),
        thick=0.86,
        cover=0,
        disc_at=(0.42, -0.02),
        disc_radius=0,
        glow=(130, 120, 70),
        rim=(214, 250, 255),
        rim_from=(0.1, -1.0),
    ),
    TimeOfDay.SUNSET: replace(
        SUNSET,
        sky=((0, (250, 190, 150)), (0.3, (150, 120, 160)), (1, (50, 60, 120))),
        ambient=(0.8, 0.68, 0.8),
        haze=(74, 72, 132),
        thick=0.84,
        cover=0,
        disc_at=(0.42, -0.02),
        disc_radius=0,
        rim_from=(0.1, -1.0),
    ),
    TimeOfDay.NIGHT: replace(
        NIGHT,
        sky=((0, (34, 84, 130)), (0.4, (14, 44, 92)), (1, (6, 20, 54))),
        ambient=(0.3, 0.5, 0.72),
        haze=(12, 40, 84),
        thick=0.86,
        cover=0,
        disc_at=(0.42, -0.02),
        disc_radius=0,
        stars=0.0,
        rim_from=(0.1, -1.0),
    ),
}
#: Far down, where light comes from a small window above and from those who glow.
DEEP = replace(
    WATERS[TimeOfDay.NIGHT],
    sky=((0, (46, 118, 158)), (0.22, (18, 58, 108)), (0.6, (7, 24, 60)), (1, (3, 10, 34))),
    ambient=(0.20, 0.38, 0.60),
    haze=(5, 20, 52),
    thick=0.92,
    glow=(40, 90, 110),
    rim=(140, 220, 255),
    rim_strength=0.95,
    bloom=0.6,
)
#: Bodies that live in the dark.
_DEEP_DWELLERS = {"jellyfish", "squid", "anglerfish", "submarine"}
CORAL: tuple[Rgb, ...] = ((240, 104, 96), (250, 168, 80), (214, 96, 176), (250, 210, 110), (140, 110, 220))
FISH: tuple[Rgb, ...] = ((250, 196, 60), (240, 120, 60), (120, 200, 240), (236, 100, 130))


class Underwater:
    name: ClassVar[str] = "underwater"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("underwater", "under the sea", "under water", "seabed", "coral reef", "deep sea", "reef", "aquarium"),
        "zh": ("海底", "水下", "深海", "珊瑚礁", "水底", "水族馆"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.78, bottom=0.93), "air": Zone(top=0.2, bottom=0.68)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("underwater",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR})

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        airs = dict.fromkeys(TimeOfDay, DEEP) if deep(context.shot) else WATERS
        air = air_for(replace(context.shot, weather=Weather.CLEAR), airs, context.unit)
        reef = Reef(context, geometry, air)
        return reef.stage(
            reef.nodes(), light=replace(air.light(), shadow=0.3), bloom=0.4, bloom_threshold=170, vignette=0.42
        )


def deep(shot: Shot) -> bool:
    """Whether it is the deep sea: asked for, dark in mood, or by night with those who glow."""
    asked = shot.traits.get("depth", "")
    dwells = [bool({actor.noun, actor.art} & _DEEP_DWELLERS) for actor in shot.actors]
    return asked == "deep" or (not asked and (shot.mood == "mysterious" or (bool(dwells) and all(dwells))))


class Reef(Vista):
    """Builds the nodes of one reef."""

    def nodes(self) -> list[Node]:
        g = self.geometry
        box = g.box(0.5)
        rays = shafts(
            (box.x0, box.y0, box.x1, g.height * 0.95), self.rng, self.air.rim, 0.34, 0.5, 0.16, self.unit * 1.3
        )
        rays += shafts((box.x0, box.y0, box.x1, g.height * 0.8), self.rng, self.air.rim, 0.26, 0.5, -0.22, self.unit)
        bubbles = Drift(
            count=26,
            depth=1.05,
            size=(1.6, 4.4),
            fall=(-74, -30),
            swing=9,
            pace=(0.5, 1.2),
            colours=((206, 240, 255),),
            alpha=0.55,
            hardness=0.8,
            additive=True,
        )
        motes = Drift(
            count=60,
            depth=0.9,
            size=(0.9, 1.9),
            swing=26,
            pace=(0.2, 0.5),
            colours=((190, 230, 250),),
            alpha=0.45,
            hardness=1.2,
            additive=True,
        )
        reefs = [self.ridge(k, q) for k, q in enumerate((0.0, 0.08, 0.22))]
        return [
            backdrop(self.context, g, self.air),
            *reefs,
            self.floor(),
            *rays,
            *([] if unwanted(self.context.shot, "fish") else self.shoals()),
            *self.gardens(),
            drifting(self.context, bubbles, 11),
            drifting(self.context, motes, 12),
            *(self.glowing() if deep(self.context.shot) else []),
        ]

    def glowing(self) -> list[Node]:
        """What shines by itself in the deep: specks of plankton, and the water about the bodies."""
        plankton = Drift(
            count=54,
            depth=0.8,
            size=(1.4, 3.2),
            swing=30,
            pace=(0.3, 0.8),
            colours=((96, 240, 255), (150, 170, 255), (255, 150, 230)),
            alpha=0.85,
            hardness=0.9,
            additive=True,
            blink=0.8,
        )
        return [drifting(self.context, plankton, 13), *pools(self.context.shot, self.geometry, (110, 190, 255), 0.32)]

    def ridge(self, number: int, q: float) -> Node:
        """Rock walls that fade into the blue."""
        g, u = self.geometry, self.unit
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q + 10 * u
        x = np.linspace(box.x0, box.x1, 120)
        rough = field(
            1,
            120,
            fx=(box.x1 - box.x0) / 120 / (150 * u),
            fy=1,
            ox=self.context.seed % 40 + number * 9,
            seed=161,
            octaves=4,
        )[0]
        side = np.clip(np.abs(x - g.width / 2) / g.width * 2.4 - 0.2, 0.1, 1.3)
        crest = foot - 230 * u * (rough**1.6) * side
        canvas = Canvas(box.x0, float(crest.min()) - 4, box.x1, foot + 24 * u)
        canvas.ramp(
            [(x[0], foot + 24 * u), *np.stack([x, crest], 1), (x[-1], foot + 24 * u)],
            (120, 132, 136),
            (66, 78, 92),
            float(crest.min()),
            foot,
        )
        return self.air.plate(canvas, depth, haze=(0.84, 0.7, 0.5)[number])

    def floor(self) -> Floor:
        """Rippled sand under moving nets of light (still ones: the light shafts move)."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        q = np.maximum(0.02, (np.arange(height)[:, None] + 0.5) / g.reach)
        x, z = (np.arange(width)[None] + box.x0 - g.width / 2) / q / u, 820 / q
        warp = fbm_at(x / 160, z / 160, 171, 3)
        ripple = np.sin((z + x * 0.3 + warp * 220) / 16) * np.clip(q, 0, 1)
        net = 1 - np.abs(2 * fbm_at(x / 90 + warp, z / 90 + warp, 173, 2) - 1)
        tone = 0.72 + 0.26 * (warp - 0.5) + 0.06 * ripple + 0.5 * np.clip(net - 0.86, 0, 1) * 7 * 0.4
        rgb = np.array([176, 214, 230]) * tone[..., None] * np.array(self.air.ambient[::-1])
        rgb += (np.array(self.air.haze[::-1]) - rgb) * (self.air.thick * np.clip(1 - q, 0, 1) ** 1.2)[..., None]
        return Floor(np.clip(rgb, 0, 255).astype(np.uint8), box.x0, box.y0, 1.0, g, depth=FAR + 0.19)

    def gardens(self) -> list[Node]:
        """Coral and weed; the nearest stand dark and soft at the corners."""
        g, u, rng, nodes = self.geometry, self.unit, self.rng, list[Node]()
        rows = (0.26, 0.5, 0.78, 1.5)
        for number, q in enumerate(rows if self.context.shot.camera.framing is not Framing.CLOSE else rows[:3]):
            depth = g.depth(q)
            box = g.box(depth)
            foot = min(g.horizon + g.reach * q, box.y1 + 6 * u)
            corals, weed = (
                Canvas(box.x0, foot - 330 * u * q - 60 * u, box.x1, foot + 30 * u, min(1.3, box.scale))
                for _ in range(2)
            )
            for _ in range(7):
                away = rng.uniform(0.2, 0.5)
                x = (
                    g.width * (0.5 + (away if rng.random() < 0.5 else -away))
                    if number < 3
                    else (box.x0, box.x1)[int(rng.integers(2))] + rng.normal(0, 60) * u
                )
                if rng.random() < 0.5:
                    self._coral(corals, x, foot, rng.uniform(60, 130) * u * (0.3 + q * 0.7))
                else:
                    self._weed(weed, x, foot, rng.uniform(130, 270) * u * (0.3 + q * 0.7))
            blur = 2.6 * u if number == 3 else None
            nodes.append(self.air.plate(corals, depth, blur=blur))
            nodes.append(
                self.air.plate(
                    weed, depth + 0.001, blur=blur, sway=Sway(reach=26 * u * q, speed=0.22, foot=foot, phase=q * 7)
                )
            )
        return nodes

    def _coral(self, canvas: Canvas, x: float, foot: float, size: float) -> None:
        tone = CORAL[int(self.rng.integers(len(CORAL)))]
        canvas.ellipse(x, foot, size * 0.7, size * 0.1, (30, 50, 70), 0.4)
        if self.rng.random() < 0.55:
            self._fan(canvas, x, foot, -math.pi / 2, size * 0.5, size * 0.15, tone, 3)
            return
        for _ in range(7):
            dx, r = self.rng.uniform(-0.5, 0.5) * size, self.rng.uniform(0.12, 0.26) * size
            canvas.ellipse(x + dx, foot - r * 0.7, r, r, dim(tone, 0.8))
            canvas.ellipse(x + dx - r * 0.15, foot - r * 0.9, r * 0.7, r * 0.62, mix(tone, (255, 255, 255), 0.2))

    def _fan(
        self, canvas: Canvas, x: float, y: float, angle: float, length: float, width: float, tone: Rgb, depth: int
    ) -> None:
        end = (x + math.cos(angle) * length, y + math.sin(angle) * length)
        canvas.taper([(x, y), end], width, width * 0.7, dim(tone, 0.7 + 0.12 * (3 - depth)))
        canvas.ellipse(*end, width * 0.4, width * 0.4, mix(tone, (255, 255, 255), 0.15))
        if depth:
            for turn in (-0.55, 0.05, 0.6):
                self._fan(
                    canvas, *end, angle + turn + self.rng.normal(0, 0.1), length * 0.66, width * 0.66, tone, depth - 1
                )

    def _weed(self, canvas: Canvas, x: float, foot: float, height: float) -> None:
        for k in range(5):
            base, tall = x + (k - 2) * height * 0.07, height * self.rng.uniform(0.55, 1.0)
            u = np.linspace(0, 1, 10)
            stem = np.stack([base + np.sin(u * 5 + k) * height * 0.05, foot - tall * u], 1)
            canvas.taper(stem, height * 0.055, height * 0.012, dim((70, 150, 90), self.rng.uniform(0.7, 1.15)))

    def shoals(self) -> list[Node]:
        """Small fish in three loose groups."""
        nodes: list[Node] = []
        for shoal in range(3):
            tone, depth = FISH[int(self.rng.integers(len(FISH)))], 0.36 + 0.14 * shoal
            way, size = (1 if shoal % 2 else -1), (13 + 8 * shoal) * self.unit
            pictures = [
                self.air.settle(small_fish(size, beat, tone), depth, blur=0.2)
                for beat in (-1.0, -0.4, 0.4, 1.0, 0.4, -0.4)
            ]
            if way < 0:
                pictures = [np.ascontiguousarray(p[:, ::-1]) for p in pictures]
            cx, cy = self.rng.uniform(0.15, 0.85) * self.geometry.width, self.geometry.height * (0.2 + 0.14 * shoal)
            nodes += [Mover(pictures, self._swim(cx, cy, size, way), depth, 2.0, anchor=(0.5, 0.5)) for _ in range(8)]
        return nodes

    def _swim(self, cx: float, cy: float, size: float, way: int) -> Callable[[float], Pose]:
        x, y, phase = cx + self.rng.normal(0, 4.4) * size, cy + self.rng.normal(0, 2.0) * size, self.rng.uniform(0, 6)

        def pose(t: float) -> Pose:
            return Pose(
                x=x + way * size * (1.5 * t + 0.5 * math.sin(t + phase)),
                y=y + 0.5 * size * math.sin(t * 1.3 + phase),
                picture=int((t * 9 + phase * 3) % 6),
            )

        return pose
