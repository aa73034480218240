"""A living room: a large window with the weather outside, sofa, shelves, lamp, boards underfoot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from .. import effects
from ..air import AIRS, Air, air_for
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Light, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..geometry import Geometry
from ..kit.greenery import foliage, tree
from ..nodes import Floor, Mover, Painter, Plate, Pose, Sway
from ..sky import sky

HORIZON = 0.52
#: Ambient light of the room and strength of its lamps, by time of day.
LIGHTS: dict[TimeOfDay, tuple[tuple[float, float, float], float]] = {
    TimeOfDay.DAY: ((1.0, 0.98, 0.94), 0.12),
    TimeOfDay.SUNSET: ((0.92, 0.72, 0.58), 0.55),
    TimeOfDay.NIGHT: ((0.50, 0.43, 0.44), 1.0),
}
BACK = 0.42  # nearness of the back wall's foot
GOODS: tuple[Rgb, ...] = (
    (186, 76, 64),
    (66, 110, 140),
    (228, 182, 92),
    (104, 138, 96),
    (232, 222, 204),
    (126, 84, 130),
)


class Room:
    name: ClassVar[str] = "room"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "room",
            "living room",
            "interior",
            "indoors",
            "in the house",
            "at home",
            "lounge",
            "sitting room",
            "apartment",
        ),
        "zh": ("房间", "客厅", "室内", "屋里", "家里", "屋内", "书房", "起居室"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.74, bottom=0.92), "air": Zone(top=0.2, bottom=0.55)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ())
    #: Seen through the window.
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)
    #: Keeps the weather's effects out of the foreground.
    indoors: ClassVar[bool] = True

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        outside = air_for(context.shot, AIRS, context.unit)
        ambient, lamps = LIGHTS[context.shot.time]
        inside = replace(outside, ambient=ambient, haze=(70, 52, 44), thick=0.1)
        return Set(
            nodes=Parlour(context, geometry, outside, inside, lamps).nodes(),
            light=Light(
                ambient=ambient,
                rim=(255, 232, 190) if lamps < 0.9 else (255, 196, 120),
                rim_from=(-0.8, -0.5),
                rim_strength=0.5,
                haze=(70, 52, 44),
                shadow=0.42,
            ),
            horizon=geometry.horizon,
            grade=AIRS[TimeOfDay.DAY].grade,
            bloom=0.42,
            bloom_threshold=185,
            vignette=0.42,
            grain=0.02,
        )


class Parlour:
    """Builds the nodes of one room; the wall stands at one depth, the furniture before it."""

    def __init__(self, context: Context, geometry: Geometry, outside: Air, inside: Air, lamps: float) -> None:
        self.context, self.geometry, self.outside, self.inside, self.lamps, self.unit = (
            context,
            geometry,
            outside,
            inside,
            lamps,
            context.unit,
        )
        self.rng = np.random.default_rng(context.seed)
        self.depth = geometry.depth(BACK)
        self.foot = geometry.horizon + geometry.reach * BACK
        #: Window: left, top, right, bottom.
        w = geometry.width
        self.window = (0.5 * w - 0.25 * w, self.foot - 395 * self.unit, 0.5 * w + 0.13 * w, self.foot - 120 * self.unit)

    def nodes(self) -> list[Node]:
        motes = Drift(
            count=36,
            depth=0.97,
            size=(0.9, 1.9),
            swing=26,
            pace=(0.2, 0.5),
            fall=(-4, 6),
            wind=(-3, 8),
            colours=((255, 240, 204),),
            alpha=0.5,
            hardness=1.2,
            additive=True,
            blink=0.7,
        )
        return [
            *sky(self.context, self.geometry, self.outside),
            self.garden(),
            *self.weather(),
            self.wall(),
            *self.curtains(),
            self.floor(),
            *self.clock(),
            self.furniture(),
            *self.lamp(),
            self.plant(),
            *([self.front()] if self.context.shot.camera.framing is Framing.WIDE else []),
            drifting(self.context, motes, 15),
        ]

    def weather(self) -> list[Node]:
        """Rain or snow between the garden and the panes."""
        shot = replace(self.context.shot, effects=())
        falling = effects.build(replace(self.context, shot=shot), self.geometry, self.outside)
        return [Painter(FAR + 0.09, node.paint) for node in falling]

    def garden(self) -> Plate:
        """Trees beyond the window."""
        x0, _, x1, y1 = self.window
        u = self.unit
        canvas = Canvas(x0 - 80 * u, y1 - 330 * u, x1 + 80 * u, y1 + 60 * u)
        snow = self.context.shot.weather is Weather.SNOW
        for k in range(5):
            x = x0 + (x1 - x0) * (k + 0.5 * self.rng.random()) / 4.5
            tree(canvas, self.rng, x, y1 + 20 * u, self.rng.uniform(130, 210) * u, (86, 136, 72), bare=snow, snow=snow)
        canvas.rect(
            canvas.x0,
            y1 - 34 * u,
            canvas.x0 + canvas.pixels.shape[1],
            y1 + 60 * u,
            (236, 242, 248) if snow else (98, 144, 78),
        )
        return self.outside.plate(canvas, FAR + 0.08, haze=0.3)

    def wall(self) -> Plate:
        """Papered wall with panelling, pictures, shelves, and a hole where the window is."""
        g, u = self.geometry, self.unit
        box = g.box(self.depth)
        a, e = (Canvas(box.x0, box.y0, box.x1, self.foot + 2 * u, min(1.4, box.scale)) for _ in range(2))
        paper: Rgb = (214, 186, 158)
        a.ramp(
            [(box.x0, box.y0), (box.x1, box.y0), (box.x1, self.foot), (box.x0, self.foot)],
            dim(paper, 0.84),
            paper,
            box.y0,
            self.foot,
        )
        for x in np.arange(box.x0 - box.x0 % (46 * u), box.x1, 46 * u):
            a.rect(x, box.y0, x + 21 * u, self.foot, dim(paper, 1.04), 0.4)
        a.rect(box.x0, self.foot - 92 * u, box.x1, self.foot, (240, 230, 214))
        a.rect(box.x0, self.foot - 100 * u, box.x1, self.foot - 90 * u, (206, 188, 164))
        for x in np.arange(box.x0, box.x1, 150 * u):
            a.line(
                [
                    (x + 14 * u, self.foot - 78 * u),
                    (x + 136 * u, self.foot - 78 * u),
                    (x + 136 * u, self.foot - 26 * u),
                    (x + 14 * u, self.foot - 26 * u),
                ],
                3 * u,
                (214, 200, 180),
                closed=True,
            )
        a.rect(box.x0, self.foot - 14 * u, box.x1, self.foot, (222, 208, 188))
        self._frame(a)
        self._shelves(a, g.width * 0.78)
        self._picture(a, g.width * 0.135, self.foot - 290 * u)
        self._glow(e)
        plate = self.inside.plate(a, self.depth, emission=e, haze=0.05)
        return self._hole(plate)

    def _glow(self, e: Canvas) -> None:
        g, u = self.geometry, self.unit
        e.glow(g.width * 0.70, self.foot - 230 * u, 330 * u, 290 * u, (255, 190, 110), 0.36 * self.lamps)
        if self.context.shot.time is not TimeOfDay.NIGHT:
            x0, y0, x1, y1 = self.window
            e.glow((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) * 0.85, (y1 - y0) * 0.95, self.outside.rim, 0.16)

    def _frame(self, a: Canvas) -> None:
        x0, y0, x1, y1 = self.window
        u, wood = self.unit, (246, 240, 228)
        a.rect(x0 - 20 * u, y0 - 20 * u, x1 + 20 * u, y1 + 20 * u, wood)
        a.rect(x0 - 34 * u, y1 + 14 * u, x1 + 34 * u, y1 + 28 * u, dim(wood, 0.92))
        a.rect(x0 - 34 * u, y1 + 28 * u, x1 + 34 * u, y1 + 34 * u, (120, 96, 76), 0.6)

    def _hole(self, plate: Plate) -> Plate:
        """Clear the panes of the finished wall, leaving the bars."""
        x0, y0, x1, y1 = self.window
        pixels, u = plate.pixels.copy(), self.unit

        def clear(left: float, top: float, right: float, bottom: float) -> None:
            a, b = (max(0, round((y - plate.y) * plate.scale)) for y in (top, bottom))
            c, d = (max(0, round((x - plate.x) * plate.scale)) for x in (left, right))
            pixels[a:b, c:d] = 0

        third, half = (x1 - x0) / 3, (y1 - y0) * 0.36
        for k in range(3):
            left, right = x0 + k * third + 4 * u, x0 + (k + 1) * third - 4 * u
            clear(left, y0, right, y0 + half - 4 * u)
            clear(left, y0 + half + 4 * u, right, y1)
        return Plate(pixels, plate.x, plate.y, plate.depth, plate.scale)

    def _shelves(self, a: Canvas, x: float) -> None:
        u, top, wide = self.unit, self.foot - 330 * self.unit, 240 * self.unit
        for y in (top + 66 * u, top + 150 * u):
            at = x + 8 * u
            while at < x + wide - 26 * u:
                thick, tall = self.rng.uniform(8, 19) * u, self.rng.uniform(36, 58) * u
                if self.rng.random() < 0.12:
                    a.ellipse(at + 16 * u, y - 15 * u, 14 * u, 15 * u, GOODS[int(self.rng.integers(len(GOODS)))])
                    thick = 34 * u
                else:
                    tone = dim(GOODS[int(self.rng.integers(len(GOODS)))], self.rng.uniform(0.75, 1.05))
                    a.rect(at, y - tall, at + thick, y, tone)
                    a.rect(
                        at + 2 * u,
                        y - tall + 8 * u,
                        at + thick - 2 * u,
                        y - tall + 11 * u,
                        mix(tone, (255, 246, 220), 0.6),
                    )
                at += thick + self.rng.uniform(0.5, 3) * u
            a.rect(x - 8 * u, y, x + wide, y + 11 * u, (142, 96, 62))
            a.rect(x - 8 * u, y + 11 * u, x + wide, y + 20 * u, (96, 66, 48), 0.35)

    def _picture(self, a: Canvas, x: float, y: float) -> None:
        u = self.unit
        a.rect(x - 66 * u, y - 52 * u, x + 70 * u, y + 60 * u, (90, 66, 50), 0.35)
        a.rect(x - 70 * u, y - 58 * u, x + 66 * u, y + 52 * u, (176, 132, 74))
        a.ramp(
            [(x - 58 * u, y - 46 * u), (x + 54 * u, y - 46 * u), (x + 54 * u, y + 40 * u), (x - 58 * u, y + 40 * u)],
            (244, 196, 140),
            (120, 160, 186),
            y - 46 * u,
            y + 40 * u,
        )
        a.poly(
            [
                (x - 58 * u, y + 40 * u),
                (x - 24 * u, y - 14 * u),
                (x + 4 * u, y + 16 * u),
                (x + 24 * u, y - 6 * u),
                (x + 54 * u, y + 40 * u),
            ],
            (84, 106, 130),
        )

    def curtains(self) -> list[Node]:
        """Two curtains that stir."""
        x0, y0, x1, y1 = self.window
        u, nodes = self.unit, list[Node]()
        for side, x in ((-1, x0 - 26 * u), (1, x1 + 26 * u)):
            canvas = Canvas(
                x - 70 * u, y0 - 44 * u, x + 70 * u, self.foot - 40 * u, min(1.4, self.geometry.box(self.depth).scale)
            )
            for k in range(7):
                left = x - side * 8 * u + side * (k - 2.5) * 14 * u
                tone = dim((186, 92, 78), 0.8 + 0.3 * math.sin(k * 1.9) ** 2)
                canvas.poly(
                    smooth(
                        [
                            (left - 9 * u, y0 - 40 * u),
                            (left - 11 * u, y1),
                            (left - 12 * u, self.foot - 46 * u),
                            (left + 12 * u, self.foot - 46 * u),
                            (left + 10 * u, y1),
                            (left + 9 * u, y0 - 40 * u),
                        ],
                        4,
                        closed=True,
                    ),
                    tone,
                )
            plate = self.inside.plate(canvas, self.depth + 0.002, haze=0.03)
            # Hung from above: the foot moves, so the still end is the top.
            nodes.append(replace(plate, sway=Sway(reach=-5 * u, speed=0.17, foot=self.foot - 40 * u, phase=side * 1.3)))
        rod = Canvas(x0 - 110 * u, y0 - 60 * u, x1 + 110 * u, y0 - 30 * u)
        rod.rect(x0 - 100 * u, y0 - 48 * u, x1 + 100 * u, y0 - 41 * u, (110, 80, 54))
        return [*nodes, self.inside.plate(rod, self.depth + 0.003, haze=0.03)]

    def floor(self) -> Floor:
        """Boards in perspective, a rug, light from the window."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - self.foot)
        q = (np.arange(height)[:, None] + 0.5 + self.foot - g.horizon) / g.reach
        x, z = (np.arange(width)[None] + box.x0 - g.width / 2) / q / u, 820 / q
        board = np.floor(x / 74)
        shift = (board * 137.31) % 1
        joint = np.minimum(
            np.abs(x / 74 - np.round(x / 74)) * 74 / (1.6 / q),
            np.abs((z / 420 + shift) - np.round(z / 420 + shift)) * 420 / 6,
        )
        grain = fbm_at(x / 9 + board * 31, z / 150 + shift * 9, 181, 3)
        tone = (0.78 + 0.2 * ((board * 0.618) % 1) + 0.3 * (grain - 0.5)) * np.clip(0.55 + 0.45 * joint, 0.55, 1)
        rgb = np.array([74, 116, 170]) * tone[..., None]
        d = np.hypot(x / 520, (z - 860) / 300)
        rug = np.clip((1 - d) * 40, 0, 1)[..., None]
        pattern = np.where(np.sin(d * 30) > 0.2, 1.0, 0.82)[..., None] * np.array([96, 84, 168])
        pattern = np.where((np.abs(d - 0.86) < 0.035)[..., None], np.array([176, 208, 232]), pattern)
        rgb = rgb * (1 - rug) + pattern * (0.86 + 0.28 * (grain[..., None] - 0.5)) * rug
        rgb = rgb * np.array(self.inside.ambient[::-1])
        if self.context.shot.time is not TimeOfDay.NIGHT and self.context.shot.weather is Weather.CLEAR:
            lean = (x + 60 + (z - 820 / BACK) * -0.22) / 210
            pane = (
                np.clip((1 - np.abs(lean)) * 9, 0, 1)
                * (np.abs(lean * 1.5 - np.round(lean * 1.5)) > 0.06)
                * np.clip((z - 780) / 60, 0, 1)
            )
            rgb += pane[..., None] * np.array(self.outside.rim[::-1]) * 0.26
        return Floor(np.clip(rgb, 0, 255).astype(np.uint8), box.x0, self.foot, 1.0, g, depth=self.depth + 0.004)

    def clock(self) -> list[Node]:
        """A clock whose pendulum swings."""
        u, x, y = self.unit, self.geometry.width * 0.70, self.foot - 352 * self.unit
        face = Canvas(x - 50 * u, y - 50 * u, x + 50 * u, y + 50 * u, 1.4)
        face.ellipse(x, y, 38 * u, 38 * u, (120, 80, 52))
        face.ellipse(x, y, 31 * u, 31 * u, (248, 242, 226))
        face.line([(x, y), (x + 10 * u, y - 14 * u)], 3.4 * u, (50, 40, 40))
        face.line([(x, y), (x - 6 * u, y - 24 * u)], 2.4 * u, (50, 40, 40))
        bob = Canvas(-14 * u, 0, 14 * u, 110 * u, 1.6)
        bob.rect(-1.6 * u, 0, 1.6 * u, 92 * u, (150, 112, 64))
        bob.ellipse(0, 94 * u, 12 * u, 12 * u, (226, 182, 92))

        def pose(t: float) -> Pose:
            return Pose(x=x, y=y + 20 * u, turn=0.22 * math.sin(t * math.pi))

        hung = Mover(
            [self.inside.settle(bob, self.depth, haze=0.03, blur=0.2)], pose, self.depth + 0.004, 1.6, anchor=(0.5, 0.0)
        )
        return [hung, self.inside.plate(face, self.depth + 0.005, haze=0.03, blur=0.2)]

    def furniture(self) -> Plate:
        """A sofa with cushions under the window."""
        g, u, q = self.geometry, self.unit, 0.54
        depth, x, y = g.depth(q), g.width * 0.36, g.horizon + g.reach * q
        c = Canvas(x - 270 * u, y - 190 * u, x + 270 * u, y + 16 * u, min(1.5, g.box(depth).scale))
        cloth: Rgb = (78, 118, 122)
        c.ellipse(x, y, 240 * u, 13 * u, (40, 26, 20), 0.45)
        for dx in (-196, 196):
            c.rect(x + (dx - 8) * u, y - 24 * u, x + (dx + 8) * u, y, (92, 60, 42))
        back = [(-196, -60), (-190, -158), (0, -170), (190, -158), (196, -60)]
        c.poly(smooth(_about(x, y, u, back), 8), dim(cloth, 0.9))
        for dx in (-94, 94):
            pad = [(dx - 90, -70), (dx - 86, -146), (dx + 86, -146), (dx + 90, -70)]
            seat = [(dx - 92, -46), (dx - 90, -82), (dx + 90, -82), (dx + 92, -46)]
            c.poly(smooth(_about(x, y, u, pad), 8), cloth)
            c.poly(smooth(_about(x, y, u, seat), 6, closed=True), dim(cloth, 1.14))
        c.rect(x - 196 * u, y - 56 * u, x + 196 * u, y - 18 * u, dim(cloth, 0.78))
        for side in (-1, 1):
            arm = [(side * 176, -14), (side * 176, -106), (side * 206, -122), (side * 232, -100), (side * 226, -14)]
            c.poly(smooth(_about(x, y, u, arm), 5, closed=True), dim(cloth, 1.06 if side < 0 else 0.92))
        for dx, tone in ((-128, (232, 176, 84)), (118, (206, 96, 82))):
            cushion = [(dx - 36, -74), (dx - 26, -136), (dx + 34, -128), (dx + 28, -70)]
            c.poly(smooth(_about(x, y, u, cushion), 5, closed=True), tone)
        return self.inside.plate(c, depth, haze=0.02)

    def lamp(self) -> list[Node]:
        """A standing lamp."""
        g, u, q = self.geometry, self.unit, 0.56
        depth, x, y = g.depth(q), g.width * 0.70, g.horizon + g.reach * q
        a, e = (
            Canvas(x - 220 * u, y - 480 * u, x + 220 * u, y + 12 * u, min(1.4, g.box(depth).scale)) for _ in range(2)
        )
        a.ellipse(x, y - 2 * u, 40 * u, 8 * u, (70, 56, 46))
        a.rect(x - 4 * u, y - 220 * u, x + 4 * u, y - 4 * u, (90, 70, 54))
        shade = [
            (x - 58 * u, y - 214 * u),
            (x - 36 * u, y - 300 * u),
            (x + 36 * u, y - 300 * u),
            (x + 58 * u, y - 214 * u),
        ]
        a.poly(shade, (236, 214, 176))
        if self.lamps > 0.3:
            e.ramp(shade, (255, 214, 140), (255, 240, 196), y - 300 * u, y - 214 * u)
            e.glow(x, y - 250 * u, 210 * u, 210 * u, (255, 190, 110), 0.5 * self.lamps)
        return [self.inside.plate(a, depth, emission=e, haze=0.02)]

    def plant(self) -> Plate:
        """A pot plant at the left."""
        g, u, q = self.geometry, self.unit, 0.66
        depth, x, y = g.depth(q), g.width * 0.06, g.horizon + g.reach * q
        c = Canvas(x - 160 * u, y - 340 * u, x + 160 * u, y + 12 * u, min(1.4, g.box(depth).scale))
        c.ellipse(x, y, 66 * u, 9 * u, (40, 26, 20), 0.45)
        for k in range(11):
            angle = -math.pi / 2 + (k - 5) * 0.24 + self.rng.normal(0, 0.05)
            reach = self.rng.uniform(150, 230) * u
            t = np.linspace(0, 1, 10)
            px, py = (
                x + np.cos(angle) * reach * t,
                y - 84 * u + np.sin(angle) * reach * t + 70 * u * t**2.5 * abs(math.cos(angle)),
            )
            half = 20 * u * np.sin(np.pi * t) ** 0.7
            c.poly(
                np.vstack([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]),
                dim((66, 130, 76), self.rng.uniform(0.7, 1.2)),
            )
        c.poly([(x - 50 * u, y - 92 * u), (x + 50 * u, y - 92 * u), (x + 36 * u, y), (x - 36 * u, y)], (196, 108, 72))
        c.rect(x - 56 * u, y - 104 * u, x + 56 * u, y - 84 * u, (212, 124, 84))
        return self.inside.plate(c, depth, haze=0.02, sway=Sway(reach=4 * u, speed=0.15, foot=y - 90 * u))

    def front(self) -> Plate:
        """Leaves of a plant close to the camera, out of focus."""
        g, u, depth = self.geometry, self.unit, 1.5
        box = g.box(depth)
        canvas = Canvas(box.x1 - 360 * u, box.y1 - 330 * u, box.x1 + 20, box.y1 + 4, 0.6)
        for _ in range(5):
            foliage(
                canvas,
                self.rng,
                box.x1 - self.rng.uniform(0, 130) * u,
                box.y1 - self.rng.uniform(0, 130) * u,
                90 * u,
                60 * u,
                (58, 96, 58),
                leaf=17 * u,
                count=130,
            )
        return self.inside.plate(canvas, depth, blur=4 * u, haze=0.0)


def _about(x: float, y: float, u: float, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in units of the design, seen from (x, y)."""
    return [(x + px * u, y + py * u) for px, py in points]
