"""An open street between two rows of houses: the shell of a room without ceiling or end, under its own sky."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ...shotlist import TimeOfDay, Weather
from ..air import Air, air_for, airs_of
from ..brush import dim, mix
from ..contract import Context, Light, Rgb, Set
from ..nodes import Mover, Plate, Pose
from .interior import Lamp, Shell
from .sheet import Sheet
from .street_life import passer_by
from .views import LIGHTS


def town_lights(context: Context) -> float:
    """How brightly lanterns and shops shine."""
    shot = context.shot
    if shot.time is TimeOfDay.DAY and shot.weather in {Weather.RAIN, Weather.FOG}:
        return 0.08
    return {**LIGHTS, TimeOfDay.SUNSET: 0.45}[shot.time]


def alley(
    context: Context, *, half: float, back: float, tall: float, lamps: Sequence[Lamp], horizon: float = 0.52
) -> Shell:
    """The shell of a street; rain and night leave a shine on its stones."""
    shot = context.shot
    outside = air_for(shot, airs_of("town"), context.unit, context.seed)
    wet = (
        0.95
        if shot.weather is Weather.RAIN
        else 0.35
        if shot.time is TimeOfDay.NIGHT and shot.weather is not Weather.SNOW
        else 0.0
    )
    shell = Shell.of(
        context,
        horizon=horizon,
        back=back,
        half=half,
        tall=tall,
        ambient=outside.ambient,
        lamps=lamps,
        airs=airs_of("town"),
        fog=outside.thick * 0.95,
        wet=wet,
    )
    shell.air = replace(outside, ambient=(1.0, 1.0, 1.0))
    return shell


def stands(
    shell: Shell, sheet: Sheet, x: float, y: float = 1.0, *, nearer: float = 0.0, blur: float | None = None
) -> Plate:
    """A sheet in the street's light, hazed by its distance."""
    # Rain is a veil before near things too.
    least = 0.26 if shell.context.shot.weather is Weather.RAIN and shell.context.shot.time is TimeOfDay.DAY else 0.0
    haze = max(least, shell.outside.fade(shell.depth(sheet.z)) * 0.75)
    return shell.plate(sheet, x, y, haze=haze, nearer=nearer, blur=blur)


def walker(shell: Shell, rng: np.random.Generator, x: float, z: float, way: int, *, umbrella: bool) -> Mover:
    """Somebody who goes along the houses across the view."""
    k = shell.metre * shell.q(z)
    depth = shell.depth(z)
    phases = passer_by(rng, 1.68 * k, 1.5, umbrella=umbrella)
    lit = replace(shell.outside, ambient=shell.lit(x, 1.2, z))
    pictures = [lit.settle(c, depth, haze=shell.outside.fade(depth) * 0.7, blur=0.3) for c in phases]
    if way < 0:
        pictures = [np.asarray(cv2.flip(p, 1), np.uint8) for p in pictures]
    pace, offset, seconds = rng.uniform(0.55, 0.8), rng.uniform(0, 8), shell.context.shot.seconds

    def pose(t: float) -> Pose:
        px, py = shell.at(x + way * pace * (t - seconds / 2), 0, z)
        return Pose(x=px, y=py, picture=int(offset + t * 7) % 8)

    return Mover(pictures, pose, depth, 1.5, anchor=(0.5, 1.35 / 1.37))


def open_set(shell: Shell, nodes: Sequence[object], lights: float, *, warm: Rgb = (255, 176, 100)) -> Set:
    """The finished street."""
    air: Air = shell.outside
    night = shell.context.shot.time is TimeOfDay.NIGHT
    light = Light(
        ambient=shell.lit(0.0, 1.1, 3.9),
        rim=mix(air.rim, warm, 0.5 * lights) if not night else warm,
        rim_from=air.rim_from,
        rim_strength=air.rim_strength,
        rim2=dim(warm, 1.0),
        rim2_strength=0.45 * lights,
        haze=air.haze,
        shadow=air.shadow,
    )
    wet = shell.wet > 0.2
    return Set(
        nodes=list(nodes),  # type: ignore[arg-type]  # nodes of several kinds, all of the protocol
        light=light,
        horizon=shell.geometry.horizon,
        mirror_from=shell.geometry.horizon if wet else None,
        mirror_strength=0.55 * shell.wet if wet else 0.0,
        grade=air.grade,
        bloom=air.bloom,
        bloom_threshold=air.bloom_threshold,
        vignette=0.4 if night else 0.28,
        grain=0.02,
    )
