"""Comic and anime: flat clear colours in a few steps of light, and thin dark lines."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, smoothstep
from .contract import Finish
from .press import pressed
from .strokes import calm, dabs, grown, halved, lines, unit


def _stepped(image: Picture, steps: int) -> Picture:
    """Brightness in soft steps; hue stays, colour is stronger."""
    lab = cv2.cvtColor(image, cv2.COLOR_BGR2LAB)
    v = plane(np.arange(256)) / 255 * steps
    base = np.floor(v)
    light = 0.72 * (base + smoothstep(0.32, 0.68, v - base)) / steps * 255 + 0.28 * np.arange(256)
    tint = (np.arange(256) - 128) * 1.35 + 128
    table = np.clip(np.stack([light + 2, tint, tint], -1).round(), 0, 255)
    return picture(cv2.cvtColor(cv2.LUT(lab, picture(table)[None]), cv2.COLOR_LAB2BGR))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u = unit(image)
    flat = _stepped(calm(image, 3.6 * u, 2.4 * u), 7 + seed % 3)
    drawn = grown(dabs(halved(image), 1.0 * u), image)
    key = lines(drawn, 1.2 * u, 0.012, 0.036, 0.85 * strength)
    return pressed(grown(flat, image), line=key, ink=(48, 30, 34))


FINISH = Finish(
    "anime",
    {
        "en": (
            "anime",
            "comic book",
            "comic",
            "cartoon",
            "manga",
            "cel shading",
            "cel-shaded",
            "studio ghibli",
            "ghibli",
        ),
        "zh": ("动漫", "漫画", "卡通", "动画风", "二次元", "日漫", "吉卜力", "宫崎骏"),
    },
    apply,
)
