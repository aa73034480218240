"""Low poly: flat triangles whose corners sit on the picture's own edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..pixels import Picture, luma, picture, plane, saturated
from .contract import Finish
from .strokes import unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    points = _corners(image, 20 * unit(image) / max(0.5, min(strength, 1.5)) ** 0.5, seed)
    mesh = cv2.Subdiv2D((0, 0, w, h))
    mesh.insert([(float(x), float(y)) for x, y in points])
    triangles = np.asarray(mesh.getTriangleList(), np.float32).reshape(-1, 3, 2)
    inside = ((triangles >= 0) & (triangles < (w, h))).all((1, 2))
    triangles = triangles[inside]
    middle = triangles.mean(1)
    near = picture(cv2.GaussianBlur(saturated(image, 1.18), (0, 0), 3 * unit(image)))
    # The colour is that of the middle and of the points halfway to the corners.
    samples = [middle, *((triangles[:, i] + 2 * middle) / 3 for i in range(3))]
    tones = np.mean([near[s[:, 1].astype(int), s[:, 0].astype(int)] for s in samples], 0)
    out = near.copy()
    for corners, tone in zip(np.round(triangles * 8).astype(np.int32), tones, strict=True):
        cv2.fillConvexPoly(out, corners, tone.tolist(), cv2.LINE_AA, 3)
    return out


def _corners(image: Picture, cell: float, seed: int) -> NDArray[np.float32]:
    """One point in each cell of a grid, moved to the strongest edge in it; the frame's own rim is kept closed."""
    h, w = image.shape[:2]
    step = max(6, round(cell))
    grey = cv2.GaussianBlur(luma(image), (0, 0), 1.5)
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    rng = np.random.default_rng(seed)
    edges = plane(edges + 0.02 * rng.random((h, w), np.float32))
    rows, columns = h // step, w // step
    cells = edges[: rows * step, : columns * step].reshape(rows, step, columns, step).swapaxes(1, 2)
    best = cells.reshape(rows, columns, -1).argmax(-1)
    gy, gx = np.mgrid[0:rows, 0:columns]
    inner = np.stack([gx * step + best % step, gy * step + best // step], -1).reshape(-1, 2)
    xs, ys = np.linspace(0, w - 1, columns + 1), np.linspace(0, h - 1, rows + 1)
    rim = [(x, y) for x in xs for y in (0, h - 1)] + [(x, y) for y in ys[1:-1] for x in (0, w - 1)]
    return np.concatenate([inner, np.array(rim)]).astype(np.float32)


FINISH = Finish(
    "low-poly", {"en": ("low poly", "low-poly", "lowpoly", "polygonal"), "zh": ("低多边形", "多边形风格")}, apply
)
