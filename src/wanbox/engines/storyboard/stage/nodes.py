"""Planes of a stage: flat plates, the floor, walls, and things that move along paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..compose.blit import Pixels, Reals, Runs, Spans, affine, opaque, over_columns, over_rows, plane, runs_of, spans_of
from ..compose.camera import FAR
from .contract import Frame, View
from .geometry import Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Sway:
    """How the wind moves a plate: pixels at the top, turns per second, rest row of the still foot."""

    reach: float
    speed: float
    foot: float
    phase: float = 0.0


@dataclass(frozen=True, slots=True)
class Plate:
    """A flat picture at one depth; (x, y) is its corner in the rest frame, `scale` its pixels per rest pixel."""

    pixels: Pixels
    x: float
    y: float
    depth: float
    scale: float = 1.0
    opacity: float = 1.0
    sway: Sway | None = None
    #: Pixels per second that it drifts to the right.
    drift: float = 0.0
    #: Brightness over time, 0…1, multiplied with the opacity.
    pulse: Callable[[float], float] | None = None
    spans: Spans = field(init=False)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", spans_of(self.pixels))
        object.__setattr__(self, "runs", runs_of(self.pixels, self.spans))

    def paint(self, frame: Frame, view: View) -> None:
        s, tx, ty = view.place(self.depth)
        x, y = s * (self.x + self.drift * view.t) + tx, s * self.y + ty
        opacity = self.opacity * (self.pulse(view.t) if self.pulse else 1.0)
        shift = self._wind(view, s, ty) if self.sway else None
        plane(
            frame,
            self.pixels,
            self.spans,
            scale=s / self.scale,
            x=x,
            y=y,
            opacity=opacity,
            shift=shift,
            runs=self.runs,
        )

    def _wind(self, view: View, s: float, ty: float) -> Reals:
        assert self.sway is not None
        wind = self.sway
        rest = (np.arange(view.height) - ty) / s
        up = np.clip((wind.foot - rest) / max(1.0, wind.foot - self.y), 0, 1)
        turn = 2 * np.pi * wind.speed * view.t + wind.phase
        swing = np.sin(turn) * up**1.6 + 0.35 * np.sin(turn * 2.3 + up * 5) * up
        return np.asarray(swing * wind.reach * s, np.float32)


@dataclass(frozen=True, slots=True)
class Backdrop:
    """An opaque plane behind everything: the sky, a wall. Nothing is painted below rest row `bottom`, if given."""

    pixels: Pixels
    x: float
    y: float
    depth: float
    scale: float = 1.0
    bottom: float | None = None
    spans: Spans = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", opaque(self.pixels))
        object.__setattr__(self, "spans", spans_of(self.pixels))

    def paint(self, frame: Frame, view: View) -> None:
        s, tx, ty = view.place(self.depth)
        last = frame.shape[0] if self.bottom is None else max(1, min(frame.shape[0], int(s * self.bottom + ty) + 2))
        plane(frame[:last], self.pixels, self.spans, scale=s / self.scale, x=s * self.x + tx, y=s * self.y + ty)


@dataclass(frozen=True, slots=True)
class Floor:
    """The ground as one picture whose rows move with their own depth; BGR opaque or BGRA."""

    pixels: Pixels
    x: float
    y: float
    scale: float
    geometry: Geometry
    depth: float = 0.21
    spans: Spans = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", opaque(self.pixels))
        object.__setattr__(self, "spans", spans_of(self.pixels))

    def paint(self, frame: Frame, view: View) -> None:
        bottom = self.y + self.pixels.shape[0] / self.scale
        top, rest, _, s, tx = self.geometry.rows(view, self.y, bottom)
        sy = (rest - np.float32(self.y)) * np.float32(self.scale)
        sx, step = (-tx / s - np.float32(self.x)) * np.float32(self.scale), np.float32(self.scale) / s
        over_rows(frame, self.pixels, self.spans, top, sy, sx, step, np.ones_like(sy))


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall that recedes along the line of sight, drawn as it is seen at rest; columns move with their own depth.

    `across` is its distance from the middle in pixels at the actors' row, negative to the left.
    """

    pixels: Pixels
    x: float
    y: float
    scale: float
    across: float
    geometry: Geometry
    depth: float
    turned: Pixels = field(init=False)
    ends: Spans = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turned", np.ascontiguousarray(self.pixels.transpose(1, 0, 2)))
        object.__setattr__(self, "ends", spans_of(self.turned))

    def paint(self, frame: Frame, view: View) -> None:
        x0, sx, sy, step = self.columns(view)
        if len(sx):
            over_columns(frame, self.turned, self.ends, x0, sx, sy, step)

    def columns(self, view: View) -> tuple[int, Reals, Reals, Reals]:
        """How it lies in a view: first frame column, and per column the picture's column, first row, rows a pixel."""
        rest = np.linspace(self.x, self.x + self.pixels.shape[1] / self.scale, self.pixels.shape[1] + 1)
        s, tx, _ = self._places(rest, view)
        seen = s * rest + tx
        seen = np.maximum.accumulate(seen + np.arange(len(seen)) * 1e-6)
        x0, x1 = max(0, int(np.ceil(seen[0]))), min(view.width, int(np.floor(seen[-1])) + 1)
        found = np.interp(np.arange(x0, max(x0, x1)), seen, rest)
        s, _, ty = self._places(found, view)
        sx = ((found - self.x) * self.scale).astype(np.float32)
        step = (self.scale / s).astype(np.float32)
        sy = ((-ty / s - self.y) * self.scale).astype(np.float32)
        return x0, sx, sy, step

    def _places(self, x: np.ndarray[tuple[int], np.dtype[np.float64]], view: View) -> tuple[np.ndarray, ...]:
        q = np.maximum(0.0, (x - self.geometry.width / 2) / self.across)
        d = FAR + (1 - FAR) * q
        s = view.zoom**d
        return s, view.fx - s * view.fx - s * d * view.dx, view.fy - s * view.fy - s * d * view.dy


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where a moving thing is: rest-frame anchor, size factor, turn in radians, which picture, how opaque."""

    x: float
    y: float
    size: float = 1.0
    turn: float = 0.0
    picture: int = 0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Mover:
    """A small picture (or a cycle of them) on a path; its anchor is a fraction of the picture."""

    pictures: Sequence[Pixels]
    pose: Callable[[float], Pose | None]
    depth: float
    #: Pixels per rest pixel of the pictures.
    scale: float = 1.0
    anchor: tuple[float, float] = (0.5, 1.0)
    #: Depth from the row it stands on, when it comes nearer or goes away.
    geometry: Geometry | None = None
    spans: Sequence[Spans] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", [spans_of(picture) for picture in self.pictures])

    def paint(self, frame: Frame, view: View) -> None:
        pose = self.pose(view.t)
        if pose is None or pose.opacity <= 0:
            return
        number = pose.picture % len(self.pictures)
        picture = self.pictures[number]
        depth = self.geometry.depth_at(pose.y) if self.geometry else self.depth
        s, tx, ty = view.place(depth)
        k = s * pose.size / self.scale
        ax, ay = self.anchor[0] * picture.shape[1], self.anchor[1] * picture.shape[0]
        x, y = s * pose.x + tx, s * pose.y + ty
        if not pose.turn:
            # What stands upright is laid down row by row, in a third of the time.
            spans = self.spans[number]
            plane(frame, picture, spans, scale=k, x=x - k * ax, y=y - k * ay, opacity=pose.opacity)
            return
        cos, sin = np.cos(pose.turn) * k, np.sin(pose.turn) * k
        matrix = np.array([[cos, -sin, x - cos * ax + sin * ay], [sin, cos, y - sin * ax - cos * ay]])
        affine(frame, picture, matrix, pose.opacity)


@dataclass(frozen=True, slots=True)
class Painter:
    """A node from a plain function of frame and view."""

    depth: float
    draw: Callable[[Frame, View], None]
    #: Whether it looks at more of the frame than what it changes: that must then be there, even if planes before it
    #: will hide it.
    reads: bool = True

    def paint(self, frame: Frame, view: View) -> None:
        self.draw(frame, view)
