"""Stained glass: coloured panes between lead, on cells that follow the picture."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated, smoothstep
from .contract import Finish
from .strokes import blotches, dabs, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    small = picture(cv2.resize(image, (max(16, w // 2), max(16, h // 2)), interpolation=cv2.INTER_AREA))
    panes_small = _panes(small, 15 * u / max(strength, 0.4), seed)
    labels = cv2.resize(panes_small, (w, h), interpolation=cv2.INTER_NEAREST)
    count = int(labels.max()) + 1
    area = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    sums = [np.bincount(labels.ravel(), image[..., c].ravel(), count) / area for c in range(3)]
    panes = picture(np.stack(sums, -1)[labels].round())
    panes = picture(cv2.addWeighted(panes, 0.7, dabs(image, 5 * u), 0.3, 6))
    edge = cv2.morphologyEx(plane(labels), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    away = plane(cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, 5))
    glow = 0.86 + 0.28 * blotches(h, w, 40 * u, seed)
    lead = smoothstep(1.3 * u, 2.6 * u, away)[..., None]
    lit = plane(saturated(panes, 1.6)) * plane(glow)[..., None] * (0.82 + 0.18 * smoothstep(2, 12 * u, away))[..., None]
    return picture(lit * lead + np.array((24, 20, 18), np.float32) * (1 - lead))


def _panes(small: Picture, cell: float, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Watershed from a jittered grid of seeds, so that panes end at the picture's own edges."""
    h, w = small.shape[:2]
    rng = np.random.default_rng(seed)
    step = max(6, round(cell))
    markers = np.zeros((h, w), np.int32)
    number = 1
    for y in range(step // 2, h, step):
        for x in range(step // 2, w, step):
            jx, jy = rng.integers(-step // 3, step // 3 + 1, 2)
            markers[int(np.clip(y + jy, 0, h - 1)), int(np.clip(x + jx, 0, w - 1))] = number
            number += 1
    cut = cv2.watershed(_flat(small), markers).astype(np.int32)
    # Watershed marks borders -1: give them to the pane beside them.
    filled = cv2.dilate(np.maximum(cut, 0).astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    return np.where(cut > 0, cut, filled)


def _flat(small: Picture) -> Picture:
    """Smooth and in coarse steps, so that panes in calm areas get straight sides."""
    calm = cv2.GaussianBlur(dabs(dabs(small, 4), 3), (0, 0), 2)
    return picture((calm // 28) * 28)


FINISH = Finish(
    "stained-glass", {"en": ("stained glass", "stained-glass"), "zh": ("彩色玻璃", "彩绘玻璃", "玻璃花窗")}, apply
)
