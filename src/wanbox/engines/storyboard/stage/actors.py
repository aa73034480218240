"""Actors on the stage: they move along their path, share the scene's light, cast shadows and are mirrored."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..compose.blit import Reals
from ..compose.camera import ease
from ..compose.light import contact_shadow
from ..shotlist import Actor
from .air import Air
from .bodies import Lit, Ripple, afloat, lit, mirrored, moved, shadow, stand, unfocused
from .contract import Art, Body, Frame, Light, Place, PlacedArt, Set, View
from .geometry import Geometry

#: Actions whose speed must be even, because limbs or wheels show it.
STEADY = frozenset({"walk", "run", "drive", "ride", "swim", "sail", "fly", "march", "crawl"})

#: Part of a passenger's standing height that the side of a boat hides.
_BELOW_DECK = 0.18
#: Blur of a body that is wholly out of focus, in frame heights.
_UNFOCUSED = 0.022
#: Foot row, in frame heights, from which on nothing of a body's foot and shadow is in the frame.
_BELOW = 1.06


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
    #: The lit body of who never moves, once it is there.
    _kept: dict[str, Lit] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def depth(self) -> float:
        """Middle of the path, for painting order; flyers stand on the actors' plane."""
        if self.actor.medium == "air":
            return 0.98
        return self.geometry.depth_at(max(self.actor.start[1], self.actor.end[1]) * self.geometry.height)

    def paint(self, frame: Frame, view: View) -> None:
        first, last = self.actor.during or (0.0, view.seconds)
        if view.t < first or last <= view.t < view.seconds:
            return
        u = (view.t - first) / (last - first) if last > first else 0.0
        x, y, grow = self._place(progress(self.actor.action, u))
        depth = 1.0 if self.actor.medium == "air" else self.geometry.depth_at(y)
        s, tx, ty = view.place(depth)
        self._paint(frame, view, s * x + tx, s * y + ty, s * grow / self.scale)

    def _paint(self, frame: Frame, view: View, x: float, y: float, k: float) -> None:
        """The body with its foot (a flyer's middle) at (x, y), `k` times as large as the art was made."""
        if self.actor.lift > 0:
            self._carried(frame, view, x, y - self.actor.lift * self.geometry.height * k * self.scale, k)
        elif self.actor.medium == "water":
            self._floating(frame, view, x, y, k)
        elif self.actor.medium == "air":
            self._flying(frame, view, x, y, k)
        elif y > _BELOW * view.height:
            # The feet are below the frame, and with them the shadow: only what is in the frame is painted.
            stand(frame, self._shown(view, k, Place(x=x, y=y), all_of_it=False), x, y)
        else:
            self._standing(frame, view, x, y, k)

    def _shown(self, view: View, k: float, place: Place, *, all_of_it: bool = True) -> Lit:
        """The lit body in its place; not all of it where only what is in the frame is asked for."""
        if self.actor.medium not in ("water", "air") and isinstance(self.art, PlacedArt) and self.art.still:
            return replace(self._standstill(view), scale=k)
        unit = k * self.scale * self.geometry.height / 720
        blur = self.actor.blur * _UNFOCUSED * self.geometry.height * k * self.scale
        if not all_of_it:
            spread = math.ceil(16 * unit + 3 * blur)
            window = -spread, -spread, view.width + spread, view.height + spread
            place = replace(place, window=window)
        place = replace(place, scale=k, facing=self.actor.facing)
        body = _put(self.art, view, place)
        return self._in_light(unfocused(body, blur), unit)

    def _standstill(self, view: View) -> Lit:
        """Who never moves is painted and lit once, at the size of the art."""
        kept = self._kept.get("lit")
        if kept is None:
            size = self.scale * self.geometry.height
            body = replace(_put(self.art, view, Place(facing=self.actor.facing)), spans=None)
            # Two threads may both come here first: they find the same.
            kept = self._in_light(unfocused(body, self.actor.blur * _UNFOCUSED * size), size / 720)
            self._kept["lit"] = kept
        return kept

    def _in_light(self, body: Body, unit: float) -> Lit:
        return lit(body, self.light, self.haze, max(1.0, 4.5 * unit * min(1.0, 2.5 * self.actor.height)))

    def _place(self, u: float) -> tuple[float, float, float]:
        """Rest-frame foot, and growth against the start from coming nearer."""
        (x0, y0), (x1, y1) = self.actor.start, self.actor.end
        x, y = (x0 + (x1 - x0) * u) * self.geometry.width, (y0 + (y1 - y0) * u) * self.geometry.height
        if self.actor.medium == "air":
            return x, y, 1.0
        first = max(0.05, self.geometry.nearness(y0 * self.geometry.height))
        return x, y, max(0.05, self.geometry.nearness(y)) / first

    @property
    def _tall(self) -> float:
        """Pixels of the art's height."""
        return self.actor.height * self.geometry.height * self.scale

    def _carried(self, frame: Frame, view: View, x: float, y: float, k: float) -> None:
        """Who sits on or in another body throws no shadow of its own on the ground, and is not mirrored there."""
        if self.actor.medium == "water":
            # The side of the boat hides the legs.
            foot = y + _BELOW_DECK * self._tall * k
            body = self._shown(view, k, Place(x=x, y=foot), all_of_it=False)
            afloat(frame, body, x, foot, line=_waterline(y, view.t), soft=2.5 * k)
            return
        stand(frame, self._shown(view, k, Place(x=x, y=y), all_of_it=False), x, y)

    def _standing(self, frame: Frame, view: View, x: float, y: float, k: float) -> None:
        body = self._shown(view, k, Place(x=x, y=y))
        strength = float(self.light.shadow)
        if self.mirror_from is not None and self.mirror_strength > 0:
            mirrored(frame, body, x, y, Ripple(self.mirror_strength * 0.62, 0.9 * k * self.scale, view.t, 0.55))
        lean, soft = -self.light.rim_from[0] * 1.1, max(0.8, 3.0 * self.scale) * k
        shadow(frame, body, x, y, lean=lean, soft=soft, strength=strength * 0.42)
        size = (float(max(3, body.width * 0.36)), float(max(1.5, body.width * 0.07)))
        contact_shadow(frame, float(x), float(y + (body.height - body.tall) * 0.2), *size, strength)
        stand(frame, body, x, y)

    def _floating(self, frame: Frame, view: View, x: float, y: float, k: float) -> None:
        phase, tall = self.seed % 7, self._tall * k
        rock = 0.035 * math.sin(view.t * 1.5 + phase) + 0.012 * math.sin(view.t * 2.7 + phase)
        y += 0.008 * tall * math.sin(view.t * 1.9 + phase)
        body = self._shown(view, k, Place(x=x, y=y, turn=rock, sunk=0.02 * self._tall))
        wide = body.width
        mirrored(frame, body, x, y, Ripple(0.72, 2.4 * k * self.scale, view.t, 0.62, self._shore(view, x, wide / 2)))
        size = (float(wide * 0.44), float(max(2, wide * 0.035)))
        contact_shadow(frame, float(x), float(y + tall * 0.012), *size, 0.55)
        afloat(frame, body, x, y, line=_waterline(y, view.t), soft=2.5 * k)

    def _shore(self, view: View, x: float, half: float) -> float:
        """The highest frame row at which the water ends, in the columns that a body covers."""
        if self.shore is None:
            return math.inf
        edge = self.shore(view)
        first = min(max(0, int(x - half)), len(edge) - 1)
        return float(edge[first : max(first + 1, int(x + half))].min())

    def _flying(self, frame: Frame, view: View, x: float, y: float, k: float) -> None:
        phase = self.seed % 5
        y += 0.035 * self._tall * k * math.sin(view.t * 2.1 + phase)
        place = Place(x=x, y=y, turn=0.04 * math.sin(view.t * 1.3 + phase))
        stand(frame, self._shown(view, k, place, all_of_it=False), x, y)


def _waterline(y: float, t: float) -> float:
    return y + 0.8 * math.sin(t * 2.3)


def _put(art: Art, view: View, place: Place) -> Body:
    """The body in its place, whoever it is made by."""
    if isinstance(art, PlacedArt):
        return art.placed(view.t, view.seconds, place)
    return moved(art.pose(view.t, view.seconds), place)


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
