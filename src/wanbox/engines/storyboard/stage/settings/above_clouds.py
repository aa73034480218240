"""The sky above the clouds: a sea of clouds lit by the sun, towers of cloud, far peaks that pierce it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..air import airs_of
from ..brush import Canvas
from ..contract import Context, Node, Rgb, Set, Zone
from ..kit.cumulus import heap
from ..kit.peaks import Massif, massif
from ..kit.scenery import Scenery
from ..kit.towers import rank as towers
from ..nodes import Floor

HORIZON = 0.66
#: Lit and shaded side of clouds by time of day.
CLOUDS: dict[TimeOfDay, tuple[Rgb, Rgb]] = {
    TimeOfDay.DAY: ((255, 253, 248), (112, 150, 208)),
    TimeOfDay.SUNSET: ((255, 208, 158), (118, 84, 140)),
    TimeOfDay.NIGHT: ((134, 156, 208), (34, 46, 96)),
}


class AboveClouds:
    name: ClassVar[str] = "above_clouds"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "above the clouds",
            "sky above the clouds",
            "sea of clouds",
            "in the clouds",
            "through the clouds",
            "over the clouds",
            "clouds",
            "high in the sky",
            "blue sky",
            "heaven",
            "stratosphere",
        ),
        "zh": ("云海", "云端", "云上", "云层", "云霄", "高空", "云间", "云中", "天空中", "天空", "蓝天", "九霄"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.80, bottom=0.92), "air": Zone(top=0.14, bottom=0.66)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("wind",))
    weathers: ClassVar[frozenset[Weather]] = frozenset({Weather.CLEAR, Weather.RAIN, Weather.FOG})

    def build(self, context: Context) -> Set:
        heights = Heights(context, HORIZON, airs_of("above_clouds"))
        return heights.stage(heights.nodes(), bloom=0.4)


class Heights(Scenery):
    """Builds the nodes of one view over the clouds."""

    def nodes(self) -> list[Node]:
        self.lit, self.shaded = CLOUDS[self.shot.time]
        if not self.clear:
            self.lit, self.shaded = self.air.cloud_lit, self.air.cloud_shade
        wide, side = self.geometry.width / self.unit, self.side
        peak = Massif(
            q=0.002,
            tall=170,
            summits=((0.34 * wide * side, 1.0, 200.0), (-0.46 * wide * side, 0.7, 170.0)),
            snow=20,
            haze=0.5,
        )
        return [
            *self.sky(),
            self.sheet(),
            *(
                [massif(peak, self.geometry, self.air, self.shot, self.unit, self.context.seed % 400)[0]]
                if self.clear
                else []
            ),
            self.tower(0.28, 0.5 - 0.38 * side, 250.0, 330.0, 2.0, 0),
            self.tower(0.34, 0.5 + 0.44 * side, 190.0, 300.0, 2.6, 1),
            *self.city(0.26, 0.62, (40.0, 250.0), (22.0, 52.0), 0.62),
            self.rank(0.30, 0.64, 60.0, 5.0, 2),
            *self.city(0.37, 0.75, (60.0, 300.0), (44.0, 92.0), 0.34),
            self.rank(0.42, 0.74, 86.0, 8.0, 3),
            self.rank(0.62, 0.84, 120.0, 13.0, 4),
            self.rank(0.86, 0.95, 150.0, 22.0, 5),
            self.rank(1.3, 1.07, 210.0, 46.0, 6),
            *self.birds(5, low=0.5),
        ]

    def city(
        self, depth: float, foot: float, tall: tuple[float, float], wide: tuple[float, float], haze: float
    ) -> list[Node]:
        """The towers of a city that rise out of the clouds, where the prompt has one below."""
        if self.shot.traits.get("towers") != "city":
            return []
        g, u = self.geometry, self.unit
        box, base = g.box(depth), foot * g.height + 60 * u
        a, e = (Canvas(box.x0, base - 520 * u, box.x1, base, min(1.25, box.scale)) for _ in range(2))
        lit = {TimeOfDay.DAY: 0.0, TimeOfDay.SUNSET: 0.3, TimeOfDay.NIGHT: 0.42}[self.shot.time]
        towers(
            self.rng,
            a,
            e,
            box.x0,
            box.x1,
            base,
            low=tall[0] * u,
            high=tall[1] * u,
            wide=(wide[0] * u, wide[1] * u),
            pitch=(6 + 10 * depth) * u,
            lit=lit,
            peak=g.width * (0.5 + (0.26 if depth < 0.3 else -0.2) * self.side),
            gap=0.5 if depth < 0.3 else 2.2,
        )
        return [self.air.plate(a, depth, emission=e, haze=haze)]

    def sheet(self) -> Node:
        """The far sea of clouds as a floor, in perspective."""
        x, z, q, corner = self.lie()
        a = fbm_at(x / 420, z / 300, 601, 4)
        b = fbm_at(x / 420 + 0.10 * self.light.side, z / 300 - 0.05, 601, 4)
        k = np.clip(0.55 + (a - b) * 6 + (a - 0.5) * 0.8, 0, 1)[..., None]
        rgb = np.array(self.shaded[::-1]) * (1 - k) + np.array(self.lit[::-1]) * k
        fade = (np.clip(1 - q * 2.2, 0, 1) ** 1.6 * 0.75)[..., None]
        rgb = np.clip(rgb + (np.array(self.air.haze[::-1]) - rgb) * fade, 0, 255)
        return Floor(np.ascontiguousarray(rgb.astype(np.uint8)), *corner, 1.0, self.geometry, depth=FAR + 0.005)

    def rank(self, depth: float, foot: float, tall: float, speed: float, number: int) -> Node:
        """A bank of cloud tops from edge to edge that drifts by."""
        g, u = self.geometry, self.unit
        box = g.box(depth)
        way = speed * u * self.shot.seconds
        haze = min(0.85, self.air.fade(depth) * 1.1)
        return heap(
            box=(box.x0 - way - 4, box.x1 + 4),
            foot=foot * g.height + 40 * u,
            tall=tall * u,
            unit=u,
            depth=depth,
            lit=self.lit,
            shaded=self.shaded,
            haze=self.air.haze,
            veil=haze,
            sun=self.light.side,
            seed=self.context.seed % 500 + number * 17,
            drift=speed * u,
            low=box.y1,
        )

    def tower(self, depth: float, at: float, tall: float, wide: float, speed: float, number: int) -> Node:
        """A towering cumulus."""
        g, u = self.geometry, self.unit
        x = at * g.width
        return heap(
            box=(x - wide * u, x + wide * u),
            foot=0.70 * g.height,
            tall=tall * u,
            unit=u,
            depth=depth,
            lit=self.lit,
            shaded=self.shaded,
            haze=self.air.haze,
            veil=min(0.8, self.air.fade(depth) * 0.8),
            sun=self.light.side,
            seed=self.context.seed % 500 + 200 + number * 31,
            drift=speed * u,
            single=True,
        )
