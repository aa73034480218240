"""A beach: sand in front, surf, the open sea with islands and sails, palms at the edges."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import cv2
import numpy as np

from ...compose.blit import Pixels, Reals, blank
from ...compose.camera import FAR
from ...compose.noise import Numbers, fbm_at, field, tile
from ...compose.water import sea
from ...shotlist import Framing, TimeOfDay, Weather
from ..absent import unwanted
from ..air import Air, air_for
from ..brush import Canvas, dim, mix
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..geometry import Geometry
from ..kit.choice import chosen, free_side
from ..kit.greenery import conifer, grass, palm
from ..kit.sea_life import gull, yacht
from ..kit.shore import CLOTHS, boulders, sunshade
from ..kit.vista import Vista
from ..nodes import Floor, Mover, Painter, Pose, Sway
from ..sky import disc_point, sky

HORIZON = 0.50
#: Deep, shallow, foam and glitter by time of day.
WATERS: dict[TimeOfDay, tuple[Rgb, Rgb, Rgb, Rgb]] = {
    TimeOfDay.DAY: ((20, 104, 164), (94, 206, 204), (250, 253, 255), (255, 255, 250)),
    TimeOfDay.SUNSET: ((66, 58, 104), (208, 146, 132), (255, 228, 206), (255, 196, 104)),
    TimeOfDay.NIGHT: ((12, 28, 62), (52, 92, 132), (170, 196, 226), (206, 222, 250)),
}


class SeaBeach:
    name: ClassVar[str] = "sea_beach"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "beach",
            "sea",
            "ocean",
            "seaside",
            "coast",
            "shore",
            "island",
            "waves",
            "bay",
            "harbour",
            "harbor",
            "seashore",
            "tropical",
        ),
        "zh": ("海滩", "沙滩", "大海", "海边", "海岸", "海洋", "岛", "海浪", "港湾", "海"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {
        "ground": Zone(top=0.80, bottom=0.94),
        "water": Zone(top=0.56, bottom=0.70),
        "air": Zone(top=0.12, bottom=0.42),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("sea",))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(context.shot, unit=context.unit, seed=context.seed)
        coast = Coast(context, geometry, air)
        return coast.stage(coast.nodes(), shore=coast.water.shore)


class Coast(Vista):
    """Builds the nodes of one beach."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        #: What the seed puts on the sand besides trees: nothing, sunshades, rocks.
        self.kind = chosen(context, 23) % 3
        self.snow = context.shot.weather is Weather.SNOW
        self.backdrop = sky(context, geometry, air)
        self.water = Sea(context, geometry, air, self.backdrop)
        # No palms grow at lakes and rivers, nor in the snow.
        self.northern = self.snow or context.shot.traits.get("shore") == "inland"
        # Trees keep to the side where nobody stands.
        self.side = free_side(context.shot)

    def nodes(self) -> list[Node]:
        shot = self.context.shot
        return [
            *self.backdrop,
            *self.islands(),
            self.sand(),
            Painter(FAR + 0.12, self.water.draw),
            *([] if unwanted(shot, "boats") else self.sails()),
            *([] if unwanted(shot, "birds") else self.gulls()),
            *([] if unwanted(shot, "trees") else self.palms()),
            *(self.shade() if self.kind == 1 and not self.northern else []),
            *(self.rocks() if self.kind == 2 else []),
            self.dune(),
        ]

    def islands(self) -> list[Node]:
        """Ridges of land on the horizon, paler the farther away."""
        g, nodes = self.geometry, list[Node]()
        lands = ((-0.02, 0.40, 70, 0.88), (0.72, 1.06, 50, 0.8), (-0.14, 0.20, 100, 0.55))
        for number, (start, end, height, haze) in enumerate(lands):
            depth = FAR + 0.01 * (number + 1)
            x0, x1 = start * g.width, end * g.width
            canvas = Canvas(x0 - 4, g.horizon - 220 * self.unit, x1 + 4, g.horizon + 3, 1.0)
            u = np.linspace(0, 1, 90)
            rough = field(1, 90, fx=0.09, fy=1, ox=self.context.seed % 50 + number * 9, seed=4, octaves=5)[0]
            y = g.horizon + 2 - height * self.unit * np.sin(np.pi * u) ** 0.7 * (0.25 + 1.15 * rough)
            ridge = np.stack([x0 + (x1 - x0) * u, y], 1)
            canvas.poly([(x0, g.horizon + 2), *ridge, (x1, g.horizon + 2)], (74, 112, 96))
            shade = ridge + np.array([0, 10 * self.unit])
            for k in range(6, 84, 3):
                tip, low = ridge[k], (ridge[k, 0] + 26 * self.unit * (1 + rough[k]), g.horizon + 2)
                canvas.poly([tip, shade[min(89, k + 4)], low, (low[0] - 18 * self.unit, low[1])], (50, 84, 82), 0.4)
            nodes.append(self.air.plate(canvas, depth, haze=min(0.97, haze * (0.55 + 0.6 * self.air.thick)), blur=0.5))
        return nodes

    def sand(self) -> Floor:
        """Rippled sand with shells, darker where the surf wets it."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        x0, x1 = box.x0 - 4, box.x1 + 4
        top = max(shore_row(g, np.linspace(x0, x1, 50), 0.0, u).min() - 60 * u, g.horizon + 2 * u)
        width, height = int(x1 - x0), int(box.y1 - top)
        y = np.arange(height, dtype=np.float32)[:, None] + top
        x = np.arange(width, dtype=np.float32)[None] + x0
        q = np.maximum(0.1, (y - g.horizon) / g.reach)
        wx, wz = (
            ((x - g.width / 2) / q / u).astype(np.float32),
            np.broadcast_to(820 / q, (height, width)).astype(np.float32),
        )
        broad = fbm_at(wx / 260, wz / 130, 31, 3)
        ripple = fbm_at(wx / 90 + broad * 1.5, wz / 13, 33, 2)
        grit = fbm_at(wx / 4, wz / 4, 35, 1)
        tone = (0.86 + 0.24 * (broad - 0.5) + 0.2 * (ripple - 0.5) + 0.09 * (grit - 0.5))[..., None]
        base: Rgb = (240, 243, 248) if self.snow else (238, 212, 166)
        rgb = np.array(base[::-1], np.float32) * tone
        damp = np.clip(1.15 - (y - shore_row(g, x, 1.0, u)) / (44 * u), 0, 1)[..., None] * (0.25 if self.snow else 1.0)
        rgb *= 1 - 0.40 * damp
        # Wet sand carries a little of the sky.
        sheen = np.array(self.air.sky[-2][1][::-1], np.float32) / np.maximum(
            0.2, np.array(self.air.ambient[::-1], np.float32)
        )
        rgb += (sheen - rgb) * damp * 0.32
        rgb *= np.array(self.air.ambient[::-1], np.float32)
        canvas = Canvas(x0, top, x0 + width, top + height)
        canvas.pixels = np.concatenate([np.clip(rgb, 0, 255), np.full((height, width, 1), 255)], -1).astype(np.uint8)
        self._shells(canvas)
        return Floor(np.ascontiguousarray(canvas.pixels[..., :3]), x0, top, 1.0, g, depth=FAR + 0.10)

    def _shells(self, canvas: Canvas) -> None:
        for _ in range(26):
            x, y = (
                self.rng.uniform(canvas.x0, canvas.x0 + canvas.pixels.shape[1]),
                self.geometry.height * self.rng.uniform(0.88, 1.05),
            )
            r = self.rng.uniform(1.5, 4.2) * self.unit * self.geometry.nearness(y)
            tint = tuple(
                c * a
                for c, a in zip(
                    ((250, 236, 220), (206, 164, 132), (232, 190, 180))[int(self.rng.integers(3))],
                    self.air.ambient,
                    strict=True,
                )
            )
            canvas.ellipse(x + r * 0.5, y + r * 0.5, r * 1.2, r * 0.5, (60, 44, 40), 0.4)
            canvas.ellipse(x, y, r, r * 0.62, (tint[0], tint[1], tint[2]))

    def sails(self) -> list[Node]:
        """Two small yachts far out."""
        g, nodes = self.geometry, list[Node]()
        for x, q, tall, way in ((0.13, 0.05, 30.0, 1), (0.86, 0.035, 22.0, -1)):
            canvas = yacht(tall * self.unit, 2.0)
            depth = g.depth(q) + 0.10
            picture = self.air.settle(canvas, depth, haze=self.air.thick * 0.42, blur=0.2)
            nodes.append(self._sailing(picture, x * g.width, g.horizon + g.reach * q, way, depth))
        return nodes

    def _sailing(self, picture: Pixels, x: float, y: float, way: int, depth: float) -> Mover:
        unit = self.unit

        def pose(t: float) -> Pose:
            return Pose(
                x=x + way * 5 * unit * t, y=y + 0.6 * unit * math.sin(t * 1.4 + x), turn=0.03 * math.sin(t * 1.1 + x)
            )

        return Mover([picture], pose, depth, 2.0, anchor=(0.5, 0.93))

    def gulls(self) -> list[Node]:
        """A loose flock that glides and flaps."""
        g, unit, rng = self.geometry, self.unit, self.rng
        nodes: list[Node] = []
        for _ in range(6):
            span = rng.uniform(16, 40) * unit
            phases = [gull(span, k / 10, 1.6) for k in range(10)]
            depth = 0.3 + 0.012 * span / unit
            pictures = [self.air.settle(c, depth, haze=self.air.thick * 0.3, blur=0.2) for c in phases]
            nodes.append(
                _flying(
                    pictures,
                    rng.uniform(0, 1) * g.width,
                    rng.uniform(0.16, 0.7) * g.horizon,
                    span,
                    rng.uniform(0, 6),
                    depth,
                )
            )
        return nodes

    def palms(self) -> list[Node]:
        """Two palms (or firs) lean in from the free side; a third, small one stands back on the other."""
        g, nodes = self.geometry, list[Node]()
        tall = min(g.height, g.width * 0.62)
        stands = (
            (self.side, 0.475, 0.96, 0.74, -0.20, 1.25),
            (self.side, 0.40, 0.90, 0.50, -0.30, 1.12),
            (-self.side, 0.49, 0.79, 0.30, -0.16, 0.80),
        )
        near = self.context.shot.camera.framing is not Framing.WIDE
        for number, (side, away, foot, size, lean, depth) in enumerate(stands):
            if self.kind and number == 2 - self.kind:
                continue
            if near and depth > 1:
                continue  # it would stand between a near camera and the actor
            x, y, height = g.width * (0.5 + side * away), g.height * foot, tall * size
            box = g.box(depth)
            canvas = Canvas(x - height * 0.8, y - height * 1.45, x + height * 0.8, y + 8, min(1.5, box.scale))
            rng, reach = np.random.default_rng(self.context.seed + number), 0.022
            if self.northern:
                conifer(canvas, rng, x, y, height * 1.15, (52, 104, 74), snow=self.snow)
                reach = 0.008
            else:
                palm(canvas, rng, x, y, height, lean * side)
            sway = Sway(reach=height * reach, speed=0.21, foot=y, phase=number * 1.7)
            nodes.append(self.air.plate(canvas, depth, sway=sway, blur=0.25 * self.unit))
        return nodes

    def shade(self) -> list[Node]:
        """Two sunshades on the sand of the free side."""
        g, nodes = self.geometry, list[Node]()
        first = chosen(self.context, 29)
        for number, (away, row, size) in enumerate(((0.27, 0.775, 0.19), (0.37, 0.84, 0.27))):
            x, foot, tall = g.width * (0.5 + self.side * away), g.height * row, size * min(g.height, g.width)
            depth = g.depth_at(foot)
            canvas = Canvas(x - tall, foot - tall * 1.3, x + tall, foot + tall * 0.1, min(1.5, g.box(depth).scale))
            sunshade(canvas, x, foot, tall, CLOTHS[(first + number) % len(CLOTHS)], -0.16 * self.side)
            nodes.append(self.air.plate(canvas, depth, haze=0.03))
        return nodes

    def rocks(self) -> list[Node]:
        """Boulders at the water's edge on the free side, and a few across."""
        g, nodes, rng = self.geometry, list[Node](), np.random.default_rng(self.context.seed + 41)
        sun = 1 if self.air.rim_from[0] > 0 else -1
        for away, row, size in ((0.34, 0.735, 0.30), (-0.47, 0.72, 0.17)):
            x, foot, wide = g.width * (0.5 + self.side * away), g.height * row, size * min(g.height, g.width)
            depth = g.depth_at(foot)
            canvas = Canvas(x - wide, foot - wide * 0.5, x + wide, foot + wide * 0.1, min(1.4, g.box(depth).scale))
            boulders(canvas, rng, x, foot, wide, sun)
            nodes.append(self.air.plate(canvas, depth, haze=0.05))
        return nodes

    def dune(self) -> Node:
        """Dune grass, close and soft, in one lower corner."""
        g, u, depth = self.geometry, self.unit, 1.55
        box = g.box(depth)
        canvas = Canvas(box.x0, g.height * 0.66, box.x1, box.y1, 0.7)
        n = 260
        spread = np.abs(self.rng.normal(0, 0.11, n))
        x = g.width * ((1 - spread) if self.side > 0 else spread) + self.rng.normal(0, 20, n) * u
        y = np.full(n, box.y1) - self.rng.uniform(0, 24, n) * u
        tall = np.maximum(24, 190 * (1 - spread * 4.5)) * u
        tip: Rgb = (226, 232, 236) if self.snow else (168, 176, 92)
        grass(canvas, self.rng, x, y, tall, tip, dim(tip, 0.45), lean=0.32, width=5 * u)
        return self.air.plate(canvas, depth, sway=Sway(reach=16 * u, speed=0.33, foot=box.y1), blur=1.6 * u)


