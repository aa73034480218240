"""The light of rooms by time and weather, so that all rooms agree on what an evening is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...compose.camera import FAR
from ...shotlist import Shot, TimeOfDay, Weather
from ..air import AIRS, Air
from ..contract import Context, Frame, Light, Node, Rgb, Set, View
from .interior import Lamp, Shell
from .openings import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """Base light of a room, how bright its lamps are, what the windows let in."""

    ambient: tuple[float, float, float]
    lamps: float
    window: Rgb
    window_strength: float
    #: The sun's slope through the windows: sideways, down; None where there is none.
    sun: tuple[float, float] | None


MOODS: dict[TimeOfDay, Mood] = {
    TimeOfDay.DAY: Mood(
        ambient=(0.67, 0.66, 0.67), lamps=0.25, window=(240, 240, 250), window_strength=0.56, sun=(0.34, 0.62)
    ),
    TimeOfDay.SUNSET: Mood(
        ambient=(0.46, 0.36, 0.36), lamps=0.7, window=(255, 176, 104), window_strength=0.72, sun=(-0.42, 0.34)
    ),
    TimeOfDay.NIGHT: Mood(
        ambient=(0.23, 0.21, 0.29), lamps=1.0, window=(112, 140, 220), window_strength=0.22, sun=None
    ),
}


def mood_of(shot: Shot) -> Mood:
    """A dull day has no sun, less light from outside and more from the lamps."""
    mood = MOODS[shot.time]
    if shot.weather is Weather.CLEAR:
        return mood
    dull = {Weather.RAIN: 0.62, Weather.SNOW: 0.9, Weather.FOG: 0.75}[shot.weather]
    grey: Rgb = (sum(mood.window) / 3 * 0.94, sum(mood.window) / 3 * 0.98, sum(mood.window) / 3 * 1.04)
    ambient = (mood.ambient[0] * 0.86, mood.ambient[1] * 0.88, mood.ambient[2] * 0.94)
    lamps = min(1.0, mood.lamps + (0.35 if shot.time is TimeOfDay.DAY else 0.15))
    return Mood(ambient=ambient, lamps=lamps, window=grey, window_strength=mood.window_strength * dull, sun=None)


def daylight(mood: Mood, back: float, openings: tuple[Opening, ...]) -> list[Lamp]:
    """What the windows of the back wall shed into the room."""
    return [
        Lamp(
            x=(hole.x0 + hole.x1) / 2,
            y=(hole.y0 + hole.y1) / 2 - 0.4,
            z=back - 1.2,
            colour=mood.window,
            strength=mood.window_strength,
            reach=0.9 + 0.5 * (hole.x1 - hole.x0),
        )
        for hole in openings
    ]


def walled(
    context: Context,
    mood: Mood,
    size: tuple[float, float, float],
    *,
    lamps: Sequence[Lamp],
    openings: Sequence[Opening],
    gloss: float,
    haze: Rgb = (64, 52, 48),
    ambient: tuple[float, float, float] | None = None,
) -> Shell:
    """The empty room in its mood. size: metres to the back wall, from the middle to a side wall, and up."""
    back, half, tall = size
    return Shell.of(
        context,
        back=back,
        half=half,
        tall=tall,
        ambient=ambient or mood.ambient,
        haze=haze,
        lamps=lamps,
        openings=openings,
        gloss=gloss,
        sun=mood.sun,
    )


def furnished(
    shell: Shell,
    nodes: list[Node],
    mood: Mood,
    *,
    warm: Rgb = (255, 202, 136),
    from_left: bool = True,
    vignette: float = 0.4,
) -> Set:
    """The finished room: actors share the light that falls on the middle of the floor."""
    night = shell.context.shot.time is TimeOfDay.NIGHT
    lit = shell.lit(0.0, 1.1, 3.9)
    rim = warm if mood.lamps > 0.5 else mood.window

    return Set(
        nodes=[*roofless(shell, lit), *nodes],
        light=Light(
            ambient=lit,
            rim=rim,
            rim_from=(-0.75 if from_left else 0.75, -0.55),
            rim_strength=0.62 if night else 0.5,
            rim2=mood.window,
            rim2_strength=0.3,
            haze=shell.air.haze,
            shadow=0.44,
        ),
        horizon=shell.geometry.horizon,
        grade=day().grade,
        bloom=0.45 if night else 0.26,
        bloom_threshold=170 if night else 212,
        vignette=vignette + (0.06 if night else 0.0),
        grain=0.02,
    )


@dataclass(frozen=True, slots=True)
class Overhead:
    """What is seen over the walls of a room from high above: plain shade, down to a rest row of the back wall."""

    depth: float
    wall: float
    row: float
    level: int

    def paint(self, frame: Frame, view: View) -> None:
        s, _, ty = view.place(self.wall)
        frame[: max(0, math.ceil(s * self.row + ty))] = self.level


def roofless(shell: Shell, lit: Rgb) -> list[Node]:
    """The shade over the walls, where a shot looks over them."""
    wall, row = shell.depth(shell.back), shell.at(0.0, shell.tall, shell.back)[1]
    if row < shell.geometry.box(wall).y0:
        return []
    return [Overhead(FAR, wall, row + 2, int(110 * sum(lit) / 3))]


def day() -> Air:
    return AIRS[TimeOfDay.DAY]
