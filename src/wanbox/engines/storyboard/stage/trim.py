"""What nearer planes hide throughout a shot need never be painted: the ends of its rows are cut off, once, at build.

The shot is looked at a few times on a coarse grid, nearest plane first. Every doubt leaves a pixel to be painted: a
cell counts as hidden only where the rows' opaque runs cover all of it, and what planes move against each other between
two looks is added as a margin.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Pixels, Reals, Spans
from ..compose.camera import FAR, Path
from ..compose.jit import exact_kernel
from .contract import Node, View
from .nodes import Backdrop, Floor, Mover, Painter, Plate, Wall

#: Pixels of a cell of the grid, and looks over the shot.
CELL = 8
LOOKS = 9
#: Planes of fewer pixels are not worth the time.
_SMALL = 12_000

#: Per look and line of the frame (row, or column of a wall): the picture's row, its column at the line's first pixel,
#: and columns a pixel; a row of -1 where there is none.
Lines: TypeAlias = Reals
Plane: TypeAlias = Plate | Backdrop | Floor | Wall


@exact_kernel
def flat_lines(lines: Lines, places: Reals) -> None:
    """Lines of a plate; places: per look its scale in the frame and its corner's x and y."""
    for look in range(lines.shape[0]):
        k, x, y = places[look, 0], places[look, 1], places[look, 2]
        for line in range(lines.shape[1]):
            lines[look, line, 0] = (line - y) / k if line >= y else np.float32(-1)
            lines[look, line, 1], lines[look, line, 2] = -x / k, 1 / k


@exact_kernel
def hide(hidden: Pixels, lines: Lines, spans: Spans, across: int, cell: int) -> None:
    """Mark the cells (look, row, column) that opaque runs cover wholly; `across` is the length of a line."""
    for look in range(hidden.shape[0]):
        for row in range(hidden.shape[1]):
            low, high = np.float32(-1e9), np.float32(1e9)
            for line in range(row * cell, min((row + 1) * cell, lines.shape[1])):
                at, x, step = lines[look, line, 0], lines[look, line, 1], lines[look, line, 2]
                i = int(at)
                if at < 0 or i >= spans.shape[0] - 1:
                    high = low
                    break
                # One pixel of the picture at either end is left to the mixing of neighbours.
                low = max(low, (max(spans[i, 2], spans[i + 1, 2]) + 1 - x) / step)
                high = min(high, (min(spans[i, 3], spans[i + 1, 3]) - 1 - x) / step)
            if high - low < cell or high < cell:
                continue
            first, last = int(max(low + np.float32(cell - 1), np.float32(0))) // cell, int(high + 1) // cell
            hidden[look, row, first : hidden.shape[2] if high >= across - 1 else max(first, last)] = 1


@exact_kernel
def open_ends(left: NDArray[np.int64], right: NDArray[np.int64], hidden: Pixels) -> None:
    """The first and last column of each row that is not hidden; (columns, -1) where all are."""
    for row in range(hidden.shape[0]):
        left[row], right[row] = hidden.shape[1], -1
        for column in range(hidden.shape[1]):
            if not hidden[row, column]:
                left[row] = min(left[row], column)
                right[row] = column


@exact_kernel
def seen_ends(ends: Reals, hidden: Pixels, lines: Lines, margin: tuple[float, float], cell: int) -> None:
    """Widen `ends`, first and last column by row of the picture, to what is not hidden at some look."""
    looks, rows, columns = hidden.shape
    deep = int(np.ceil(margin[1] / cell))
    left, right = np.empty(rows, np.int64), np.empty(rows, np.int64)
    for look in range(looks):
        open_ends(left, right, hidden[look])
        for row in range(rows):
            first, last = columns, -1
            for near in range(max(0, row - deep), min(rows, row + deep + 1)):
                first, last = min(first, left[near]), max(last, right[near])
            if last < first:
                continue
            start, stop = first * cell - margin[0], (last + 1) * cell + margin[0]
            for line in range(row * cell, min((row + 1) * cell, lines.shape[1])):
                at, x, step = lines[look, line, 0], lines[look, line, 1], lines[look, line, 2]
                if at < 0:
                    continue
                low, high = np.float32(x + step * start - 2), np.float32(x + step * stop + 2)
                # A picture finer than the frame has rows between two lines.
                before = lines[look, line - 1, 0] if line else at
                for i in range(max(0, int(before) - 1), min(ends.shape[0], int(at) + 3)):
                    ends[i, 0], ends[i, 1] = min(ends[i, 0], low), max(ends[i, 1], high)


