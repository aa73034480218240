"""Golden hour: a sky of warm bands with a low sun, and its light on everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Bgr, Picture, curve, curves, mix, noise, picture, plane, smoothstep
from ..regions import Regions
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import disc, free_sky_x, glow, gradient, swap_sky

#: Zenith, middle, low sky, horizon (BGR), one row for each variant.
PALETTES: tuple[tuple[Bgr, ...], ...] = (
    ((128, 78, 70), (140, 108, 176), (96, 138, 240), (120, 196, 255)),
    ((150, 96, 66), (176, 140, 170), (120, 160, 246), (150, 214, 255)),
    ((96, 52, 78), (110, 70, 190), (66, 104, 236), (84, 170, 255)),
    ((118, 88, 98), (150, 130, 200), (110, 150, 236), (130, 200, 250)),
)


class Sunset:
    name = "sunset"
    asks = "sunset"
    words: ClassVar[Words] = {
        "en": ("sunset", "golden hour", "dusk", "sunrise", "dawn", "evening light", "evening"),
        "zh": ("日落", "黄昏", "傍晚", "夕阳", "日出", "晚霞", "清晨", "黎明"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        k = min(1.25, float(params["strength"]))
        areas = context.regions(image)
        palette = PALETTES[context.variant % len(PALETTES)]
        ground = self._ground(image, k)
        sun = (0.78 if context.variant % 2 == 0 else 0.22, areas.horizon)
        if areas.has_sky:
            ground, sun = self._under_sky(image, ground, areas, palette, context)
        h, w = image.shape[:2]
        at = (sun[0] * w, sun[1] * h)
        lit = glow(ground, at, 0.34 * max(h, w), palette[2], (0.16 if areas.has_sky else 0.34) * k)
        return glow(lit, at, 0.09 * max(h, w), palette[3], 0.3 * k) if areas.has_sky else lit

    def _ground(self, image: Picture, k: float) -> Picture:
        warm = curves(
            image,
            curve([(0, 10), (64, 44), (128, 78), (192, 122), (255, 176)]),
            curve([(0, 6), (64, 52), (128, 100), (192, 158), (255, 218)]),
            curve([(0, 12), (64, 66), (128, 136), (192, 204), (255, 255)]),
        )
        return mix(image, warm, min(1.0, k))

    def _under_sky(
        self, image: Picture, ground: Picture, areas: Regions, palette: tuple[Bgr, ...], context: Context
    ) -> tuple[Picture, tuple[float, float]]:
        h, w = image.shape[:2]
        stops = list(zip((0.0, 0.45, 0.78, 1.0), palette, strict=True))
        sky = gradient(h, w, stops, end=min(1.0, areas.horizon + 0.06))
        height = areas.horizon * 0.82
        sun = (free_sky_x(areas, height), height)
        sky = self._streaks(sky, areas, palette, context)
        sky = glow(sky, (sun[0] * w, sun[1] * h), 0.13 * max(h, w), (120, 190, 255), 0.55)
        out = swap_sky(image, ground, areas, sky, clouds=1.1, tint=(190, 200, 255))
        out = self._mirrored(out, sky, areas)
        return disc(out, (sun[0] * w, sun[1] * h), 0.024 * min(h, w), (205, 244, 255), areas.sky), sun

    def _streaks(self, sky: Picture, areas: Regions, palette: tuple[Bgr, ...], context: Context) -> Picture:
        """Long lit clouds, thinner towards the zenith."""
        h, w = sky.shape[:2]
        flat = noise(h, max(2, w // 6), min(h, w) * 0.055, context.seed_of(7), 4)
        long = plane(cv2.resize(flat, (w, h), interpolation=cv2.INTER_CUBIC))
        y = np.arange(h, dtype=np.float32)[:, None] / max(1.0, areas.horizon * h)
        cover = smoothstep(0.52, 0.8, long) * np.exp(-(((y - 0.62) / 0.36) ** 2)) * 0.75
        lit = picture(np.broadcast_to(np.array(palette[2], np.float32) * 1.06, sky.shape))
        return mix(sky, lit, plane(cover))

    def _mirrored(self, image: Picture, sky: Picture, areas: Regions) -> Picture:
        """Water takes the colour of the sky above it."""
        h = image.shape[0]
        rows = np.clip(2 * int(areas.horizon * h) - np.arange(h), 0, h - 1)
        weight = plane(areas.water * 0.5)
        return mix(image, picture(sky[rows]), weight)


EDIT = Sunset()
