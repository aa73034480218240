"""High mountains: summits with snow, rock and light, and the haze in their valleys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...compose.noise import fbm_at
from ...shotlist import Shot, TimeOfDay, Weather
from ..air import Air
from ..contract import Rgb
from ..geometry import Geometry
from ..nodes import Plate
from .terrain import Reals, Relief, Sunlight, ridges, sunlight, survey

SNOW: Rgb = (246, 250, 255)
ROCK: Rgb = (124, 122, 134)
WOOD: Rgb = (78, 112, 88)


@dataclass(frozen=True, slots=True, kw_only=True)
class Massif:
    """One range: how far away, how tall in units, where its summits are, and where snow and woods begin."""

    q: float
    tall: float
    #: (units from the middle, share of `tall`, units of half its width).
    summits: tuple[tuple[float, float, float], ...]
    #: Height in units above which snow lies; trees grow below `woods`.
    snow: float = 120.0
    woods: float = 0.0
    haze: float = 0.4
    rock: Rgb = ROCK


def massif(range_: Massif, geometry: Geometry, air: Air, shot: Shot, unit: float, seed: int) -> tuple[Plate, Relief]:
    """The range as a node, and its relief for what stands on its skyline."""
    depth = geometry.depth(range_.q)
    light = sunlight(shot, air)

    def height(x: Reals, z: Reals) -> Reals:
        warp = 46 * (fbm_at(x / 150, z * 5, seed + 3, 2) - 0.5)
        fold = ridges((x + warp) / 330 + seed % 17, z * 2.1 + warp / 90, seed + 7)
        spur = ridges((x + 1.6 * warp) / 128, z * 5.2 + warp / 60, seed + 23, 3)
        land = range_.tall * (z**0.9) * (0.09 + 0.42 * fold + 0.10 * spur)
        for at, share, wide in range_.summits:
            away = np.sqrt(((x + warp - at) / wide) ** 2 + ((z - 0.62) / 0.62) ** 2)
            cone = np.clip(1 - away, 0, None)
            land = np.maximum(land, range_.tall * share * cone**0.92 * (0.64 + 0.30 * fold + 0.26 * spur))
        return np.asarray(land + 7 * (fbm_at(x / 13, z * 46, seed + 9, 3) - 0.5) * z)

    relief = survey(
        height,
        geometry.box(depth),
        foot=geometry.horizon + geometry.reach * range_.q + 6 * unit,
        rise=10 * unit,
        middle=geometry.width / 2,
        unit=unit,
        sun=light.side,
        reach=620,
    )
    rgb = _colours(relief, range_, light, seed)
    if shot.time is TimeOfDay.SUNSET and shot.weather is Weather.CLEAR:
        # The last light reaches the summits alone.
        glow = np.clip((relief.height / range_.tall - 0.22) * 1.8, 0, 1) * relief.lit
        rgb += glow[..., None] * np.array((18.0, 26.0, 70.0))
    valley = np.exp(-relief.height / (0.24 * range_.tall))
    share = np.clip(range_.haze * (0.35 + 0.4 * air.thick) + 0.62 * air.thick * valley, 0, 0.97)
    if shot.weather is not Weather.CLEAR:
        share = np.clip(share + (0.3 if shot.weather is not Weather.FOG else 0.44), 0, 0.96)
    return relief.plate(relief.hazed(rgb, air.haze, share), depth), relief


def _colours(relief: Relief, range_: Massif, light: Sunlight, seed: int) -> Reals:
    rough = fbm_at(relief.across / 34, relief.height / 17, seed + 11, 3)
    fine = fbm_at(relief.across / 7, relief.height / 11, seed + 13, 2)
    rock = np.array(range_.rock[::-1]) * (0.72 + 0.5 * fine)[..., None]
    if range_.woods > 0:
        green = np.clip((range_.woods + 50 * (rough - 0.5) - relief.height) / 16, 0, 1)[..., None]
        rock += (np.array(WOOD[::-1]) * (0.7 + 0.5 * fine)[..., None] - rock) * green
    lies = (relief.height - range_.snow) / 34 + (rough - 0.42) * 4.2 - 1.5 * np.clip(relief.steep - 1.05, 0, 2.4)
    snow = np.clip(lies * 2.6, 0, 1)
    albedo = rock + (np.array(SNOW[::-1]) - rock) * snow[..., None]
    # Snow throws light back into the shade.
    lit = np.clip((relief.lit - 0.40) * 2.9 + 0.16 * (fine - 0.5) * (1 - snow), 0, 1)
    lit = lit + (1 - lit) * 0.10 * snow
    return light.on(albedo, lit)