@exact_kernel
def cut(spans: Spans, ends: Reals, width: int) -> int:
    """Draw the ends of the rows of a picture in; returns how many pixels less are painted."""
    saved = 0
    for i in range(spans.shape[0]):
        first, last = spans[i, 0], spans[i, 1]
        if last < first:
            continue
        low, high = max(float(first), np.floor(ends[i, 0])), min(float(last), np.ceil(ends[i, 1]))
        if high < low:
            # As rows without ink are written.
            spans[i, 0], spans[i, 1], spans[i, 2], spans[i, 3] = width, -1, 0, -1
            saved += last - first + 1
            continue
        spans[i, 0], spans[i, 1] = int(low), int(high)
        spans[i, 2], spans[i, 3] = max(spans[i, 2], int(low)), min(spans[i, 3], int(high))
        saved += last - first - (int(high) - int(low))
    return saved


def warm() -> None:
    """Compile the kernels."""
    lines, spans, hidden = np.zeros((1, 8, 3), np.float32), np.zeros((9, 5), np.int32), np.zeros((1, 1, 2), np.uint8)
    flat_lines(lines, np.ones((1, 3), np.float32))
    hide(hidden, lines, spans, 16, CELL)
    ends = np.zeros((9, 2), np.float32)
    seen_ends(ends, hidden, lines, (1.0, 1.0), CELL)
    cut(spans, ends, 2)


@dataclass(slots=True)
class _Cover:
    """What the planes met so far hide at each look."""

    views: Sequence[View]
    #: (look, row, column): 1 where nothing behind is seen.
    hidden: Pixels
    #: Depth of the nearest of what hides.
    nearest: float = 0.0

    @classmethod
    def none(cls, views: Sequence[View]) -> _Cover:
        rows, columns = -(-views[0].height // CELL), -(-views[0].width // CELL)
        return cls(views, np.zeros((len(views), rows, columns), np.uint8))

    def add(self, node: Plane, lines: Lines, spans: Spans) -> None:
        if isinstance(node, Wall):
            turned = np.ascontiguousarray(self.hidden.transpose(0, 2, 1))
            hide(turned, lines, spans, self.views[0].height, CELL)
            self.hidden = np.ascontiguousarray(turned.transpose(0, 2, 1))
        else:
            hide(self.hidden, lines, spans, self.views[0].width, CELL)
        self.nearest = max(self.nearest, _near(node))

    def ends(self, node: Plane, lines: Lines, spans: Spans, slack: float) -> Reals:
        """What of the plane's rows can be seen."""
        found = np.empty((len(spans), 2), np.float32)
        found[:, 0], found[:, 1] = 1e9, -1e9
        far = min(node.depth, FAR) if isinstance(node, Floor | Wall) else node.depth
        margin = 0.5 * _slip(self.views, far, max(self.nearest, _near(node))) + slack + 2.0
        sway, hidden = _sway(node, self.views), self.hidden
        if isinstance(node, Wall):
            hidden = np.ascontiguousarray(hidden.transpose(0, 2, 1))
        seen_ends(found, hidden, lines, (margin + sway, margin), CELL)
        return found


def trimmed(nodes: Sequence[Node], path: Path) -> list[Node]:
    """The nodes, in painting order, without what is never seen of them."""
    views = _looks(path)
    slack = 0.02 * path.width * min(max(path.camera.handheld, 0.0), 1.0)
    cover, out = _Cover.none(views), list[Node]()
    for node in reversed(nodes):
        if isinstance(node, Plate | Backdrop | Floor | Wall):
            kept = _seen(node, cover, slack)
            if kept is not None:
                out.append(kept)
            continue
        if not isinstance(node, Mover) and (not isinstance(node, Painter) or node.reads):
            # It may mirror or bend what stands behind it, hidden or not.
            cover = _Cover.none(views)
        out.append(node)
    return out[::-1]


def _seen(node: Plane, cover: _Cover, slack: float) -> Node | None:
    """The plane cut down to what is seen, which then hides what lies behind it; None for nothing."""
    spans = node.ends if isinstance(node, Wall) else node.spans
    area = int(np.maximum(spans[:, 1] - spans[:, 0] + 1, 0).sum())
    if not area:
        return None
    hides = _hides(node) and int(np.maximum(spans[:, 3] - spans[:, 2], 0).sum()) >= _SMALL
    cuts = cover.nearest > 0 and area * _grown(node, cover.views) >= _SMALL
    if not hides and not cuts:
        return node
    lines, kept = _lines(node, cover.views), node
    if cuts:
        new = spans.copy()
        width = node.turned.shape[1] if isinstance(node, Wall) else node.pixels.shape[1]
        if cut(new, cover.ends(node, lines, spans, slack), width):
            if not (new[:, 1] >= 0).any():
                return None
            kept = _with(node, new)
    if hides:
        cover.add(node, lines, spans)
    return kept


def _with(node: Plane, spans: Spans) -> Plane:
    """The plane with other ends of its rows."""
    kept = copy.copy(node)
    object.__setattr__(kept, "ends" if isinstance(node, Wall) else "spans", spans)
    return kept


def _looks(path: Path) -> list[View]:
    """The views of a shot at even times; one for a camera that stands still."""
    views = [path.view(path.seconds * k / (LOOKS - 1)) for k in range(LOOKS)]
    return views if len({(view.zoom, view.dx, view.dy) for view in views}) > 1 else views[:1]


def _hides(node: Plane) -> bool:
    """Whether what it covers it covers throughout."""
    return not isinstance(node, Plate) or (
        node.opacity >= 1 and node.pulse is None and node.sway is None and not node.drift
    )


def _near(node: Plane) -> float:
    """The depth of its nearest edge."""
    return node.geometry.depth_at(node.geometry.height * 1.2) if isinstance(node, Floor | Wall) else node.depth


def _grown(node: Plane, views: Sequence[View]) -> float:
    """Pixels of the frame for one of the picture."""
    return max(view.place(node.depth)[0] for view in views) ** 2 / node.scale**2


def _sway(node: Plane, views: Sequence[View]) -> float:
    """How far it moves by itself between two looks, sideways in pixels of the frame."""
    if not isinstance(node, Plate):
        return 0.0
    between = views[0].seconds / max(1, len(views) - 1)
    wind = 1.35 * abs(node.sway.reach) if node.sway else 0.0
    return max(view.place(node.depth)[0] for view in views) * (wind + abs(node.drift) * between)


def _slip(views: Sequence[View], far: float, near: float) -> float:
    """The farthest that two planes move against each other from one look to the next, in pixels of the frame."""
    corners = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.float64) * (views[0].width, views[0].height)
    moved = [_moved(np.array([view.place(depth) for view in views]), corners) for depth in (far, near)]
    return float(np.abs(moved[0] - moved[1]).max(initial=0))


