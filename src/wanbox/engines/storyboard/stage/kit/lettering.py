"""Words on signs."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from .....media.text import NoInk, text_image
from ...compose.blit import Pixels
from ..brush import Canvas, mix
from ..contract import Rgb


@lru_cache(maxsize=256)
def letters(text: str, size: float, colour: Rgb, *, upright: bool = False) -> Pixels:
    """The words as a premultiplied cutout; `upright` stacks the characters."""
    lettering = "\n".join(text) if upright else text
    try:
        return np.asarray(text_image(lettering, size_px=max(6.0, size), colour=colour, bold=True), np.uint8)
    except NoInk:
        return np.zeros((2, 2, 4), np.uint8)


def write(
    canvas: Canvas, text: str, x: float, y: float, size: float, colour: Rgb, *, upright: bool = False, room: float = 0
) -> None:
    """Words centred at (x, y); `room` is the widest (or, upright, tallest) they may be."""
    ink = letters(text, round(size * canvas.scale, 1), colour, upright=upright)
    extent = (ink.shape[0] if upright else ink.shape[1]) / canvas.scale
    if room and extent > room:
        k = room / extent
        ink = np.asarray(cv2.resize(ink, None, fx=k, fy=k, interpolation=cv2.INTER_AREA), np.uint8)
    canvas.stamp(ink, x - ink.shape[1] / 2 / canvas.scale, y - ink.shape[0] / 2 / canvas.scale)


def neon(
    canvas: Canvas, text: str, x: float, y: float, size: float, colour: Rgb, *, upright: bool = False, room: float = 0
) -> None:
    """Words as lit tubes: a wide halo, a tight one, a pale core."""
    before = canvas.pixels.copy()
    canvas.pixels[:] = 0
    write(canvas, text, x, y, size, colour, upright=upright, room=room)
    ink = canvas.pixels.copy()
    canvas.pixels[:] = before
    spread = size * canvas.scale
    for sigma, k in ((spread * 0.55, 1.5), (spread * 0.16, 1.1)):
        halo = cv2.GaussianBlur(ink[..., :3], (0, 0), max(0.8, sigma)).astype(np.float32) * k
        canvas.pixels[..., :3] = np.clip(canvas.pixels[..., :3] + halo, 0, 255)
    core = letters_core(ink, colour)
    rest = 255 - core[..., 3:].astype(np.uint16)
    canvas.pixels[:] = np.minimum(255, core + canvas.pixels * rest // 255)


def letters_core(ink: Pixels, colour: Rgb) -> Pixels:
    """The inked words in the pale colour of a tube's middle."""
    pale = np.array(mix(colour, (255, 255, 255), 0.62)[::-1], np.float32)
    alpha = ink[..., 3:].astype(np.float32)
    return np.concatenate([pale * alpha / 255, alpha], -1).astype(np.uint8)
