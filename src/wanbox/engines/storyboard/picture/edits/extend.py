"""A larger canvas: the picture goes on beyond its edges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ..matte import Matte
from ..patches import patched
from ..pixels import Picture, Plane, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .crop import RATIO

#: Pixels to add: left, top, right, bottom.
Rooms: TypeAlias = tuple[int, int, int, int]


class Extend:
    name = "extend"
    asks = "extend the canvas"
    words: ClassVar[Words] = {
        "en": ("extend", "expand", "outpaint", "uncrop", "widen", "larger canvas", "zoom out", "enlarge the canvas"),
        "zh": ("扩展", "扩图", "扩大画布", "延伸", "扩充", "外扩"),
    }
    reads = 30
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        ratio = RATIO.search(clause.text)
        percent = re.search(r"(\d{1,3})\s*(?:%|percent)", clause.text)
        wanted = int(ratio[1]) / int(ratio[2]) if ratio and int(ratio[1]) and int(ratio[2]) else 0.0
        share = float(np.clip(int(percent[1]) / 100 if percent else 0.36, 0.05, 1.0))
        sides = tuple(
            s
            for s in ("left", "right", "top", "bottom")
            if clause.has((s, {"left": "左", "right": "右", "top": "上", "bottom": "下"}[s]))
        )
        found = clause.found(self.words, ratio=wanted, share=share, sides=sides)
        spans = [match.span() for match in (ratio, percent) if match]
        return found and Found(found.params, [*found.spans, *spans])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        found = context.matte(image)
        h, w = image.shape[:2]
        rooms = _rooms(params, w, h)
        if found.found and not params["sides"] and not params["ratio"]:
            rooms = _on_the_edge(rooms, found.alpha)
        context.moved()
        return _mirrored_out(image, self._grounds(image, found, rooms), rooms)

    def _grounds(self, image: Picture, found: Matte, rooms: Rooms) -> Sequence[Picture]:
        """What goes on beyond each edge: the subject stands once, except where the edge itself cuts it."""
        h, w = image.shape[:2]
        left, top, right, bottom = found.box() if found.found else (w, h, 0, 0)
        near = (left < rooms[0], top < rooms[1], w - right < rooms[2], h - bottom < rooms[3])
        grow = max(3, round(min(h, w) * 0.02)) | 1
        inside = cv2.dilate((found.alpha > 0.04).astype(np.uint8), np.ones((grow, grow), np.uint8)) > 0
        loose = [inside & ~run for run in _runs(inside)]
        if not found.found or not any(side and part.any() for side, part in zip(near, loose, strict=True)):
            return (image,) * 4
        plate = patched(image, plane(inside), side=200)
        return [np.where(part[..., None], plate, image) for part in loose]


def _runs(inside: NDArray[np.bool_]) -> Sequence[NDArray[np.bool_]]:
    """The pieces that touch the left, upper, right and lower edge."""
    _, labels = cv2.connectedComponents(inside.astype(np.uint8))
    edges = (labels[:, :3], labels[:3], labels[:, -3:], labels[-3:])
    return [np.isin(labels, np.unique(edge[edge > 0])) for edge in edges]


def _on_the_edge(rooms: Rooms, alpha: Plane) -> Rooms:
    """No room below a subject that the lower edge cuts: it would have to be invented."""
    left, top, right, bottom = rooms
    return (left, top + bottom, right, 0) if float((alpha[-2:] > 0.5).mean()) > 0.2 else rooms


def _mirrored_out(image: Picture, grounds: Sequence[Picture], rooms: Rooms) -> Picture:
    """The picture with what is behind mirrored over the edges, a little stretched, so that nothing is twice alike."""
    h, w = image.shape[:2]
    left, top, right, bottom = rooms
    columns = _mirror(np.arange(-left, w + right, dtype=np.float32), w)
    rows = _mirror(np.arange(-top, h + bottom, dtype=np.float32), h)
    out = np.empty((len(rows), len(columns), 3), np.uint8)
    zones = (
        (slice(None), slice(0, left)),
        (slice(0, top), slice(None)),
        (slice(None), slice(left + w, None)),
        (slice(top + h, None), slice(None)),
    )
    # Upper and lower rooms last: their corners continue what is above and below.
    for side in (0, 2, 1, 3):
        y, x = zones[side]
        if out[y, x].size:
            map_x, map_y = np.meshgrid(columns[x], rows[y])
            out[y, x] = cv2.remap(grounds[side], map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    out[top : top + h, left : left + w] = image
    return out


def _mirror(positions: NDArray[np.float32], size: int) -> Plane:
    """Source coordinate of each row or column: itself inside, mirrored and slightly compressed outside."""
    over = np.where(positions < 0, -positions, np.maximum(positions - (size - 1), 0))
    bent = over * (1 - 0.16 * np.minimum(over / max(1.0, 0.5 * size), 1.0))
    mirrored = np.where(positions < 0, bent, np.where(over > 0, (size - 1) - bent, positions))
    return plane(np.clip(mirrored, 0, size - 1))


def _rooms(params: Mapping[str, Any], width: int, height: int) -> Rooms:
    if params["ratio"]:
        ratio = float(np.clip(params["ratio"], 0.25, 4))
        more_w, more_h = max(0, round(height * ratio) - width), max(0, round(width / ratio) - height)
        return more_w // 2, more_h // 2, more_w - more_w // 2, more_h - more_h // 2
    if params["sides"]:
        room = {"left": width, "right": width, "top": height, "bottom": height}
        asked = {s: round(room[s] * params["share"]) if s in params["sides"] else 0 for s in room}
        return asked["left"], asked["top"], asked["right"], asked["bottom"]
    x, y = round(width * params["share"] / 2), round(height * params["share"] / 2)
    return x, y, x, y


EDIT = Extend()
