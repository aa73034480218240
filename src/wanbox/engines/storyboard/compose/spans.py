"""Where a cutout has ink: per row, or to the run of columns for plates that are drawn many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .jit import kernel
from .pixels import Packed, Pixels, Spans, packed, u32

#: Shorter runs without ink, or wholly opaque, are not worth a step of their own.
_SHORT = 80


@kernel
def find_spans(out: Spans, cutout: Packed) -> None:
    width, alpha, byte = cutout.shape[1], u32(24), u32(255)
    for y in range(cutout.shape[0]):
        row, first, last = cutout[y], 0, width - 1
        while first < width and row[first] == 0:
            first += 1
        while last >= first and row[last] == 0:
            last -= 1
        ink, shines = row[first : last + 1], u32(0)
        for x in range(ink.shape[0]):
            p = ink[x]
            most = max(p & byte, (p >> u32(8)) & byte, (p >> u32(16)) & byte)
            # Below zero, and so with the highest bit set, where there is more light than alpha.
            shines |= u32((p >> alpha) - most)
        longest, end, x = 0, 0, 0
        while x < ink.shape[0]:
            while x < ink.shape[0] and ink[x] >> alpha < byte:
                x += 1
            start = x
            while x < ink.shape[0] and ink[x] >> alpha == byte:
                x += 1
            if x - start > longest:
                longest, end = x - start, x
        out[y, 0], out[y, 1] = first, last if first < width else -1
        out[y, 2], out[y, 3], out[y, 4] = first + end - longest, first + end - 1, shines >> u32(31)


def spans_of(cutout: Pixels) -> Spans:
    """Per row: first and last column with ink, (width, -1) for empty rows; first and last of its longest opaque run,
    last < first for none; 1 where it shines, having more light than alpha, else 0. Light without alpha is ink.
    """
    out = np.empty((cutout.shape[0], 5), np.int32)
    find_spans(out, packed(cutout))
    return out


@kernel
def _classes(out: Pixels, upper: Packed, lower: Packed) -> None:
    """0 where four neighbours have no ink, 2 where all are opaque, 3 where they have light alone, else 1."""
    for x in range(out.shape[0]):
        p, q, r, s = upper[x], upper[x + 1], lower[x], lower[x + 1]
        ink, whole = p | q | r | s, (p & q & r & s) >= u32(0xFF000000)
        out[x] = u32(ink != u32(0)) + u32(whole) + u32(2) * u32((ink != u32(0)) & (ink < u32(0x01000000)))


@kernel
def _find_cells(starts: Spans, cells: Spans, cutout: Packed, spans: Spans) -> int:
    """Fill `starts` and `cells`, see `Runs`; how many cells there are."""
    width, found = cutout.shape[1] - 1, 0
    kinds = np.empty(width, np.uint8)
    for y in range(cutout.shape[0] - 1):
        starts[y] = own = found
        first, last = max(0, min(spans[y, 0], spans[y + 1, 0]) - 1), max(spans[y, 1], spans[y + 1, 1]) + 1
        if last > first:
            _classes(kinds[first:last], cutout[y, first:], cutout[y + 1, first:])
        x = first
        while x < min(last, width):
            begin, kind = x, kinds[x]
            while x < min(last, width) and kinds[x] == kind:
                x += 1
            if x - begin < _SHORT:
                kind = 1
            if kind == 1 and found > own and cells[found - 1, 2] == 1 and cells[found - 1, 1] == begin:
                cells[found - 1, 1] = x
            elif kind > 0:
                cells[found, 0], cells[found, 1], cells[found, 2] = begin, x, kind
                found += 1
    starts[cutout.shape[0] - 1] = found
    return found


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of ink between rows y and y + 1 are cells[starts[y] : starts[y + 1]]: first column, the one after the
    last, and 2 where all is opaque, 3 where all is light without alpha, else 1. Column x stands for what lies between
    columns x and x + 1.
    """

    starts: Spans
    cells: Spans


def runs_of(cutout: Pixels, spans: Spans) -> Runs:
    """Worth its time for what is drawn in many frames."""
    height, width = cutout.shape[:2]
    starts, cells = np.zeros(height, np.int32), np.empty((height * (width // _SHORT + 2), 3), np.int32)
    found = _find_cells(starts, cells, packed(cutout), spans) if min(height, width) > 1 else 0
    return Runs(starts, cells[:found].copy())


#: For what has spans alone.
NO_RUNS = Runs(np.empty(0, np.int32), np.empty((0, 3), np.int32))
