"""Cutting a picture to another shape about what it shows, so that no head and no half of the subject is lost."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from . import matte
from .pixels import Picture, fit, normalised, picture, resize

#: Shapes that differ by less (as a logarithm) lose so little that nobody need look what.
_ALIKE = 0.08
#: Longer side at which the subject is looked for.
_THUMB = 512
#: Room over a head, as a share of what is kept.
_HEADROOM = 0.07


def about_subject(image: NDArray[Any], width: int, height: int) -> Picture:
    """Cover width×height as `fit` does, but cut off what is not the subject; `fit` itself where there is none."""
    given = normalised(image)
    h, w = given.shape[:2]
    wider = math.log(w * height / (h * width))
    if abs(wider) < _ALIKE:
        return fit(given, width, height)
    shrink = min(1.0, _THUMB / max(w, h))
    small = (max(1, round(w * shrink)), max(1, round(h * shrink)))
    found = matte.subject(picture(cv2.resize(given, small, interpolation=cv2.INTER_AREA)))
    if not found.found:
        return fit(given, width, height)
    if wider > 0:
        keep = max(1, round(h * width / height))
        left = round(_fullest(found.alpha.sum(0), keep / w) * w)
        kept = given[:, min(left, w - keep) :][:, :keep]
    else:
        keep = max(1, round(w * height / width))
        _, top, _, bottom = (edge / small[1] for edge in found.box())
        first = round(_below_head(top, bottom, keep / h) * h)
        kept = given[min(first, h - keep) :][:keep]
    return np.ascontiguousarray(resize(picture(kept), width, height))


def _fullest(columns: NDArray[np.floating[Any]], share: float) -> float:
    """Where a window of that share of the columns begins that holds most; of several the middle one. All 0…1."""
    count = max(1, round(share * len(columns)))
    held = np.convolve(columns, np.ones(count), "valid")
    best = np.flatnonzero(held >= held.max() - 1e-3 * columns.sum())
    return float(best[len(best) // 2]) / len(columns)


def _below_head(top: float, bottom: float, share: float) -> float:
    """Where a window of that share of the rows begins: round the whole subject, or from just above its head."""
    whole = bottom - top <= (1 - _HEADROOM) * share
    start = (top + bottom - share) / 2 if whole else top - _HEADROOM * share
    return min(max(start, 0.0), 1.0 - share)
