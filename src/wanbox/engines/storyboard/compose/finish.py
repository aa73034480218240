"""The last pass over a frame: bloom, colour curves, vignette and grain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from .blit import Pixels, Reals
from .jit import kernel

GRAIN_SIZE = 512


@kernel
def grade(dst: Pixels, glow: Pixels, strength: float, curves: Pixels, shade: Pixels, grain: Pixels, ox: int, oy: int) -> None:
    """Screen `glow` over the frame, darken by `shade` (one 0…255 weight per pixel block of 8), add grain, apply curves."""
    height, width = dst.shape[0], dst.shape[1]
    k = int(strength * 256)
    mask = GRAIN_SIZE - 1
    for y in range(height):
        out, light, noise = dst[y], glow[y], grain[(y + oy) & mask]
        weights = shade[y >> 3]
        for x in range(width):
            v = weights[x >> 3]
            g = int(noise[(x + ox) & mask]) - 128
            for c in range(3):
                p = int(out[x, c])
                p += (int(light[x, c]) * k * (288 - p)) >> 16
                p = ((p * v) >> 8) + g
                out[x, c] = curves[c, min(255, max(0, p))]


def bloom(frame: Pixels, threshold: float, unit: float) -> Pixels:
    """The light that spills from what is brighter than the threshold, as a picture of the frame's size."""
    height, width = frame.shape[:2]
    small = cv2.resize(frame, (max(2, width // 4), max(2, height // 4)), interpolation=cv2.INTER_AREA)
    bright = cv2.convertScaleAbs(cv2.subtract(small, (threshold,) * 4), alpha=255 / (255 - threshold))
    near = cv2.GaussianBlur(bright, (0, 0), max(0.8, 3.5 * unit))
    half = cv2.resize(bright, (max(1, bright.shape[1] // 2), max(1, bright.shape[0] // 2)), interpolation=cv2.INTER_AREA)
    far = cv2.GaussianBlur(half, (0, 0), max(0.8, 7 * unit))
    far = cv2.resize(far, (bright.shape[1], bright.shape[0]), interpolation=cv2.INTER_LINEAR)
    both = cv2.addWeighted(near, 0.6, far, 0.8, 0)
    return np.asarray(cv2.resize(both, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def curve(points: Sequence[tuple[float, float]]) -> Pixels:
    """A 256-entry table through (in, out) pairs."""
    x, y = zip(*points, strict=True)
    # A smooth curve bends where straight segments would band.
    table = np.interp(np.arange(256), x, y).astype(np.float32).reshape(1, -1)
    smooth = cv2.GaussianBlur(table, (0, 0), 10, borderType=cv2.BORDER_REPLICATE).ravel()
    return np.clip(smooth, 0, 255).astype(np.uint8)


def vignette(height: int, width: int, strength: float) -> Pixels:
    """Weights per block of 8 pixels, 0…255, darkest in the corners."""
    y, x = np.mgrid[-1 : 1 : (height // 8 + 1) * 1j, -1 : 1 : (width // 8 + 1) * 1j]
    fall = np.clip(x * x * 0.9 + y * y * 0.8, 0, 1.6) ** 1.4
    return np.clip(255 * (1 - 0.55 * strength * fall), 0, 255).astype(np.uint8)


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
        noise = np.random.default_rng(seed).normal(128, 255 * grain_strength * 0.4, (GRAIN_SIZE, GRAIN_SIZE))
        return cls(
            curves=curves,
            shade=vignette(height, width, vignette_strength),
            grain=np.clip(noise, 0, 255).astype(np.uint8),
            glow=bloom_strength,
            threshold=threshold,
            unit=min(height, width) / 720,
        )

    def apply(self, frame: Pixels, index: int) -> None:
        """Finish the frame in place; the grain moves with the frame's number."""
        glow = bloom(frame, self.threshold, self.unit)
        grade(frame, glow, float(self.glow), self.curves, self.shade, self.grain, (index * 197) % 512, (index * 331) % 512)