def _moved(places: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where points of the frame at one look are at the next: (looks - 1, points, 2)."""
    before, after = places[:-1, None], places[1:, None]
    return (points[None] - before[..., 1:]) * (after[..., :1] / before[..., :1]) + after[..., 1:]


def _lines(node: Plane, views: Sequence[View]) -> Lines:
    """How a plane lies in the frame at each look."""
    if isinstance(node, Floor):
        return _floor_lines(node, views)
    if isinstance(node, Wall):
        return _wall_lines(node, views)
    lines, places = np.empty((len(views), views[0].height, 3), np.float32), np.empty((len(views), 3), np.float32)
    for look, view in enumerate(views):
        s, tx, ty = view.place(node.depth)
        drift = node.drift * view.t if isinstance(node, Plate) else 0.0
        places[look] = s / node.scale, s * (node.x + drift) + tx, s * node.y + ty
    flat_lines(lines, places)
    if isinstance(node, Backdrop) and node.bottom is not None:
        for look, view in enumerate(views):
            s, _, ty = view.place(node.depth)
            lines[look, max(0, int(s * node.bottom + ty)) :, 0] = -1
    return lines


def _floor_lines(node: Floor, views: Sequence[View]) -> Lines:
    lines = np.full((len(views), views[0].height, 3), -1, np.float32)
    bottom = node.y + node.pixels.shape[0] / node.scale
    for look, view in enumerate(views):
        top, rest, _, s, tx = node.geometry.rows(view, node.y, bottom)
        place = lines[look, top : top + len(rest)]
        place[:, 0], place[:, 1] = (rest - node.y) * node.scale, (-tx / s - node.x) * node.scale
        place[:, 2] = node.scale / s
    return lines


def _wall_lines(node: Wall, views: Sequence[View]) -> Lines:
    lines = np.full((len(views), views[0].width, 3), -1, np.float32)
    for look, view in enumerate(views):
        left, sx, sy, step = node.columns(view)
        place = lines[look, left : left + len(sx)]
        place[:, 0], place[:, 1], place[:, 2] = sx, sy, step
    return lines
