"""Land in relief: slopes seen from the front, each point lit by how it faces the sun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...compose import tones
from ...compose.camera import Box
from ...compose.jit import kernel
from ...compose.noise import Numbers, fbm_at
from ...shotlist import Shot, TimeOfDay, Weather
from ..air import Air, grey
from ..contract import Rgb
from ..nodes import Plate

Reals: TypeAlias = NDArray[np.floating[Any]]
#: Height in units above the foot, of x (units from the middle of the frame) and z (0 the foot … 1 the far end).
Height: TypeAlias = Callable[[Reals, Reals], Reals]
#: What sun and open sky do to colours, by time of day.
_LIGHT: dict[TimeOfDay, tuple[Rgb, Rgb]] = {
    TimeOfDay.DAY: ((268, 262, 246), (142, 170, 222)),
    TimeOfDay.SUNSET: ((300, 186, 126), (112, 96, 158)),
    TimeOfDay.NIGHT: ((104, 128, 188), (40, 54, 104)),
}
#: Pixels of a relief per pixel of the frame.
_SCALE = 0.75
_SLICES = 140


@dataclass(frozen=True, slots=True)
class Sunlight:
    """Factors (red, green, blue) for what faces the sun and for what lies in shade, and where the sun is across."""

    sun: Rgb
    shade: Rgb
    #: -1 from the left, 1 from the right.
    side: int

    def on(self, albedo: Reals, lit: Reals) -> Reals:
        """Albedo (…, 3) in the frame's order of channels, lit 0…1."""
        return tones.lit(albedo, lit, np.array(self.shade[::-1]) / 255, np.array(self.sun[::-1]) / 255)


def sunlight(shot: Shot, air: Air) -> Sunlight:
    """The light of a shot; under a covered sky there is hardly a sunny side."""
    sun, shade = _LIGHT[shot.time]
    if shot.weather is not Weather.CLEAR:
        sun, shade = grey(sun, 0.75), grey(shade, 0.6)
        middle = tuple(0.5 * (a + b) for a, b in zip(sun, shade, strict=True))
        k = 0.82 if shot.weather is Weather.RAIN else 0.95
        sun = tuple(k * (0.65 * m + 0.35 * a) for m, a in zip(middle, sun, strict=True))  # type: ignore[assignment]  # three numbers
        shade = tuple(k * (0.65 * m + 0.35 * a) for m, a in zip(middle, shade, strict=True))  # type: ignore[assignment]  # three numbers
    return Sunlight(sun, shade, 1 if air.rim_from[0] > 0 else -1)


@dataclass(frozen=True, slots=True)
class Relief:
    """Land as it is seen: one value per pixel, rows first."""

    x0: float
    y0: float
    scale: float
    alpha: Reals
    #: 0 in full shade … 1 faces the sun.
    lit: Reals
    #: Units above the foot; units of rise per unit of way; 0 near … 1 far; units from the middle.
    height: Reals
    steep: Reals
    far: Reals
    across: Reals
    #: Rest-frame row of the skyline for each column.
    crest: Reals

    def skyline(self, x: float) -> float:
        """Rest-frame row of the skyline at rest-frame column x."""
        at = min(max(int((x - self.x0) * self.scale), 0), len(self.crest) - 1)
        return float(self.crest[at])

    def plate(self, rgb: Reals, depth: float) -> Plate:
        """The relief in these colours (BGR, 0…255)."""
        return Plate(tones.pressed(rgb, self.alpha), self.x0, self.y0, depth, self.scale)

    def hazed(self, rgb: Reals, haze: Rgb, share: Reals | float) -> Reals:
        """Colours behind a share 0…1 of haze."""
        return tones.toward(rgb, np.asarray(share, np.float32), haze[::-1])


def survey(
    height: Height,
    box: Box,
    *,
    foot: float,
    rise: float,
    middle: float,
    unit: float,
    sun: int,
    slices: int = _SLICES,
    reach: float = 900.0,
    slope: float = 1.0,
) -> Relief:
    """Look at land whose near end lies on rest row `foot` and whose far end, were it flat, `rise` pixels higher.

    `reach` is how far back the far end lies, in units; `slope` exaggerates light and shade of gentle land.
    """
    columns = int((box.x1 - box.x0) * _SCALE) + 2
    x = ((np.arange(columns) / _SCALE + box.x0 - middle) / unit)[None]
    z = np.linspace(0, 1, slices)[:, None]
    x, z = x.astype(np.float32), z.astype(np.float32)
    land = np.asarray(height(np.broadcast_to(x, (slices, columns)), np.broadcast_to(z, (slices, columns))), np.float32)
    across = np.gradient(land, axis=1) * np.float32(_SCALE * unit)
    along = np.gradient(land, axis=0) * np.float32((slices - 1) / reach)
    # The sun stands to one side, behind the viewer's shoulder and above.
    normal = np.sqrt(1 + (slope * across) ** 2 + (slope * along) ** 2)
    lit = np.clip((0.55 - sun * 0.75 * slope * across + 0.28 * slope * along) / normal, 0, 1)
    seen = foot - rise * z - land * unit
    skyline = np.minimum.accumulate(seen, axis=0)
    top = float(skyline.min()) - 3
    rows = np.arange(int((foot - top) * _SCALE) + 2) / _SCALE + top
    index = np.empty((len(rows), columns), np.float32)
    crossed(index, np.ascontiguousarray(skyline, np.float64), rows)
    # Where each pixel's value stands in the arrays by slice and column.
    near = np.ceil(index).astype(np.int32) * columns + np.arange(columns, dtype=np.int32)[None]
    alpha = np.clip((rows[:, None] - skyline[-1][None]) * _SCALE + 0.5, 0, 1)
    return Relief(
        x0=box.x0,
        y0=top,
        scale=_SCALE,
        alpha=alpha,
        lit=lit.take(near),
        height=land.take(near),
        steep=np.sqrt(across**2 + along**2).take(near),
        far=index / (slices - 1),
        across=np.broadcast_to(x, index.shape),
        crest=skyline[-1],
    )


@kernel
def crossed(out: NDArray[np.float32], skyline: NDArray[np.float64], rows: NDArray[np.float64]) -> None:
    """For each column, where its skyline (by slice, going up) crosses each of the rows, in slices from the near end."""
    last = skyline.shape[0] - 1
    for column in range(skyline.shape[1]):
        at = last
        for row in range(rows.shape[0]):
            y = rows[row]
            while at > 0 and skyline[at, column] <= y:
                at -= 1
            # Now `at` is the farthest slice below the row, or none is.
            low = skyline[at, column]
            if low <= y:
                out[row, column] = 0
            elif at == last:
                out[row, column] = last
            else:
                high = skyline[at + 1, column]
                out[row, column] = at + 1 - (y - high) / (low - high)


def ridges(x: Numbers, y: Numbers, seed: int, octaves: int = 4) -> Reals:
    """Noise folded into sharp crests, 0…1."""
    total, weight, norm = np.zeros(np.broadcast(x, y).shape), 1.0, 0.0
    keep: Reals | float = 1.0
    for k in range(octaves):
        fold = (1 - np.abs(2 * fbm_at(x * 2.0**k, y * 2.0**k, seed + 5 * k, 1) - 1)) ** 2
        total += fold * weight * keep
        # Fine crests grow only on large ones: valleys stay calm.
        keep = np.clip(fold * 1.3, 0, 1)
        norm += weight
        weight *= 0.5
    return total / norm
