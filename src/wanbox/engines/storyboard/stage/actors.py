"""Actors on the stage: they move along their path, share the scene's light, cast shadows and are mirrored."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ..compose.blit import Pixels, Reals, affine, over_rows, spans_of
from ..compose.camera import ease
from ..compose.light import contact_shadow, rim_edge, shade
from ..shotlist import Actor
from .air import Air
from .contract import Art, Body, Frame, Light, Set, View
from .geometry import Geometry

#: Actions whose speed must be even, because limbs or wheels show it.
STEADY = frozenset({"walk", "run", "drive", "ride", "swim", "sail", "fly", "march", "crawl"})

#: Part of a passenger's standing height that the side of a boat hides.
_BELOW_DECK = 0.18


def progress(action: str, u: float) -> float:
    """Share of the way made at share u of the time."""
    u = min(max(u, 0.0), 1.0)
    return u if action in STEADY else ease(u)


@dataclass(frozen=True, slots=True)
class ActorNode:
    """One actor as a node; its depth is that of the row it stands on."""

    actor: Actor
    art: Art
    #: Pixels per rest-frame pixel that the art was made for.
    scale: float
    geometry: Geometry
    light: Light
    haze: float
    mirror_from: float | None
    mirror_strength: float
    seed: int
    #: Where the water ends, see `Set.shore`.
    shore: Callable[[View], Reals] | None = None

    @property
    def depth(self) -> float:
        """Middle of the path, for painting order; flyers stand on the actors' plane."""
        if self.actor.medium == "air":
            return 0.98
        return self.geometry.depth_at(max(self.actor.start[1], self.actor.end[1]) * self.geometry.height)

    def paint(self, frame: Frame, view: View) -> None:
        u = view.t / view.seconds if view.seconds > 0 else 0.0
        body = self.art.pose(view.t, view.seconds)
        x, y, grow = self._place(progress(self.actor.action, u))
        depth = 1.0 if self.actor.medium == "air" else self.geometry.depth_at(y)
        s, tx, ty = view.place(depth)
        k = s * grow / self.scale
        if self.actor.facing < 0:
            pixels = np.asarray(cv2.flip(body.pixels, 1), np.uint8)
            body = Body(pixels, (pixels.shape[1] - body.anchor[0], body.anchor[1]))
        lit = self._lit(body.pixels)
        px, py = s * x + tx, s * y + ty
        if self.actor.lift > 0:
            # Who sits on or in another body throws no shadow of its own on the ground, and is not mirrored there.
            py -= self.actor.lift * self.geometry.height * s * grow
            if self.actor.medium == "water":
                # The side of the boat hides the legs.
                hidden = _BELOW_DECK * self.actor.height * self.geometry.height * self.scale
                afloat(frame, lit, (body.anchor[0], body.anchor[1] - hidden), px, py, k, view.t)
                return
            affine(frame, lit, placed(body.anchor, px, py, k, 0.0))
            return
        draw = {"water": self._floating, "air": self._flying}.get(self.actor.medium, self._standing)
        draw(frame, view, lit, body.anchor, px, py, k)

    def _place(self, u: float) -> tuple[float, float, float]:
        """Rest-frame foot, and growth against the start from coming nearer."""
        (x0, y0), (x1, y1) = self.actor.start, self.actor.end
        x, y = (x0 + (x1 - x0) * u) * self.geometry.width, (y0 + (y1 - y0) * u) * self.geometry.height
        if self.actor.medium == "air":
            return x, y, 1.0
        first = max(0.05, self.geometry.nearness(y0 * self.geometry.height))
        return x, y, max(0.05, self.geometry.nearness(y)) / first

    def _lit(self, pixels: Pixels) -> Pixels:
        light, unit = self.light, self.geometry.height / 720
        alpha = np.ascontiguousarray(pixels[..., 3])
        dx, dy = light.rim_from
        reach = max(1.0, 4.5 * self.scale * unit * min(1.0, 2.5 * self.actor.height))
        edge = rim_edge(alpha, dx, dy, reach)
        edge2 = rim_edge(alpha, -dx, dy, reach * 0.8) if light.rim2_strength > 0 else np.zeros_like(alpha)
        # Bodies are where the eye goes: they keep more of their own colour than the set does.
        soft = [0.35 + 0.65 * a for a in light.ambient]
        numbers = (*soft[::-1], *light.haze[::-1], self.haze, *light.rim[::-1], light.rim_strength)
        numbers2 = (*light.rim2[::-1], light.rim2_strength, 0.16)
        return shade(pixels, edge, edge2, np.array([*numbers, *numbers2], np.float32))

    def _standing(
        self, frame: Frame, view: View, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float
    ) -> None:
        wide = lit.shape[1] * k
        lift = (lit.shape[0] - anchor[1]) * k
        if self.mirror_from is not None and self.mirror_strength > 0:
            faint = Ripple(self.mirror_strength * 0.62, 0.9 * k * self.scale, view.t, 0.55)
            mirrored(frame, lit, anchor, x, y, k, faint)
        self._cast(frame, lit, anchor, x, y, k)
        strength = float(self.light.shadow)
        contact_shadow(
            frame, float(x), float(y + lift * 0.2), float(max(3, wide * 0.36)), float(max(1.5, wide * 0.07)), strength
        )
        affine(frame, lit, placed(anchor, x, y, k, 0.0))

    def _cast(self, frame: Frame, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float) -> None:
        """The long soft shadow on the ground, away from the light and flattened."""
        shadow = np.zeros_like(lit)
        shadow[..., 3] = cv2.GaussianBlur(lit[..., 3], (0, 0), max(0.8, 3.0 * self.scale))
        lean = -self.light.rim_from[0] * 1.1
        matrix = np.array([[k, k * lean * 0.5, 0.0], [0.0, -k * 0.20, 0.0]])
        at = matrix[:, :2] @ np.array([anchor[0], anchor[1]])
        # Height above the foot shears the shadow sideways and brings it towards the viewer.
        matrix = np.array(
            [[k, -k * lean * 0.5, x - k * anchor[0] + k * lean * 0.5 * anchor[1]], [0.0, -k * 0.2, y - at[1]]]
        )
        affine(frame, shadow, matrix, self.light.shadow * 0.42)

    def _floating(
        self, frame: Frame, view: View, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float
    ) -> None:
        phase = self.seed % 7
        tall = lit.shape[0] * k
        rock = 0.035 * math.sin(view.t * 1.5 + phase) + 0.012 * math.sin(view.t * 2.7 + phase)
        y += 0.008 * tall * math.sin(view.t * 1.9 + phase)
        sunk = (anchor[0], anchor[1] - 0.02 * lit.shape[0])
        turned = upright(lit, sunk, rock)
        shore = self._shore(view, x, lit.shape[1] * k / 2)
        wave = Ripple(0.72, 2.4 * k * self.scale, view.t, 0.62, shore)
        mirrored(frame, turned, sunk, x, y, k, wave)
        wide = lit.shape[1] * k
        contact_shadow(frame, float(x), float(y + tall * 0.012), float(wide * 0.44), float(max(2, wide * 0.035)), 0.55)
        afloat(frame, turned, sunk, x, y, k, view.t)

    def _shore(self, view: View, x: float, half: float) -> float:
        """The highest frame row at which the water ends, in the columns that a body covers."""
        if self.shore is None:
            return math.inf
        edge = self.shore(view)
        first = min(max(0, int(x - half)), len(edge) - 1)
        return float(edge[first : max(first + 1, int(x + half))].min())

    def _flying(
        self, frame: Frame, view: View, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float
    ) -> None:
        phase = self.seed % 5
        y += 0.035 * lit.shape[0] * k * math.sin(view.t * 2.1 + phase)
        turn = 0.04 * math.sin(view.t * 1.3 + phase)
        affine(frame, lit, placed(anchor, x, y, k, turn))


