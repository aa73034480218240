"""Lettering on top of a finished frame: the vendor's watermark and subtitles."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from wanbox.media.text import text_image

#: The vendor's mark, lower right (spec 3.2).
WATERMARK = "AI生成"


def watermark(frame: NDArray[np.uint8]) -> None:
    """Put the vendor's mark into the lower right corner of a BGR frame, in place."""
    height, width = frame.shape[:2]
    short = min(width, height)
    mark = _lettering(WATERMARK, max(12, short // 28), width, 0.82)
    margin = max(6, short // 36)
    _over(frame, mark, width - mark.shape[1] - margin, height - mark.shape[0] - margin)


def subtitle(frame: NDArray[np.uint8], text: str) -> None:
    """Letter a line of speech near the lower edge, centred, in place."""
    height, width = frame.shape[:2]
    line = _lettering(text, max(14, min(width, height) // 20), int(width * 0.86), 1.0)
    _over(frame, line, (width - line.shape[1]) // 2, int(height * 0.93) - line.shape[0])


@functools.lru_cache(maxsize=32)
def _lettering(text: str, size_px: int, max_width: int, opacity: float) -> NDArray[np.uint8]:
    image = text_image(text, size_px=size_px, colour=(255, 255, 255), outline=(20, 20, 28), max_width=max_width)
    faded = np.asarray(image * opacity, dtype=np.uint8) if opacity < 1 else image
    faded.setflags(write=False)
    return faded


def _over(frame: NDArray[np.uint8], cutout: NDArray[np.uint8], x: int, y: int) -> None:
    """Premultiplied BGRA over BGR at (x, y), clipped to the frame."""
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(frame.shape[1], x + cutout.shape[1]), min(frame.shape[0], y + cutout.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    piece = cutout[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.uint16)
    region = frame[y0:y1, x0:x1]
    blended = piece[..., :3] + region * (255 - piece[..., 3:]) // 255
    region[:] = np.minimum(blended, 255)
