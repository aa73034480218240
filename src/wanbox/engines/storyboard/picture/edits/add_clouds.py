"""White clouds, or storm clouds, in the open sky."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, mix, noise, picture, plane, smoothstep
from ..regions import Regions
from ..words import Words
from .contract import Clause, Context, Found, NotFoundError, Stage


class AddClouds:
    name = "add-clouds"
    asks = "add clouds, or make the sky cloudy or overcast"
    words: ClassVar[Words] = {
        "en": ("clouds", "cloud", "cloudy", "overcast", "cloudy sky"),
        "zh": ("云朵", "白云", "云彩", "多云", "阴天", "乌云", "云"),
    }
    reads = 38
    stage = Stage.SCENE

    def matches(self, clause: Clause) -> Found | None:
        dark = clause.has(("overcast", "dark clouds", "storm clouds", "grey", "gray", "阴天", "乌云"))
        return clause.found(self.words, dark=dark)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        areas = context.regions(image)
        if not areas.has_sky:
            raise NotFoundError("sky")
        if not params["dark"]:
            image = _with_blue(image, areas)
        puffs = self._puffs(h, w, areas.horizon, context)
        low, high = (0.3, 0.62) if params["dark"] else (0.44, 0.66)
        cover = smoothstep(low, high, puffs) * areas.sky * min(1.0, 0.9 * float(params["strength"]))
        # Lit from above: what is thicker just above a point shades it.
        thick, step = blur(puffs, min(h, w) / 90), max(1, h // 26)
        above = np.vstack([np.repeat(thick[:1], step, 0), thick[:-step]])
        shade = np.clip(0.97 - (above - 0.5) * 0.9 + (thick - above) * 1.2, 0.9, 1.04)[..., None]
        level = 0.55 if params["dark"] else max(0.2, min(1.0, 1.3 * float(luma(areas.sky_colour).mean()) + 0.08))
        tint = plane(cv2.resize(areas.sky_colour, (1, 1), interpolation=cv2.INTER_AREA))[0, 0]
        white = (np.array((250, 250, 252), np.float32) * 0.86 + tint * 0.14) * level
        clouds = picture(white * shade)
        done = mix(image, clouds, plane(cover))
        return mix(done, picture(plane(done) * 0.82), plane((1 - areas.sky) * 0.8)) if params["dark"] else done

    def _puffs(self, h: int, w: int, horizon: float, context: Context) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Noise flattened by perspective: large overhead, small and thin at the horizon."""
        flat = noise(h, w, min(h, w) * 0.26, context.seed_of(17), 6)
        v = np.linspace(0, 1, h, dtype=np.float32) / max(horizon, 0.2)
        rows = np.clip(v**0.6 + 1.2 * np.clip(v, 0, 1) ** 3, 0, 2.4) * (h - 1) / 2.4
        wide = 0.55 + 0.45 * np.clip(1 - v, 0, 1)
        gx = (np.arange(w, dtype=np.float32)[None] - w / 2) / wide[:, None] * 0.55 + w / 2
        gy = np.broadcast_to(rows[:, None], (h, w))
        return plane(cv2.remap(flat, plane(gx), plane(gy), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _with_blue(image: Picture, areas: Regions) -> Picture:
    """A white sky shows no white clouds: it gets a thin blue, none at the horizon."""
    h = image.shape[0]
    white = float(smoothstep(0.72, 0.92, np.array([luma(areas.sky_colour).mean()]))[0])
    y = np.arange(h, dtype=np.float32)[:, None] / max(1.0, areas.horizon * h)
    blue = np.array((240, 198, 142), np.float32) / 255
    return mix(image, picture(plane(image) * blue), plane(areas.sky * np.clip(1.1 - y, 0, 1) * 0.85 * white))


EDIT = AddClouds()
