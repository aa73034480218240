"""Light things on the wind in three distances: leaves, petals, feathers, paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..contract import Context, Node, Rgb
from ._drift import Drift, drifting


@dataclass(frozen=True, slots=True, kw_only=True)
class Tumble:
    """What tumbles down: numbers for the middle distance; far and near follow from them."""

    colours: Sequence[Rgb]
    #: How many far away, at the actors and close to the camera.
    many: tuple[int, int, int]
    size: tuple[float, float]
    fall: tuple[float, float]
    wind: tuple[float, float]
    swing: float
    #: Short radius over long radius, flat and edge-on.
    flat: tuple[float, float] = (0.6, 0.1)


#: Depth, and size, speed, hardness and opacity against the middle distance.
_PLANES = ((0.7, 0.52, 0.58, 1.2, 1.0), (1.1, 1.0, 1.0, 1.0, 1.0), (1.6, 2.2, 1.65, 0.24, 0.78))


def tumbling(context: Context, what: Tumble, seed: int) -> list[Node]:
    """A node for each distance."""
    nodes: list[Node] = []
    for number, (depth, size, speed, hard, alpha) in enumerate(_PLANES):
        drift = Drift(
            count=what.many[number],
            depth=depth,
            size=(what.size[0] * size, what.size[1] * size),
            flat=what.flat,
            fall=(what.fall[0] * speed, what.fall[1] * speed),
            wind=(what.wind[0] * speed, what.wind[1] * speed),
            swing=what.swing * (0.5 + 0.5 * speed),
            colours=what.colours,
            alpha=alpha,
            hardness=5 * hard,
        )
        nodes.append(drifting(context, drift, seed + number))
    return nodes
