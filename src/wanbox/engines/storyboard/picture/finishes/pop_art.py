"""Pop art: flat loud colours, black contours, shades as printed dots."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated
from .contract import Finish
from .press import EVEN, pressed
from .strokes import calm, dabs, grown, halved, lines, unit


@functools.lru_cache(maxsize=4)
def _screen(height: int, width: int, pitch: float) -> Picture:
    """Threshold of a dot screen at 45 degrees."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    a, b = (x + y) * (np.pi / pitch / 2**0.5), (x - y) * (np.pi / pitch / 2**0.5)
    return picture(plane(0.5 + 0.25 * (np.cos(2 * a) + np.cos(2 * b))) * 255)


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    flat = calm(image, 3.6 * u, 2.4 * u)
    lab = cv2.cvtColor(saturated(flat, 1.9), cv2.COLOR_BGR2LAB)
    light = cv2.GaussianBlur(lab[..., 0], (0, 0), max(0.3, 0.6 * u))
    lab[..., 0] = cv2.LUT(light, picture(96 + 74 * np.digitize(np.arange(256) / 255, (0.3, 0.62))))
    inked = grown(picture(cv2.cvtColor(cv2.medianBlur(lab, 3), cv2.COLOR_LAB2BGR)), image)
    # Dots grow with the shade and fade at their rims over a few steps of the screen.
    grey = grown(picture(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)), image)
    ramp = np.clip((0.72 - np.arange(256) / 255) / 0.6, 0, 1)
    shade = cv2.LUT(grey, picture(ramp * ramp * (3 - 2 * ramp) * 235))
    over = cv2.subtract(cv2.convertScaleAbs(shade, beta=15), _screen(h, w, max(4.0, (7.5 + seed % 3) * u)))
    fade = np.clip(np.arange(256) / 30, 0, 1) * 0.32 * min(1.0, strength)
    key = lines(grown(dabs(halved(image), 1.0 * u), image), 1.5 * u, 0.012, 0.03)
    return pressed(inked, line=key, ink=(26, 16, 20), texture=picture(cv2.LUT(over, picture(EVEN * (1 - fade)))))


FINISH = Finish(
    "pop-art",
    {
        "en": ("pop art", "pop-art", "warhol", "lichtenstein", "halftone", "comic book print"),
        "zh": ("波普", "网点漫画", "半调"),
    },
    apply,
)
