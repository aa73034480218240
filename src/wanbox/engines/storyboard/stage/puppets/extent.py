"""Where a part's ink lies in the drawing, found by drawing it small; kept on disk, because it never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...draw.shelf import shelf
from ...draw.svg import painter, render_svg
from .model import Part, Puppet, load

#: Box in the drawing: x, y, width, height.
Box: TypeAlias = tuple[float, float, float, float]

_PROBE = 260
#: Changes with what this module finds in a drawing.
_FORM = "extent 1"


@dataclass(frozen=True, slots=True)
class Extent:
    """All in units of the drawing."""

    box: Box
    #: A ribbon's half width about the line through its joints, and how far its ink goes beyond both ends.
    half: float = 0.0
    before: float = 0.0
    after: float = 0.0


def markup(puppet: Puppet, part: Part, view: str) -> str:
    """A part as a document of its own."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{puppet.defs}{part.svg}</svg>'


@cache
def extent(puppet_name: str, part_name: str) -> Extent | None:
    """The extent of a part; None for one without ink."""
    puppet = load(puppet_name)
    part, (x, y, width, height) = puppet.part(part_name), puppet.view_box
    svg = markup(puppet, part, f"{x} {y} {width} {height}")
    joints = np.array([puppet.pivots[bone] for bone in part.bones] if part.kind == "ribbon" else [], np.float64)
    key = _FORM, painter(), svg, repr(joints.tolist())
    row = shelf().get(*key)
    if row is None or row.shape not in ((0,), (7,)):
        row = _measured(svg, puppet.view_box, joints)
        shelf().put(row, *key)
    if not len(row):
        return None
    values = [float(v) for v in row]
    return Extent((values[0], values[1], values[2], values[3]), *values[4:])


def _measured(svg: str, view_box: Box, joints: NDArray[np.float64]) -> NDArray[np.float64]:
    """The numbers of an extent; none for a part without ink."""
    x0, y0, width, height = view_box
    scale = _PROBE / max(width, height)
    alpha = render_svg(svg, width=round(width * scale), height=round(height * scale))[..., 3]
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if not len(rows):
        return np.zeros(0)
    left, right = (columns[0] - 1) / scale, (columns[-1] + 2) / scale
    top, bottom = (rows[0] - 1) / scale, (rows[-1] + 2) / scale
    ribbon = _along(alpha, scale, (x0, y0), joints) if len(joints) else (0.0, 0.0, 0.0)
    return np.array([x0 + left, y0 + top, right - left, bottom - top, *ribbon], np.float64)


def _along(
    alpha: NDArray[np.uint8], scale: float, corner: tuple[float, float], joints: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Half width of the ink about the line through the joints, and how far it goes beyond both ends."""
    rows, columns = np.nonzero(alpha)
    points = np.stack([columns / scale + corner[0], rows / scale + corner[1]], -1)
    best = np.full(len(points), np.inf)
    before = after = 0.0
    for k in range(len(joints) - 1):
        a, b = joints[k], joints[k + 1]
        length = float(np.hypot(*(b - a)))
        direction = (b - a) / length
        along = (points - a) @ direction
        across = np.abs((points - a) @ np.array([-direction[1], direction[0]]))
        if k == 0:
            before = max(0.0, -float(along.min()))
        if k == len(joints) - 2:
            after = max(0.0, float(along.max()) - length)
        low, high = (-1e9 if k == 0 else 0.0), (1e9 if k == len(joints) - 2 else length)
        gap = np.maximum(low - along, along - high).clip(0)
        best = np.minimum(best, np.hypot(across, gap))
    pad = 2 / scale
    return float(best.max()) + pad, before + pad, after + pad
