"""Shared tools of the painted finishes: smoothing into dabs, lines, brush hair, a grey plane in two colours."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ..pixels import Bgr, Picture, Plane, kernel, picture, plane, sharpen, smoothstep
from .press import EVEN, soft
from .textures import DIRECTIONS, combed


def unit(image: Picture) -> float:
    """Pixels per design unit: 1 at 720."""
    return float(min(image.shape[:2])) / 720


def dabs(image: Picture, radius: float) -> Picture:
    """Kuwahara smoothing: each pixel takes the calmest of four neighbouring squares; edges stay where they are."""
    r = max(1, round(radius))
    box = (r + 1, r + 1)
    padded = cv2.copyMakeBorder(image, r, r, r, r, cv2.BORDER_REFLECT_101)
    grey = plane(cv2.cvtColor(padded, cv2.COLOR_BGR2GRAY))
    means = picture(cv2.boxFilter(padded, -1, box, anchor=(0, 0)))
    mean = plane(cv2.boxFilter(grey, -1, box, anchor=(0, 0)))
    square = plane(cv2.boxFilter(grey * grey, -1, box, anchor=(0, 0)))
    out = np.empty_like(image)
    _calmest(out, means, plane(square - mean * mean), r)
    return out


def halved(image: Picture) -> Picture:
    """At half size, where paint looks the same and costs a quarter."""
    h, w = image.shape[:2]
    return picture(cv2.resize(image, (max(8, w // 2), max(8, h // 2)), interpolation=cv2.INTER_AREA))


def grown(small: Picture, like: Picture) -> Picture:
    """At the size of another picture."""
    return picture(cv2.resize(small, like.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def calm(image: Picture, first: float, second: float) -> Picture:
    """Two rounds of dabs at half size; the radii are of the whole picture. The result has half the size."""
    return sharpen(dabs(dabs(halved(image), first / 2), second / 2), 0.6, 1.0)


def wash(image: Picture, first: float, second: float) -> Picture:
    """Two rounds of dabs, at the picture's own size."""
    return grown(calm(image, first, second), image)


@kernel
def _calmest(out: Picture, means: Picture, variance: Plane, r: int) -> None:
    height, width = out.shape[:2]
    for y in range(height):
        for x in range(width):
            total = np.float32(0)
            b = np.float32(0)
            g = np.float32(0)
            d = np.float32(0)
            for q in range(4):
                j = y + (q >> 1) * r
                i = x + (q & 1) * r
                v = max(np.float32(0), variance[j, i])
                k = np.float32(1) / (np.float32(4) + v)
                k = k * k * k
                total += k
                b += k * means[j, i, 0]
                g += k * means[j, i, 1]
                d += k * means[j, i, 2]
            out[y, x, 0] = int(b / total + 0.5)
            out[y, x, 1] = int(g / total + 0.5)
            out[y, x, 2] = int(d / total + 0.5)


def lines(grey: Picture, sigma: float, low: float, high: float, most: float = 1.0) -> Picture:
    """Dark contours by a difference of Gaussians, 255 times `most` on the line; none where it is under `low`."""
    if grey.ndim == 3:
        grey = picture(cv2.cvtColor(grey, cv2.COLOR_BGR2GRAY))
    narrow = cv2.GaussianBlur(grey, (0, 0), max(0.3, sigma))
    deeper = cv2.subtract(soft(grey, sigma * 1.8), narrow)
    table = smoothstep(low * 255, high * 255, np.arange(256)) * 255 * min(1.0, most)
    return picture(cv2.LUT(deeper, picture(table)))


def brush(image: Picture, length: int, seed: int, sigma: float = 6) -> Picture:
    """Brush hair along the edges' direction, 128 in the mean; at half the picture's size.

    The hair lies in textures of fixed directions, and each spot takes the two next to its own: so it stays in place
    from frame to frame.
    """
    small = halved(image)
    h, w = small.shape[:2]
    grey = cv2.cvtColor(cv2.resize(small, (max(4, w // 2), max(4, h // 2)), interpolation=cv2.INTER_AREA), 6)
    gx, gy = (cv2.Sobel(grey, cv2.CV_32F, *order, scale=1 / 255) for order in ((1, 0), (0, 1)))
    xx, yy, xy = (cv2.GaussianBlur(p, (0, 0), max(0.5, sigma / 2)) for p in (gx * gx, gy * gy, gx * gy))
    # Calm places have no direction of their own: there the hair lies a little aslant.
    double = cv2.phase(xx - yy + np.float32(2e-4), 2 * xy + np.float32(1e-4))
    out = np.empty((h, w), np.uint8)
    _comb(out, combed(h, w, max(3, length), seed), plane(double * np.float32(DIRECTIONS / (2 * math.pi))))
    return out


@kernel
def _comb(out: Picture, hair: Picture, direction: Plane) -> None:
    count, height, width = hair.shape
    rows, columns = direction.shape
    for y in range(height):
        j = min(y * rows // height, rows - 1)
        for x in range(width):
            # Along the edge is across the gradient: a quarter turn, half the directions.
            d = direction[j, min(x * columns // width, columns - 1)] + np.float32(count // 2)
            first = int(d)
            share = np.int32((d - first) * 256)
            a = np.int32(hair[first % count, y, x]) - 128
            b = np.int32(hair[(first + 1) % count, y, x]) - 128
            out[y, x] = 128 + ((a * (256 - share) + b * share) >> 8)


def tinted(grey: Picture, dark: Bgr, light: Bgr) -> Picture:
    """A grey plane between two colours."""
    share = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    table = np.array(dark, np.float32) * (1 - share) + np.array(light, np.float32) * share
    return picture(cv2.LUT(cv2.merge([grey, grey, grey]), picture(table)[None]))


def times(*planes: Picture) -> Picture:
    """The product of grey planes, 255 for one."""
    out = planes[0]
    for other in planes[1:]:
        out = picture(cv2.multiply(out, other, scale=1 / 255))
    return out


def relief(hair: Picture, tone: float, height: float) -> Picture:
    """A texture from brush hair: its own tone, and its height lit from the upper left."""
    slope = np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], np.float32) * height
    slope[1, 1] = tone
    return picture(cv2.filter2D(hair, -1, slope, delta=EVEN - 128 * tone))
