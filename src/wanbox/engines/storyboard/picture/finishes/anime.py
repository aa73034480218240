"""Comic and anime: flat clear colours in a few steps of light, and thin dark lines."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, smoothstep
from .contract import Finish
from .strokes import dabs, lines, unit, wash


def _stepped(image: Picture, steps: int) -> Picture:
    """Brightness in soft steps; hue and saturation stay."""
    lab = cv2.cvtColor(image, cv2.COLOR_BGR2LAB)
    v = plane(np.arange(256)) / 255 * steps
    base = np.floor(v)
    table = (base + smoothstep(0.32, 0.68, v - base)) / steps * 255
    flat = picture(cv2.LUT(lab[..., 0], picture(table.round())))
    lab[..., 0] = picture(cv2.addWeighted(flat, 0.72, lab[..., 0], 0.28, 0))
    for c in (1, 2):
        lab[..., c] = picture((plane(lab[..., c]) - 128) * 1.35 + 128)
    return picture(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u = unit(image)
    flat = wash(image, 3.6 * u, 2.4 * u)
    bright = picture(cv2.convertScaleAbs(_stepped(flat, 7 + seed % 3), alpha=1.0, beta=2))
    ink = lines(dabs(image, 1.6 * u), 1.2 * u, 0.010, 0.034)[..., None] * min(1.0, 0.85 * strength)
    return picture(plane(bright) * (1 - ink) + np.array((48, 30, 34), np.float32) * ink)


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
