"""Shared tools of the painted finishes: smoothing into dabs, lines, brush texture, paper."""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ..pixels import Picture, Plane, blur, kernel, luma, noise, picture, plane, sharpen, smoothstep


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


def wash(image: Picture, first: float, second: float) -> Picture:
    """Two rounds of dabs at half size, where they look the same and cost a quarter; edges are sharpened again."""
    h, w = image.shape[:2]
    if min(h, w) < 400:
        return dabs(dabs(image, first), second)
    half = picture(cv2.resize(image, (w // 2, h // 2), interpolation=cv2.INTER_AREA))
    calm = dabs(dabs(half, first / 2), second / 2)
    return sharpen(picture(cv2.resize(calm, (w, h), interpolation=cv2.INTER_LINEAR)), 0.7, 1.6)


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


def lines(image: Picture, sigma: float, low: float, high: float) -> Plane:
    """Dark contours, 1 on the line, by a difference of Gaussians."""
    grey = luma(image)
    narrow, wide = cv2.GaussianBlur(grey, (0, 0), sigma), cv2.GaussianBlur(grey, (0, 0), sigma * 1.8)
    return smoothstep(low, high, wide - narrow)


def tangent(image: Picture, sigma: float) -> tuple[Plane, Plane]:
    """Direction along the edges, (x, y) unit vectors, smooth over the picture."""
    grey = luma(image)
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (blur(plane(p), sigma) for p in (gx * gx, gy * gy, gx * gy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + math.pi / 2
    return plane(np.cos(angle)), plane(np.sin(angle))


def brush(image: Picture, length: int, seed: int, sigma: float = 6) -> Plane:
    """Brush hair texture along the edges' direction, 0…1 around 0.5; made at half size."""
    h, w = image.shape[:2]
    small = picture(cv2.resize(image, (max(8, w // 2), max(8, h // 2)), interpolation=cv2.INTER_AREA))
    tx, ty = tangent(small, sigma)
    grain = _grain(small.shape[0], small.shape[1], seed)
    out = np.empty_like(grain)
    _comb(out, grain, tx, ty, length)
    spread = float(out.std()) or 1.0
    out = plane(np.clip(0.5 + (out - out.mean()) / spread * 0.2, 0, 1))
    return plane(cv2.resize(out, (w, h), interpolation=cv2.INTER_CUBIC))


@kernel
def _comb(out: Plane, grain: Plane, tx: Plane, ty: Plane, length: int) -> None:
    height, width = grain.shape
    for y in range(height):
        for x in range(width):
            total = grain[y, x]
            count = np.float32(1)
            for side in (-1.0, 1.0):
                fx = float(x)
                fy = float(y)
                dx = tx[y, x] * side
                dy = ty[y, x] * side
                for _ in range(length):
                    fx += dx
                    fy += dy
                    i = int(fx + 0.5)
                    j = int(fy + 0.5)
                    if i < 0 or j < 0 or i >= width or j >= height:
                        break
                    # The field has no sign of its own: keep going the way we came.
                    if tx[j, i] * dx + ty[j, i] * dy >= 0:
                        dx = tx[j, i]
                        dy = ty[j, i]
                    else:
                        dx = -tx[j, i]
                        dy = -ty[j, i]
                    total += grain[j, i]
                    count += np.float32(1)
            out[y, x] = total / count


@functools.lru_cache(maxsize=8)
def _grain(height: int, width: int, seed: int) -> Plane:
    rng = np.random.default_rng(seed)
    return plane(cv2.GaussianBlur(rng.random((height, width), np.float32), (0, 0), 0.8))


@functools.lru_cache(maxsize=8)
def paper(height: int, width: int, seed: int, cell: float = 5.0) -> Plane:
    """Paper tooth, around 1 with deviations of a few hundredths."""
    fine = noise(height, width, cell, seed, 3)
    coarse = noise(height, width, 90, seed + 1, 3)
    return plane(1 + (fine - 0.5) * 0.09 + (coarse - 0.5) * 0.04)


@functools.lru_cache(maxsize=8)
def blotches(height: int, width: int, cell: float, seed: int) -> Plane:
    """Slow noise, 0…1, kept for the next frame."""
    return noise(height, width, cell, seed, 4)


def tinted(values: Plane, dark: tuple[float, float, float], light: tuple[float, float, float]) -> Picture:
    """A grey plane between two colours (BGR)."""
    d, bright = np.array(dark, np.float32), np.array(light, np.float32)
    v = np.clip(values, 0, 1)[..., None]
    return picture(d + (bright - d) * v)


def multiply(image: Picture, factor: NDArray[np.float32]) -> Picture:
    f = factor[..., None] if factor.ndim == 2 else factor
    return picture(plane(image) * f)


@functools.lru_cache(maxsize=8)
def corners(height: int, width: int, amount: float) -> Plane:
    """Factor that darkens the corners, 1 in the middle."""
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return plane(1 - amount * np.clip((x * x + y * y) * 0.6 - 0.2, 0, 1))
