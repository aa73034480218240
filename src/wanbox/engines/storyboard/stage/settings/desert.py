"""Sand dunes with sharp crests, a few cacti and rocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Framing, TimeOfDay, Weather
from ..air import Air, air_for, airs_of
from ..brush import Canvas, dim, smooth
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects._drift import Drift, drifting
from ..geometry import Geometry
from ..kit.greenery import grass
from ..kit.terrain import Reals, sunlight, survey
from ..kit.vista import Vista
from ..nodes import Floor, Sway
from ..sky import sky

HORIZON = 0.54
SAND: Rgb = (236, 190, 124)


class Desert:
    name: ClassVar[str] = "desert"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("desert", "dunes", "dune", "sahara", "sand dunes", "wasteland", "canyon"),
        "zh": ("沙漠", "沙丘", "戈壁", "大漠", "荒漠", "荒野"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.72, bottom=0.92), "air": Zone(top=0.12, bottom=0.45)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("wind",))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(context.shot, airs_of("desert"), context.unit, context.seed)
        dunes = Dunes(context, geometry, air)
        return dunes.stage(dunes.nodes())


class Dunes(Vista):
    """Builds the nodes of one desert."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        self.sun = 1 if air.rim_from[0] > 0 else -1
        self.sand: Rgb = (238, 240, 246) if context.shot.weather is Weather.SNOW else SAND

    def nodes(self) -> list[Node]:
        ranks = [
            self.rank(number, q, height)
            for number, (q, height) in enumerate(((0.0, 84.0), (0.03, 74.0), (0.08, 60.0), (0.17, 46.0)))
        ]
        blown = Drift(
            count=60,
            depth=1.02,
            size=(1.0, 2.4),
            wind=(160, 380),
            fall=(-4, 10),
            swing=6,
            colours=(self.sand,),
            alpha=0.4,
            hardness=1.0,
            band=(0.5, 1.0),
        )
        return [
            *sky(self.context, self.geometry, self.air),
            *ranks,
            self.floor(),
            *self.cacti(),
            self.tufts(),
            drifting(self.context, blown, 8),
        ]

    def rank(self, number: int, q: float, height: float) -> Node:
        """Dunes whose sharp crests part light from shadow."""
        g, u = self.geometry, self.unit
        depth, seed = g.depth(q), self.context.seed % 300 + 13 * number

        def land(x: Reals, z: Reals) -> Reals:
            warp = 60 * (fbm_at(x / 260, z * 1.7, seed + 2, 2) - 0.5)
            crest = 1 - np.abs(2 * fbm_at((x + warp) / (360 - 40 * number) + seed, z * 1.5, seed, 1) - 1)
            small = 1 - np.abs(2 * fbm_at((x - warp) / 120, z * 4.2, seed + 5, 1) - 1)
            return np.asarray(height * z**0.7 * (0.06 + 1.5 * crest**2.6 + 0.16 * small))

        light = sunlight(self.context.shot, self.air)
        relief = survey(
            land,
            g.box(depth),
            foot=g.horizon + g.reach * q + 12 * u,
            rise=16 * u,
            middle=g.width / 2,
            unit=u,
            sun=light.side,
            slices=90,
            slope=1.3,
        )
        ripple = np.sin(
            relief.height * 1.9 + relief.across / 15 + 5 * fbm_at(relief.across / 60, relief.far * 6, 131, 2)
        )
        albedo = np.array(self.sand[::-1]) * (0.94 + 0.035 * ripple)[..., None]
        rgb = light.on(albedo, np.clip((relief.lit - 0.34) * 2.6, 0, 1) * 0.86 + 0.08)
        # Sand is warm in the shade too: the ground throws its own colour back.
        rgb += (
            np.array(self.sand[::-1])
            * np.array(self.air.ambient[::-1])
            * ((1 - np.clip(relief.lit * 1.6, 0, 1)) * 0.2)[..., None]
        )
        share = self.air.fade(depth) * (1.0, 0.8, 0.62, 0.45)[number] * np.exp(-relief.height / (4 * height))
        return relief.plate(relief.hazed(rgb, self.air.haze, np.clip(share, 0, 0.95)), depth)

    def floor(self) -> Floor:
        """Sand in wind ripples."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        q = np.maximum(0.02, (np.arange(height)[:, None] + 0.5) / g.reach)
        x, z = (np.arange(width)[None] + box.x0 - g.width / 2) / q / u, 820 / q
        broad = fbm_at(x / 360, z / 260, 121, 3)
        warp = fbm_at(x / 150, z / 150, 122, 2)
        ripple = np.sin((z * 0.9 + x * 0.22 + warp * 190) / 13.0) * np.clip(q * 1.5 - 0.15, 0, 1)
        grit = fbm_at(x / 4, z / 6, 123, 1)
        tone = 0.84 + 0.3 * (broad - 0.5) + 0.055 * ripple + 0.07 * (grit - 0.5) * np.clip(q, 0, 1)
        rgb = np.array(self.sand[::-1]) * tone[..., None] * np.array(self.air.ambient[::-1])
        haze = (self.air.thick * 0.5 * np.clip(1 - q, 0, 1) ** 2.2)[..., None]
        rgb += (np.array(self.air.haze[::-1]) - rgb) * haze
        return Floor(np.clip(rgb, 0, 255).astype(np.uint8), box.x0, box.y0, 1.0, g, depth=FAR + 0.15)

    def cacti(self) -> list[Node]:
        """Saguaros and rocks at the sides."""
        g, nodes = self.geometry, list[Node]()
        for x, q, tall in (
            (0.10, 0.46, 250.0),
            (0.20, 0.22, 110.0),
            (0.90, 0.55, 300.0),
            (0.79, 0.26, 130.0),
            (0.66, 0.13, 60.0),
        ):
            foot, height, depth = g.horizon + g.reach * q, tall * self.unit, g.depth(q)
            canvas = Canvas(
                x * g.width - height * 0.7,
                foot - height * 1.1,
                x * g.width + height * 0.7,
                foot + height * 0.12,
                min(1.4, g.box(depth).scale),
            )
            self._rock(canvas, x * g.width + height * 0.28, foot, height * 0.2)
            self._cactus(canvas, x * g.width, foot, height)
            nodes.append(self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.5))
        return nodes

    def _cactus(self, canvas: Canvas, x: float, foot: float, h: float) -> None:
        green: Rgb = (92, 136, 82)
        canvas.ellipse(x - self.sun * h * 0.16, foot, h * 0.3, h * 0.028, (110, 70, 44), 0.45)
        limbs = [[(x, foot), (x, foot - h * 0.96)]]
        for side, at, reach in ((-1, 0.42, 0.22), (1, 0.55, 0.2)):
            limbs.append(
                [
                    (x, foot - h * at),
                    (x + side * h * reach, foot - h * (at + 0.02)),
                    (x + side * h * reach, foot - h * (at + 0.27)),
                ]
            )
        for limb in limbs:
            width = h * (0.13 if len(limb) == 2 else 0.09)
            path = smooth(limb, 8) if len(limb) > 2 else np.array(limb)
            for part, tone, shift in ((1.0, 0.74, 0.0), (0.72, 0.95, 0.12), (0.4, 1.2, 0.26)):
                moved = path + np.array([self.sun * width * shift, 0])
                canvas.line(moved, width * part, dim(green, tone))
                canvas.ellipse(
                    float(moved[-1, 0]), float(moved[-1, 1]), width * part / 2, width * part / 2, dim(green, tone)
                )
        canvas.ellipse(x, foot - h * 1.01, h * 0.04, h * 0.03, (240, 120, 150))

    def _rock(self, canvas: Canvas, x: float, foot: float, r: float) -> None:
        shape = smooth(
            [
                (x - r, foot),
                (x - r * 0.8, foot - r * 0.5),
                (x - r * 0.1, foot - r * 0.8),
                (x + r * 0.7, foot - r * 0.5),
                (x + r, foot),
            ],
            4,
        )
        canvas.ellipse(x, foot, r * 1.2, r * 0.14, (110, 70, 44), 0.4)
        canvas.poly(shape, (176, 128, 96))
        canvas.poly(
            [
                (x - self.sun * r, foot),
                (x - self.sun * r * 0.7, foot - r * 0.5),
                (x - self.sun * r * 0.1, foot - r * 0.7),
                (x, foot),
            ],
            (124, 84, 70),
            0.6,
        )

    def tufts(self) -> Node:
        """Dry grass, close and soft."""
        g, u, depth = self.geometry, self.unit, 1.5
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y1 - 160 * u, box.x1, box.y1, 0.7)
        n = 150
        side = self.rng.random(n) < 0.5
        # In a near shot the blades are large: they stay at the very edges, below the actor's hands.
        spread = 90 if self.context.shot.camera.framing is Framing.WIDE else 26
        x = np.where(side, box.x0, box.x1) + np.where(side, 1, -1) * np.abs(self.rng.normal(0, spread, n)) * u
        grass(canvas, self.rng, x, np.full(n, box.y1), 110 * u, (214, 186, 112), (120, 92, 60), lean=0.45, width=4 * u)
        return self.air.plate(canvas, depth, sway=Sway(reach=14 * u, speed=0.45, foot=box.y1), blur=1.8 * u)
