"""A city seen from a roof terrace: towers in ranks, traffic far below, lamps that blink for aircraft."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.particles import dabs
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..kit import furniture as things
from ..kit.alley import open_set, stands
from ..kit.choice import chosen, side_of
from ..kit.interior import Lamp, Shell
from ..kit.interior_life import Hanging, near_plant
from ..kit.materials import boards, tiles
from ..kit.towers import rank
from ..nodes import Mover, Painter, Pose
from ..sky import sky

HORIZON, BACK, HALF = 0.53, 6.9, 60.0
#: Ranks of towers, far to near: nearness, least and greatest height above the horizon, width, window, haze.
RANKS: tuple[tuple[float, float, float, tuple[float, float], float, float], ...] = (
    (0.010, 40, 165, (22, 48), 4.4, 0.80),
    (0.035, 40, 235, (34, 72), 6.0, 0.56),
    (0.080, 20, 250, (54, 104), 8.4, 0.34),
    (0.170, -40, 120, (110, 190), 12.5, 0.14),
)


class Skyline:
    name: ClassVar[str] = "skyline"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "skyline",
            "city skyline",
            "rooftop",
            "roof terrace",
            "rooftop terrace",
            "on the roof",
            "roof",
            "balcony",
            "skyscraper",
            "skyscrapers",
            "over the city",
            "above the city",
            "over a city",
            "high-rise",
            "cityscape",
            "metropolis",
            "manhattan",
            "new york",
            "shanghai",
            "hong kong",
            "futuristic city",
            "observation deck",
            "helipad",
        ),
        "zh": (
            "天际线",
            "城市天际线",
            "天台",
            "楼顶",
            "屋顶",
            "顶楼",
            "露台",
            "阳台",
            "摩天大楼",
            "高楼",
            "高楼大厦",
            "城市上空",
            "大都市",
            "未来城市",
            "外滩",
            "陆家嘴",
            "上海",
            "香港",
            "纽约",
            "观景台",
        ),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.75, bottom=0.92), "air": Zone(top=0.1, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("city", "wind"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        shot = context.shot
        dull = shot.time is TimeOfDay.DAY and shot.weather in {Weather.RAIN, Weather.FOG}
        lights = 0.4 if dull else {TimeOfDay.DAY: 0.0, TimeOfDay.SUNSET: 0.7, TimeOfDay.NIGHT: 1.0}[shot.time]
        warm: Rgb = (255, 194, 120)
        lamps = [
            Lamp(x=x, y=y, z=z, colour=warm, strength=0.8 * lights, reach=1.5)
            for x, y, z in ((-2.6, 1.2, 5.4), (2.6, 1.2, 5.4), (0.0, 1.0, 4.4))
        ]
        shell = Shell.of(
            context,
            horizon=HORIZON,
            back=BACK,
            half=HALF,
            tall=60.0,
            ambient=(1.0, 1.0, 1.0),
            lamps=lamps,
            airs=airs_of("skyline"),
            wet=0.9 if shot.weather is Weather.RAIN else 0.0,
        )
        shell.ambient = shell.outside.ambient
        shell.air = replace(shell.outside, ambient=(1.0, 1.0, 1.0))
        return open_set(shell, Roof(shell, lights).nodes(), lights, warm=warm)


class Roof:
    """Builds the nodes of one terrace and the city beyond it."""

    def __init__(self, shell: Shell, lights: float) -> None:
        self.shell, self.lights = shell, lights
        self.context, self.geometry, self.unit = shell.context, shell.geometry, shell.context.unit
        self.rng = np.random.default_rng(shell.context.seed)
        self.night = shell.context.shot.time is TimeOfDay.NIGHT
        self.snow = shell.context.shot.weather is Weather.SNOW
        self.side = side_of(shell.context)
        self.tips: list[tuple[float, float, float]] = []

    def nodes(self) -> list[Node]:
        shell, shot = self.shell, self.context.shot
        ranks = [self.rank(n) for n in range(len(RANKS))]
        floor = (
            tiles((196, 190, 184), (180, 174, 170), 0.62)
            if chosen(self.context, 2) % 2
            else boards((164, 124, 92), 3, 0.15)
        )
        if self.snow:
            floor = tiles((228, 234, 242), (220, 228, 238), 0.62, joint=(196, 206, 222))
        return [
            *sky(self.context, self.geometry, shell.outside),
            self.haze(),
            *ranks,
            *([] if unwanted(shot, "cars") else [self.traffic()]),
            self.blinking(),
            *self.plane(),
            shell.floor(floor),
            self.railing(),
            *self.things(),
            *self.festoon(),
            *self.front(),
        ]

    def rank(self, number: int) -> Node:
        """One rank of towers."""
        q, low, high, wide, pitch, haze = RANKS[number]
        g, u = self.geometry, self.unit
        depth = g.depth(q)
        box = g.box(depth)
        foot = g.horizon + g.reach * max(q, 0.02) + (24 + 40 * number) * u
        a, e = (Canvas(box.x0, g.horizon - high * 1.5 * u, box.x1, foot, min(1.25, box.scale)) for _ in range(2))
        # The tallest stand on a third, so that the other side keeps a free sky.
        peak = g.width * (0.5 + 0.24 * self.side * (1 if number != 1 else -0.4))
        under = foot - g.horizon
        tips = rank(
            self.rng,
            a,
            e,
            box.x0,
            box.x1,
            foot,
            low=low * u + under,
            high=high * u + under,
            wide=(wide[0] * u, wide[1] * u),
            pitch=pitch * u,
            lit=(0.40, 0.42, 0.38, 0.34)[number] * self.lights,
            peak=peak,
            gap=(0.05, 0.15, 0.5, 0.9)[number],
        )
        self.tips += [(x, y, depth) for x, y in tips if y < g.horizon - 110 * u][:6]
        air = self.shell.outside
        return air.plate(a, depth, emission=e, haze=min(0.95, haze * (0.45 + 0.65 * air.thick)))

    def haze(self) -> Node:
        """The glow of the town behind the farthest towers."""
        g, u = self.geometry, self.unit
        box = g.box(FAR)
        c = Canvas(box.x0, g.horizon - 240 * u, box.x1, g.horizon + 300 * u, 0.25)
        tone = mix(self.shell.outside.haze, (255, 170, 120), 0.35 * self.lights)
        for x in np.linspace(box.x0, box.x1, 5):
            c.glow(float(x), g.horizon, (box.x1 - box.x0) * 0.34, 220 * u, dim(tone, 0.5), 0.3 + 0.2 * self.lights)
        c.rect(box.x0, g.horizon - 4 * u, box.x1, g.horizon + 300 * u, mix(self.shell.outside.haze, (60, 66, 86), 0.35))
        return replace(self.shell.outside, ambient=(1.0, 1.0, 1.0)).plate(c, FAR + 0.002, haze=0.0, blur=1.0)

    def traffic(self) -> Painter:
        """Two ribbons of cars on the avenue that runs from the terrace to the horizon."""
        g, u, n = self.geometry, self.unit, 46
        rng = np.random.default_rng(self.context.seed + 5)
        phase, lane = rng.uniform(0, 1, n), rng.uniform(-0.5, 0.5, n)
        coming = np.arange(n) % 2 == 0
        middle, shine = g.width * (0.5 - 0.12 * self.side), max(0.25, self.lights)
        x1 = middle - 130 * u * self.side

        def draw(frame: Frame, view: View) -> None:
            share = (phase + view.t * np.where(coming, 0.06, -0.05)) % 1.0
            near = share**1.7
            depth = FAR + 0.02 + 0.1 * near
            s = view.zoom**depth
            rest_x = middle + (x1 - middle) * near + (np.where(coming, -1, 1) * (3 + 20 * near) + lane * 8 * near) * u
            rest_y = g.horizon + (10 + 78 * near) * u
            table = np.zeros((n, 11), np.float32)
            table[:, 0] = view.fx + s * (rest_x - view.fx) - s * depth * view.dx
            table[:, 1] = view.fy + s * (rest_y - view.fy) - s * depth * view.dy
            table[:, 2] = (1.0 + 2.6 * near) * u * s
            table[:, 3] = table[:, 2] * 0.7
            table[:, 5:8] = np.where(coming[:, None], (190, 232, 255), (60, 70, 255))
            table[:, 8], table[:, 9], table[:, 10] = shine * (0.4 + 0.6 * near), 1.4, 1
            dabs(frame, table)

        return Painter(self.geometry.depth(RANKS[2][0]) + 0.004, draw, reads=False)

    def blinking(self) -> Painter:
        """Red lamps on the tallest roofs."""
        tips, u = np.array(self.tips or [(-99.0, -99.0, FAR)]), self.unit
        phase = np.arange(len(tips)) * 1.7
        power = 0.35 + 0.65 * self.lights

        def draw(frame: Frame, view: View) -> None:
            s = view.zoom ** tips[:, 2]
            table = np.zeros((2 * len(tips), 11), np.float32)
            x = view.fx + s * (tips[:, 0] - view.fx) - s * tips[:, 2] * view.dx
            y = view.fy + s * (tips[:, 1] - view.fy) - s * tips[:, 2] * view.dy
            pulse = np.clip(np.sin(view.t * 2.6 + phase) * 2.4, 0.05, 1) * power
            for k, (size, level) in enumerate(((2.1, 1.0), (9.0, 0.35))):
                rows = slice(k * len(tips), (k + 1) * len(tips))
                table[rows, 0], table[rows, 1], table[rows, 2], table[rows, 3] = x, y, size * u, size * u
                table[rows, 5:8], table[rows, 8], table[rows, 9], table[rows, 10] = (60, 60, 255), pulse * level, 1.2, 1
            dabs(frame, table)

        return Painter(self.geometry.depth(RANKS[2][0]) + 0.002, draw, reads=False)

    def plane(self) -> list[Node]:
        """An airliner that crosses the free side of the sky, its lamps blinking."""
        if self.context.shot.weather is not Weather.CLEAR:
            return []
        g, u = self.geometry, self.unit
        pictures = []
        for lit in (False, True):
            a, e = (Canvas(-34 * u, -14 * u, 34 * u, 14 * u, 2.0) for _ in range(2))
            body: Rgb = (232, 236, 242)
            a.poly(
                smooth(
                    [(-26 * u, -1 * u), (20 * u, -2.4 * u), (27 * u, 0), (20 * u, 2 * u), (-24 * u, 1 * u)],
                    4,
                    closed=True,
                ),
                body,
            )
            a.poly([(2 * u, 0), (-12 * u, 9 * u), (-7 * u, 0)], dim(body, 0.7))
            a.poly([(2 * u, -1 * u), (-9 * u, -8 * u), (-6 * u, -1 * u)], dim(body, 0.85))
            a.poly([(-20 * u, 0), (-29 * u, -8 * u), (-25 * u, 0)], (64, 110, 180))
            if lit and self.lights:
                e.glow(-12 * u, 9 * u, 10 * u, 10 * u, (255, 60, 60), 0.9)
                e.glow(26 * u, 0, 9 * u, 9 * u, (255, 255, 255), 0.8)
            pictures.append(self.shell.outside.settle(a, 0.3, emission=e, haze=0.4, blur=0.2))
        way, y0 = self.side, g.horizon * 0.2
        x0, pace = g.width * (0.5 - 0.34 * self.side), 22 * u

        def pose(t: float) -> Pose:
            blink = int((t * 1.4) % 1.0 < 0.25)
            return Pose(x=x0 + way * pace * t, y=y0 - 3 * u * t, picture=blink, turn=-0.1 * way if way > 0 else 0.1)

        if way < 0:
            pictures = [np.ascontiguousarray(p[:, ::-1]) for p in pictures]
        return [Mover(pictures, pose, FAR + 0.004, 2.0, anchor=(0.5, 0.5))]

    def railing(self) -> Node:
        """A low wall with a glass balustrade and a steel rail."""
        z = BACK - 0.05
        left, right = self.shell.wide(z)
        s = self.shell.sheet(z, left, right, -0.05, 1.5)
        wall: Rgb = (176, 170, 166)
        s.ramp([(left, 0), (right, 0), (right, 0.3), (left, 0.3)], dim(wall, 0.9), dim(wall, 0.66))
        s.rect(left, 0.27, right, 0.34, (232, 238, 246) if self.snow else mix(wall, (255, 250, 240), 0.35))
        s.rect(left, 0.34, right, 1.0, mix(self.shell.outside.haze, (150, 190, 210), 0.4), 0.13)
        steel: Rgb = (96, 102, 112)
        for x in np.arange(math.floor(left / 1.3) * 1.3, right, 1.3):
            s.rect(x - 0.025, 0.3, x + 0.025, 1.06, steel)
            s.rect(x - 0.025, 0.3, x - 0.008, 1.06, (210, 214, 222), 0.6)
            s.poly([(x + 0.2, 0.36), (x + 0.42, 0.36), (x + 0.82, 0.98), (x + 0.6, 0.98)], (255, 255, 255), 0.1)
        s.rect(left, 1.04, right, 1.1, (236, 242, 250) if self.snow else steel)
        s.rect(left, 1.085, right, 1.1, (240, 240, 244), 0.7)
        return stands(self.shell, s, 0.0, 0.6)

    def things(self) -> list[Node]:
        """Planters, a bench, a water tank and the stairs' hut."""
        nodes: list[Node] = []
        side = self.side
        z = 6.2
        s = self.shell.sheet(z, side * 4.1 - 1.7, side * 4.1 + 1.7, -0.1, 3.2)
        x = side * 4.1
        for dx in (-0.6, 0.6):
            for d in (0.1, 0.7):
                s.line([(x + dx, 0, z + d), (x + dx * 0.9, 1.0, z + d)], 0.07, (86, 78, 76))
        s.line([(x - 0.6, 0.1, z + 0.1), (x + 0.6, 0.9, z + 0.1)], 0.04, (86, 78, 76))
        s.ramp([(x - 0.75, 1.0), (x + 0.75, 1.0), (x + 0.75, 2.25), (x - 0.75, 2.25)], (150, 108, 80), (118, 82, 64))
        for k in range(11):
            s.line([(x - 0.72 + 0.144 * k, 1.0), (x - 0.72 + 0.144 * k, 2.25)], 0.014, (88, 60, 48))
        s.rect(x + 0.25, 1.0, x + 0.75, 2.25, (40, 26, 30), 0.3)
        for y in (1.2, 1.6, 2.05):
            s.rect(x - 0.76, y, x + 0.76, y + 0.045, (90, 92, 98))
        s.poly([(x - 0.86, 2.22), (x + 0.86, 2.22), (x, 2.85)], (222, 230, 238) if self.snow else (120, 98, 92))
        nodes.append(stands(self.shell, s, x))
        for n, (px, pz, tall) in enumerate(((-side * 3.5, 6.3, 1.2), (-side * 2.2, 6.4, 0.9), (side * 2.3, 6.4, 1.0))):
            p = self.shell.sheet(pz, px - 0.9, px + 0.9, -0.1, 1.8)
            leaf: Rgb = (206, 218, 226) if self.snow else ((78, 134, 78), (104, 146, 70), (90, 128, 92))[n]
            p.slab(px - 0.42, px + 0.42, 0.0, 0.36, pz, pz + 0.4, (122, 112, 108))
            things.pot_plant(p, self.rng, px, tall, (122, 112, 108), leaf, y=0.08)
            nodes.append(stands(self.shell, p, px, 0.5))
        b = self.shell.sheet(5.3, -side * 3.1 - 1.1, -side * 3.1 + 1.1, -0.1, 1.2)
        x = -side * 3.1
        b.shadow(x, 5.3, 0.8)
        for dx in (-0.6, 0.6):
            b.slab(x + dx - 0.05, x + dx + 0.05, 0.0, 0.4, 5.3, 5.65, (70, 70, 76))
        b.slab(
            x - 0.75, x + 0.75, 0.4, 0.45, 5.28, 5.68, (150, 104, 70), (238, 242, 248) if self.snow else (176, 128, 88)
        )
        return [*nodes, stands(self.shell, b, x, 0.4)]

    def festoon(self) -> list[Node]:
        """Bulbs on cords between two poles, which sway in the wind."""
        z, y = 5.9, 2.75
        nodes: list[Node] = []
        s = self.shell.sheet(z, -4.2, 4.2, -0.1, 3.0)
        for x in (-3.4, 3.4):
            s.line([(x, 0), (x, y + 0.1)], 0.06, (70, 66, 70))
        nodes.append(stands(self.shell, s, 0.0))
        w = self.shell.sheet(z - 0.02, -3.9, 3.9, 1.2, 3.0)
        u = np.linspace(-1, 1, 41)
        for low in (0.42, 0.8):
            cord = [(3.4 * float(a), y - low * (1 - float(a) ** 2)) for a in u]
            w.line(cord, 0.014, (52, 46, 50))
            for x, yy in cord[2:-1:3]:
                w.ellipse(x, yy - 0.06, 0.045, 0.055, (240, 226, 190))
                if self.lights > 0.1:
                    w.ellipse(x, yy - 0.06, 0.05, 0.06, (255, 226, 160), shine=True)
                    w.glow(x, yy - 0.06, 0.34, 0.34, (255, 186, 100), 0.5 * self.lights)
        nodes.append(Hanging.of(stands(self.shell, w, 0.0, 2.0, nearer=0.001), 0.05 * w.k, 0.2))
        return nodes

    def front(self) -> list[Node]:
        """Leaves close to the lens, soft."""
        leaf: Rgb = (206, 218, 226) if self.snow else (74, 120, 78)
        return near_plant(
            self.shell, self.rng, -self.side, tall=0.8, pot=(110, 100, 100), leaf=leaf, y=0.32, inset=0.02, floor=0.0
        )
