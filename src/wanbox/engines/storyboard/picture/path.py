"""Camera paths through a given picture; every one begins with the whole picture and never leaves it."""

from __future__ import annotations

from dataclasses import dataclass

from ..shotlist import Camera, Framing, Move
from .warp import FAR

#: How much of the picture a later shot shows, as zoom.
FRAMING_ZOOM = {
    Framing.WIDE: 1.0,
    Framing.MEDIUM: 1.25,
    Framing.CLOSE: 1.6,
    Framing.EXTREME_CLOSE: 2.0,
    Framing.OVER_SHOULDER: 1.25,
}
#: Where the moves that only shift the picture take it.
_WAYS = {
    Move.PAN_LEFT: (-1, 0),
    Move.PAN_RIGHT: (1, 0),
    Move.TRACK: (1, 0),
    Move.TILT_UP: (0, -1),
    Move.CRANE_UP: (0, -1),
    Move.TILT_DOWN: (0, 1),
    Move.CRANE_DOWN: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """The camera at one moment: zoom about the focus, pan of the whole, travel that nearer things answer more to."""

    zoom: float = 1.0
    #: Pixels.
    pan: tuple[float, float] = (0.0, 0.0)
    orbit: tuple[float, float] = (0.0, 0.0)


def ease(u: float) -> float:
    """Half of an S-curve over half of a line: soft at both ends, never at rest in between."""
    u = min(1.0, max(0.0, u))
    return 0.55 * u * u * (3 - 2 * u) + 0.45 * u


def aim(camera: Camera, progress: float, width: int, height: int) -> Aim:
    """The camera at `progress` 0…1 of its shot."""
    e, k = ease(progress), camera.amount
    if camera.move is Move.STATIC or k == 0:
        return Aim()
    if camera.move is Move.PUSH_IN:
        return Aim(zoom=1 + 0.17 * e * min(k, 2.5), orbit=(0.006 * width * e * k, 0))
    if camera.move is Move.PULL_OUT:
        return Aim(zoom=1 - 0.075 * e * min(k, 1.2))
    if camera.move is Move.ORBIT:
        return Aim(zoom=1 + 0.085 * e, orbit=(0.03 * width * e * min(k, 1.4), -0.006 * height * e))
    zoom = 1 + 0.16 * e * min(k, 2)
    # A pan may use the room that its own zoom has made on the farthest layer, and no more.
    room = 1 - 1 / (1 + (zoom - 1) * FAR)
    x, y = _WAYS[camera.move]
    reach_x, reach_y = width / 2 * room, height / 2 * room
    return Aim(zoom=zoom, pan=(x * reach_x, y * reach_y), orbit=(x * 0.012 * width * e, 0))
