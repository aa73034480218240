"""One shot, built once and then drawn frame by frame in any order from any thread."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..compose.blit import blank
from ..compose.camera import FOOT, Path
from ..compose.finish import Finish
from ..shotlist import Actor, Shot, Weather
from . import effects, settings
from .actors import actor_nodes
from .air import air_for
from .colour_script import graded
from .contract import Art, Context, Frame, Node, Set, Setting
from .gaze import gaze
from .geometry import Geometry
from .key_light import keyed, night_pools
from .tether import tethers
from .trim import trimmed
from .troupe import Troupe

#: `stage.cast.make`: an actor, its height and travel in pixels, the shot's seconds, a seed.
Cast = Callable[..., Art]
_OWN = threading.local()


@dataclass(frozen=True, slots=True)
class Scene:
    """A built shot. `frame` is a pure function of its arguments."""

    width: int
    height: int
    path: Path
    nodes: Sequence[Node]
    finish: Finish

    def frame(self, t: float, index: int) -> NDArray[np.uint8]:
        """The picture at t seconds into the shot, (height, width, 3) BGR; `index` is its number in the clip."""
        canvas = _canvas(self.height, self.width)
        self._paint(canvas, t, index)
        return self.finish.bgr(canvas, index)

    def planes(self, t: float, index: int) -> NDArray[np.uint8]:
        """The same picture as I420, see `media.encode`."""
        canvas = _canvas(self.height, self.width)
        self._paint(canvas, t, index)
        return self.finish.planes(canvas, index)

    def _paint(self, canvas: Frame, t: float, index: int) -> None:
        canvas.fill(0)
        view = self.path.view(t, index)
        for node in self.nodes:
            node.paint(canvas, view)


def _canvas(height: int, width: int) -> Frame:
    """A thread's own picture to paint on, kept from frame to frame: fresh memory has to be mapped page by page."""
    held: Frame | None = getattr(_OWN, "canvas", None)
    if held is None or held.shape != (height, width, 4):
        held = _OWN.canvas = blank(height, width)
    return held


def build(shot: Shot, *, width: int, height: int, seed: int, cast: Cast, still: bool = False) -> Scene:
    """Prepare everything that does not change over the shot; what is hidden is left in where it is a `still`.

    Raises KeyError for a setting that does not exist.
    """
    cv2.setNumThreads(1)
    context = Context(shot=shot, width=width, height=height, seed=seed)
    setting, path = settings.find(shot.setting), Path(shot.camera, width, height, shot.seconds)

    def draw(horizon: float) -> list[tuple[Actor, Art, float]]:
        ground = Geometry(width, height, horizon, FOOT * height, path)
        return [_art(_at_home(actor, setting), context, ground, cast) for actor in shot.actors]

    troupe = Troupe(draw)
    stage = graded(setting.build(replace(context, settled=troupe.start if shot.actors else None)), shot)
    stage = replace(stage, light=keyed(stage.light, shot))
    geometry = Geometry(width, height, stage.horizon, FOOT * height, path)
    air = air_for(shot, unit=context.unit, seed=seed)
    arts = troupe.ready(stage.horizon)
    nodes = [*stage.nodes, *night_pools(stage, shot, geometry), *actor_nodes(stage, air, geometry, arts, seed)]
    nodes += tethers(shot.actors, geometry, stage.light)
    # Weather stays outside of a room, and out of places that know none.
    sheltered = getattr(setting, "indoors", False) or shot.weather not in setting.weathers
    around = replace(shot, weather=Weather.CLEAR) if sheltered else shot
    nodes += effects.build(replace(context, shot=around), geometry, air)
    # A stable sort keeps the order in which a setting lists planes of one depth.
    nodes.sort(key=lambda node: node.depth)
    if not still:
        nodes = trimmed(nodes, path)
    return Scene(width, height, path, nodes, _finish(stage, context))


def _at_home(actor: Actor, setting: Setting) -> Actor:
    """Where there is no surface to float on, swimmers and boats float in the air (or under water)."""
    return replace(actor, medium="air") if actor.medium == "water" and "water" not in setting.zones else actor


def _art(actor: Actor, context: Context, geometry: Geometry, cast: Cast) -> tuple[Actor, Art, float]:
    """The actor's art at the largest scale that the shot shows it."""
    rows = (actor.start[1] * context.height, actor.end[1] * context.height)
    depth = 1.0 if actor.medium == "air" else max(geometry.depth_at(y) for y in rows)
    nearer = max(1.0, geometry.nearness(rows[1]) / max(0.05, geometry.nearness(rows[0])))
    scale = max(0.3, min(3.0, geometry.path.box(depth).scale * (nearer if actor.medium != "air" else 1.0)))
    travel = abs(actor.end[0] - actor.start[0]) * context.width * scale
    posed = actor
    if actor.lift > 0:
        # Who is carried sits as on the ground and does not use its own legs.
        posed, travel = replace(actor, medium="ground"), 0.0
    seed = zlib.crc32(actor.id.encode()) ^ (context.seed & 0xFFFFFFFF)
    tall, where = actor.height * context.height * scale, gaze(actor, context.shot, context.width / context.height)
    looking: dict[str, Any] = {} if where is None else {"gaze": where}
    if context.shot.mood != "calm":
        looking["mood"] = context.shot.mood
    seconds = actor.during[1] - actor.during[0] if actor.during else context.shot.seconds
    art = cast(posed, height=tall, travel=travel, seconds=seconds, seed=seed, **looking)
    return actor, art, scale


def _finish(stage: Set, context: Context) -> Finish:
    return Finish.prepare(
        context.height,
        context.width,
        grade_curves=stage.grade,
        bloom_strength=stage.bloom,
        threshold=stage.bloom_threshold,
        vignette_strength=stage.vignette,
        grain_strength=stage.grain,
        seed=context.seed & 0xFFFF,
    )
