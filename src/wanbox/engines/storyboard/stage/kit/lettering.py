"""Words on signs."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from .....media.text import NoInk, text_image
from ...compose.blit import Pixels
from ...compose.light import soften
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
    scale, spread = canvas.scale, size * canvas.scale
    tall, wide = (max(room, size * len(text) * 1.3), size) if upright else (size, max(room, size * len(text)))
    pad = size * 1.5
    sheet = Canvas(x - wide / 2 - pad, y - tall / 2 - pad, x + wide / 2 + pad, y + tall / 2 + pad, scale)
    write(sheet, text, x, y, size, colour, upright=upright, room=room)
    ink = sheet.pixels
    halo = np.asarray(cv2.add(soften(ink, max(0.8, spread * 0.5)), soften(ink, max(0.6, spread * 0.15))), np.uint8)
    halo[..., 3] = 0
    core = letters_core(ink, colour)
    canvas.stamp(halo, sheet.x0, sheet.y0)
    canvas.stamp(core, sheet.x0, sheet.y0)


def letters_core(ink: Pixels, colour: Rgb) -> Pixels:
    """The inked words in the pale colour of a tube's middle."""
    pale = np.array(mix(colour, (255, 255, 255), 0.62)[::-1], np.float32)
    share = np.arange(256, dtype=np.float32)[:, None]
    by_alpha = np.concatenate([pale * share / 255, share], -1).astype(np.uint8)
    return np.ascontiguousarray(by_alpha).view(np.uint32)[:, 0][ink[..., 3]][..., None].view(np.uint8)
