"""Watercolour: washes that keep the drawing, pigment gathered at their edges, white paper that shines through."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, blur, luma, picture, plane, saturated, smoothstep
from .contract import Finish
from .strokes import blotches, lines, paper, unit, wash


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u, k = unit(image), min(strength, 1.5)
    painted = wash(image, 5.4 * u * k, 3.2 * u)
    # The drawing comes back where the picture is finely worked, so that faces stay faces.
    detail = plane(luma(image) - blur(luma(image), 3.2 * u))
    painted = picture(plane(saturated(painted, 1.22)) + detail[..., None] * 105)
    pale = 255 - (255 - plane(painted)) * np.float32(0.80)
    grey = luma(painted)
    rim = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.6 * u), cv2.CV_32F))
    pigment = 1 - 0.22 * smoothstep(0.004, 0.03, rim)
    flow = blotches(h, w, 150 * u, seed) * 0.6 + blotches(h, w, 34 * u, seed + 3) * 0.4
    density = 1 + (flow - 0.5) * 0.20 * (1 - 0.5 * smoothstep(0.02, 0.09, np.abs(detail)))
    ink = 1 - 0.38 * lines(image, 1.0 * u, 0.012, 0.05)
    # Pigment absorbs: more of it makes the colour deeper, not greyer.
    depth = plane(density)[..., None]
    painted = 255 * np.power(np.clip(pale / 255, 0.004, 1), depth)
    return picture(painted * plane(pigment * ink * paper(h, w, seed, 4.5))[..., None])


FINISH = Finish(
    "watercolour",
    {"en": ("watercolour", "watercolor", "water colour", "water color", "aquarelle"), "zh": ("水彩",)},
    apply,
)
