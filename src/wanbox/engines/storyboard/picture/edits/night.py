"""Night: moonlit blue, stars and a moon where the sky is open, a few lit windows in buildings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from ..pixels import Picture, Plane, blur, luma, mix, picture, plane, smoothstep
from ..regions import Regions
from ..skin import skin
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import disc, free_sky_x, glow, gradient, swap_sky

SKY = ((0.0, (44.0, 22.0, 12.0)), (0.6, (72.0, 40.0, 22.0)), (1.0, (104.0, 66.0, 44.0)))


class Night:
    name = "night"
    asks = "night"
    words: ClassVar[Words] = {
        "en": ("night", "nighttime", "night-time", "midnight", "moonlight", "moonlit", "starry", "stars"),
        "zh": ("夜晚", "夜景", "晚上", "夜间", "黑夜", "深夜", "星空", "月光", "夜里"),
    }
    reads = 40
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        return clause.scene(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        areas = context.regions(image)
        h, w = image.shape[:2]
        ground = self._moonlit(image, context.vary(1.0, 0.12) * float(params["strength"]))
        if areas.has_sky:
            sky = self.stars(gradient(h, w, SKY, end=min(1.0, areas.horizon + 0.05)), context)
            ground = swap_sky(image, ground, areas, sky, clouds=0.16, tint=(255, 230, 210))
            if params.get("moon", True):
                ground = self._moon(ground, areas, context)
            ground = self._windows(image, ground, areas, context)
        else:
            at = (w * 0.5, h * 0.35)
            ground = glow(ground, at, 0.4 * max(h, w), (150, 120, 90), 0.14)
        return ground

    def _moonlit(self, image: Picture, k: float) -> Picture:
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        dull = plane(cv2.addWeighted(image, 0.58, grey, 0.42, 0)) / 255
        # Lights that already burn in the picture keep burning.
        warm = smoothstep(10, 60, plane(image[..., 2]) - plane(image[..., 0])) * smoothstep(0.82, 0.97, luma(image))
        dark = np.power(dull, 1.15) * np.array((0.52, 0.37, 0.29), np.float32) * (1.25 - 0.25 * min(k, 2))
        return mix(picture(dark * 255), image, plane(blur(warm, 2) * 0.8))

    def stars(self, sky: Picture, context: Context) -> Picture:
        """The picture of a sky with stars, many of them faint."""
        h, w = sky.shape[:2]
        rng = context.rng(3)
        layer = np.zeros((h, w), np.float32)
        count = int(w * h / 5200)
        ys, xs = (rng.random(count) ** 1.25 * (h - 2)).astype(int), rng.integers(1, w - 1, count)
        light = rng.random(count) ** 3
        layer[ys, xs] = 60 + 195 * light
        sigma = max(0.5, min(h, w) / 1300)
        soft = blur(layer, sigma) * (2.2 * sigma * sigma + 0.6) + blur(layer, sigma * 2.4) * 1.2
        return picture(plane(sky) + soft[..., None] * np.array((1.0, 0.96, 0.92), np.float32))

    def _moon(self, image: Picture, areas: Regions, context: Context) -> Picture:
        h, w = image.shape[:2]
        y = areas.horizon * (0.3 + 0.08 * (context.variant % 3))
        at = (free_sky_x(areas, y) * w, y * h)
        radius = 0.032 * min(h, w)
        lit = glow(image, at, radius * 4.5, (120, 96, 76), 0.5)
        lit = disc(lit, at, radius, (226, 240, 246), areas.sky)
        for dx, dy, r in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.16), (0.1, -0.45, 0.12)):
            lit = disc(lit, (at[0] + dx * radius, at[1] + dy * radius), r * radius, (204, 220, 228), areas.sky)
        return lit

    def _windows(self, image: Picture, ground: Picture, areas: Regions, context: Context) -> Picture:
        mask = _panes(image, areas, context)
        if mask.max() == 0:
            return ground
        h = image.shape[0]
        pane = blur(mask, max(0.8, h / 900))
        halo = blur(mask, h * 0.012)
        warm = np.array((92, 176, 246), np.float32)
        lit = plane(ground) + (pane * 0.55)[..., None] * warm + (halo * 0.16)[..., None] * warm
        return picture(lit)


def _walls(image: Picture, context: Context) -> NDArray[np.bool_]:
    """Where a building may be: the subject, unless it is a person."""
    alpha = context.subject(image)
    person = float(skin(image)[alpha > 0.5].mean()) > 0.04 if (alpha > 0.5).any() else True
    return np.zeros(alpha.shape, bool) if person else np.asarray(alpha > 0.5)


def _panes(image: Picture, areas: Regions, context: Context) -> Plane:
    """Small dark upright shapes in built things, about every third of them, never plants, water or sky."""
    h, w = image.shape[:2]
    side = max(5, round(min(h, w) * 0.03)) | 1
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    built = (
        (areas.sky < 0.1)
        & (areas.water < 0.1)
        & (blur(areas.plants, min(h, w) * 0.015) < 0.12)
        & (grey < 96)
        & _walls(image, context)
    )
    small = ((dark > 34) & built).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=4)
    scale = h * w / (720 * 1280)
    rng = context.rng(9)
    lit: list[int] = []
    for i in range(1, count):
        bw, bh, area = stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT], stats[i, cv2.CC_STAT_AREA]
        upright = 0.45 < bh / max(1, bw) < 3.2 and area > 0.5 * bw * bh
        if upright and 24 * scale < area < 900 * scale and rng.random() < 0.55:
            lit.append(i)
    return plane(np.isin(labels, lit[:60])) if len(lit) >= 4 else np.zeros((h, w), np.float32)


EDIT = Night()
