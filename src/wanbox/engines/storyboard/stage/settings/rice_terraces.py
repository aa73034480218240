"""Rice terraces: steps of water and young rice that follow the hillside, mist between the ridges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...compose.noise import fbm_at
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Node, Rgb, Set, Zone
from ..effects.fog import bank
from ..kit.greenery import foliage
from ..kit.peaks import Massif, massif
from ..kit.scenery import Scenery, plain
from ..kit.terrain import Reals, survey
from ..sky import gradient

HORIZON = 0.50
RICE: dict[str, Rgb] = {
    "summer": (112, 176, 66),
    "spring": (150, 194, 88),
    "autumn": (226, 184, 78),
    "winter": (226, 234, 242),
}


class RiceTerraces:
    name: ClassVar[str] = "rice_terraces"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "rice terraces",
            "rice terrace",
            "terraced fields",
            "rice field",
            "rice fields",
            "rice paddy",
            "paddy field",
            "tea plantation",
            "tea hills",
        ),
        "zh": ("梯田", "稻田", "水田", "茶园", "茶山"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.80, bottom=0.94), "air": Zone(top=0.10, bottom=0.38)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("hills", "birds"), ("hills", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        steps = Steps(context, HORIZON, airs_of("rice_terraces"))
        return steps.stage(steps.nodes())


class Steps(Scenery):
    """Builds the nodes of one hillside."""

    def nodes(self) -> list[Node]:
        misty = self.clear and self.shot.time is not TimeOfDay.NIGHT
        return [
            *self.sky(),
            *self.ranges(),
            self.slope(0.02, 150.0, 9.0, 0.32, 0),
            *([bank(self.context, self.geometry, self.air, 0.26, 0.4, 0)] if misty else []),
            self.slope(0.20, 150.0, 11.0, 0.1, 1),
            *([] if unwanted(self.shot, "trees") else [self.trees()]),
            self.floor(),
            self.bed(0.74, blur=0.2, tall=30, many=300, bloom=0.2),
            self.bed(1.16, blur=0.6),
            self.bed(1.5, blur=2.0),
            self.bed(1.85, blur=3.6),
            *self.birds(5),
        ]

    def ranges(self) -> list[Node]:
        """Blue mountains behind."""
        wide, side, tall = self.geometry.width / self.unit, self.side, 200.0
        far = ((0.3 * wide * side, 1.0, 330.0), (-0.12 * wide * side, 0.8, 300.0), (-0.5 * wide * side, 0.9, 330.0))
        rank = Massif(q=0.0, tall=tall, summits=far, snow=999.0, woods=400.0, haze=0.72)
        return [massif(rank, self.geometry, self.air, self.shot, self.unit, self.context.seed % 400 + 5)[0]]

    def slope(self, q: float, tall: float, step: float, haze: float, number: int) -> Node:
        """One hillside cut into level steps, some flooded and some planted."""
        g, side, seed = self.geometry, self.side * (1 if number else -1), self.context.seed % 300
        half = g.width / self.unit / 2

        rise = (70.0, 126.0)[number]

        def swept(x: Reals) -> Reals:
            """How high the hillside reaches over this column, 0…1.2: from a valley up to one edge."""
            return np.asarray(np.clip(0.46 + 0.6 * side * x / half + 0.10 * np.sin(x / 170 + seed), 0.06, 1.2))

        def raw(x: Reals, z: Reals) -> Reals:
            bulge = fbm_at(x / 230 + seed, z * 2.6, 181 + number, 3)
            return np.asarray(tall * z * swept(x) * (0.5 + 0.95 * bulge) + 40 * (bulge - 0.5) + 3.0)

        def height(x: Reals, z: Reals) -> Reals:
            land = raw(x, z) / step
            part = land - np.floor(land)
            # A level field, then a steep bank; towards the valley the whole side lies lower.
            return np.asarray((np.floor(land) + np.clip((part - 0.7) / 0.3, 0, 1)) * step - rise * z * (1 - swept(x)))

        depth = g.depth(q)
        relief = survey(
            height,
            g.box(depth),
            foot=max(self.row(q) + 26 * self.unit * (1 + 3 * q), self.row(0.24 + 0.1 * number)),
            rise=rise * self.unit,
            middle=g.width / 2,
            unit=self.unit,
            sun=self.light.side,
            slices=300,
            slope=0.8,
        )
        floor = np.floor(raw(relief.across, relief.far) / step)
        part = raw(relief.across, relief.far) / step - floor
        level = np.clip((0.72 - part) / 0.04, 0, 1)
        pool = fbm_at(relief.across / 150 + floor * 3.7, floor * 9.1, 189, 2)
        bund = np.clip(1 - np.abs(pool - 0.47) * 60, 0, 1) * level
        flooded = np.clip((pool - (0.47 if self.season != "autumn" else 0.6)) * 50, 0, 1)
        crop = (
            np.array(RICE.get(self.season, RICE["summer"])[::-1])
            * (0.72 + 0.4 * fbm_at(relief.across / 9, relief.far * 90, 185, 2))[..., None]
        )
        bank_tone: Rgb = (190, 198, 206) if self.snow else mix(self.green, (104, 84, 56), 0.45)
        albedo = (
            np.array(dim(bank_tone, 0.8)[::-1])
            + (crop - np.array(dim(bank_tone, 0.8)[::-1])) * (level * (1 - bund))[..., None]
        )
        rgb = self.light.on(albedo, np.clip((relief.lit - 0.2) * 1.5, 0, 1))
        wet = (level * flooded * (1 - bund))[..., None]
        sheen = gradient(self.air, np.clip(0.35 + 0.6 * relief.far, 0, 1).ravel()).reshape(*relief.far.shape, 3)
        ripple = (0.9 + 0.2 * fbm_at(relief.across / 30, relief.far * 30, 187, 2))[..., None]
        rgb = rgb + (sheen * ripple - rgb) * wet * (0.3 if self.snow else 0.86)
        share = np.clip(haze * (0.5 + self.air.thick) + 0.30 * np.exp(-relief.height / 24) * (1 - number), 0, 0.95)
        if not self.clear:
            share = np.clip(share + 0.2 - 0.1 * number, 0, 0.95)
        return relief.plate(relief.hazed(rgb, self.air.haze, share), depth)

    def trees(self) -> Node:
        """Round trees and bushes at the foot of the near steps."""
        g, u, rng, q = self.geometry, self.unit, self.rng, 0.42
        depth, foot = g.depth(q), self.row(q)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 170 * u, box.x1, foot + 20 * u, min(1.3, box.scale))
        for away in (0.30, 0.37, 0.44, 0.5):
            for side in (-1, 1):
                x, r = g.width * (0.5 + side * away) + rng.normal(0, 12) * u, rng.uniform(26, 58) * u
                foliage(canvas, rng, x, foot - r * 0.6, r, r * 0.8, self.leaf(), leaf=4 * u, sun=self.air.rim_from)
        return self.air.plate(canvas, depth, haze=self.air.fade(depth) * 0.5)

    def floor(self) -> Node:
        """The near bank with a footpath."""
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 191)
        tuft = fbm_at(x / 40, z / 60, 193, 3)
        path = (
            np.exp(-(((q - 0.92 - 0.03 * np.sin(x / 240)) / 0.085) ** 4))[..., None]
            * np.clip(1.1 - 0.6 * tuft, 0, 1)[..., None]
        )
        soil: Rgb = (226, 232, 240) if self.snow else (186, 156, 116)
        rgb = rgb + (np.array(soil[::-1]) * (0.74 + 0.34 * tuft)[..., None] - rgb) * path
        edge = 0.09 + 0.02 * np.sin(x / 160) + 0.03 * (tuft - 0.5)
        return self.pave(
            rgb, q, corner, np.clip((q - edge) * self.geometry.reach * 0.7, 0, 1), depth=self.geometry.depth(0.19)
        )
