"""Low poly: flat triangles whose corners sit on the picture's own edges."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from ..pixels import Picture, picture, saturated
from .contract import Finish
from .strokes import grown, halved, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    half = halved(image)
    k = np.array((w / half.shape[1], h / half.shape[0]), np.float32)
    mesh = cv2.Subdiv2D((0, 0, half.shape[1], half.shape[0]))
    mesh.insert(_corners(half, 22 * unit(half) / max(0.5, min(strength, 1.5)) ** 0.5, seed).tolist())
    triangles = np.asarray(mesh.getTriangleList(), np.float32).reshape(-1, 3, 2)
    triangles = triangles[((triangles >= 0) & (triangles < half.shape[1::-1])).all((1, 2))]
    middle = triangles.mean(1)
    near = picture(cv2.GaussianBlur(saturated(half, 1.18), (0, 0), max(0.5, 3 * unit(half))))
    # The colour is that of the middle and of the points halfway to the corners.
    samples = [middle, *((triangles[:, i] + 2 * middle) / 3 for i in range(3))]
    tones = np.mean([near[s[:, 1].astype(np.intp), s[:, 0].astype(np.intp)] for s in samples], 0).tolist()
    out = grown(near, image)
    for corners, tone in zip(np.round(triangles * k * 8).astype(np.int32), tones, strict=True):
        cv2.fillConvexPoly(out, corners, tone, cv2.LINE_AA, 3)
    return out


def _corners(image: Picture, cell: float, seed: int) -> NDArray[np.float32]:
    """One point in each cell of a grid, moved to the strongest edge in it; the frame's own rim is kept closed."""
    h, w = image.shape[:2]
    step = max(4, round(cell))
    grey = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (0, 0), 0.8)
    across, down = (cv2.Sobel(grey, cv2.CV_16S, *order) for order in ((1, 0), (0, 1)))
    edges = cv2.add(
        cv2.addWeighted(cv2.convertScaleAbs(across), 0.5, cv2.convertScaleAbs(down), 0.5, 0), _grain(h, w, seed)
    )
    rows, columns = h // step, w // step
    cells = edges[: rows * step, : columns * step].reshape(rows, step, columns, step).swapaxes(1, 2)
    best = cells.reshape(rows, columns, -1).argmax(-1)
    gy, gx = np.mgrid[0:rows, 0:columns]
    inner = np.stack([gx * step + best % step, gy * step + best // step], -1).reshape(-1, 2)
    xs, ys = np.linspace(0, w - 1, columns + 1), np.linspace(0, h - 1, rows + 1)
    rim = [(x, y) for x in xs for y in (0, h - 1)] + [(x, y) for y in ys[1:-1] for x in (0, w - 1)]
    return np.concatenate([inner, np.array(rim)]).astype(np.float32)


@functools.lru_cache(maxsize=4)
def _grain(height: int, width: int, seed: int) -> Picture:
    """Decides where nothing else does; the same in every frame."""
    return np.random.default_rng(seed).integers(0, 6, (height, width), np.uint8)


FINISH = Finish(
    "low-poly", {"en": ("low poly", "low-poly", "lowpoly", "polygonal"), "zh": ("低多边形", "多边形风格")}, apply
)