@dataclass(frozen=True, slots=True)
class Ripple:
    """A mirror image's looks: opacity at the foot, sideways ripple in pixels, time, and its length against the body."""

    strength: float
    reach: float
    t: float
    length: float
    #: Frame row at which the mirroring surface ends.
    end: float = math.inf


def placed(
    anchor: tuple[float, float], x: float, y: float, k: float, turn: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Matrix that puts the anchor at (x, y), scaled by k and turned."""
    c, s = math.cos(turn) * k, math.sin(turn) * k
    return np.array([[c, -s, x - c * anchor[0] + s * anchor[1]], [s, c, y - s * anchor[0] - c * anchor[1]]])


def upright(lit: Pixels, anchor: tuple[float, float], turn: float) -> Pixels:
    """The cutout turned about its anchor."""
    matrix = placed(anchor, anchor[0], anchor[1], 1.0, turn)
    return np.asarray(cv2.warpAffine(lit, matrix, (lit.shape[1], lit.shape[0]), flags=cv2.INTER_LINEAR), np.uint8)


def mirrored(
    frame: Frame, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float, ripple: Ripple
) -> None:
    """The body upside down below its foot, fading and rippling away from it."""
    top = max(0, round(y))
    length = int(anchor[1] * k * ripple.length)
    rows = np.arange(max(0, min(length, frame.shape[0] - top)), dtype=np.float32)
    if len(rows) < 2:
        return
    u = rows / max(1, length)
    unit = max(0.5, k * lit.shape[0] / 300)
    wave = np.sin(rows / (5.5 * unit) - ripple.t * 5.2) * (0.6 + 2.6 * u) + np.sin(
        rows / (13 * unit) + ripple.t * 3.1
    ) * (0.5 + 4.0 * u)
    wave *= ripple.reach
    sy = anchor[1] - rows / (k * ripple.length)
    sx = anchor[0] - (x + wave) / k
    fade = ripple.strength * (1 - u) ** 1.1
    if math.isfinite(ripple.end):
        fade *= np.clip((ripple.end - top - rows) / (14 * unit), 0, 1)
    darker = (lit * np.array([0.86, 0.82, 0.8, 1.0], np.float32)).astype(np.uint8)
    over_rows(
        frame,
        darker,
        spans_of(darker),
        top,
        sy.astype(np.float32),
        sx.astype(np.float32),
        _full(rows, 1 / k),
        fade.astype(np.float32),
    )


def afloat(frame: Frame, lit: Pixels, anchor: tuple[float, float], x: float, y: float, k: float, t: float) -> None:
    """The body above the waterline; what is under water fades out in two or three rows."""
    top = max(0, int(y - anchor[1] * k))
    bottom = min(frame.shape[0], int(y + 4 * k) + 2)
    rows = np.arange(top, max(top, bottom), dtype=np.float32)
    if len(rows) < 2:
        return
    line = y + 0.8 * math.sin(t * 2.3)
    fade = np.clip((line - rows) / max(1.0, 2.5 * k) + 0.6, 0, 1)
    sy = anchor[1] + (rows - y) / k
    over_rows(
        frame,
        lit,
        spans_of(lit),
        top,
        sy.astype(np.float32),
        _full(rows, anchor[0] - x / k),
        _full(rows, 1 / k),
        fade.astype(np.float32),
    )


def _full(rows: Reals, number: float) -> Reals:
    return np.full(len(rows), number, np.float32)


def actor_nodes(
    stage: Set, air: Air, geometry: Geometry, arts: list[tuple[Actor, Art, float]], seed: int
) -> list[ActorNode]:
    """One node per actor, all in the light of the set."""
    nodes = []
    for number, (actor, art, scale) in enumerate(arts):
        depth = 1.0 if actor.medium == "air" else geometry.depth_at(actor.start[1] * geometry.height)
        wet = stage.mirror_from is not None and actor.start[1] * geometry.height >= stage.mirror_from
        node = ActorNode(
            actor=actor,
            art=art,
            scale=scale,
            geometry=geometry,
            light=stage.light,
            haze=air.fade(depth) * 0.8,
            mirror_from=stage.mirror_from if wet else None,
            mirror_strength=stage.mirror_strength if wet else 0.0,
            seed=seed + number * 31,
            shore=stage.shore,
        )
        nodes.append(node)
    return nodes
