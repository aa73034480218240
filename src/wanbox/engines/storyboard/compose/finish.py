"""The last pass over a frame: bloom, vignette, colour curves and grain, in one go over its rows.

The pass ends in BGR for stills and whatever is laid over a frame, or straight in the encoder's planes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from wanbox.media import bt709

from .blit import Packed, Pixels, Reals, rows_of, u32
from .jit import kernel

GRAIN_SIZE = 512
#: Pixels to one of the bloom's, each way.
BLOCK = 8
#: Standard deviation of the grain at strength 1, of 255: fine enough to cost few bits, and skies still do not band.
_GRAIN = 0.16
#: Degree of the polynomials that stand for the curves: reading a table is slow where arithmetic is not.
_DEGREE = 5


@kernel
def bright_blocks(out: Reals, canvas: Packed, threshold: float) -> None:
    """How far blocks of 8 by 8 pixels are above the threshold, 0…255 a channel.

    What counts is the mean over 4 by 4 pixels, of which every other row is read, so that a lone bright dot does not
    flicker.
    """
    height, width = canvas.shape[0], canvas.shape[1] // 4
    mask, low, gain = u32(0x00FF00FF), u32(0xFFFF), np.float32(255 / (255 - threshold) / 8)
    even, odd, floor = np.empty(width * 4, np.uint32), np.empty(width * 4, np.uint32), np.float32(threshold * 8)
    out[:] = 0
    for i in range(height // 4):
        upper, lower = canvas[4 * i], canvas[4 * i + 2]
        for j in range(even.shape[0]):
            p, q = upper[j], lower[j]
            even[j] = (p & mask) + (q & mask)
            odd[j] = ((p >> u32(8)) & mask) + ((q >> u32(8)) & mask)
        rows = min(2, height // 4 - (i >> 1) * 2)
        for x in range(width):
            share = gain / np.float32(rows * min(2, width - (x >> 1) * 2))
            e = even[4 * x] + even[4 * x + 1] + even[4 * x + 2] + even[4 * x + 3]
            o = odd[4 * x] + odd[4 * x + 1] + odd[4 * x + 2] + odd[4 * x + 3]
            out[i >> 1, x >> 1, 0] += max(np.float32(0), np.float32(e & low) - floor) * share
            out[i >> 1, x >> 1, 1] += max(np.float32(0), np.float32(o & low) - floor) * share
            out[i >> 1, x >> 1, 2] += max(np.float32(0), np.float32(e >> u32(16)) - floor) * share


@kernel
def spread(line: Reals, glow: Reals, at: int) -> None:
    """Row `at` of the bloom at full width, a channel a row of `line`, which begins half a block to the left."""
    for c in range(3):
        row, out = glow[c, at], line[c]
        for i in range(row.shape[0] - 1):
            step = (row[i + 1] - row[i]) * np.float32(1 / BLOCK)
            for j in range(BLOCK):
                out[BLOCK * i + j] = row[i] + step * (np.float32(j) + np.float32(0.5))


@kernel
def between(lines: Reals, glow: Reals, y: int) -> float:
    """Keep in `lines` the two rows of the bloom about row y; how far y is from the first to the second.

    glow: (channels, rows + 2, columns + 2), the border repeated. Rows must be asked for in order.
    """
    at, rest = (y + BLOCK // 2) // BLOCK, (y + BLOCK // 2) % BLOCK
    if rest == 0 or y == 0:
        spread(lines[0], glow, at)
        spread(lines[1], glow, at + 1)
    return (rest + 0.5) / BLOCK


@kernel
def expose(out: Reals, row: Packed, lines: Reals, f: float, weights: Reals, curves: Reals) -> None:
    """One row of a canvas as three rows of numbers 0…255: the bloom screened over it, weighted, graded."""
    room, low, high, share = np.float32(288), np.float32(0), np.float32(255), np.float32(f)
    for c in range(3):
        upper, lower, made = lines[0, c, BLOCK // 2 :], lines[1, c, BLOCK // 2 :], out[c]
        c0, c1, c2, c3, c4, c5 = curves[c, 0], curves[c, 1], curves[c, 2], curves[c, 3], curves[c, 4], curves[c, 5]
        byte, at = u32(255), u32(8 * c)
        for x in range(weights.shape[0]):
            p = np.float32((row[x] >> at) & byte)
            p = (p + (upper[x] + (lower[x] - upper[x]) * share) * (room - p)) * weights[x]
            p = c0 + p * (c1 + p * (c2 + p * (c3 + p * (c4 + p * c5))))
            made[x] = min(high, max(low, p))


@kernel
def put_bgr(row: Pixels, made: Reals, noise: Reals) -> None:
    """Three rows of numbers and their grain as one row of bytes."""
    low, high, half = np.float32(0), np.float32(255), np.float32(0.5)
    for x in range(made.shape[1]):
        n = noise[x] + half
        row[3 * x] = np.uint8(min(high, max(low, made[0, x] + n)))
        row[3 * x + 1] = np.uint8(min(high, max(low, made[1, x] + n)))
        row[3 * x + 2] = np.uint8(min(high, max(low, made[2, x] + n)))


@kernel
def put_luma(row: Pixels, made: Reals, noise: Reals, weights: Reals) -> None:
    """The Y of a row with its grain; weights: B, G, R, offset."""
    b, g, r, base = weights[0], weights[1], weights[2], weights[3] + np.float32(0.5)
    low, high, own = np.float32(0), np.float32(255), weights[0] + weights[1] + weights[2]
    for x in range(row.shape[0]):
        y = made[0, x] * b + made[1, x] * g + made[2, x] * r + noise[x] * own + base
        row[x] = np.uint8(min(high, max(low, y)))


@kernel
def put_chroma(cb: Pixels, cr: Pixels, upper: Reals, lower: Reals, matrix: Reals) -> None:
    """A row of each chroma plane from two rows of numbers; rows of `matrix`: B, G, R, offset."""
    low, high, part, half = np.float32(0), np.float32(255), np.float32(0.25), np.float32(0.5)
    b1, g1, r1, base1 = matrix[1, 0] * part, matrix[1, 1] * part, matrix[1, 2] * part, matrix[1, 3] + half
    b2, g2, r2, base2 = matrix[2, 0] * part, matrix[2, 1] * part, matrix[2, 2] * part, matrix[2, 3] + half
    for x in range(cb.shape[0]):
        i = 2 * x
        p = upper[0, i] + upper[0, i + 1] + lower[0, i] + lower[0, i + 1]
        q = upper[1, i] + upper[1, i + 1] + lower[1, i] + lower[1, i + 1]
        s = upper[2, i] + upper[2, i + 1] + lower[2, i] + lower[2, i + 1]
        cb[x] = np.uint8(min(high, max(low, p * b1 + q * g1 + s * r1 + base1)))
        cr[x] = np.uint8(min(high, max(low, p * b2 + q * g2 + s * r2 + base2)))


@kernel
def develop_bgr(
    out: Pixels, canvas: Packed, glow: Reals, shade: Reals, curves: Reals, grain: Reals, ox: int, oy: int
) -> None:
    """Finish a canvas into rows of bytes, three a pixel."""
    width = shade.shape[1]
    lines, made = np.empty((2, 3, (glow.shape[2] - 1) * BLOCK), np.float32), np.empty((3, width), np.float32)
    for y in range(canvas.shape[0]):
        expose(made, canvas[y], lines, between(lines, glow, y), shade[y // BLOCK], curves)
        put_bgr(out[y], made, grain[(y + oy) & (GRAIN_SIZE - 1), ox:])


@kernel
def develop_planes(
    planes: Pixels,
    canvas: Packed,
    glow: Reals,
    shade: Reals,
    curves: Reals,
    grain: Reals,
    ox: int,
    oy: int,
    matrix: Reals,
) -> None:
    """Finish a canvas into I420; `matrix` as of BT.709."""
    height, width = canvas.shape[0], shade.shape[1]
    lines, made = np.empty((2, 3, (glow.shape[2] - 1) * BLOCK), np.float32), np.empty((2, 3, width), np.float32)
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    for y in range(height):
        expose(made[y & 1], canvas[y], lines, between(lines, glow, y), shade[y // BLOCK], curves)
        put_luma(planes[y], made[y & 1], grain[(y + oy) & (GRAIN_SIZE - 1), ox:], matrix[0])
        if y & 1:
            put_chroma(chroma[0, y // 2], chroma[1, y // 2], made[0], made[1], matrix)


def bloom(canvas: Pixels, threshold: float, unit: float) -> Reals:
    """The light that spills from what is brighter than the threshold: (rows, columns, 3), 0…255, one for 8 by 8."""
    height, width = canvas.shape[:2]
    size = (max(1, -(-(width // 4) // 2)), max(1, -(-(height // 4) // 2)))
    bright = np.zeros((size[1], size[0], 3), np.float32)
    bright_blocks(bright, rows_of(canvas), float(threshold))
    # Two box blurs look like a Gaussian at a fifth of its cost.
    wide = max(1, round(2.0 * unit)) * 2 + 1
    near = cv2.blur(cv2.blur(bright, (wide, wide)), (wide, wide))
    tiny = cv2.resize(near, (max(2, size[0] // 2), max(2, size[1] // 2)), interpolation=cv2.INTER_AREA)
    far = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), max(0.6, 3.2 * unit)), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.addWeighted(near, 0.6, far, 0.8, 0), np.float32)


def curve(points: Sequence[tuple[float, float]]) -> Reals:
    """A 256-entry table through (in, out) pairs."""
    x, y = zip(*points, strict=True)
    # A smooth curve bends where straight segments would band.
    table = np.interp(np.arange(256), x, y).astype(np.float32).reshape(1, -1)
    smooth = cv2.GaussianBlur(table, (0, 0), 10, borderType=cv2.BORDER_REPLICATE).ravel()
    return np.asarray(np.clip(smooth, 0, 255), np.float32)


def polynomial(table: Reals) -> Reals:
    """The coefficients, lowest power first, that are nearest to a 256-entry table."""
    levels = np.arange(256) / 255
    fitted = np.polynomial.polynomial.polyfit(levels, table.astype(np.float64), _DEGREE)
    return np.asarray(fitted / 255.0 ** np.arange(_DEGREE + 1), np.float32)


def vignette(height: int, width: int, strength: float) -> Reals:
    """Weights 0…1 by column, one row for every 8, darkest in the corners."""
    y, x = np.mgrid[-1 : 1 : (height // BLOCK + 1) * 1j, -1 : 1 : width * 1j]
    fall = np.clip(x * x * 0.9 + y * y * 0.8, 0, 1.6) ** 1.4
    return np.asarray(np.clip(1 - 0.55 * strength * fall, 0, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Finish:
    """The finishing pass of a scene, prepared once."""

    curves: Reals
    shade: Reals
    grain: Reals
    glow: float
    threshold: float
    unit: float

    @classmethod
    def prepare(
        cls,
        height: int,
        width: int,
        *,
        grade_curves: Mapping[str, Sequence[tuple[float, float]]],
        bloom_strength: float,
        threshold: float,
        vignette_strength: float,
        grain_strength: float,
        seed: int,
    ) -> Finish:
        identity = ((0.0, 0.0), (255.0, 255.0))
        curves = [grade_curves.get(name) for name in ("blue", "green", "red")]
        noise = np.random.default_rng(seed).standard_normal((GRAIN_SIZE, GRAIN_SIZE), np.float32)
        repeats = -(-(width + GRAIN_SIZE) // GRAIN_SIZE)
        return cls(
            curves=np.stack([polynomial(curve(points or identity)) for points in curves]),
            shade=vignette(height, width, vignette_strength),
            grain=np.tile(noise * np.float32(255 * grain_strength * _GRAIN), (1, repeats)),
            glow=bloom_strength,
            threshold=threshold,
            unit=min(height, width) / 720,
        )

    def bgr(self, canvas: Pixels, index: int) -> Pixels:
        """The finished canvas, (height, width, 3); the grain moves with the frame's number."""
        height, width = canvas.shape[:2]
        out = np.empty((height, width, 3), np.uint8)
        rest = (self._glow(canvas), self.shade, self.curves, self.grain, *_offset(index))
        develop_bgr(out.reshape(height, -1), rows_of(canvas), *rest)
        return out

    def planes(self, canvas: Pixels, index: int) -> Pixels:
        """The same as I420, (height * 3 // 2, width), see `media.encode`; both sides even."""
        height, width = canvas.shape[:2]
        planes = np.empty((height * 3 // 2, width), np.uint8)
        matrix = bt709.matrix().astype(np.float32)
        rest = (self.shade, self.curves, self.grain, *_offset(index), matrix)
        develop_planes(planes, rows_of(canvas), self._glow(canvas), *rest)
        return planes

    def _glow(self, canvas: Pixels) -> Reals:
        """The bloom a channel a picture, with a border, in shares of what is left to white."""
        light = bloom(canvas, self.threshold, self.unit) * np.float32(self.glow / 256)
        return np.pad(light.transpose(2, 0, 1), ((0, 0), (1, 1), (1, 1)), mode="edge")


def _offset(index: int) -> tuple[int, int]:
    return (index * 197) % GRAIN_SIZE, (index * 331) % GRAIN_SIZE
