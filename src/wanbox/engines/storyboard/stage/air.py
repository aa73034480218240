"""The air of a scene: what time of day and weather do to light, colour and distance, on every plane alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ..compose.blit import Pixels
from ..compose.light import relight, soften
from ..compose.outlines import ink
from ..shotlist import Framing, Shot, TimeOfDay, Weather
from . import airs
from .brush import Canvas, dim, mix
from .colour_script import Look, look_of
from .contract import Light, Rgb
from .nodes import Plate, Sway

Stops = Sequence[tuple[float, Rgb]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """Colours of the sky and what they do to everything below it."""

    #: (0 zenith … 1 horizon, colour).
    sky: Stops
    #: Multiplies albedo.
    ambient: tuple[float, float, float]
    haze: Rgb
    #: Share of haze at the horizon, 0…1.
    thick: float
    #: Clouds: lit side, shaded side, cover 0…1.
    cloud_lit: Rgb
    cloud_shade: Rgb
    cover: float
    #: Sun or moon: place as fractions of the frame (y above the horizon), radius in units, colour, glow colour.
    disc_at: tuple[float, float] | None
    disc_radius: float
    disc: Rgb
    glow: Rgb
    stars: float
    rim: Rgb
    rim_from: tuple[float, float]
    rim_strength: float
    shadow: float
    grade: dict[str, Sequence[tuple[float, float]]]
    bloom: float
    bloom_threshold: float
    #: Blur of planes away from the actors, pixels per unit of depth at 720.
    focus_blur: float = 0.8

    def light(self) -> Light:
        return Light(
            ambient=self.ambient,
            rim=self.rim,
            rim_from=self.rim_from,
            rim_strength=self.rim_strength,
            haze=self.haze,
            shadow=self.shadow,
        )

    def fade(self, depth: float) -> float:
        """How much of a plane at this depth is haze."""
        away = min(1.0, max(0.0, (1 - depth) / 0.8))
        return float(self.thick * away**1.5)

    def settle(
        self,
        canvas: Canvas,
        depth: float,
        *,
        emission: Canvas | None = None,
        haze: float | None = None,
        blur: float | None = None,
    ) -> Pixels:
        """A canvas painted in plain daylight, lit, hazed and focused for its depth; `emission` shines by itself."""
        k = self.fade(depth) if haze is None else haze
        numbers = np.array([*self.ambient[::-1], *self.haze[::-1], k], np.float32)
        shine = emission.pixels if emission is not None else np.zeros_like(canvas.pixels)
        out = relight(canvas.pixels, shine, numbers)
        sigma = (abs(1 - depth) * self.focus_blur if blur is None else blur) * canvas.scale
        return soften(out, sigma) if sigma > 0.3 else out

    def plate(
        self,
        canvas: Canvas,
        depth: float,
        *,
        emission: Canvas | None = None,
        sway: Sway | None = None,
        haze: float | None = None,
        blur: float | None = None,
        drift: float = 0.0,
    ) -> Plate:
        """The settled canvas as a node, cut down to its ink."""
        pixels = self.settle(canvas, depth, emission=emission, haze=haze, blur=blur)
        x, y, w, h = ink_box(pixels)
        x, y = max(0, x - 1), max(0, y - 1)
        cut = np.ascontiguousarray(pixels[y : y + h + 2, x : x + w + 2])
        return Plate(
            cut, canvas.x0 + x / canvas.scale, canvas.y0 + y / canvas.scale, depth, canvas.scale, sway=sway, drift=drift
        )


def ink_box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Corner and size of what has ink; a dot in the corner where nothing has."""
    left, top, right, bottom = ink(pixels)
    return (left, top, right - left, bottom - top) if bottom else (0, 0, 2, 2)


@cache
def airs_of(name: str) -> dict[TimeOfDay, Air]:
    """The airs of a place by time of day, from `assets/airs`: its own, or the common ones if it has no file."""
    return {time: Air(**row) for time, row in airs.rows(name).items()}


AIRS = airs_of(airs.COMMON)
DAY, SUNSET, NIGHT = (AIRS[time] for time in (TimeOfDay.DAY, TimeOfDay.SUNSET, TimeOfDay.NIGHT))
#: How much each weather greys the sky and light, thickens the haze, covers the sky, darkens.
WEATHERS = {
    Weather.RAIN: (0.62, 0.82, 0.95, 0.78),
    Weather.SNOW: (0.6, 0.85, 0.9, 0.96),
    Weather.FOG: (0.72, 1.0, 0.5, 0.94),
}

