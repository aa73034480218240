"""Where an actor looks: from its eyes to the eyes, or the middle, of what the shot list says."""

from __future__ import annotations

import math

from ..shotlist import Actor, Shot

#: Height of the eyes in body heights above the foot; what swims or flies is placed by its middle.
_EYES, _MIDDLE = 0.88, 0.3


def gaze(actor: Actor, shot: Shot, aspect: float) -> tuple[float, float] | None:
    """Unit direction in the actor's own facing space (x forward, y down); None if it looks at nobody.

    aspect: width over height of the frame.
    """
    target = next((other for other in shot.actors if other.id == actor.gaze and other is not actor), None)
    if target is None:
        return None
    (x0, y0), (x1, y1) = _eyes(actor), _eyes(target)
    dx, dy = (x1 - x0) * aspect * actor.facing, y1 - y0
    far = math.hypot(dx, dy)
    return (dx / far, dy / far) if far > 1e-6 else None


def _eyes(actor: Actor) -> tuple[float, float]:
    """The eyes half-way through the shot, in fractions of the frame."""
    x, y = ((a + b) / 2 for a, b in zip(actor.start, actor.end, strict=True))
    share = _EYES if actor.medium == "ground" else _MIDDLE
    return x, y - actor.lift - share * actor.height
