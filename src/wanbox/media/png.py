"""Pictures as PNG (W3C PNG, third edition): 8 bits a channel, RGB, sRGB.

The rows are filtered and packed in strips on several threads. The strips are counted by rows alone, so the same picture
gives the same bytes on any number of cores.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Header of a zlib stream whose window is 32 KB, and that was made quickly (RFC 1950).
_ZLIB = b"\x78\x01"
#: Number of the filter that foretells a byte from its left, upper and upper left neighbours.
_PAETH = 4
#: Rows of a strip, each packed for itself.
_STRIP = 128
#: Rows filtered at a time: what they need stays in the processor's cache.
_BAND = 16
#: From this share of bytes foretold exactly on, runs of them are worth a search; drawn pictures with grain have few.
_FLAT = 0.4


def write_png(path: Path, bgr: Pixels, metadata: Mapping[str, str] | None = None) -> None:
    """(height, width, 3) BGR as PNG, sRGB; `metadata` becomes text chunks, UTF-8 where it is not Latin-1."""
    height, width = bgr.shape[:2]
    starts = range(0, height, _STRIP)
    with ThreadPoolExecutor(max(1, min(len(starts), os.cpu_count() or 1))) as pool:
        made = list(pool.map(lambda top: _packed(bgr, top, last=top + _STRIP >= height), starts))
    check = 1
    for _, filtered in made:
        check = zlib.adler32(filtered.data, check)
    with path.open("wb") as file:
        file.write(_SIGNATURE)
        file.write(_chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)))
        file.write(_chunk(b"sRGB", b"\x00"))
        file.writelines(_texts(metadata or {}))
        file.write(_chunk(b"IDAT", _ZLIB, *(strip for strip, _ in made), struct.pack(">I", check)))
        file.write(_chunk(b"IEND"))


def _chunk(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join((kind, *parts))
    return b"".join((struct.pack(">I", len(body) - 4), body, struct.pack(">I", zlib.crc32(body))))


def _texts(metadata: Mapping[str, str]) -> Iterator[bytes]:
    for key, value in metadata.items():
        name = key.encode("latin-1")
        try:
            yield _chunk(b"tEXt", name, b"\0", value.encode("latin-1"))
        except UnicodeEncodeError:
            # Neither compressed nor in a named language.
            yield _chunk(b"iTXt", name, b"\0\0\0\0\0", value.encode("utf-8"))


def _packed(bgr: Pixels, top: int, *, last: bool) -> tuple[bytes, Pixels]:
    """One strip: its piece of the deflate stream, and the filtered bytes for the check sum."""
    filtered = _filtered(bgr, top, min(_STRIP, bgr.shape[0] - top))
    flat = np.count_nonzero(filtered) < (1 - _FLAT) * filtered.size
    packer = zlib.compressobj(1, zlib.DEFLATED, -15, 9, zlib.Z_RLE if flat else zlib.Z_HUFFMAN_ONLY)
    # A flushed piece ends on a whole byte, where the next begins.
    return packer.compress(filtered.data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH), filtered


def _filtered(bgr: Pixels, top: int, rows: int) -> Pixels:
    """Rows as PNG keeps them, (rows, 1 + 3 · width): the filter's number, then what the filter did not foretell."""
    size = bgr.shape[1] * 3
    out = np.empty((rows, size + 1), np.uint8)
    out[:, 0] = _PAETH
    # One row above and one pixel to the left, zero at the picture's border.
    band = np.zeros((_BAND + 1, size + 3), np.uint8)
    if top:
        band[0, 3:] = bgr[top - 1, :, ::-1].reshape(size)
    for first in range(0, rows, _BAND):
        count = min(_BAND, rows - first)
        band[1 : count + 1, 3:] = bgr[top + first : top + first + count, :, ::-1].reshape(count, size)
        _paeth(out[first : first + count, 1:], band[: count + 1])
        band[0] = band[count]
    return out


def _paeth(out: Pixels, band: Pixels) -> None:
    """The bytes of `band` less that neighbour which is nearest to left + upper - upper left."""
    here, left, upper, corner = band[1:, 3:], band[1:, :-3], band[:-1, 3:], band[:-1, :-3]
    to_left, to_upper = _distance(upper, corner), _distance(left, corner)
    # Where the corner lies between its neighbours their distances take from each other; else it is the farthest.
    outside = _mask((upper >= corner) == (left >= corner))
    to_corner = _distance(to_left, to_upper) | outside
    told = _chosen(_mask(to_upper <= to_corner), upper, corner)
    told = _chosen(_mask(to_left <= np.minimum(to_upper, to_corner)), left, told)
    np.subtract(here, told, out=out)


def _distance(one: Pixels, other: Pixels) -> Pixels:
    return np.maximum(one, other) - np.minimum(one, other)


def _mask(where: NDArray[np.bool_]) -> Pixels:
    """255 where true."""
    return np.negative(where.view(np.uint8))


def _chosen(mask: Pixels, one: Pixels, other: Pixels) -> Pixels:
    return other ^ ((one ^ other) & mask)
