"""Pop art: flat loud colours, black contours, shades as printed dots."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, Plane, luma, picture, plane, saturated, smoothstep
from .contract import Finish
from .strokes import dabs, lines, unit, wash


@functools.lru_cache(maxsize=4)
def _screen(height: int, width: int, pitch: float) -> Plane:
    """Threshold of a dot screen at 45 degrees, 0…1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    a, b = (x + y) * (np.pi / pitch / 2**0.5), (x - y) * (np.pi / pitch / 2**0.5)
    return plane(0.5 + 0.25 * (np.cos(2 * a) + np.cos(2 * b)))


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    flat = wash(image, 3.6 * u, 2.4 * u)
    lab = cv2.cvtColor(saturated(flat, 1.9), cv2.COLOR_BGR2LAB)
    light = plane(lab[..., 0]) / 255
    steps = np.digitize(cv2.GaussianBlur(light, (0, 0), 1.2 * u), (0.3, 0.62)).astype(np.float32)
    lab[..., 0] = picture(96 + 74 * steps)
    ink = picture(cv2.cvtColor(cv2.medianBlur(lab, 5), cv2.COLOR_LAB2BGR))
    pitch = max(4.0, (7.5 + seed % 3) * u)
    shade = smoothstep(0.72, 0.12, luma(flat))
    dots = smoothstep(-0.06, 0.06, shade * 0.92 - _screen(h, w, pitch))[..., None] * 0.55 * min(1.0, strength)
    printed = plane(ink) * (1 - dots) + plane(ink) * np.float32(0.42) * dots
    key = lines(dabs(image, 1.6 * u), 1.5 * u, 0.012, 0.03)[..., None]
    return picture(printed * (1 - key) + np.array((26, 16, 20), np.float32) * key)


FINISH = Finish(
    "pop-art",
    {
        "en": ("pop art", "pop-art", "warhol", "lichtenstein", "halftone", "comic book print"),
        "zh": ("波普", "网点漫画", "半调"),
    },
    apply,
)
