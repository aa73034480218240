"""Several pictures of one prompt: each keeps what was said, and differs in framing, staging and light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..language.facts import Facts
from ..shotlist import Actor, Camera, Framing, TimeOfDay
from .scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How one picture differs from the plainest."""

    framing: Framing = Framing.WIDE
    #: 1: everybody as staged; smaller bodies stand farther back in a wider view.
    size: float = 1.0
    #: -1 turns everybody round and changes the sides.
    side: int = 1
    #: Steps through the times of day.
    light: int = 0


#: The first is the plainest; the request's numbers go round.
VARIANTS = (
    Variant(),
    Variant(framing=Framing.MEDIUM, side=-1, light=1),
    Variant(size=0.66, side=-1, light=2),
    Variant(framing=Framing.CLOSE),
)
_TIMES = tuple(TimeOfDay)


def of(number: int) -> Variant:
    return VARIANTS[number % len(VARIANTS)]


def light(scene: Scene, variant: Variant, avoid: frozenset[tuple[str, str]]) -> Scene:
    """The scene at another time of day, where the prompt named none."""
    if "times" in scene.said or not variant.light:
        return scene
    time = _TIMES[(_TIMES.index(scene.time) + variant.light) % len(_TIMES)]
    if ("time", time.value) in avoid:
        return scene
    # Neon and fireflies belong to the night that they were added for.
    return replace(scene, time=time, effects=scene.effects if "effects" in scene.said else ())


def framed(camera: Camera, variant: Variant, facts: Facts) -> Camera:
    """The camera nearer, where the prompt names no shot size; to a face only where there is one."""
    if facts.framings:
        return camera
    if facts.subjects:
        return replace(camera, framing=variant.framing)
    return replace(camera, framing=Framing.MEDIUM) if variant.framing is Framing.CLOSE else camera


def facing(facts: Facts, variant: Variant) -> int:
    """1, -1, or 0 where the staging decides."""
    said = any(a.direction in {"left", "right"} for subject in facts.subjects for a in subject.actions)
    return 0 if said or variant == VARIANTS[0] else variant.side


def spaced(actors: Sequence[Actor], variant: Variant) -> tuple[Actor, ...]:
    """Everybody smaller by the same measure, drawn together about the middle so that groups keep their order."""
    if variant.size == 1.0:
        return tuple(actors)
    return tuple(_smaller(actor, variant.size) for actor in actors)


def _smaller(actor: Actor, size: float) -> Actor:
    middle = (actor.start[0] + actor.end[0]) / 2
    start, end = (middle + size * (x - middle) for x in (actor.start[0], actor.end[0]))
    return replace(
        actor,
        height=actor.height * size,
        lift=actor.lift * size,
        start=(start, actor.start[1]),
        end=(end, actor.end[1]),
    )
