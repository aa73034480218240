"""Colour words, English and Chinese, as BGR."""

from __future__ import annotations

import functools
import re

from .pixels import Bgr, Picture, Plane, blur, plane, smoothstep
from .words import lexicon, pattern

HEX = re.compile(r"#[0-9a-f]{6}(?![0-9a-f])", re.IGNORECASE)


@functools.cache
def names() -> dict[str, str]:
    """Every colour word with the CSS name that it stands for."""
    table = lexicon("picture/colours")
    known = {word: table["aliases"].get(word, word.replace(" ", "")) for word in table["english"]}
    known.update({word: table["aliases"].get(css, css) for css, words in table["words"].items() for word in words})
    return known


def find(text: str) -> list[tuple[int, int, str]]:
    """Start, end and CSS name (or #rrggbb) of each colour in the text, from left to right."""
    matcher = pattern(tuple(names()))
    found = [(m.start(), m.end(), names().get(m.group(0).lower(), "")) for m in matcher.finditer(text)]
    hexes = [(m.start(), m.end(), m.group(0)) for m in HEX.finditer(text)]
    return sorted((item for item in found + hexes if item[2]), key=lambda item: item[0])


def bgr(css: str) -> Bgr:
    """A CSS colour as (blue, green, red)."""
    from PIL import ImageColor

    red, green, blue = ImageColor.getrgb(css)[:3]
    return float(blue), float(green), float(red)


def like(image: Picture, colour: Bgr) -> Plane:
    """Soft mask of the pixels of about that hue; for black, white and grey of about that brightness."""
    import cv2
    import numpy as np

    hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    want = plane(cv2.cvtColor(np.array([[colour]], np.uint8), cv2.COLOR_BGR2HSV))[0, 0]
    if want[1] < 40:
        away = np.abs(hsv[..., 2] - want[2]) + hsv[..., 1] * 0.7
        return blur(smoothstep(110, 50, away), 1.0)
    turn = np.abs((hsv[..., 0] - want[0] + 90) % 180 - 90)
    vivid = smoothstep(0.42 * want[1], 0.66 * want[1], hsv[..., 1]) * smoothstep(
        0.28 * want[2], 0.5 * want[2], hsv[..., 2]
    )
    return blur(plane(smoothstep(17, 9, turn) * vivid), 1.0)
