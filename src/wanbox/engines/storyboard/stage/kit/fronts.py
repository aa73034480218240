"""House fronts painted once and put up several times: along both sides of a street and across its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ...compose.blit import Pixels
from ..brush import Canvas
from .sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facade:
    """A front of so many metres: what is lit and what shines, at `k` pixels a metre."""

    wide: float
    high: float
    albedo: Pixels
    emission: Pixels
    k: float


def painted(draw: Callable[[Sheet], None], wide: float, high: float, k: float) -> Facade:
    """The front that `draw` paints on a sheet whose corner is (0, 0)."""
    a, e = (Canvas(0, 0, wide * k, high * k) for _ in range(2))
    draw(Sheet(a, e, 0.0, k, lambda x, y, _: (x * k, (high - y) * k), 0.0))
    return Facade(wide=wide, high=high, albedo=a.pixels, emission=e.pixels, k=k)


def put_up(sheet: Sheet, facade: Facade, x: float) -> None:
    """Stamp a front with its corner on the ground at x, in the size that the sheet has there."""
    (left, foot), (right, _) = sheet.px([(x, 0.0), (x + facade.wide, 0.0)])
    share = sheet.k * sheet.a.scale / facade.k
    for to, pixels in ((sheet.a, facade.albedo), (sheet.e, facade.emission)):
        to.stamp(_resized(pixels, share), min(left, right), foot - facade.high * sheet.k)


def _resized(pixels: Pixels, share: float) -> Pixels:
    if abs(share - 1) < 0.004:
        return pixels
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=how), np.uint8)
