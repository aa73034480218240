"""Heaped clouds: billows with a sunny and a shaded side."""

from __future__ import annotations

import cv2
import numpy as np

from ...compose.noise import fbm_at
from ..contract import Rgb
from ..nodes import Plate


def billows(
    height: int, width: int, *, step: float, foot: float, tall: float, seed: int, single: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Density and relief of a bank of cloud in a picture of that size; `step` units per pixel, rows above `foot` px."""
    rng = np.random.default_rng(seed)
    relief = np.full((height, width), -1e3, np.float32)
    span = width * step
    count = int(26 * max(1.0, span / 600))
    for k in range(count * 4):
        r = tall * rng.uniform(0.10, 0.30) * (0.7 if k > count * 2 else 1.0)
        at = rng.uniform(-0.1, 1.1) * span
        top = (
            np.exp(-(((at / span - 0.5) / 0.24) ** 2))
            if single
            else 0.5 + 0.5 * np.sin(at / tall * 1.3 + seed) * np.sin(at / tall * 0.53 + 2.1)
        ) * tall
        up = max(0.0, rng.uniform(-0.15, 1.0)) ** 1.2 * max(0.0, top - r) if k > 4 else 0.2 * r
        cx, cy = at / step, foot - up / step
        _ball(relief, cx, cy, r / step, 60.0 * (1 - up / (tall + 1)) + rng.uniform(0, 14))
    return np.asarray(relief > -900, np.float32), relief


def _ball(relief: np.ndarray, cx: float, cy: float, r: float, ahead: float) -> None:
    """Raise the relief to that of a ball, nearer ones in front."""
    height, width = relief.shape
    x0, x1, y0, y1 = max(0, int(cx - r)), min(width, int(cx + r) + 2), max(0, int(cy - r)), min(height, int(cy + r) + 2)
    if x1 <= x0 or y1 <= y0:
        return
    u, v = np.arange(x0, x1, dtype=np.float32)[None] - cx, np.arange(y0, y1, dtype=np.float32)[:, None] - cy
    inside = r * r - u * u - v * v
    ball = np.where(inside > 0, np.sqrt(np.clip(inside, 0, None)) + ahead, -1e3)
    np.maximum(relief[y0:y1, x0:x1], ball, out=relief[y0:y1, x0:x1])


def heap(
    *,
    box: tuple[float, float],
    foot: float,
    tall: float,
    unit: float,
    depth: float,
    lit: Rgb,
    shaded: Rgb,
    haze: Rgb,
    veil: float,
    sun: int,
    seed: int,
    drift: float,
    single: bool = False,
    low: float | None = None,
) -> Plate:
    """Billows between two rest-frame columns that stand on row `foot`; filled down to row `low`, if given."""
    shrink = 3.0 if unit > 0.6 else 2.0
    top, end = foot - 1.35 * tall, max(foot + 0.3 * tall, low or 0.0)
    width, height = int((box[1] - box[0]) / shrink) + 2, int((end - top) / shrink) + 2
    body, relief = billows(height, width, step=shrink, foot=(foot - top) / shrink, tall=tall, seed=seed, single=single)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fluff = fbm_at(x * shrink / unit / 30, y * shrink / unit / 30, seed, 4)
    if low is not None:
        body[int((foot - top) / shrink) :] = 1
        relief[relief < -900] = 0
    soft = np.asarray(cv2.GaussianBlur(body, (0, 0), max(0.8, 5 * unit / shrink)))
    alpha = np.clip((soft - 0.5 + 0.75 * (fluff - 0.5)) * 5 + 0.5, 0, 1)
    if low is None:
        alpha *= np.clip((foot + 0.16 * tall - (y * shrink + top)) / (0.34 * tall), 0, 1)
    if single:
        alpha *= np.clip(np.minimum(x, width - 1 - x) / (0.22 * width), 0, 1)
    smooth = np.asarray(cv2.GaussianBlur(np.maximum(relief, -40), (0, 0), max(0.7, 3.2 * unit / shrink)))
    gy, gx = np.gradient(smooth)
    light = 0.46 - sun * 0.34 * np.tanh(gx * 0.8) + 0.42 * np.tanh(gy * 0.8) + 0.5 * (fluff - 0.5)
    light = light + 0.26 * np.clip((foot - (y * shrink + top)) / tall, -0.6, 1) - 0.06
    k = np.clip(light, 0, 1)[..., None]
    rgb = np.array(shaded[::-1]) * (1 - k) + np.array(lit[::-1]) * k
    rgb += (np.array(haze[::-1]) - rgb) * veil
    pixels = np.concatenate([np.clip(rgb, 0, 255) * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)
    return Plate(np.ascontiguousarray(pixels), box[0], top, depth, 1 / shrink, drift=drift)
