"""Image to video: a given picture that begins as itself and comes alive by layers, camera and what its prompt names."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..shotlist import MOUTH_RATE, Camera, Framing, Move, Shot, Weather
from . import acts, layers, path, warp
from .cues import Cues
from .particles import PARTICLES, Vapour, flicker, presence
from .pixels import Picture, fit, resize

#: What every picture does unless it must be still: effects that act only where their region was found.
NATURAL = frozenset({"clouds", "ripples", "sway", "breathe"})
#: All effects that a given picture can show.
KNOWN = NATURAL | {*PARTICLES, "fog", "steam", "flicker"}


class PictureScene:
    """A fitted picture and the shots that move through it. `frame` is pure and may be called from several threads.

    Args:
        picture: BGR, already at the clip's size (see `fit`).
        shots: the director's shots in order; their cameras, effects and weathers are used.
        seed: decides drift and particles.
        cues: what the prompt asks of the picture (`cues.read`); its move and stillness win over the shots'.
        heard: how loud what is said or sung is, 0…1, `MOUTH_RATE` values a second: heads answer to it.
        beat: seconds of a beat of the given music, for dancers; 0 for none.
    """

    def __init__(
        self,
        picture: Picture,
        shots: Sequence[Shot],
        seed: int,
        cues: Cues | None = None,
        *,
        heard: Sequence[float] = (),
        beat: float = 0.0,
    ) -> None:
        self._picture = np.ascontiguousarray(picture)
        self._shots = tuple(shots)
        self._cues = cues
        self._still = bool(cues and cues.still)
        self._seed = seed
        self.height, self.width = picture.shape[:2]
        self._unit = min(self.width, self.height) / 720
        self._layers = layers.build(self._picture)
        self._acts = self._acts_of(cues)
        self._heard, self._beat = tuple(heard), beat
        self._effects = [self._effects_of(shot) for shot in self._shots]
        self._vapours = self._make_vapours(frozenset().union(*self._effects))

    @property
    def matte_method(self) -> str:
        """How the subject was found: "u2netp" or "saliency"."""
        return self._layers.matte_method

    def moving(self) -> tuple[str, ...]:
        """What moves in the clip, for the report."""
        if self._still:
            return ()
        seen = self._layers
        here = {
            "clouds": seen.sky.max() > 0.3,
            "ripples": seen.water.max() > 0.3,
            "sway": float(seen.plants.mean()) > 0.02,
            "breathe": False,
        }
        named = frozenset().union(*self._effects) & KNOWN
        return tuple(sorted({name for name in named if here.get(name, True)} | self._acts))

    def unshown(self) -> tuple[str, ...]:
        """Effects that were asked for and that a given picture cannot show, for the report."""
        named = frozenset().union(*self._effects)
        return tuple(sorted(named - KNOWN | (named - NATURAL if self._still else frozenset())))

    def frame(self, t: float, index: int) -> Picture:
        """The frame at t seconds of the clip, (height, width, 3) BGR. Frame 0 is the picture itself."""
        number = max((i for i, shot in enumerate(self._shots) if shot.start <= t + 1e-6), default=0)
        return self.frame_of(number, t - self._shots[number].start, index)

    def frame_of(self, number: int, t: float, index: int) -> Picture:  # noqa: ARG002 - the same call as every scene's
        """The frame t seconds into a shot, also beyond its end (for dissolves). Styles are the compositor's work."""
        shot, effects = self._shots[number], self._effects[number]
        out = self._moved(shot, effects, number, t)
        if not self._still:
            # The air is one through all shots: it never starts anew at a cut.
            self._air(out, effects, shot.start + t)
        return out

    def _effects_of(self, shot: Shot) -> frozenset[str]:
        named = set(shot.effects)
        if shot.weather is not Weather.CLEAR:
            named.add(str(shot.weather))
        if self._cues:
            named |= self._cues.effects
        return frozenset(named | NATURAL)

    def _acts_of(self, cues: Cues | None) -> frozenset[str]:
        """What the subject does; whatever lives breathes."""
        if cues is None or cues.still or self._layers.subject is None:
            return frozenset()
        usual = {acts.USUAL} if cues.alive or acts.USUAL in cues.effects else set()
        return frozenset(cues.acts | usual)

    def _make_vapours(self, named: Collection[str]) -> dict[str, Vapour]:
        made = {}
        if "fog" in named:
            made["fog"] = Vapour(self.width, self.height, self._seed, steam_at=None, strength=0.55)
        if "steam" in named:
            left, top, right, bottom = self._layers.box
            # What takes off smokes at its foot, a cup or a chimney at its mouth.
            mouth = 1.0 if "launch" in self._acts else 0.34
            at = ((left + right) / 2, top + (bottom - top) * mouth)
            made["steam"] = Vapour(
                self.width, self.height, self._seed + 1, steam_at=at, strength=0.95, blast="launch" in self._acts
            )
        return made

    def _camera(self, shot: Shot) -> Camera:
        if self._cues and self._cues.move is not None:
            return replace(shot.camera, move=self._cues.move, amount=shot.camera.amount or 1.0)
        return shot.camera

    def _moved(self, shot: Shot, effects: frozenset[str], number: int, local: float) -> Picture:
        if self._still:
            return self._framed(self._picture.copy(), shot, number)
        aim = path.aim(self._camera(shot), local / max(shot.seconds, 0.1), self.width, self.height)
        out = np.empty_like(self._picture)
        self._bend(out, aim, effects, local, shot.seconds)
        self._lay_subject(out, aim, shot.start + local)
        if "flicker" in effects:
            flicker(out, presence(local), shot.start + local)
        return self._framed(out, shot, number)

    def _bend(self, out: Picture, aim: path.Aim, effects: frozenset[str], t: float, seconds: float) -> None:
        seen = self._layers
        fx, fy = seen.focus
        side = 1 if self._seed % 2 else -1
        # The whole drift of a clip stays within what the sky's soft rim can stretch.
        drift = side * min(11 * t, 62 * t / max(seconds, 1)) * self._unit if "clouds" in effects else 0.0
        in_air = presence(t, 1.4)
        wind = 1.7 if self._cues and "sway" in self._cues.effects else 0.7
        camera = np.array([aim.zoom, fx, fy, *aim.pan, *aim.orbit, seen.subject_depth], np.float64)
        ripple = in_air * ("ripples" in effects)
        life = np.array(
            [t, drift, ripple, in_air * wind * ("sway" in effects), self._unit, seen.horizon * self.height], np.float64
        )
        field = np.empty((*seen.depth.shape, 3), np.float32)
        warp.displacement(field, seen.depth, seen.sky, seen.water, seen.plants, layers.CELL, camera, life)
        lit = bool(ripple > 0 and seen.water.max() > 0.2)
        warp.bend(out, seen.plate, field, layers.CELL, seen.pad[0], seen.pad[1], lit)

    def _lay_subject(self, out: Picture, aim: path.Aim, t: float) -> None:
        seen = self._layers
        if seen.subject is None:
            return
        scale = 1 + (aim.zoom - 1) * (warp.FAR + warp.NEARER * seen.subject_depth)
        camera = np.array([scale, *seen.focus, *aim.pan], np.float64)
        field = np.empty((*seen.depth.shape, 3), np.float32)
        warp.body_field(field, seen.edge, layers.CELL, camera, self._body(t))
        warp.lay(out, seen.subject, seen.spans, field, layers.CELL, seen.pad[0], seen.pad[1])

    def _body(self, t: float) -> NDArray[np.float64]:
        """The subject's pose in pixels and radians, as `warp.body_field` takes it."""
        seen = self._layers
        left, top, right, bottom = seen.box
        tall = float(bottom - top)
        loud = self._heard[min(int(t * MOUTH_RATE), len(self._heard) - 1)] if self._heard else 0.0
        pose = acts.pose(self._acts, t, heard=loud, beat=self._beat, side=1 if self._seed % 2 else -1)
        neck = seen.neck or ((left + right) / 2, top + 0.3 * tall)
        windy = self._cues is not None and "sway" in self._cues.effects
        reach = 2.6 * self._unit * presence(t, 1.4) if windy and self._acts else 0.0
        turn, lean = math.radians(pose.head), math.radians(pose.lean)
        moved = (tall * pose.x, tall * pose.y, pose.scale, pose.squash, lean)
        head = (*neck, 0.05 * tall if seen.neck else 0.0, turn, tall * pose.headx, tall * pose.nod)
        return np.array([(left + right) / 2, bottom, *moved, *head, reach, t], np.float64)

    def _framed(self, image: Picture, shot: Shot, number: int) -> Picture:
        """Shots after the first may stand closer; the first always shows the whole picture."""
        zoom = path.FRAMING_ZOOM[shot.camera.framing] if number else 1.0
        if zoom == 1.0 or shot.camera.framing is Framing.WIDE:
            return image
        w, h = round(self.width / zoom), round(self.height / zoom)
        fx, fy = self._layers.focus
        x = int(np.clip(fx - w / 2, 0, self.width - w))
        y = int(np.clip(fy - h / 2, 0, self.height - h))
        return resize(np.ascontiguousarray(image[y : y + h, x : x + w]), self.width, self.height)

    def _air(self, out: Picture, effects: frozenset[str], t: float) -> None:
        if t <= 0:
            return
        for name, vapour in self._vapours.items():
            if name in effects:
                vapour.lay(out, t)
        for name, draw in PARTICLES.items():
            if name in effects:
                draw(out, t, self._unit, self._seed + len(name))


__all__ = ["Move", "PictureScene", "fit"]
