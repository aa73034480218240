"""Drawing and placing words: rows, size, a spot that is free of the subject, a soft shadow for contrast."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..pixels import Bgr, Picture, Plane, luma, picture, plane


@functools.lru_cache(maxsize=32)
def font(size: int, chinese: bool) -> Any:
    """A vendored font; Pillow's own where none is shipped."""
    from PIL import ImageFont

    folder = Path(str(resources.files("wanbox") / "assets" / "fonts"))
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".ttf", ".ttc", ".otf"})
    cjk = [path for path in files if any(mark in path.name.lower() for mark in ("wqy", "cjk", "noto"))]
    chosen = cjk if chinese and cjk else files
    return ImageFont.truetype(str(chosen[0]), size) if chosen else ImageFont.load_default(size)


def shape(text: str, size: int, width: int) -> Plane:
    """Coverage of the words in rows no wider than `width`, cut to the ink, (h, w) 0…1."""
    from PIL import Image, ImageDraw

    face = font(size, chinese=not text.isascii())
    rows = _rows(text, face, width)
    step = round(size * 1.25)
    canvas = Image.new("L", (max(8, int(max(face.getlength(row) for row in rows)) + size), step * len(rows) + size))
    draw = ImageDraw.Draw(canvas)
    for i, row in enumerate(rows):
        draw.text((canvas.width // 2, size // 2 + i * step + step // 2), row, 255, font=face, anchor="mm")
    box = canvas.getbbox()
    mask = plane(np.asarray(canvas.crop(box) if box else canvas)) / 255
    return plane(mask)


def _rows(text: str, face: Any, width: int) -> list[str]:
    units = UNIT.findall(text)
    rows = [""]
    for part in units:
        if rows[-1] and face.getlength((rows[-1] + part).rstrip()) > width:
            rows.append("")
        rows[-1] += part
    return [row.strip() for row in rows if row.strip()] or [" "]


#: What a row may end after: a Chinese character, or a word with its space.
UNIT = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+")
#: Where the middle of the words may be, as fractions, best first.
SPOTS: dict[str, tuple[tuple[float, float], ...]] = {
    "top": ((0.5, 0.1), (0.28, 0.1), (0.72, 0.1), (0.5, 0.17), (0.24, 0.17), (0.76, 0.17)),
    "bottom": ((0.5, 0.9), (0.28, 0.9), (0.72, 0.9), (0.5, 0.83), (0.24, 0.83), (0.76, 0.83)),
    "centre": ((0.5, 0.5), (0.5, 0.4), (0.5, 0.6), (0.25, 0.5), (0.75, 0.5)),
    "left": ((0.2, 0.5), (0.2, 0.3), (0.2, 0.7)),
    "right": ((0.8, 0.5), (0.8, 0.3), (0.8, 0.7)),
    "top-left": ((0.2, 0.1), (0.2, 0.18)),
    "top-right": ((0.8, 0.1), (0.8, 0.18)),
    "bottom-left": ((0.2, 0.9), (0.2, 0.82)),
    "bottom-right": ((0.8, 0.9), (0.8, 0.82)),
}


def place(text: str, image: Picture, busy: Plane, *, where: str, share: float, variant: int) -> tuple[Plane, int, int]:
    """Ink and upper left corner: the largest size, then the best spot, that keeps off the subject and off the edges."""
    h, w = image.shape[:2]
    # A little air round the subject, so that no letter touches it.
    air = max(3, round(min(h, w) * 0.03)) | 1
    taken = _integral(plane(cv2.dilate(busy, np.ones((air, air), np.uint8))))
    texture = _integral(plane(np.abs(cv2.Laplacian(cv2.GaussianBlur(luma(image), (0, 0), 2), cv2.CV_32F))) * 6)
    spots = SPOTS[where] if where else SPOTS["top"] + SPOTS["bottom"] + SPOTS["left"] + SPOTS["right"]
    best: tuple[float, Plane, int, int] | None = None
    for shrink in (1.0, 0.8, 0.62, 0.48, 0.36, 0.27):
        size = max(12, round(min(h, w) * share * shrink))
        for width in (w * 0.86, w * 0.5, w * 0.3):
            mask = shape(text, size, int(width))
            if mask.shape[0] > h * 0.6 or mask.shape[1] > w * 0.92:
                continue
            for rank, spot in enumerate(spots):
                x, y = _corner(spot, mask, w, h)
                over = _share(taken, x, y, mask)
                cost = over * 60 + _share(texture, x, y, mask) + rank * 0.02 + (1 - shrink) * 1.6
                cost += 0.3 * max(0, round(mask.shape[0] / (size * 1.25)) - 1) + (
                    0.04 * ((rank + variant) % 3) if variant else 0
                )
                if best is None or cost < best[0]:
                    best = (cost, mask, x, y)
        if best is not None and best[0] < 0.8:
            break
    if best is None:
        mask = shape(text, 12, int(w * 0.9))[: int(h * 0.9), : int(w * 0.95)]
        return mask, max(0, (w - mask.shape[1]) // 2), max(0, (h - mask.shape[0]) // 2)
    return best[1], best[2], best[3]


def _corner(spot: tuple[float, float], mask: Plane, width: int, height: int) -> tuple[int, int]:
    mh, mw = mask.shape
    margin = max(4, round(min(width, height) * 0.035))
    x = int(np.clip(spot[0] * width - mw / 2, margin, max(margin, width - margin - mw)))
    y = int(np.clip(spot[1] * height - mh / 2, margin, max(margin, height - margin - mh)))
    return x, y


def _integral(values: Plane) -> Any:
    return cv2.integral(values)


def _share(table: Any, x: int, y: int, mask: Plane) -> float:
    h, w = mask.shape
    y1, x1 = min(y + h, table.shape[0] - 1), min(x + w, table.shape[1] - 1)
    total = table[y1, x1] - table[y, x1] - table[y1, x] + table[y, x]
    return float(total / max(1, h * w))


def laid(image: Picture, mask: Plane, x: int, y: int, ink: Bgr) -> Picture:
    """The ink over a soft shadow of the opposite brightness."""
    h, w = image.shape[:2]
    full = np.zeros((h, w), np.float32)
    part = mask[: h - y, : w - x]
    full[y : y + part.shape[0], x : x + part.shape[1]] = part
    sigma = max(1.0, mask.shape[0] * 0.05)
    shade = plane(np.clip(cv2.GaussianBlur(full, (0, 0), sigma) * 1.5, 0, 1) * 0.5)
    dark_ink = 0.114 * ink[0] + 0.587 * ink[1] + 0.299 * ink[2] < 110
    behind = np.array((255, 255, 255) if dark_ink else (0, 0, 0), np.float32)
    out = plane(image) * (1 - shade[..., None]) + behind * shade[..., None]
    return picture(out * (1 - full[..., None]) + np.array(ink, np.float32) * full[..., None])