#: The air between falling snow and a low sun.
_DUSK: Rgb = (178, 150, 196)
#: How much of the light's own colour comes through snow and fog.
_THROUGH = {TimeOfDay.DAY: 0.12, TimeOfDay.SUNSET: 0.55, TimeOfDay.NIGHT: 0.35}


def grey(colour: Rgb, k: float, cool: Rgb = (0.96, 1.0, 1.06)) -> Rgb:
    """Drain a colour by k towards its own, slightly cool, grey."""
    level = 0.3 * colour[0] + 0.55 * colour[1] + 0.15 * colour[2]
    return mix(colour, (level * cool[0], level * cool[1], level * cool[2]), k)


def weathered(air: Air, weather: Weather, time: TimeOfDay = TimeOfDay.DAY) -> Air:
    """The same time of day under another sky."""
    if weather is Weather.CLEAR:
        return air
    drain, thick, cover, level = WEATHERS[weather]
    if weather is not Weather.RAIN:
        # A low sun and the moon shine through falling snow and thin fog.
        kept = _THROUGH[time]
        drain, cover, thick = drain * (1 - kept), cover * (1 - 0.5 * kept), thick * (1 - 0.25 * kept)
    # Under rain it is dark overhead, and the cloud ends in a lighter strip over the land.
    high, low = (0.74, 1.3) if weather is Weather.RAIN else (0.95, 1.0)
    sky = [(at, dim(grey(colour, drain), level * (high + (low - high) * at**2))) for at, colour in air.sky]
    haze = dim(grey(air.haze, drain * 0.8), level * (1.05 if weather is not Weather.RAIN else 1.0))
    ambient = dim(grey((air.ambient[0] * 200, air.ambient[1] * 200, air.ambient[2] * 200), drain * 0.6), level / 200)
    if weather is Weather.SNOW and time is TimeOfDay.SUNSET:
        # Snow keeps the blue of the sky in its shadows, however red the light.
        haze = mix(haze, _DUSK, 0.5)
        ambient = ambient[0] * 0.94, ambient[1] * 1.06, ambient[2] * 1.26
    contrast = 1.0 if weather is Weather.FOG else 0.78
    return replace(
        air,
        sky=sky,
        haze=haze,
        ambient=ambient,
        thick=min(0.96, max(thick, air.thick)),
        cloud_lit=dim(grey(air.cloud_lit, drain), level * (1.92 - contrast) * 0.92),
        cloud_shade=dim(grey(air.cloud_shade, drain), level * contrast * 0.9),
        cover=max(air.cover, cover),
        disc_at=None,
        glow=dim(grey(air.glow, drain), 0.4),
        stars=air.stars * 0.15,
        rim_strength=air.rim_strength * 0.7,
        shadow=air.shadow * 0.75,
    )


#: Blur of what is far from the actors, by shot size, in design units per unit of depth.
SOFTNESS = {
    Framing.WIDE: 0.7,
    Framing.MEDIUM: 2.2,
    Framing.OVER_SHOULDER: 3.2,
    Framing.CLOSE: 4.5,
    Framing.EXTREME_CLOSE: 5.5,
}

#: What the widest lens opening adds to the blur, pixels per unit of depth at 720.
_PORTRAIT = 9.0


def _scripted(air: Air, look: Look) -> Air:
    """The air under the shot's look: distance and clouds; what it does to colours is done to the whole picture."""
    cover = min(1.0, max(0.0, air.cover + look.cover)) if air.cover > 0.02 else air.cover
    return replace(air, thick=min(0.97, max(0.1, air.thick + look.haze)), cover=cover)


def mirrored(air: Air) -> Air:
    """The same air with its light from the other side."""
    place = None if air.disc_at is None else (1 - air.disc_at[0], air.disc_at[1])
    return replace(air, disc_at=place, rim_from=(-air.rim_from[0], air.rim_from[1]))


def air_for(shot: Shot, table: dict[TimeOfDay, Air] | None = None, unit: float = 1.0, seed: int = 0) -> Air:
    """The air of a shot, its light from the side that the seed draws.

    Closer framings and the camera's own blur soften what is far from the actors.
    """
    air = weathered((table or AIRS)[shot.time], shot.weather, shot.time)
    air = mirrored(air) if seed * 2654435761 >> 7 & 1 else air
    air = _scripted(air, look_of(shot))
    soft = SOFTNESS[shot.camera.framing] + _PORTRAIT * min(max(shot.camera.blur, 0.0), 1.0)
    return replace(air, focus_blur=soft * unit)
