"""High mountains: snow peaks over dark woods, an alpine meadow in front."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at, field
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import AIRS, SUNSET, Air, air_for
from ..brush import Canvas, dim
from ..contract import Context, Node, Rgb, Set, Zone
from ..geometry import Geometry
from ..kit.greenery import conifer, flowers, grass
from ..kit.sea_life import gull
from ..nodes import Floor, Mover, Pose, Sway
from ..sky import sky

HORIZON = 0.56
SNOW: Rgb = (238, 244, 252)
ROCK: Rgb = (112, 116, 134)
#: Snow under the common sunset would be red through and through.
ALPENGLOW = replace(SUNSET, ambient=(0.97, 0.79, 0.80), haze=(226, 160, 158))


class Mountains:
    name: ClassVar[str] = "mountains"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("mountains", "mountain", "alps", "peak", "summit", "cliff", "highlands"),
        "zh": ("山脉", "高山", "群山", "山峰", "山顶", "悬崖", "大山"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.72, bottom=0.92), "air": Zone(top=0.10, bottom=0.45)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("hills",))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)
    #: Snow on the ground whatever the weather.
    snowy: ClassVar[bool] = False

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(context.shot, {**AIRS, TimeOfDay.SUNSET: ALPENGLOW}, context.unit)
        winter = context.shot.weather is Weather.SNOW or context.shot.traits.get("season") == "winter"
        return Set(
            nodes=Range(context, geometry, air, snow=self.snowy or winter).nodes(),
            light=air.light(),
            horizon=geometry.horizon,
            grade=air.grade,
            bloom=air.bloom,
            bloom_threshold=air.bloom_threshold,
            vignette=0.28,
            grain=0.02,
        )


class Range:
    """Builds the nodes of one range."""

    def __init__(self, context: Context, geometry: Geometry, air: Air, *, snow: bool) -> None:
        self.context, self.geometry, self.air, self.unit, self.snow = context, geometry, air, context.unit, snow
        self.rng = np.random.default_rng(context.seed)
        self.sun = 1 if air.rim_from[0] > 0 else -1

    def nodes(self) -> list[Node]:
        peaks = [self.peaks(number, *rank) for number, rank in enumerate(((0.004, 310.0, 0.56), (0.015, 200.0, 0.36)))]
        woods = [self.wood(q, tall) for q, tall in ((0.04, 56.0), (0.09, 88.0), (0.17, 132.0))]
        return [
            *sky(self.context, self.geometry, self.air),
            *peaks,
            *woods,
            self.floor(),
            *self.stands(),
            *self.beds(),
            *([] if unwanted(self.context.shot, "birds") else self.eagles()),
        ]

    def peaks(self, number: int, q: float, height: float, haze: float) -> Node:
        """A jagged crest with snow fields, a lit side and a shaded side."""
        g, u = self.geometry, self.unit
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + 8 * u
        n = 160
        x = np.linspace(box.x0, box.x1, n)
        step = (box.x1 - box.x0) / n / u
        seed = self.context.seed % 50 + number * 17
        broad = field(1, n, fx=step / 190, fy=1, ox=seed, seed=81 + number, octaves=1)[0]
        rough = field(1, n, fx=step / 70, fy=1, ox=seed, seed=91 + number, octaves=4)[0]
        # Folded noise makes crests where plain noise makes plateaus.
        peak = (1 - np.abs(2 * broad - 1)) ** 1.25
        crest = foot - height * u * (0.20 + 0.86 * peak + 0.42 * (rough - 0.5))
        canvas = Canvas(box.x0, float(crest.min()) - 6 * u, box.x1, foot + 12 * u, min(1.2, box.scale))
        canvas.ramp(
            [(x[0], foot + 12 * u), *np.stack([x, crest], 1), (x[-1], foot + 12 * u)],
            ROCK,
            dim((86, 104, 104), 0.9),
            float(crest.min()),
            foot,
        )
        self._snowfields(canvas, x, crest, foot, rough)
        return self.air.plate(canvas, depth, haze=min(0.9, haze * (0.4 + self.air.thick)), blur=0.4)

    def _snowfields(self, canvas: Canvas, x: np.ndarray, crest: np.ndarray, foot: float, rough: np.ndarray) -> None:
        """Snow hangs from the crest in tongues; facets turn from the light."""
        n, tall = len(x), foot - crest
        line = np.quantile(crest, 0.75 if not self.snow else 0.98)
        deep = np.clip(line - crest, 0, None) * (0.35 + 0.9 * rough) + tall * 0.06
        tongues = crest + deep * (0.62 + 0.5 * np.abs(np.sin(np.arange(n) * 0.9 + 9 * rough)))
        canvas.poly(np.vstack([np.stack([x, crest], 1), np.stack([x, tongues], 1)[::-1]]), SNOW)
        slope = np.gradient(crest) * self.sun
        for k in range(2, n - 6, 2):
            if slope[k] > 0:
                drop = tall[k] * (0.25 + 0.3 * rough[k])
                lean = -self.sun * drop * 0.34
                facet = [
                    (x[k], crest[k]),
                    (x[k + 3], crest[k + 3]),
                    (x[k + 3] + lean, crest[k] + drop),
                    (x[k] + lean * 0.7, crest[k] + drop * 0.8),
                ]
                canvas.poly(facet, (96, 112, 152), 0.34)

    def wood(self, q: float, tall: float) -> Node:
        """A dark rank of spruces."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), g.horizon + g.reach * q
        canvas = Canvas(box.x0, foot - tall * 1.6 * u, box.x1, foot + 16 * u, min(1.2, box.scale))
        x = box.x0 - 10 * u
        while x < box.x1:
            gap = abs(x - g.width / 2) / g.width
            height = tall * u * rng.uniform(0.6, 1.15) * (0.6 + 0.7 * gap)
            conifer(
                canvas,
                rng,
                x,
                foot + rng.uniform(-2, 5) * u,
                height,
                dim((56, 92, 74), rng.uniform(0.85, 1.1)),
                snow=self.snow,
            )
            x += height * rng.uniform(0.16, 0.42)
        canvas.rect(box.x0, foot + 1 * u, box.x1, foot + 16 * u, SNOW if self.snow else (92, 128, 76))
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.75)

    def floor(self) -> Floor:
        """Meadow or snow, with drifts."""
        g, u = self.geometry, self.unit
        box = g.ground_box()
        width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
        q = np.maximum(0.02, (np.arange(height)[:, None] + 0.5) / g.reach)
        x, z = (np.arange(width)[None] + box.x0 - g.width / 2) / q / u, 820 / q
        broad, tuft, fine = (
            fbm_at(x / 380, z / 300, 101, 3),
            fbm_at(x / 60, z / 60, 102, 3),
            fbm_at(x / 7, z / 24, 103, 2),
        )
        if self.snow:
            rgb = np.array(SNOW[::-1]) * (0.80 + 0.26 * broad + 0.05 * fine + 0.06 * (tuft - 0.5))[..., None]
            shade = np.clip((0.5 - broad) * 3.2, 0, 1)[..., None]
            rgb += (np.array([224, 196, 170]) - rgb) * shade * 0.6
        else:
            k = np.clip((broad - 0.35) * 2.6, 0, 1)[..., None]
            rgb = np.array([58, 132, 96]) * (1 - k) + np.array([84, 164, 150]) * k
            rgb = rgb * (0.66 + 0.36 * tuft + 0.26 * fine)[..., None]
            stones = np.clip((fbm_at(x / 46, z / 46, 105, 2) - 0.70) * 14, 0, 1)[..., None]
            rgb += (np.array([172, 168, 164]) * (0.7 + 0.4 * fine)[..., None] - rgb) * stones
        rgb = rgb * np.array(self.air.ambient[::-1])
        haze = (self.air.thick * 0.5 * np.clip(1 - q, 0, 1) ** 2.2)[..., None]
        rgb += (np.array(self.air.haze[::-1]) - rgb) * haze
        return Floor(np.clip(rgb, 0, 255).astype(np.uint8), box.x0, box.y0, 1.0, g, depth=FAR + 0.15)

    def stands(self) -> list[Node]:
        """A few large spruces at the sides."""
        g, nodes = self.geometry, list[Node]()
        for x, q, tall in ((0.06, 0.42, 400.0), (0.15, 0.30, 270.0), (0.955, 0.50, 470.0), (0.87, 0.33, 300.0)):
            foot, height, depth = g.horizon + g.reach * q, tall * self.unit, g.depth(q)
            canvas = Canvas(
                x * g.width - height * 0.3,
                foot - height * 1.05,
                x * g.width + height * 0.3,
                foot + 10 * self.unit,
                min(1.4, g.box(depth).scale),
            )
            canvas.ellipse(x * g.width, foot, height * 0.2, height * 0.022, (34, 44, 52), 0.35)
            conifer(canvas, self.rng, x * g.width, foot, height, (58, 98, 76), snow=self.snow)
            nodes.append(
                self.air.plate(
                    canvas,
                    depth,
                    sway=Sway(reach=height * 0.01, speed=0.2, foot=foot, phase=x * 9),
                    haze=self.air.fade(depth) * 0.5,
                )
            )
        return nodes

    def beds(self) -> list[Node]:
        """Grass, alpine flowers and stones near the camera."""
        g, u, rng, nodes = self.geometry, self.unit, self.rng, list[Node]()
        for number, q in enumerate((0.62, 1.36, 1.7)):
            depth = g.depth(q)
            box = g.box(depth)
            foot = min(g.horizon + g.reach * q, box.y1 + 8 * u)
            canvas = Canvas(box.x0, foot - 120 * u * q, box.x1, foot + 36 * u, min(1.3, box.scale))
            n = int(260 * (box.x1 - box.x0) / (1280 * u))
            x = rng.choice(rng.uniform(box.x0, box.x1, max(5, n // 16)), n) + rng.normal(0, 30 * u * q, n)
            tip: Rgb = (226, 226, 214) if self.snow else (150, 176, 92)
            grass(
                canvas,
                rng,
                x,
                foot + rng.uniform(-10, 12, n) * u,
                32 * u * q,
                tip,
                dim(tip, 0.5),
                lean=0.3,
                width=2.2 * u * (0.6 + q),
            )
            if not self.snow:
                m = n // 5
                spots = rng.choice(x, m) + rng.normal(0, 20 * u, m)
                flowers(
                    canvas,
                    rng,
                    spots,
                    foot - rng.uniform(2, 26, m) * u * q,
                    rng.uniform(3.5, 6, m) * u * q,
                    ((120, 130, 240), (250, 250, 250), (250, 214, 90)),
                )
            nodes.append(
                self.air.plate(
                    canvas,
                    depth - 0.003,
                    sway=Sway(reach=5 * u * q, speed=0.3, foot=foot + 8 * u, phase=q),
                    blur=(0.4, 1.4, 3.0)[number] * u,
                )
            )
        return nodes

    def eagles(self) -> list[Node]:
        """Two large birds that circle before the peaks."""
        nodes: list[Node] = []
        for k in range(2):
            span = (34 - 12 * k) * self.unit
            picture = self.air.settle(gull(span, 0.5 + 0.1 * k, 1.8), 0.3, haze=0.3, blur=0.2)
            dark = mix_dark(picture)
            nodes.append(Mover([dark], self._circle(k, span), 0.32, 1.8, anchor=(0.5, 0.5)))
        return nodes

    def _circle(self, k: int, span: float) -> Callable[[float], Pose]:
        g = self.geometry

        def pose(t: float) -> Pose:
            a = t * 0.5 + k * 2.4
            return Pose(
                x=g.width * (0.36 + 0.3 * k) + math.cos(a) * span * 3,
                y=g.horizon * 0.42 + math.sin(a) * span * 0.8,
                turn=0.2 * math.cos(a),
            )

        return pose


def mix_dark(picture: np.ndarray) -> np.ndarray:
    """A bird's picture as a dark silhouette."""
    out = picture.astype(np.float32)
    out[..., :3] *= 0.34
    return out.astype(np.uint8)
