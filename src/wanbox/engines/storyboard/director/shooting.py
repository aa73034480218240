"""Cuts to shots: the staged cast, framed for each shot size, with its light, its lines and its camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..language.facts import Facts
from ..language.vocabulary import Vocabulary
from ..shotlist import Actor, Camera, Framing, Move, Shot, Speech, TimeOfDay
from . import blocking, framing, moments, perspective, shotsize, soundplan, variation, winterwear
from . import camera as cameras
from .blocking import Blocking
from .pairs import NO_WAY
from .scene import Notes, Scene, refine, shown_with
from .sequence import Cut

#: A body at rest in the picture that the camera passes by, in parts of the usual travel.
_PASSING = 0.7


@dataclass(slots=True)
class Clip:
    """What all shots of a clip share."""

    stage: Vocabulary
    aspect: float
    seed: int
    avoid: frozenset[tuple[str, str]]
    notes: Notes
    staged: bool = True
    seconds: float = 5.0
    prompt: str = ""
    #: The way that the hero looks: kept over all shots, so that nobody turns round at a cut.
    facing: int = 0
    variant: variation.Variant = variation.VARIANTS[0]


def blocked(facts: Facts, scene: Scene, camera: Camera, clip: Clip, *, seconds: float, tracked: bool) -> Blocking:
    """The cast of a scene on its marks."""
    found = blocking.block(
        facts,
        scene.setting,
        clip.stage,
        clip.avoid,
        clip.notes,
        aspect=clip.aspect,
        seconds=seconds,
        seed=clip.seed,
        facing=clip.facing,
        angle=camera.angle,
        tracked=tracked,
    )
    return replace(found, actors=variation.spaced(found.actors, clip.variant))


def continuous(
    cuts: Sequence[Cut], scene: Scene, main: Camera, clip: Clip, staged: Blocking, *, free: bool, seconds: float
) -> tuple[tuple[Shot, ...], tuple[Speech, ...]]:
    """Shots of one scene: everybody goes on where the last shot left them. `seconds` of them are seen from afar."""
    shots: list[Shot] = []
    speech: list[Speech] = []
    speaking = {1} if len({cut.time for cut in cuts}) == 1 and len(cuts) > 1 else set(range(len(cuts)))
    gone = 0.0
    hero = staged.hero
    for number, cut in enumerate(cuts):
        camera = cut.camera or main
        wide = camera.framing is Framing.WIDE
        length = cut.seconds / seconds if wide and seconds > 0 else 0.0
        actors = blocking.part(staged.actors, gone, gone + length) if seconds > 0 else staged.actors
        gone += length
        if len(cuts) > 1 and not cut.time:
            actors = moments.at_cut(actors, staged.roles, clip.prompt, number)
        if not wide and hero is not None and seconds > 0:
            actors = _going_on(actors, staged.actors, hero, cut.seconds, clip.aspect)
        shot, lines = _shot(
            cut, scene, camera, clip, replace(staged, actors=actors), speaks=number in speaking, free=free or number > 0
        )
        shots.append(shot)
        speech.extend(lines)
    return tuple(shots), tuple(speech)


def _going_on(
    now: Sequence[Actor], staged: Sequence[Actor], hero: Actor, seconds: float, aspect: float
) -> tuple[Actor, ...]:
    """Everybody about the place where the cut found them, those on the way at the hero's pace."""
    shifted = [_onward(at, whole) for at, whole in zip(now, staged, strict=True)]
    leader = next(actor for actor in shifted if actor.id == hero.id)
    return blocking.striding(shifted, leader, seconds, aspect)


def _onward(now: Actor, whole: Actor) -> Actor:
    """An actor on its staged way about the place where it is now; who has come to a stop stays."""
    dx, dy = (whole.end[k] - whole.start[k] for k in (0, 1))
    if abs(dx) <= NO_WAY or now.action != whole.action:
        return now
    x, y = now.start
    return replace(now, start=(x - dx / 2, y - dy / 2), end=(x + dx / 2, y + dy / 2))


