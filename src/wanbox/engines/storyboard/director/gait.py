"""Steps per second of those who walk, from how far they go: the feet and the sound of them agree."""

from __future__ import annotations

from ..shotlist import Actor

#: Steps a second that look natural, slowest and fastest.
CADENCE = {"walk": (1.5, 2.2), "run": (2.5, 3.6), "dance": (2.0, 2.4), "jump": (1.2, 1.6)}
#: Length of an unhurried step in body heights.
STEP = {"walk": 0.17, "run": 0.34}


def stride_rate(actor: Actor, seconds: float, aspect: float = 16 / 9) -> float:
    """Steps per second of an actor; 0 for those who do not walk.

    `seconds` is the length of the shot, `aspect` the frame's width over height.
    """
    if actor.medium != "ground" or actor.action not in CADENCE or seconds <= 0:
        return 0.0
    slow, fast = CADENCE[actor.action]
    length = STEP.get(actor.action, 0.0) * actor.height
    distance = abs(actor.end[0] - actor.start[0]) * aspect
    if length <= 0 or distance < 1e-3:
        return (slow + fast) / 2
    return min(max(distance / length / seconds, slow), fast)
