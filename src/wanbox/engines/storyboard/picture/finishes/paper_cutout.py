"""Paper cut-out: sheets of coloured paper, the brighter ones on top, each with a soft shadow on the next."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, plane, saturated
from .contract import Finish
from .strokes import dabs, paper, unit

#: Sheets of brightness, and steps of colour within a sheet.
SHEETS = 6


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    half = picture(cv2.resize(image, (max(8, w // 2), max(8, h // 2)), interpolation=cv2.INTER_AREA))
    calm = picture(cv2.medianBlur(dabs(dabs(half, 3.4 * u), 2.4 * u), 5))
    lab = cv2.cvtColor(saturated(calm, 1.3), cv2.COLOR_BGR2LAB)
    levels = np.minimum(plane(cv2.GaussianBlur(lab[..., 0], (0, 0), 1.4 * u)) / 256 * SHEETS, SHEETS - 1)
    sheet = plane(cv2.resize(np.floor(levels), (w, h), interpolation=cv2.INTER_LINEAR))
    sheet = np.round(cv2.GaussianBlur(sheet, (0, 0), 1.1 * u))
    lab[..., 0] = picture(np.floor(levels) * (214 / (SHEETS - 1)) + 30)
    for c in (1, 2):
        calm_tint = plane(cv2.GaussianBlur(lab[..., c], (0, 0), 2.5 * u)) - 128
        lab[..., c] = picture(np.round(calm_tint / 12) * 12 + 128)
    flat = cv2.cvtColor(cv2.medianBlur(lab, 5), cv2.COLOR_LAB2BGR)
    flat = picture(cv2.resize(flat, (w, h), interpolation=cv2.INTER_LINEAR))
    return picture(plane(flat) * _relief(plane(sheet), 3.0 * u, strength)[..., None] * paper(h, w, seed, 3)[..., None])


def _relief(sheet: Picture | np.ndarray, step: float, strength: float) -> np.ndarray:
    """Shadow of the upper sheets to the lower right, and a bright cut edge to the upper left."""
    shift = np.array([[1, 0, step], [0, 1, step]], np.float32)
    size = (sheet.shape[1], sheet.shape[0])
    cast = cv2.warpAffine(cv2.GaussianBlur(sheet, (0, 0), step * 0.9), shift, size, borderMode=cv2.BORDER_REPLICATE)
    shade = np.clip(cast - sheet, 0, 1.6)
    edge = np.clip(sheet - cv2.warpAffine(sheet, shift * (1, 1, 0.3), size, borderMode=cv2.BORDER_REPLICATE), 0, 1)
    return plane(1 - 0.30 * min(strength, 1.4) * shade + 0.06 * edge)


FINISH = Finish(
    "paper-cutout",
    {
        "en": ("paper cut-out", "paper cutout", "paper cut out", "cut paper", "papercut", "paper-cut", "paper craft",
               "papercraft", "paper collage", "construction paper", "paper art"),
        "zh": ("剪纸", "纸艺", "纸雕", "折纸风"),
    },
    apply,
)  # fmt: skip
