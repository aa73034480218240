"""A clip at a glance: frames at even intervals on one sheet, each with its time code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .png import write_png
from .probe import probe_video
from .sources import open_clip
from .text import text_image

#: Longer side of one picture on the sheet, the gap between them, and the ground, in pixels and BGR.
TILE = 360
GAP = 8
GROUND = (28, 24, 22)


def contact_sheet(video: Path, target: Path, *, columns: int = 4, rows: int = 3) -> None:
    """Write a PNG with columns x rows frames of an MP4, from the first to the last. Raises MediaError."""
    facts = probe_video(video)
    scale = TILE / max(facts.width, facts.height)
    width, height = round(facts.width * scale), round(facts.height * scale)
    sheet = np.full((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP, 3), GROUND, np.uint8)
    picks = np.unique(np.linspace(0, facts.frames - 1, columns * rows).round().astype(int))
    for place, (index, tile) in enumerate(_tiles(video, picks.tolist(), width, height)):
        _stamp(tile, f"{index / facts.fps:.1f} s")
        top = GAP + place // columns * (height + GAP)
        left = GAP + place % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
    write_png(target, sheet)


def _tiles(video: Path, picks: list[int], width: int, height: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    wanted = set(picks)
    with open_clip(video) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for index, frame in enumerate(container.decode(stream)):
            if index in wanted:
                full = frame.to_ndarray(format="bgr24")
                yield index, cv2.resize(full, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _stamp(tile: NDArray[np.uint8], label: str) -> None:
    mark = text_image(label, size_px=16, outline=(0, 0, 0))
    height, width = mark.shape[:2]
    corner = tile[-height - 5 : -5, 6 : 6 + width]
    if corner.shape[:2] == (height, width):
        shown = 1 - mark[..., 3:].astype(np.float32) / 255
        corner[:] = np.clip(corner * shown + mark[..., :3], 0, 255).astype(np.uint8)