def _flying(pictures: list[Pixels], x: float, y: float, span: float, phase: float, depth: float) -> Mover:
    def pose(t: float) -> Pose:
        # A gull flaps a few beats, then glides on level wings.
        beat = 0.5 + 0.5 * math.sin(t * 0.9 + phase)
        wing = (t * 1.5 + phase) % 1 if beat > 0.42 else 0.25
        return Pose(
            x=x + span * 0.85 * t,
            y=y + 0.22 * span * math.sin(t * 0.8 + phase),
            picture=int(wing * 10),
            turn=0.06 * math.cos(t * 0.8 + phase),
        )

    return Mover(pictures, pose, depth, 1.6, anchor=(0.5, 0.5))


def shore_row(geometry: Geometry, x: Numbers, swell: float, unit: float) -> Reals:
    """Rest-frame row of the water's edge; `swell` −1…1 is how far the last wave ran up."""
    at = (x - geometry.width / 2) / unit
    bend = np.sin(at / 170 + 0.6) * 9 + np.sin(at / 67 + 1.2) * 4 - at * 0.028
    return np.asarray(0.765 * geometry.height + (bend + 10 * swell) * unit, np.float32)


class Sea:
    """Water between horizon and shore."""

    def __init__(self, context: Context, geometry: Geometry, air: Air, backdrop: Sequence[Node]) -> None:
        self.geometry, self.unit = geometry, context.unit
        self.noise = tile(256, 8, context.seed % 499)
        self.mirror = mirror_of(backdrop, geometry)
        shot = context.shot
        deep, shallow, foam, glint = WATERS[shot.time]
        grey = 0.0 if shot.weather is Weather.CLEAR else 0.55
        deep = mix(deep, dim(air.haze, 0.5), grey)
        shallow = mix(shallow, dim(air.haze, 0.85), grey)
        self.colours = np.array([deep[::-1], shallow[::-1], foam[::-1], glint[::-1]], np.float32)
        place = disc_point(air, geometry)
        low = place is not None and place[1] > geometry.horizon * 0.5
        shine = 0.0 if place is None else {TimeOfDay.DAY: 0.5, TimeOfDay.SUNSET: 0.95, TimeOfDay.NIGHT: 0.6}[shot.time]
        chop = {Weather.CLEAR: 1.0, Weather.RAIN: 1.35, Weather.SNOW: 1.1, Weather.FOG: 0.7}[shot.weather]
        self.sun = place[0] if place else -1e4
        self.knobs = (shine, 1.0 if low else 2.4, chop, self.unit, 1.0, 0.92, geometry.reach / (230 * self.unit))

    def draw(self, frame: Frame, view: View) -> None:
        g = self.geometry
        top, _, near, s, tx = g.rows(view, g.horizon, g.height * 1.1)
        shore = self.shore(view)
        last = min(len(near), int(shore.max()) - top + 3)
        if last <= 0:
            return
        bounce = 1 - np.arange(last) / (0.62 * g.horizon)
        rows = np.stack(
            [near[:last], s[:last], tx[:last], np.maximum(0.03, bounce) * self.mirror.shape[0] - 1], 1
        ).astype(np.float32)
        sky_scale, sky_x, _ = view.place(FAR)
        knobs = np.array([self.sun * sky_scale + sky_x, *self.knobs], np.float32)
        sea(frame, top, rows, self.mirror, self.noise, shore, self.colours, knobs, float(view.t))

    def shore(self, view: View) -> Reals:
        """The row of the water's edge per frame column, seen from where the camera is."""
        swell = math.sin(view.t * 0.85)
        g = self.geometry
        x = np.linspace(-0.6 * g.width, 1.6 * g.width, 240)
        y = shore_row(g, x.astype(np.float32), swell, self.unit)
        d = FAR + (1 - FAR) * np.maximum(0, (y - g.horizon) / g.reach)
        s = view.zoom**d
        px, py = view.fx + s * (x - view.fx) - s * d * view.dx, view.fy + s * (y - view.fy) - s * d * view.dy
        return np.asarray(np.interp(np.arange(view.width), px, py), np.float32)


def mirror_of(backdrop: Sequence[Node], geometry: Geometry) -> Reals:
    """The sky in the middle of the shot as the water sees it: small, soft, zenith first, horizon last."""
    view = geometry.path.view(geometry.path.seconds / 2)
    picture = blank(geometry.height, geometry.width)
    for node in backdrop:
        node.paint(picture, view)
    s, _, ty = view.place(FAR)
    horizon = max(8, min(geometry.height, int(s * geometry.horizon + ty)))
    small = cv2.resize(picture[:horizon], (160, 90), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), sigmaX=3.0, sigmaY=1.2), np.float32)
