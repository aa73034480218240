"""House fronts painted once and put up several times: along both sides of a street and across its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
    #: Both pictures by the size, against its own, in which the front was put up.
    sizes: dict[float, tuple[Pixels, Pixels]] = field(default_factory=dict, compare=False)

    def at(self, share: float) -> tuple[Pixels, Pixels]:
        """What is lit and what shines, in another size."""
        if share not in self.sizes:
            self.sizes[share] = _resized(self.albedo, share), _resized(self.emission, share)
        return self.sizes[share]


def painted(draw: Callable[[Sheet], None], wide: float, high: float, k: float) -> Facade:
    """The front that `draw` paints on a sheet whose corner is (0, 0)."""
    a, e = (Canvas(0, 0, wide * k, high * k) for _ in range(2))
    draw(Sheet(a, e, 0.0, k, lambda x, y, _: (x * k, (high - y) * k), 0.0))
    return Facade(wide=wide, high=high, albedo=a.pixels, emission=e.pixels, k=k)


def put_up(sheet: Sheet, facade: Facade, x: float) -> None:
    """Stamp a front with its corner on the ground at x, in the size that the sheet has there."""
    (left, foot), (right, _) = sheet.px([(x, 0.0), (x + facade.wide, 0.0)])
    share = sheet.k * sheet.a.scale / facade.k
    reach = sheet.a.x0, sheet.a.x0 + sheet.a.pixels.shape[1] / sheet.a.scale
    if max(left, right) < reach[0] - 2 or min(left, right) > reach[1] + 2:
        return
    for to, pixels in zip((sheet.a, sheet.e), facade.at(round(share, 6)), strict=True):
        to.stamp(pixels, min(left, right), foot - facade.high * sheet.k)


def _resized(pixels: Pixels, share: float) -> Pixels:
    if abs(share - 1) < 0.004:
        return pixels
    if not pixels.any():
        return np.zeros((max(1, round(pixels.shape[0] * share)), max(1, round(pixels.shape[1] * share)), 4), np.uint8)
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=how), np.uint8)