def spelled(cuts: Sequence[Cut], scene: Scene, main: Camera, clip: Clip) -> tuple[tuple[Shot, ...], tuple[Speech, ...]]:
    """The prompt's own shots, each with what it changes."""
    shots: list[Shot] = []
    speech: list[Speech] = []
    for cut in cuts:
        scene = refine(scene, cut.facts, clip.stage, clip.avoid, clip.notes)
        asked = cameras.read(cut.facts, clip.notes)
        camera = asked or main
        tracked = camera.move is Move.TRACK and camera.framing is Framing.WIDE
        staged = Blocking(roles=(), actors=(), kinds={})
        if clip.staged:
            staged = blocked(cut.facts, scene, camera, clip, seconds=cut.seconds, tracked=tracked)
        camera = shotsize.suited(camera, cut.facts, staged)
        camera = cameras.beside(camera, flying=staged.hero is not None and staged.hero.medium == "air")
        shot, lines = _shot(cut, scene, camera, clip, staged, speaks=True, free=asked is None or not cut.facts.cameras)
        shots.append(shot)
        speech.extend(lines)
    return tuple(shots), tuple(speech)


def _shot(
    cut: Cut, scene: Scene, camera: Camera, clip: Clip, staged: Blocking, *, speaks: bool, free: bool
) -> tuple[Shot, tuple[Speech, ...]]:
    subject = staged.about(cut.about)
    clip.facing = clip.facing or (staged.hero.facing if staged.hero else 0)
    lines = _lines(cut, staged) if speaks else ()
    actors = tuple(_speaking(actor, lines, cut) for actor in staged.actors)
    camera, actors = framing.frame(
        _paced(camera, subject, staged),
        actors,
        blocking.subject_of(staged, subject, free=free, framing=camera.framing),
        clip.aspect,
    )
    shot = Shot(
        start=cut.start,
        seconds=cut.seconds,
        setting=scene.setting,
        time=TimeOfDay(cut.time) if cut.time else scene.time,
        weather=scene.weather,
        mood=scene.mood,
        style=scene.style,
        camera=camera,
        actors=winterwear.dressed(_in_time(actors, scene.mood, clip), staged, scene, clip.stage),
        effects=scene.effects,
        traits=shown_with(scene.traits, staged.roles),
        subtitle="\n".join(line.text for line in lines),
        transition=cut.transition,
    )
    return (replace(shot, fade=cut.fade) if cut.fade else shot), lines


def _in_time(actors: Sequence[Actor], mood: str, clip: Clip) -> tuple[Actor, ...]:
    """Dancers move on the beat of the music."""
    beat = round(60 / soundplan.tempo(mood, clip.seconds), 4)
    return tuple(replace(a, beat=beat) if a.action in {"dance", "perform", "cheer"} else a for a in actors)


def _paced(camera: Camera, hero: Actor | None, staged: Blocking) -> Camera:
    """A camera that goes along goes as far as its subject, or past one that stays."""
    if camera.move is not Move.TRACK or camera.framing is not Framing.WIDE:
        return camera
    if hero is None or not staged.actors:
        return replace(camera, amount=_PASSING)
    way = hero.end[0] - hero.start[0]
    if abs(way) < 0.02:
        return replace(camera, amount=_PASSING * hero.facing)
    depth = 1.0 if hero.medium == "air" else perspective.depth_of(hero.start[1], camera.angle)
    return replace(camera, amount=round(cameras.keeping_pace(way, depth=depth), 4))


def _lines(cut: Cut, staged: Blocking) -> tuple[Speech, ...]:
    texts = []
    for quote in cut.facts.quotes:
        role = next((r for r in staged.roles if r.index == quote.speaker), None)
        texts.append((quote.text, blocking.prefix(role) + "1" if role else ""))
    return soundplan.lines(texts, cut.start, cut.seconds) if texts else ()


def _speaking(actor: Actor, lines: Sequence[Speech], cut: Cut) -> Actor:
    times = tuple(
        (round(line.start - cut.start, 3), round(line.start - cut.start + line.seconds, 3))
        for line in lines
        if line.actor == actor.id
    )
    if not times:
        return actor
    action = "talk" if actor.action == "stand" else actor.action
    return replace(actor, speaks=times, action=action)
