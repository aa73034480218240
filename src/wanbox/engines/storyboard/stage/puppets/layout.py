"""A dressed puppet as a few flat arrays, so that one compiled call places all its parts and another paints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import kernel

if TYPE_CHECKING:
    from .mesh import Mesh
    from .model import Part
    from .rig import Pose

_KINDS = {"rigid": kernel.RIGID, "ribbon": kernel.RIBBON, "fan": kernel.FAN}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as this art shows it."""

    part: Part
    mesh: Mesh
    pixels: NDArray[np.uint8]
    source: NDArray[np.float32]
    #: Joints of the drawing that the part comes from, and its size on this body against that drawing.
    pivots: Mapping[str, tuple[float, float]]
    fit: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """All pieces of one art, in painting order."""

    #: Per piece: see the names of columns in `kernel`.
    pieces: NDArray[np.int32]
    #: Per piece: joint's x and y in the drawing, fit, half width, top of the mouth.
    reals: NDArray[np.float64]
    #: Vertices at rest; of cloth how far each swings, see `_cloth`; and where they are in the texture, in its pixels.
    rest: NDArray[np.float32]
    cloth: NDArray[np.float32]
    source: NDArray[np.float32]
    triangles: NDArray[np.int32]
    stations: NDArray[np.float64]
    #: Places in `bones` of the bones that pieces follow.
    follows: NDArray[np.int32]
    #: All textures, one after the other.
    atlas: NDArray[np.uint32]
    #: Where they have ink, see `kernel.coverage`.
    covers: NDArray[np.uint8]
    bones: tuple[str, ...]
    swings: tuple[str, ...]

    def posed(self, pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The pose's bones (x, y, angle, scale in x and y) and swing angles."""
        found = [pose.bones[name] for name in self.bones]
        bones = np.array([(b.x, b.y, b.angle, b.sx, b.sy) for b in found], np.float64).reshape(-1, 5)
        return bones, np.array([0.0, *(pose.swings.get(name, 0.0) for name in self.swings)])

    def place(
        self, shown: NDArray[np.int32], pose: Pose, opening: float, floor: float, matrix: Sequence[float]
    ) -> tuple[NDArray[np.float32], tuple[float, float, float, float]]:
        """Vertices of the shown pieces through a map (a, b, x, c, d, y), and their box.

        opening: how far a speaking mouth is open; floor: the row of the drawing under which no cloth goes.
        """
        out = np.empty_like(self.rest)
        bones, swings = self.posed(pose)
        numbers = np.array([opening, floor, *matrix])
        fixed = self.pieces, self.reals, self.rest, self.cloth, self.stations, self.follows
        return out, kernel.place(out, shown, *fixed, bones, swings, numbers)

    def paint(
        self, shown: NDArray[np.int32], verts: NDArray[np.float32], size: tuple[int, int], corner: tuple[int, int]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The shown pieces on (height, width) pixels whose first is at `corner`; and their spans, see `blit`."""
        pixels, spans = kernel.sheet(*size)
        words, fixed = pixels.view(np.uint32)[..., 0], (self.pieces, self.atlas, self.covers, self.source)
        kernel.paint_all(words, spans, shown, *fixed, verts, self.triangles, float(corner[0]), float(corner[1]))
        return pixels, spans


def layout_of(pieces: Sequence[Piece], bones: frozenset[str], *, flags: Sequence[int]) -> Layout:
    """The layout of all pieces whose bones the body has; the others stand in it without a vertex."""
    table = _Table()
    for piece, flag in zip(pieces, flags, strict=True):
        table.add(piece, flag, bones)
    return table.layout()


class _Table:
    """Rows of a layout as they are gathered."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = []
        self.reals: list[tuple[float, ...]] = []
        self.arrays: dict[str, list[NDArray[Any]]] = {
            name: [] for name in ("rest", "cloth", "source", "triangles", "stations", "atlas", "covers")
        }
        self.counts = dict.fromkeys(self.arrays, 0)
        self.bones: dict[str, int] = {}
        self.swings: dict[str, int] = {}
        self.follows: list[int] = []

    def add(self, piece: Piece, flags: int, bones: frozenset[str]) -> None:
        part, mesh = piece.part, piece.mesh
        names = part.bones[:1] if part.kind == "fan" else part.bones
        here = all(name in bones for name in names)
        start = len(self.follows)
        self.follows += [self.bones.setdefault(name, len(self.bones)) for name in names if here]
        # Swing 0 is that of what does not swing.
        hung = part.bones[1:3] if part.kind == "fan" else (f"{part.name}.tilt",) if part.upright else ()
        swings = [self.swings.setdefault(name, len(self.swings) + 1) for name in hung]
        rest = piece.pivots.get(part.bones[0], (0.0, 0.0))
        kind = kernel.RIBBON if mesh.stations is not None else _KINDS[part.kind]
        stations = np.zeros((0, 3)) if mesh.stations is None else mesh.stations
        height, width = piece.pixels.shape[:2]
        cloth = _cloth(mesh.rest, rest) if kind == kernel.FAN else np.zeros((len(mesh.rest), 3), np.float32)
        starts = [self.counts[name] for name in ("rest", "triangles", "stations", "atlas", "covers")]
        self.rows.append(
            [kind, start, len(names) if here else 0, starts[0], len(mesh.rest), starts[1], len(mesh.triangles),
             starts[2], len(stations), starts[3], width, height, flags, *swings, *([0] * (2 - len(swings))), starts[4]]
        )  # fmt: skip
        self.reals.append((*rest, piece.fit, mesh.half, float(mesh.rest[:, 1].min())))
        pixels = np.ascontiguousarray(piece.pixels)
        for name, array in (
            ("rest", mesh.rest),
            ("cloth", cloth),
            ("source", piece.source),
            ("triangles", mesh.triangles),
            ("stations", stations),
            ("atlas", pixels.view(np.uint32).reshape(-1)),
            ("covers", kernel.coverage(pixels).reshape(-1)),
        ):
            self.arrays[name].append(array)
            self.counts[name] += len(array)

    def layout(self) -> Layout:
        def joined(name: str, dtype: type, *shape: int) -> NDArray[Any]:
            return np.concatenate([np.zeros((0, *shape), dtype), *self.arrays[name]]).astype(dtype, copy=False)

        return Layout(
            pieces=np.array(self.rows, np.int32).reshape(-1, kernel.COLUMNS),
            reals=np.array(self.reals, np.float64).reshape(-1, 5),
            rest=joined("rest", np.float32, 2),
            cloth=joined("cloth", np.float32, 3),
            source=joined("source", np.float32, 2),
            triangles=joined("triangles", np.int32, 3),
            stations=joined("stations", np.float64, 3),
            follows=np.array(self.follows, np.int32),
            atlas=joined("atlas", np.uint32),
            covers=joined("covers", np.uint8),
            bones=tuple(self.bones),
            swings=tuple(self.swings),
        )


def _cloth(rest: NDArray[np.float32], pivot: tuple[float, float]) -> NDArray[np.float32]:
    """Of cloth below its bone's joint: place across, place down (as a root: more towards the hem), and depth."""
    x, y = rest[:, 0].astype(np.float64), rest[:, 1].astype(np.float64)
    u = (x - x.min()) / max(float(np.ptp(x)), 1e-6)
    fall = (y - pivot[1]).clip(0)
    return np.stack([u, np.sqrt(fall / max(float(fall.max()), 1e-6)), fall], -1).astype(np.float32)
