"""Cutouts that were painted for their very place in the frame: laid down pixel by pixel."""

from __future__ import annotations

import numpy as np

from .blit import Packed, Pixels, Reals, Spans, cover_row, packed, rows_of, u32
from .jit import kernel

_WHOLE = np.empty(0, np.float32)


@kernel
def _faded(out: Packed, row: Packed, share: int) -> None:
    mask, eight, o = u32(0x00FF00FF), u32(8), u32(share)
    for x in range(row.shape[0]):
        p = row[x]
        out[x] = (((p & mask) * o >> eight) & mask) | (((p >> eight) & mask) * o & u32(0xFF00FF00))


@kernel
def stamp_rows(dst: Packed, source: Packed, spans: Spans, left: int, top: int, fade: Reals) -> None:
    """`stamp` for packed pixels; an empty `fade` is none."""
    line = np.empty(source.shape[1], np.uint32)
    for row in range(max(0, -top), min(source.shape[0], dst.shape[0] - top)):
        first, last = max(spans[row, 0], -left), min(spans[row, 1] + 1, dst.shape[1] - left)
        share = int(fade[row] * 256 + 0.5) if fade.shape[0] else 256
        if last <= first or share <= 0:
            continue
        under, ink = dst[top + row, left + first : left + last], source[row, first:last]
        if share < 256:
            _faded(line, ink, share)
            cover_row(under, line, last - first)
        else:
            cover_row(under, ink, last - first)


def stamp(dst: Pixels, cutout: Pixels, spans: Spans, left: int, top: int, fade: Reals = _WHOLE) -> None:
    """Lay a cutout with no more light than alpha over a canvas, its corner at a whole pixel; `fade` is each row's
    opacity.
    """
    stamp_rows(rows_of(dst), packed(cutout), spans, left, top, fade)
