"""The lettered storyboard card: stands in for what the library cannot draw, and says so in words."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..draw.svg import document, drawn, linear_gradient, polygon_path, shape, stroke

#: The easel's drawing: 300 x 400 units, the card's face inside it.
_WIDTH, _HEIGHT = 300, 400
_FACE = (22, 34, 256, 186)
_INK = (52, 48, 60)


def _easel() -> str:
    x, y, width, height = _FACE
    legs = [
        stroke(polygon_path([(150, 8), (150, 376)], closed=False), "#5e3f27", 9),
        stroke(polygon_path([(132, 14), (52, 396)], closed=False), "url(#wood)", 11),
        stroke(polygon_path([(168, 14), (248, 396)], closed=False), "url(#wood)", 11),
        stroke(polygon_path([(78, 300), (222, 300)], closed=False), "#7a5433", 8),
    ]
    card = [
        _sheet(x + 5, y + 7, width, height, 'rx="6" fill="#1c1620" fill-opacity="0.35"'),
        _sheet(x, y, width, height, 'rx="6" fill="url(#paper)"'),
        _sheet(x + 9, y + 9, width - 18, height - 18, 'rx="3" fill="none" stroke="#b9ab92" stroke-width="2"'),
        shape(polygon_path([(34, 220), (266, 220), (262, 234), (38, 234)]), "url(#wood)"),
    ]
    return "".join(legs + card)


def _sheet(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {look}/>'


_DEFS = linear_gradient("paper", [(0, "#fffaf0"), (1, "#efe4d0")]) + linear_gradient(
    "wood", [(0, "#a8764a"), (1, "#7a5433")], start=(0, 0), end=(1, 0)
)


@lru_cache(maxsize=16)
def picture(label: str, height: int) -> NDArray[np.uint8]:
    """The easel with the words on its card, `height` pixels high plus a margin of two pixels on every side."""
    scale = height / _HEIGHT
    margin = 2 / scale
    box = (-margin, -margin, _WIDTH + 2 * margin, _HEIGHT + 2 * margin)
    size = max(4, round(box[2] * scale)), max(4, round(box[3] * scale))
    out = drawn(document(_easel(), view_box=box, defs=_DEFS), width=size[0], height=size[1])
    words = _lettered(label, (_FACE[2] - 36) * scale, (_FACE[3] - 32) * scale)
    if words is not None:
        x = round((_FACE[0] + _FACE[2] / 2) * scale + 2 - words.shape[1] / 2)
        y = round((_FACE[1] + _FACE[3] / 2) * scale + 2 - words.shape[0] / 2)
        _over(out, words, x, y)
    return out


def _lettered(label: str, width: float, height: float) -> NDArray[np.uint8] | None:
    """The words as large as they fit into width x height pixels; None if there is nothing to show."""
    from wanbox.media.text import NoInk, text_image

    words = None
    for step in range(8):
        size = max(height * 0.36 * 0.8**step, 4.0)
        try:
            words = text_image(label.strip()[:60], size_px=size, colour=_INK, bold=True, max_width=max(int(width), 8))
        except NoInk:
            return None
        if words.shape[0] <= height and words.shape[1] <= width:
            return words
    return None if words is None else np.asarray(words[: int(height), : int(width)])


def _over(target: NDArray[np.uint8], picture_: NDArray[np.uint8], x: int, y: int) -> None:
    height, width = picture_.shape[:2]
    part = target[y : y + height, x : x + width]
    rest = 255 - picture_[: part.shape[0], : part.shape[1], 3:].astype(np.uint16)
    part[:] = picture_[: part.shape[0], : part.shape[1]] + ((part * rest + 127) // 255).astype(np.uint8)
