"""Light for those whom the picture is about: bodies stay readable when their place is dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..shotlist import Actor, Shot, TimeOfDay
from .brush import Canvas, dim, mix
from .contract import Light, Node, Rgb, Set
from .geometry import Geometry
from .nodes import Plate


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """How bright bodies are at least, how strong their rims, and how much light lies about them."""

    level: float
    rim: float
    rim2: float
    pool: float


KEYS: dict[TimeOfDay, Key] = {
    TimeOfDay.DAY: Key(level=0.8, rim=0.45, rim2=0.0, pool=0.0),
    TimeOfDay.SUNSET: Key(level=0.76, rim=0.85, rim2=0.25, pool=0.0),
    TimeOfDay.NIGHT: Key(level=0.86, rim=0.95, rim2=0.45, pool=0.17),
}
#: Things among the actors that burn at night, and how high in their own heights.
LAMPS = {"street-lamp": 0.89}
_WARM: Rgb = (255, 186, 104)
_BULB: Rgb = (255, 232, 178)
#: No channel is lifted farther, so that the colour of the dark stays on a body.
_BRIGHTEST = 0.9
#: The most that any channel of a body is lit.
_MOST = 1.08
#: Pixels of the frame to one of a pool's.
_COARSE = 6.0


def keyed(light: Light, shot: Shot) -> Light:
    """The light of a set as it falls on its actors: lifted to what the time of day asks for, the hue half kept."""
    key = KEYS[shot.time]
    red, green, blue = light.ambient
    level = 0.3 * red + 0.59 * green + 0.11 * blue
    rim2 = light.rim2 if light.rim2_strength > 0 else mix(light.haze, (255, 255, 255), 0.45)
    ambient = light.ambient
    if level < key.level:
        # Most of what is missing comes back in white: a coloured night must not repaint who walks through it.
        white, lift = level + (key.level - level) * 0.5, (key.level - level) * 0.5
        red, green, blue = (min(_BRIGHTEST, 0.6 * own + 0.4 * white + lift) for own in light.ambient)
        ambient = (red, green, blue)
    # Nor is anybody so bright that skin and cloth lose their shading.
    over = max(1.0, max(ambient) / _MOST)
    ambient = (ambient[0] / over, ambient[1] / over, ambient[2] / over)
    return replace(
        light,
        ambient=ambient,
        rim_strength=max(light.rim_strength, key.rim),
        rim2=rim2,
        rim2_strength=max(light.rim2_strength, key.rim2),
    )


def night_pools(stage: Set, shot: Shot, geometry: Geometry) -> list[Node]:
    """At night, the pools of the place's own light; by day none."""
    own = pools(shot, geometry, mix(stage.light.rim, stage.light.haze, 0.4), KEYS[shot.time].pool)
    return own + [glow for actor in shot.actors for glow in _lamp(actor, shot, geometry)]


def _lamp(actor: Actor, shot: Shot, geometry: Geometry) -> list[Node]:
    """The glow of a lamp that is among the actors, and its light on the ground."""
    burning = {TimeOfDay.DAY: 0.0, TimeOfDay.SUNSET: 0.45, TimeOfDay.NIGHT: 1.0}[shot.time]
    if actor.art not in LAMPS or not burning:
        return []
    x, foot, tall = (
        actor.start[0] * geometry.width,
        actor.start[1] * geometry.height,
        actor.height * geometry.height,
    )
    depth, head = geometry.depth_at(foot), foot - LAMPS[actor.art] * tall
    return [
        _glow(x, foot, 0.62 * tall, 0.15 * tall, dim(_WARM, 0.42 * burning), depth - 0.004),
        _glow(x, head, 0.42 * tall, 0.42 * tall, dim(_WARM, 0.4 * burning), depth + 0.001),
        _glow(x, head, 0.12 * tall, 0.13 * tall, dim(_BULB, 0.62 * burning), depth + 0.002),
    ]


def pools(shot: Shot, geometry: Geometry, colour: Rgb, strength: float) -> list[Node]:
    """Light on the ground under the actors, and a glow in the air behind them."""
    seen = [actor for actor in shot.actors if actor.blur <= 0]
    if strength <= 0 or not seen:
        return []
    x0, x1 = _span(seen, geometry)
    foot = max(actor.start[1] for actor in seen) * geometry.height
    tall = max(actor.height for actor in seen) * geometry.height
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2 + 0.55 * tall
    standing = [actor for actor in seen if actor.medium == "ground" and actor.lift <= 0]
    up = 0.0 if any(actor.medium == "air" for actor in seen) else 0.5
    depth = min([0.97, *(geometry.depth_at(actor.start[1] * geometry.height) for actor in standing)]) - 0.006
    glow = _glow(middle, foot - up * tall, half, 0.85 * tall, dim(colour, 0.55 * strength), depth)
    if not standing:
        return [glow]
    on = _glow(middle, foot, 1.35 * half, 0.2 * tall + 0.06 * geometry.height, dim(colour, 1.5 * strength), depth)
    return [glow, on]


def _span(actors: Sequence[Actor], geometry: Geometry) -> tuple[float, float]:
    """First and last column that they stand in over the shot."""
    ends = [at[0] for actor in actors for at in (actor.start, actor.end)]
    return max(-0.1, min(ends)) * geometry.width, min(1.1, max(ends)) * geometry.width


def _glow(x: float, y: float, rx: float, ry: float, colour: Rgb, depth: float) -> Plate:
    canvas = Canvas(x - rx, y - ry, x + rx, y + ry, 1 / _COARSE)
    canvas.glow(x, y, rx, ry, colour)
    return Plate(canvas.pixels, x - rx, y - ry, depth, 1 / _COARSE)
