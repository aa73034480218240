"""Ink wash (shuimo): grey washes, dry brush lines and much empty paper."""

from __future__ import annotations

import numpy as np

from ..pixels import Picture, blur, luma, plane, smoothstep
from .contract import Finish
from .strokes import blotches, brush, lines, multiply, paper, tinted, unit, wash


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    painted = wash(image, 5 * u, 3 * u)
    grey = luma(painted)
    low, high = (float(v) for v in np.quantile(grey, (0.03, 0.80)))
    tone = plane(np.clip((grey - low) / max(high - low, 0.1), 0, 1)) ** 0.85
    bleed = tone * 0.72 + blur(tone, 9 * u) * 0.28 + (blotches(h, w, 60 * u, seed) - 0.5) * 0.16
    drawn = lines(image, 1.6 * u, 0.008, 0.035)
    dry = smoothstep(0.2, 0.55, brush(image, 12, seed, 6))
    ink = plane(np.clip(bleed, 0.06, 1)) * (1 - min(strength, 1.2) * 0.75 * drawn * (0.35 + 0.65 * dry))
    return multiply(tinted(plane(ink), (34, 32, 30), (222, 234, 238)), paper(h, w, seed, 6))


FINISH = Finish(
    "ink-wash",
    {
        "en": ("ink wash", "ink painting", "chinese painting", "sumi-e", "sumi", "ink"),
        "zh": ("水墨", "国画", "中国画", "墨画"),
    },
    apply,
)
