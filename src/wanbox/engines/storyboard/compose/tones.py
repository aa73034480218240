"""Colours for every pixel of a plate, in one pass each: arrays of three channels are large, and numpy walks them often.

Colours are BGR, 0…255; shares 0…1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .blit import Pixels, Reals
from .jit import kernel

#: Numbers of any width, and a colour in the frame's order of channels.
Numbers: TypeAlias = NDArray[np.floating[Any]]
Bgr: TypeAlias = Sequence[float] | NDArray[np.floating[Any]]


@kernel
def _between(out: Reals, a: Reals, b: Reals, share: Reals, tone: Reals) -> None:
    for y in range(out.shape[0]):
        row, k, level = out[y], share[y], tone[y]
        for x in range(k.shape[0]):
            for c in range(3):
                row[3 * x + c] = (a[c] + (b[c] - a[c]) * k[x]) * level[x]


@kernel
def _lit(out: Reals, albedo: Reals, share: Reals, shade: Reals, sun: Reals) -> None:
    for y in range(out.shape[0]):
        row, base, k = out[y], albedo[y], share[y]
        for x in range(k.shape[0]):
            for c in range(3):
                row[3 * x + c] = base[3 * x + c] * (shade[c] + (sun[c] - shade[c]) * k[x])


@kernel
def _toward(out: Reals, rgb: Reals, share: Reals, colour: Reals, tone: Reals) -> None:
    for y in range(out.shape[0]):
        row, base, k, level = out[y], rgb[y], share[y], tone[y]
        for x in range(k.shape[0]):
            for c in range(3):
                row[3 * x + c] = base[3 * x + c] + (colour[c] * level[x] - base[3 * x + c]) * k[x]


@kernel
def _veiled(pixels: Pixels, share: Reals, colour: Reals) -> None:
    byte = np.float32(1 / 255)
    for y in range(pixels.shape[0]):
        row = pixels[y]
        for x in range(share.shape[0]):
            clear, haze = np.float32(1) - share[x], share[x] * np.float32(row[4 * x + 3]) * byte
            for c in range(3):
                row[4 * x + c] = np.uint8(np.float32(row[4 * x + c]) * clear + colour[c] * haze)


@kernel
def _pressed(out: Pixels, rgb: Reals, alpha: Reals) -> None:
    most, none = np.float32(255), np.float32(0)
    for y in range(out.shape[0]):
        row, base, k = out[y], rgb[y], alpha[y]
        for x in range(k.shape[0]):
            for c in range(3):
                row[4 * x + c] = np.uint8(min(most, max(none, base[3 * x + c])) * k[x])
            row[4 * x + 3] = np.uint8(most * k[x])


def _f32(values: Any) -> Reals:
    return np.ascontiguousarray(values, np.float32)


def _rows(values: Numbers) -> Reals:
    """(height, width, 3) as rows."""
    return _f32(values).reshape(values.shape[0], -1)


def between(a: Bgr, b: Bgr, share: Numbers, tone: Numbers) -> Reals:
    """Colours from `a` to `b` by a share for each pixel, times its tone; (height, width, 3)."""
    out = np.empty((*share.shape, 3), np.float32)
    _between(_view(out), _f32(a), _f32(b), _f32(share), _f32(tone))
    return out


def lit(albedo: Numbers, share: Numbers, shade: Bgr, sun: Bgr) -> Reals:
    """Albedo times a factor from `shade` to `sun` by each pixel's share of light."""
    out = np.empty((*share.shape, 3), np.float32)
    _lit(_view(out), _rows(albedo), _f32(share), _f32(shade), _f32(sun))
    return out


def toward(rgb: Numbers, share: Numbers, colour: Bgr, tone: Numbers | None = None) -> Reals:
    """Each pixel's colour mixed with a share of another, which is times the pixel's tone, if given."""
    out, shape = np.empty(rgb.shape, np.float32), rgb.shape[:2]
    level = np.ones((1, shape[1]), np.float32) if tone is None else tone
    _toward(
        _view(out), _rows(rgb), _f32(np.broadcast_to(share, shape)), _f32(colour), _f32(np.broadcast_to(level, shape))
    )
    return out


def scaled(rgb: Numbers, factor: Numbers) -> Reals:
    """Each pixel's colour times its factor."""
    return lit(rgb, factor, (0, 0, 0), (1, 1, 1))


def veil(pixels: Pixels, share: Numbers, colour: Bgr) -> None:
    """Put a share of haze, by column, before a premultiplied picture, in place."""
    _veiled(pixels.reshape(pixels.shape[0], -1), _f32(share), _f32(colour))


def pressed(rgb: Numbers, alpha: Numbers) -> Pixels:
    """The colours as premultiplied BGRA of that opacity."""
    out = np.empty((*alpha.shape, 4), np.uint8)
    _pressed(out.reshape(out.shape[0], -1), _rows(rgb), _f32(alpha))
    return out


def _view(picture: Reals) -> Reals:
    return picture.reshape(picture.shape[0], -1)


def warm() -> None:
    """Compile the kernels."""
    share = np.ones((2, 2), np.float32)
    rgb = between((1, 2, 3), (4, 5, 6), share, share)
    veil(np.zeros((2, 2, 4), np.uint8), share[0], (1, 1, 1))
    pressed(toward(lit(rgb, share, (1, 1, 1), (2, 2, 2)), share, (9, 9, 9)), share)
