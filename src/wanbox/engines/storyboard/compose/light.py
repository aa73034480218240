"""Light on bodies: tint, haze, rim, contact shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .blit import Packed, Pixels, Reals, Spans, packed, u32
from .jit import kernel


@kernel
def shade(src: Pixels, edge: Pixels, edge2: Pixels, spans: Spans, numbers: Reals) -> Pixels:
    """A lit copy of a premultiplied cutout. numbers: ambient b, g, r; haze b, g, r, amount; rim b, g, r, strength;
    second rim b, g, r, strength; how much darker the foot is than the head; rows above the cutout, and in all.
    """
    height, width = src.shape[0], src.shape[1]
    out = np.zeros((height, width * 4), np.uint8)
    flat_src = src.reshape(height, width * 4)
    clear, byte = np.float32(1) - numbers[6], np.float32(1 / 255)
    haze = numbers[3:6] * (numbers[6] * byte)
    rim, rim2 = numbers[7:10] * (numbers[10] * byte * byte), numbers[11:14] * (numbers[14] * byte * byte)
    for y in range(height):
        fall = (np.float32(1) - numbers[15] * (np.float32(y) + numbers[16]) / numbers[17]) * clear
        k0, k1, k2 = numbers[0] * fall, numbers[1] * fall, numbers[2] * fall
        row, lit, light, light2 = flat_src[y], out[y], edge[y], edge2[y]
        for x in range(spans[y, 0], spans[y, 1] + 1):
            a = np.float32(row[4 * x + 3])
            e, e2 = np.float32(light[x]), np.float32(light2[x])
            lit[4 * x] = min(a, row[4 * x] * k0 + (haze[0] + rim[0] * e + rim2[0] * e2) * a)
            lit[4 * x + 1] = min(a, row[4 * x + 1] * k1 + (haze[1] + rim[1] * e + rim2[1] * e2) * a)
            lit[4 * x + 2] = min(a, row[4 * x + 2] * k2 + (haze[2] + rim[2] * e + rim2[2] * e2) * a)
            lit[4 * x + 3] = row[4 * x + 3]
    return out.reshape(height, width, 4)


@kernel
def _halved(out: Packed, src: Packed, spans: Spans) -> None:
    mask, two, eight = u32(0x00FF00FF), u32(2), u32(8)
    for y in range(out.shape[0]):
        upper, lower = src[2 * y], src[2 * y + 1]
        first, last = min(spans[2 * y, 0], spans[2 * y + 1, 0]), max(spans[2 * y, 1], spans[2 * y + 1, 1])
        for x in range(first >> 1, min(out.shape[1], (last >> 1) + 1)):
            a, b, c, d = upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]
            even = (((a & mask) + (b & mask) + (c & mask) + (d & mask)) >> two) & mask
            odd = ((a >> eight) & mask) + ((b >> eight) & mask) + ((c >> eight) & mask) + ((d >> eight) & mask)
            out[y, x] = even | (((odd >> two) & mask) << eight)


def halved(cutout: Pixels, spans: Spans) -> Pixels:
    """A cutout at half its size; an odd row or column at the end is left out."""
    out = np.zeros((max(1, cutout.shape[0] // 2), max(1, cutout.shape[1] // 2), 4), np.uint8)
    if min(cutout.shape[:2]) > 1:
        _halved(packed(out), packed(cutout), spans)
    return out


@dataclass(frozen=True, slots=True)
class Rims:
    """Where a silhouette faces the light and where it faces away, 0…255 each, from its alpha at half size."""

    small: Pixels
    toward: tuple[float, float]
    size: tuple[int, int]

    def edge(self, reach: float) -> Pixels:
        """`reach` pixels deep; a negative one is the far side."""
        dx, dy = self.toward
        side = -1.0 if reach < 0 else 1.0
        # A rim is soft: half the size shows the same for a quarter of the work.
        edge = rim_edge(self.small, dx * side, dy * side, abs(reach) / 2)
        return np.asarray(cv2.resize(edge, self.size, interpolation=cv2.INTER_LINEAR), np.uint8)


def rim_edge(alpha: Pixels, dx: float, dy: float, reach: float) -> Pixels:
    """Where the silhouette faces the direction (dx, dy): 0…255, `reach` pixels deep."""
    matrix = np.array([[1, 0, -dx * reach], [0, 1, -dy * reach]], np.float32)
    moved = cv2.warpAffine(alpha, matrix, (alpha.shape[1], alpha.shape[0]))
    return gaussian(np.asarray(cv2.subtract(alpha, moved), np.uint8), max(0.6, reach * 0.45))


def gaussian(mask: Pixels, sigma: float) -> Pixels:
    """A Gaussian blur of one channel: three times as fast as OpenCV's on bytes, and within one level of it."""
    weights = cv2.getGaussianKernel(round(sigma * 6 + 1) | 1, sigma, cv2.CV_32F)
    return np.asarray(cv2.sepFilter2D(mask, -1, weights, weights), np.uint8)


