"""The last pass over a frame: bloom, colour curves, vignette and grain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from .blit import Pixels, flat
from .jit import kernel

GRAIN_SIZE = 512


@kernel
def expose(dst: Pixels, glow: Pixels, strength: float, shade: Pixels, grain: Pixels, ox: int, oy: int) -> None:
    """Screen `glow` over the frame, darken by `shade` (a weight per byte of a row, one row per 8), add grain.

    All are rows of bytes.
    """
    k, mask = np.float32(strength / 256), GRAIN_SIZE - 1
    share, room, middle = np.float32(1 / 255), np.float32(288), np.float32(128)
    low, high = np.float32(0), np.float32(255)
    for y in range(dst.shape[0]):
        out, light, weights, noise = dst[y], glow[y], shade[y >> 3], grain[(y + oy) & mask][ox:]
        for j in range(out.shape[0]):
            p = np.float32(out[j])
            p += np.float32(light[j]) * k * (room - p)
            p = p * np.float32(weights[j]) * share + np.float32(noise[j]) - middle
            out[j] = np.uint8(min(high, max(low, p)))


def bloom(frame: Pixels, threshold: float, unit: float) -> Pixels:
    """The light that spills from what is brighter than the threshold, as a picture of the frame's size."""
    height, width = frame.shape[:2]
    quarter = (max(4, width // 4), max(4, height // 4))
    # Halving is OpenCV's fast path; two halvings are a quarter.
    half = cv2.resize(frame, (quarter[0] * 2, quarter[1] * 2), interpolation=cv2.INTER_AREA)
    small = cv2.resize(half, quarter, interpolation=cv2.INTER_AREA)
    bright = cv2.convertScaleAbs(cv2.subtract(small, np.full(4, threshold)), alpha=255 / (255 - threshold))
    # Two box blurs look like a Gaussian at a fifth of its cost.
    size = max(1, round(4.0 * unit)) * 2 + 1
    near = cv2.blur(cv2.blur(bright, (size, size)), (size, size))
    tiny = cv2.resize(near, (max(2, quarter[0] // 4), max(2, quarter[1] // 4)), interpolation=cv2.INTER_AREA)
    far = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), max(0.6, 3.2 * unit)), quarter, interpolation=cv2.INTER_LINEAR)
    both = cv2.addWeighted(near, 0.6, far, 0.8, 0)
    return np.asarray(cv2.resize(both, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def curve(points: Sequence[tuple[float, float]]) -> Pixels:
    """A 256-entry table through (in, out) pairs."""
    x, y = zip(*points, strict=True)
    # A smooth curve bends where straight segments would band.
    table = np.interp(np.arange(256), x, y).astype(np.float32).reshape(1, -1)
    smooth = cv2.GaussianBlur(table, (0, 0), 10, borderType=cv2.BORDER_REPLICATE).ravel()
    return np.asarray(np.clip(smooth, 0, 255), np.uint8)


def vignette(height: int, width: int, strength: float) -> Pixels:
    """Weights 0…255 per byte of a row, one row for every 8, darkest in the corners."""
    y, x = np.mgrid[-1 : 1 : (height // 8 + 1) * 1j, -1 : 1 : width * 1j]
    fall = np.clip(x * x * 0.9 + y * y * 0.8, 0, 1.6) ** 1.4
    weights = np.clip(255 * (1 - 0.55 * strength * fall), 0, 255)
    return np.repeat(np.round(weights).astype(np.uint8), 3, axis=1)


@dataclass(frozen=True, slots=True)
class Finish:
    """The finishing pass of a scene, prepared once."""

    curves: Pixels
    shade: Pixels
    grain: Pixels
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
        curves = np.stack([curve(grade_curves.get(name, identity)) for name in ("blue", "green", "red")])
        noise = np.random.default_rng(seed).normal(128.5, 255 * grain_strength * 0.4, (GRAIN_SIZE, GRAIN_SIZE))
        noise = np.clip(np.repeat(noise, 3, axis=1), 0, 255).astype(np.uint8)
        repeats = -(-(width + GRAIN_SIZE) // GRAIN_SIZE)
        return cls(
            curves=np.ascontiguousarray(curves.T[None]),
            shade=vignette(height, width, vignette_strength),
            grain=np.tile(noise, (1, repeats)),
            glow=bloom_strength,
            threshold=threshold,
            unit=min(height, width) / 720,
        )

    def apply(self, frame: Pixels, index: int) -> None:
        """Finish the frame in place; the grain moves with the frame's number."""
        glow = bloom(frame, self.threshold, self.unit)
        ox, oy = (index * 197) % GRAIN_SIZE * 3, (index * 331) % GRAIN_SIZE
        expose(flat(frame), flat(glow), float(self.glow), self.shade, self.grain, ox, oy)
        cv2.LUT(frame, self.curves, frame)
