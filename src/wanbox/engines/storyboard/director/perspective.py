"""How rows and depths belong together in a place with the usual horizon; a plan needs no nearer figures."""

from __future__ import annotations

from ..compose.camera import FAR, FOOT, row_at
from ..shotlist import Angle

#: The usual horizon of a place at eye level; only the look of depth depends on it, not the place of a body.
HORIZON = 0.52


def depth_of(row: float, angle: Angle = Angle.EYE) -> float:
    """Depth of somebody who stands on a row."""
    horizon = row_at(HORIZON, angle)
    return FAR + (1 - FAR) * max(0.0, (row - horizon) / (FOOT - horizon))