@kernel
def contact_shadow(dst: Pixels, x: float, y: float, rx: float, ry: float, strength: float) -> None:
    """Darken a soft ellipse on the ground."""
    for py in range(max(0, int(y - ry)), min(dst.shape[0], int(y + ry) + 1)):
        v = ((py - y) / ry) ** 2
        for px in range(max(0, int(x - rx)), min(dst.shape[1], int(x + rx) + 1)):
            d = ((px - x) / rx) ** 2 + v
            if d < 1:
                k = np.float32(1 - strength * (1 - d) * (1 - d))
                for c in range(3):
                    dst[py, px, c] = np.uint8(dst[py, px, c] * k)


@kernel
def cast_shadow(
    dst: Pixels, mask: Pixels, inverse: NDArray[np.float64], box: tuple[int, int, int, int], k: float
) -> None:
    """Darken `dst` where the mask, seen through the inverse map (6 numbers: destination to mask), says; k 0…1."""
    height, width = mask.shape
    du, dv, o = int(inverse[0] * 65536), int(inverse[3] * 65536), int(k * 256)
    for y in range(box[1], box[3]):
        u = int((inverse[0] * box[0] + inverse[1] * y + inverse[2]) * 65536)
        v = int((inverse[3] * box[0] + inverse[4] * y + inverse[5]) * 65536)
        for x in range(box[0], box[2]):
            ix, iy = u >> 16, v >> 16
            if 0 <= ix < width - 1 and 0 <= iy < height - 1:
                f, g = (u >> 8) & 255, (v >> 8) & 255
                upper = mask[iy, ix] * (256 - f) + mask[iy, ix + 1] * f
                lower = mask[iy + 1, ix] * (256 - f) + mask[iy + 1, ix + 1] * f
                keep = 256 - ((((upper * (256 - g) + lower * g) >> 16) * o) >> 8)
                for c in range(3):
                    dst[y, x, c] = (dst[y, x, c] * keep) >> 8
            u += du
            v += dv


@kernel
def relight(albedo: Pixels, emission: Pixels, numbers: Reals) -> Pixels:
    """A plate lit and hazed, with what shines by itself laid over. Both premultiplied BGRA of one size.

    numbers: ambient b, g, r; haze b, g, r; share of haze.
    """
    height, width = albedo.shape[0], albedo.shape[1]
    out = np.empty((height, width, 4), np.uint8)
    flat_out, base, glow = out.reshape(height, -1), albedo.reshape(height, -1), emission.reshape(height, -1)
    most, byte, one = np.float32(255), np.float32(1 / 255), np.float32(1)
    clear = one - numbers[6]
    k0, k1, k2 = numbers[0] * clear, numbers[1] * clear, numbers[2] * clear
    h0, h1, h2 = numbers[3:6] * (numbers[6] * byte)
    for y in range(height):
        row, light, lit = base[y], glow[y], flat_out[y]
        for x in range(width):
            a = np.float32(row[4 * x + 3])
            rest = one - np.float32(light[4 * x + 3]) * byte
            lit[4 * x] = np.uint8(min(most, light[4 * x] + (row[4 * x] * k0 + h0 * a) * rest))
            lit[4 * x + 1] = np.uint8(min(most, light[4 * x + 1] + (row[4 * x + 1] * k1 + h1 * a) * rest))
            lit[4 * x + 2] = np.uint8(min(most, light[4 * x + 2] + (row[4 * x + 2] * k2 + h2 * a) * rest))
            lit[4 * x + 3] = np.uint8(min(most, np.float32(light[4 * x + 3]) + a * rest))
    return out


def soften(cutout: Pixels, sigma: float) -> Pixels:
    """A Gaussian blur that works at reduced size where the blur is wide."""
    shrink = 4 if sigma > 10 else 2 if sigma > 2.6 else 1
    height, width = cutout.shape[:2]
    if shrink == 1 or min(height, width) < 8 * shrink:
        return np.asarray(cv2.GaussianBlur(cutout, (0, 0), max(0.3, sigma), borderType=cv2.BORDER_REPLICATE), np.uint8)
    small = cv2.resize(cutout, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
