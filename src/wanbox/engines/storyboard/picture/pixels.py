"""The small tools that all picture work shares: types, fitting, mixing, guided filter, compiled kernels.

Pictures are (H, W, 3) uint8 BGR, planes (H, W) float32 in 0…1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar, cast

import cv2
import numba as nb
import numpy as np
from numpy.typing import NDArray

#: (H, W, 3) uint8 BGR.
Picture: TypeAlias = NDArray[np.uint8]
#: (H, W) float32, 0…1.
Plane: TypeAlias = NDArray[np.float32]
#: Colour as (blue, green, red), 0…255.
Bgr: TypeAlias = tuple[float, float, float]

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """A numba kernel that lets go of the interpreter lock and is cached on disk."""
    return cast("F", nb.njit(fastmath=True, nogil=True, cache=True)(function))


def picture(values: Any) -> Picture:
    """Clip to 0…255 and round."""
    array = np.asarray(values)
    if array.dtype == np.uint8:
        return cast("Picture", array)
    return cast("Picture", cv2.convertScaleAbs(np.maximum(array, 0)))


def plane(values: Any) -> Plane:
    return np.asarray(values, np.float32)


def normalised(values: NDArray[Any]) -> Picture:
    """Any decoded picture (grey, with alpha, 16-bit, float 0…1) as BGR; transparency is laid on white."""
    array = values
    if array.dtype == np.uint16:
        array = array >> 8
    elif array.dtype.kind == "f":
        array = np.clip(array, 0, 1) * 255
    array = array.astype(np.uint8)
    if array.ndim == 2 or array.shape[2] == 1:
        return picture(cv2.cvtColor(array, cv2.COLOR_GRAY2BGR))
    if array.shape[2] == 4:
        alpha = plane(array[..., 3:]) / 255
        return picture(array[..., :3] * alpha + 255 * (1 - alpha))
    return np.ascontiguousarray(array)


def resize(image: Picture, width: int, height: int) -> Picture:
    """Exactly width×height; area-averaged downwards, Lanczos with a light unsharp mask upwards."""
    h, w = image.shape[:2]
    if (w, h) == (width, height):
        return image
    if width <= w and height <= h:
        return picture(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))
    grown = picture(cv2.resize(image, (width, height), interpolation=cv2.INTER_LANCZOS4))
    scale = max(width / w, height / h)
    return sharpen(grown, min(0.5, 0.25 * (scale - 1)), 0.5 * scale) if scale > 1.2 else grown


def sharpen(image: Picture, amount: float, sigma: float) -> Picture:
    return picture(cv2.addWeighted(image, 1 + amount, cv2.GaussianBlur(image, (0, 0), sigma), -amount, 0))


def fit(image: NDArray[Any], width: int, height: int) -> Picture:
    """Cover width×height and cut what stands over: evenly at the sides, more at the foot than at the head."""
    given = normalised(image)
    h, w = given.shape[:2]
    if w * height > h * width:
        keep = max(1, round(h * width / height))
        left = (w - keep) // 2
        given = given[:, left : left + keep]
    else:
        keep = max(1, round(w * height / width))
        top = int((h - keep) * 0.35)
        given = given[top : top + keep]
    return np.ascontiguousarray(resize(given, width, height))


def contain(image: Picture, width: int, height: int) -> Picture:
    """The whole picture inside width×height, on a blurred cover of itself."""
    h, w = image.shape[:2]
    scale = min(width / w, height / h)
    inner = resize(image, max(1, round(w * scale)), max(1, round(h * scale)))
    ground = fit(image, max(8, width // 8), max(8, height // 8))
    ground = picture(cv2.resize(cv2.GaussianBlur(ground, (0, 0), 3), (width, height)))
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    ground[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return ground


def mix(first: Picture, second: Picture, weight: Plane | float) -> Picture:
    """First where the weight is 0, second where it is 1."""
    if isinstance(weight, (int, float)):
        return picture(cv2.addWeighted(first, 1 - weight, second, weight, 0))
    w = plane(weight)
    return picture(cv2.blendLinear(first, second, plane(1 - w), w))


def luma(image: Picture) -> Plane:
    """Brightness 0…1."""
    return plane(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)) * np.float32(1 / 255)


def smoothstep(low: float, high: float, values: NDArray[Any]) -> Plane:
    u = np.clip((plane(values) - np.float32(low)) / np.float32(high - low), 0, 1)
    return plane(u * u * (3 - 2 * u))


def blur(values: Plane, sigma: float) -> Plane:
    """Gaussian; wide ones are made on a smaller plane, where they look the same."""
    if sigma < 6:
        return plane(cv2.GaussianBlur(values, (0, 0), max(sigma, 0.1)))
    q = max(1, int(sigma // 3))
    h, w = values.shape[:2]
    small = cv2.resize(values, (max(2, w // q), max(2, h // q)), interpolation=cv2.INTER_AREA)
    return plane(cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / q), (w, h), interpolation=cv2.INTER_LINEAR))


def blur_picture(image: Picture, sigma: float) -> Picture:
    if sigma < 6:
        return picture(cv2.GaussianBlur(image, (0, 0), max(sigma, 0.1)))
    q = max(1, int(sigma // 3))
    h, w = image.shape[:2]
    small = cv2.resize(image, (max(2, w // q), max(2, h // q)), interpolation=cv2.INTER_AREA)
    return picture(cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / q), (w, h), interpolation=cv2.INTER_CUBIC))


def guided(guide: Plane, values: Plane, radius: int, eps: float) -> Plane:
    """Guided filter (He, Sun, Tang 2010) in its fast form: the coefficients are found on a quarter-size plane."""
    h, w = guide.shape[:2]
    q = 4 if min(h, w) >= 256 else 1
    size = (max(1, w // q), max(1, h // q))
    box = (2 * max(1, radius // q) + 1,) * 2

    def mean(x: Any) -> Plane:
        return plane(cv2.blur(x, box))

    small = plane(cv2.resize(guide, size, interpolation=cv2.INTER_AREA))
    target = plane(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
    m_i, m_p = mean(small), mean(target)
    a = (mean(small * target) - m_i * m_p) / (mean(small * small) - m_i * m_i + eps)
    b = m_p - a * m_i
    wide = [plane(cv2.resize(mean(x), (w, h), interpolation=cv2.INTER_LINEAR)) for x in (a, b)]
    return plane(wide[0] * guide + wide[1])


def curve(points: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    """A table of 256 values through the points (in, out)."""
    xs, ys = zip(*points, strict=True)
    return picture(np.interp(np.arange(256), xs, ys).round())


def curves(image: Picture, blue: NDArray[np.uint8], green: NDArray[np.uint8], red: NDArray[np.uint8]) -> Picture:
    return picture(cv2.LUT(image, np.stack([blue, green, red], -1)[None]))


def noise(height: int, width: int, cell: float, seed: int, octaves: int = 4) -> Plane:
    """Smooth fractal noise, 0…1, with features of about `cell` pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    weight = 0.0
    for octave in range(octaves):
        step = max(1.0, cell / 2**octave)
        grid = rng.random((int(height / step) + 4, int(width / step) + 4), np.float32)
        fine = cv2.resize(grid, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        total += plane(fine[:height, :width]) * 0.5**octave
        weight += 0.5**octave
    return plane(np.clip(0.5 + (total / weight - 0.5) * 1.6, 0, 1))


def saturated(image: Picture, factor: float) -> Picture:
    """Colourfulness times the factor, brightness kept."""
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return picture(cv2.addWeighted(image, factor, grey, 1 - factor, 0))
