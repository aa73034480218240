"""A dramatic sky: heavy lit clouds that open over the horizon, and a darker land under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, blur, curve, curves, luma, mix, noise, picture, plane, saturated, smoothstep
from ..words import Words
from .contract import Clause, Context, Found, NotFoundError, Stage
from .light import glow, swap_sky

#: The air behind the clouds at the zenith, halfway and at the horizon, by channel.
AIR = ((138, 176, 150), (104, 152, 206), (84, 140, 246))


class DramaticSky:
    name = "dramatic-sky"
    asks = "make the sky more dramatic or stormy"
    words: ClassVar[Words] = {
        "en": ("dramatic", "moody", "epic", "stormy", "threatening", "ominous", "brooding"),
        "zh": ("戏剧性", "戏剧", "壮观", "震撼", "阴沉", "暴风雨", "气势"),
    }
    sky: ClassVar[Words] = {"en": ("sky", "skies", "clouds"), "zh": ("天空", "天", "云")}
    reads = 32
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        spans, skies = clause.spans(self.words), clause.spans(self.sky)
        return Found({"strength": 1.0}, [*spans, *skies]) if spans and skies else None

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        areas = context.regions(image)
        if not areas.has_sky:
            raise NotFoundError("sky")
        h, w = image.shape[:2]
        bend = 20 * context.vary(float(params["strength"]))
        table = curve([(0, 0), (64, 58 - bend), (128, 112 - bend * 0.7), (192, 186), (255, 246)])
        ground = saturated(curves(image, table, table, table), 1.1)
        sky = self._clouds(h, w, areas.horizon, float(np.clip(luma(areas.sky_colour).mean() * 1.7, 0.3, 1)), context)
        done = swap_sky(image, ground, areas, sky, clouds=1.0, tint=(235, 240, 255))
        at = (w * (0.66, 0.34)[context.variant % 2], areas.horizon * h * 0.96)
        return glow(done, at, 0.3 * max(h, w), (120, 176, 236), 0.2)

    def _clouds(self, h: int, w: int, horizon: float, hour: float, context: Context) -> Picture:
        """Banks that grow towards the zenith, lit from the low opening, on a gradation from slate to gold."""
        flat = noise(h, w, min(h, w) * 0.34, context.seed_of(23), 6)
        v = np.linspace(0, 1, h, dtype=np.float32) / max(horizon, 0.25)
        rows = np.clip(v**0.6 + 1.2 * np.clip(v, 0, 1) ** 3, 0, 2.4) * (h - 1) / 2.4
        gx = (np.arange(w, dtype=np.float32)[None] - w / 2) * (0.4 + 0.35 * np.clip(v, 0, 1))[:, None] + w / 2
        gy = np.broadcast_to(rows[:, None], (h, w))
        puffs = plane(cv2.remap(flat, plane(gx), plane(gy), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))
        thick = blur(puffs, min(h, w) / 220)
        step = max(1, h // 30)
        below = np.vstack([thick[step:], np.repeat(thick[-1:], step, 0)])
        # What bulges downwards is dark in its belly and bright at the rim that looks at the low light.
        lit = np.clip(0.5 + (thick - below) * 3.6, 0, 1)
        open_sky = np.clip(v, 0, 1)[:, None] ** 2.2
        cover = plane(smoothstep(0.40, 0.60, puffs + 0.10 * (1 - open_sky)))
        air = np.stack([np.interp(v, (0, 0.6, 1), stops) for stops in AIR], -1)
        dark, bright = np.array((88, 72, 62), np.float32), np.array((214, 226, 238), np.float32)
        cloud = dark + (bright - dark) * (lit * (0.45 + 0.55 * open_sky))[..., None]
        both = plane(air)[:, None] * (1 - cover[..., None]) + plane(cloud) * cover[..., None]
        return mix(picture(both * hour), picture(np.zeros((h, w, 3), np.uint8)), 0.04)


EDIT = DramaticSky()
