"""Light on bodies: tint, haze, rim, contact shadow."""

from __future__ import annotations

import cv2
import numpy as np

from .blit import Pixels, Reals
from .jit import kernel


@kernel
def shade(src: Pixels, edge: Pixels, edge2: Pixels, numbers: Reals) -> Pixels:
    """A lit copy of a premultiplied cutout. numbers: ambient b, g, r; haze b, g, r, amount; rim b, g, r, strength;
    second rim b, g, r, strength; how much darker the foot is than the head.
    """
    height, width = src.shape[0], src.shape[1]
    out = np.zeros_like(src)
    haze, rim, rim2 = numbers[6], numbers[10], numbers[14]
    for y in range(height):
        fall = 1.0 - numbers[15] * y / height
        for x in range(width):
            a = float(src[y, x, 3])
            if a == 0:
                continue
            e, e2 = edge[y, x] / 255.0 * rim, edge2[y, x] / 255.0 * rim2
            for c in range(3):
                v = src[y, x, c] * numbers[c] * fall
                v += (numbers[3 + c] * a / 255.0 - v) * haze
                v += (numbers[7 + c] * e + numbers[11 + c] * e2) * a / 255.0
                out[y, x, c] = min(a, v)
            out[y, x, 3] = src[y, x, 3]
    return out


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
        for px in range(max(0, int(x - rx)), min(dst.shape[1], int(x + rx) + 1)):
            d = ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2
            if d < 1:
                k = 1 - strength * (1 - d) * (1 - d)
                for c in range(3):
                    dst[py, px, c] = dst[py, px, c] * k


@kernel
def relight(albedo: Pixels, emission: Pixels, numbers: Reals) -> Pixels:
    """A plate lit and hazed, with what shines by itself laid over. Both premultiplied BGRA of one size.

    numbers: ambient b, g, r; haze b, g, r; share of haze.
    """
    out = np.empty_like(albedo)
    k = numbers[6]
    for y in range(albedo.shape[0]):
        for x in range(albedo.shape[1]):
            a = np.float32(albedo[y, x, 3])
            rest = np.float32(1) - np.float32(emission[y, x, 3]) / np.float32(255)
            share = a / np.float32(255)
            for c in range(3):
                v = albedo[y, x, c] * numbers[c]
                v += (numbers[3 + c] * share - v) * k
                out[y, x, c] = min(np.float32(255), emission[y, x, c] + v * rest)
            out[y, x, 3] = min(np.float32(255), emission[y, x, 3] + a * rest)
    return out


def soften(cutout: Pixels, sigma: float) -> Pixels:
    """A Gaussian blur that works at reduced size where the blur is wide."""
    shrink = 4 if sigma > 10 else 2 if sigma > 4.5 else 1
    height, width = cutout.shape[:2]
    if shrink == 1 or min(height, width) < 8 * shrink:
        return np.asarray(cv2.GaussianBlur(cutout, (0, 0), max(0.3, sigma), borderType=cv2.BORDER_REPLICATE), np.uint8)
    small = cv2.resize(cutout, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
